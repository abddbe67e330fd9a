"""Files that are followed: what changes among them is indexed once it has settled.

They are looked at every few seconds, by size and time. That is enough on any disk, also
one in the network, of which no system would tell what changes there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path

from indexer.discovery import find_files

Looks = Mapping[Path, tuple[int, int]]
"""The size and the time of each file; what cannot be seen has neither."""

_UNSEEN = (-1, -1)


def look(paths: Iterable[Path]) -> Looks:
    """How the files look now, in folders and named outright."""
    return {file.path: _look(file.path) for file in find_files(paths).files}


def watch(
    look: Callable[[], Looks], index: Callable[[Collection[Path]], bool], wait: Callable[[], bool]
) -> None:
    """Index what is there, and again whenever files have come, changed or gone.

    A file has settled when it looks the same as before the last wait; until then `index`
    is told to leave it alone. It gives back whether it could write. `wait` gives back
    whether to go on.
    """
    before = look()
    indexed: Looks | None = None
    while wait():
        now = look()
        settled = {path: looks for path, looks in now.items() if before.get(path) == looks}
        unsettled = now.keys() - settled.keys()
        if _differs(indexed, settled, now, before) and index(unsettled):
            indexed = settled
        before = now


def _differs(indexed: Looks | None, settled: Looks, now: Looks, before: Looks) -> bool:
    """Whether a settled file is not as it was indexed, or one has been gone for a while."""
    if indexed is None:
        return True
    gone = indexed.keys() - now.keys() - before.keys()
    return bool(gone) or any(indexed.get(path) != looks for path, looks in settled.items())


def _look(path: Path) -> tuple[int, int]:
    try:
        state = path.stat()
    except OSError:
        return _UNSEEN
    return state.st_size, state.st_mtime_ns
