"""Open an index to write to it: the one place that chooses the engine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from index.analysis.lexicon import Row
from index.engines.contract import IndexWriter, Meetings
from index.engines.whoosh.segment.standing import Standing
from index.engines.whoosh.writing.writer import WhooshWriter
from index.redirects.tracking import RedirectTrackingWriter
from index.storage.generations import Generations
from index.storage.manifest import FORMAT, read_manifest
from index.storage.resources import DEFAULT_MEMORY


def open_writer(
    home: Path,
    *,
    rebuild: bool = False,
    memory: int = DEFAULT_MEMORY,
    lexicon: Sequence[Row] | None = None,
) -> IndexWriter:
    """Open the index at `home` for writing, creating it if need be.

    `rebuild` begins with nothing, whatever is there: what was committed stays until
    the first commit takes its place. `memory` is about how many bytes its processes take
    together, however much is written; one needs some 300 MB. `lexicon` are words of one's
    own; the index keeps them, so that they are given once. Raises IndexBusy if another
    process writes, IndexOutdated if the index was built by other means and is not to be
    rebuilt.
    """
    generations = Generations(home)
    writer = WhooshWriter(generations, rebuild=rebuild, memory=memory, lexicon=lexicon)
    return RedirectTrackingWriter(writer, generations, _reader, rebuild=rebuild)


def _reader(folder: Path) -> Meetings | None:
    """What reads a generation, by whatever dictionary it was built; null if nothing can."""
    try:
        if read_manifest(folder).means.get("format") != FORMAT:
            return None
        return Standing(folder)
    except Exception:
        # What a damaged file raises is of many kinds; whoever writes on it is told.
        return None
