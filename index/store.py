"""Open an index to write to it: the one place that chooses the engine."""

from __future__ import annotations

from pathlib import Path

from index.engines.contract import IndexWriter
from index.engines.whoosh.writer import WhooshWriter
from index.generations import Generations
from index.limits import MEMORY


def open_writer(home: Path, *, rebuild: bool = False, memory: int = MEMORY) -> IndexWriter:
    """Open the index at `home` for writing, creating it if need be.

    `rebuild` begins with nothing, whatever is there: what was committed stays until
    the first commit takes its place. `memory` is about how many bytes its processes take
    together, however much is written; one needs some 300 MB. Raises IndexBusy if another
    process writes, IndexOutdated if the index was built by other means and is not to be
    rebuilt.
    """
    return WhooshWriter(Generations(home), rebuild=rebuild, memory=memory)
