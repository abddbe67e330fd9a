"""How a process of ours is started: whatever lies in the working directory, none of it is run.

Python puts the working directory before its own modules where it runs a module or a line of
code (`-m`, `-c`), so that an `indexer/` or a `numpy.py` among somebody's minutes would be
imported in place of ours.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import index


def python_command(module: str, *arguments: str) -> list[str]:
    """The command that runs a module as a process, for `python_environment`."""
    return [sys.executable, "-P", "-m", module, *arguments]


def python_environment() -> dict[str, str]:
    """The environment in which `python_command` finds what this process imports from."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(_safe_path()), "PYTHONIOENCODING": "utf-8"}


def _safe_path() -> list[str]:
    """`sys.path` without the working directory, unless this program itself is there."""
    own = Path(index.__path__[0]).parent
    return [each for each in sys.path if each and (not _is_here(each) or own.samefile(each))]


def _is_here(folder: str) -> bool:
    try:
        return Path(folder).samefile(".")
    except OSError:
        # Not a folder, but an archive, or nothing.
        return False
