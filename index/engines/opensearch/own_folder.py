"""Folders of a process for what it mirrors of a cluster; they are gone when it ends.

They lie in one folder, which the process that made it removes at its end. A forked process makes
its own there, too, and goes on using those of its parent; so once there is one, the parent keeps
them to its end.
"""

from __future__ import annotations

import atexit
import os
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from weakref import finalize

# One element if this process has been forked.
_forked: list[bool] = []
os.register_at_fork(after_in_parent=lambda: _forked.append(True), after_in_child=_forked.clear)


def own_folder(owner: object) -> Path:
    """A new folder, which is removed when its owner is gone."""
    folder = Path(mkdtemp(dir=_folder_of_all()))
    finalize(owner, _remove, folder, os.getpid())
    return folder


@cache
def _folder_of_all() -> Path:
    folder = Path(mkdtemp(prefix="kaigiroku-"))
    process = os.getpid()
    # A forked process has the same handler, and must not remove what is its parent's.
    atexit.register(_remove, folder, process, at_end=True)
    return folder


def _remove(folder: Path, process: int, *, at_end: bool = False) -> None:
    if os.getpid() == process and (at_end or not _forked):
        shutil.rmtree(folder, ignore_errors=True)
