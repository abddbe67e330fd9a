"""The index on disk: generations, `CURRENT`, and the lock of the one who writes.

    store/CURRENT        one line: the name of the committed generation
    store/g00000007/     one generation, never changed once it is named
    store/LOCK           held while writing
"""

from __future__ import annotations

from pathlib import Path

from index.engines.contract import IndexWriter


def open_writer(home: Path) -> IndexWriter:
    """Open the index at `home` for writing, creating it if need be.

    Raises IndexBusy if another process writes, IndexOutdated if the index was
    built by other means.
    """
    raise NotImplementedError
