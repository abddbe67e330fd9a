"""Open an index to write to it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from index import engines
from index.analysis.lexicon import Row
from index.engines.contract import IndexWriter, Meetings
from index.errors import KaigirokuError
from index.redirects.tracking import RedirectTrackingWriter
from index.storage.generations import Generations
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
    writer = engines.open_writer(generations, rebuild=rebuild, memory=memory, lexicon=lexicon)
    return RedirectTrackingWriter(writer, generations, _reader, rebuild=rebuild)


def _reader(folder: Path) -> Meetings | None:
    """What reads the meetings of a generation; null if they cannot be read."""
    try:
        return engines.open_meetings(folder)
    except KaigirokuError:
        # What is missing or damaged is said when that generation is written on.
        return None
