"""Whether a file that is not found is gone, or only out of reach.

A disk that is not mounted leaves an empty folder, or none; a folder may be closed to the
one who asks. What was read from there is not to be lost by that.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

EMPTY = (
    "フォルダーが空です。ディスクが外れているかもしれないため、ここにあった{0}ファイルの会議は"
    "索引に残しました。除くには、{1}。"
)
CLOSED = "フォルダーを読めないため、ここにあった{0}ファイルの会議は索引に残しました。"
_NAME_FILES = "なくなったファイルの名前を指定してください"
_DELETE = "空のフォルダーを消してください"


class Hidden(NamedTuple):
    """A folder that keeps files out of reach, why, and whether it is one that was given."""

    folder: Path
    why: str
    given: bool

    def words(self, files: int) -> str:
        return self.why.format(files, _NAME_FILES if self.given else _DELETE)


def out_of_reach(paths: Iterable[Path], folders: Iterable[Path]) -> dict[Path, Hidden]:
    """Those of the paths that may not be gone, and what keeps them out of reach.

    Each path lies in one of `folders`.
    """
    roots = set(folders)
    look = cache(_look)
    found: dict[Path, Hidden] = {}
    for path in paths:
        for folder in _down(roots, path):
            # A folder that is gone lies in one that is there, and has something in it.
            if why := look(folder):
                found[path] = Hidden(folder, why, folder in roots)
                break
    return found


def closed(folder: Path) -> bool:
    """Whether a folder cannot be read, or is not there."""
    return _look(folder) == CLOSED or not folder.exists()


def _down(roots: set[Path], path: Path) -> list[Path]:
    """The folders on the way to a path, from that one of the roots on that is nearest."""
    way = list(path.parents)
    nearest = next(number for number, each in enumerate(way) if each in roots)
    return way[nearest::-1]


def _look(folder: Path) -> str | None:
    """What keeps a folder from being seen; null where it is seen, or is gone itself."""
    try:
        with os.scandir(folder) as entries:
            return None if any(True for _ in entries) else EMPTY
    except FileNotFoundError:
        return None
    except OSError:
        return CLOSED
