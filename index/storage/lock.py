"""A lock between processes that ends with the process that holds it."""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import IO


def lock_file(path: Path) -> IO[bytes] | None:
    """Lock a file exclusively, as flock(2) does, without waiting; close it to unlock.

    Returns None if it is locked already, in this process or another.
    """
    file = path.open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file
