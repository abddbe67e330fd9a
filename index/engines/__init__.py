"""The engines of an index; no other module names one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from index.address import Address
from index.analysis.analyzer import Analyzer
from index.analysis.lexicon import Lexicon, Row
from index.analysis.user_dictionary import COMPILED_LEXICON
from index.engines.contract import Engine, Examination, IndexWriter, Meetings
from index.engines.opensearch.schema import CLUSTER_FILE
from index.engines.whoosh.engine import WhooshEngine
from index.engines.whoosh.examination import WhooshExamination
from index.engines.whoosh.results.minutes_reader import MinutesReader
from index.engines.whoosh.segment.snapshot import Snapshot
from index.engines.whoosh.writing.writer import WhooshWriter
from index.errors import IndexOutdated, KaigirokuError, WrongUsage
from index.redirects.history import HISTORY
from index.storage.checksums import SMALL_SIZE, FileRecord, check_files, check_sizes
from index.storage.damage import REBUILD_ADVICE
from index.storage.generations import Generations
from index.storage.manifest import FORMAT, Manifest, read_manifest
from index.storage.resources import DEFAULT_MEMORY

# The words of queries that an analyzer keeps: a few megabytes, and quickly made anew.
_MAX_QUERY_WORDS = 1 << 13
# The scheme of addresses in a cluster. What speaks to one is imported only where it is used: it is
# an extra, and takes a while.
_CLUSTER_SCHEME = "opensearch"


def open_generations(address: Address) -> Generations:
    """The commits of an index. Raises WrongUsage."""
    if isinstance(address, Path):
        return Generations(address)
    if address.scheme != _CLUSTER_SCHEME:
        raise WrongUsage(f"{address}: 索引のアドレスは {_CLUSTER_SCHEME}:// で始めます。")
    from index.engines.opensearch.generations import ClusterGenerations

    return ClusterGenerations(address)


def open_writer(
    address: Address,
    generations: Generations,
    *,
    rebuild: bool = False,
    memory: int = DEFAULT_MEMORY,
    lexicon: Sequence[Row] | None = None,
) -> IndexWriter:
    """Open the last generation of an index to write the next; see `index.writer.open_writer`."""
    if isinstance(address, Path):
        return WhooshWriter(generations, rebuild=rebuild, memory=memory, lexicon=lexicon)
    from index.engines.opensearch.generations import ClusterGenerations
    from index.engines.opensearch.writer import ClusterWriter

    assert isinstance(generations, ClusterGenerations)
    return ClusterWriter(generations, rebuild=rebuild, lexicon=lexicon)


def _is_mirrored(folder: Path) -> bool:
    """Whether the folder of a generation mirrors that of a cluster."""
    return (folder / CLUSTER_FILE).exists()


def open_engine(
    folder: Path, previous: Engine | None = None, *, tells_persons: bool = True
) -> Engine:
    """Open a committed generation to search it.

    Its utterances tell who speaks only if it `tells_persons`, or if it is in a cluster.
    The analyzer of `previous`, the engine of another generation, is shared if their lexicons
    are the same. Raises IndexOutdated or KaigirokuError, which say what cannot be read.
    """
    with _explained(folder):
        manifest = read_manifest(folder)
        check_sizes(folder, manifest.files)
        check_files(folder, dict(_checked_at_once(manifest)))
        lexicon = Lexicon(manifest.lexicon)
        if previous and previous.analyzer.lexicon.digest == lexicon.digest:
            analyzer = previous.analyzer
        else:
            analyzer = Analyzer(lexicon, folder / COMPILED_LEXICON, _MAX_QUERY_WORDS)
        if _is_mirrored(folder):
            from index.engines.opensearch.engine import ClusterEngine

            before = previous if isinstance(previous, ClusterEngine) else None
            return ClusterEngine(folder, analyzer, before)
        snapshot = Snapshot.open(folder, readings=analyzer.names, tells_persons=tells_persons)
        return WhooshEngine(snapshot, analyzer)


def open_meetings(folder: Path) -> Meetings:
    """Open a generation, whatever dictionary built it, to read its meetings. Raises as above."""
    with _explained(folder):
        built = read_manifest(folder).means.get("format")
        if built != FORMAT:
            raise ValueError(f"format {built}")
        if _is_mirrored(folder):
            from index.engines.opensearch.versions import MeetingVersions, Place

            return MeetingVersions(Place.read(folder))
        return MinutesReader(Snapshot.open(folder))


def _checked_at_once(manifest: Manifest) -> Iterator[tuple[str, FileRecord]]:
    """The files whose content is checked when the index is opened, others where they are read."""
    for name, record in manifest.files.items():
        if record.size <= SMALL_SIZE or name == HISTORY:
            yield name, record


def open_examination(folder: Path, progress: Callable[[str], None]) -> Examination:
    """Open a generation to examine it; `progress` is told what is being looked at. As above."""
    with _explained(folder):
        if _is_mirrored(folder):
            from index.engines.opensearch.examination import ClusterExamination

            return ClusterExamination(folder, progress)
        return WhooshExamination(folder, progress)


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    """Say what cannot be read, where the files of a generation are opened.

    Damaged bytes raise errors of almost any type in NumPy, Whoosh and pickle.
    """
    try:
        yield
    except KaigirokuError:
        raise
    except FileNotFoundError as error:
        raise IndexOutdated(
            f"{error.filename or folder}: 索引のファイルがありません。{REBUILD_ADVICE}"
        ) from error
    except Exception as error:
        if isinstance(error, OSError) and error.filename:
            raise KaigirokuError(f"{error.filename}: 読めません（{error.strerror}）") from error
        raise IndexOutdated(
            f"{folder}: 索引のファイルが壊れているか、形式が違うため、開けません"
            f"（{type(error).__name__}: {error}）。{REBUILD_ADVICE}"
        ) from error
