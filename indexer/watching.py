"""Following files: a file that has changed is indexed once it has settled.

Size, times and inode of each file are compared every few seconds. That works on any
disk, also on a network disk, for which the operating system reports no changes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path

from indexer.discovery import find_files

Looks = Mapping[Path, tuple[int, ...]]
"""The size in bytes, the times of changes in ns, and the inode of each file; or `_UNSEEN`."""

_UNSEEN = (-1,)


def look(paths: Iterable[Path]) -> Looks:
    """The looks of the files in folders, and of files named outright."""
    return {file.path: _look(file.path) for file in find_files(paths).files}


def watch(
    look: Callable[[], Looks], index: Callable[[Collection[Path]], bool], wait: Callable[[], bool]
) -> None:
    """Index what is there, and again whenever files have come, changed or gone.

    A file has settled when it looks the same as before the last wait; until then it is
    passed to `index` as a file to leave alone. `index` returns whether it could write,
    `wait` whether to go on.
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


def _look(path: Path) -> tuple[int, ...]:
    try:
        state = path.stat()
    except OSError:
        return _UNSEEN
    return state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino
