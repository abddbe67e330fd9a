"""Open an index to write to it: the one place that chooses the engine."""

from __future__ import annotations

from pathlib import Path

from index.engines.contract import IndexWriter
from index.engines.whoosh.writer import WhooshWriter
from index.generations import Generations


def open_writer(home: Path) -> IndexWriter:
    """Open the index at `home` for writing, creating it if need be.

    Raises IndexBusy if another process writes, IndexOutdated if the index was
    built by other means.
    """
    return WhooshWriter(Generations(home))
