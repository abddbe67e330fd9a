"""Paths as given → the files that may hold minutes, in the order a person expects."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

_KINDS = frozenset({".txt", ".text", ".json", ".jsonl", ".ndjson"})
_COMPRESSIONS = frozenset({".gz", ".xz"})


class Found(NamedTuple):
    """A file: its absolute path, and its name as shown (sapporo/076.txt)."""

    path: Path
    name: str


class Discovery(NamedTuple):
    """The files found, how many were passed over, and the paths that do not exist."""

    files: tuple[Found, ...]
    ignored: int
    missing: tuple[Path, ...]


def find_files(paths: Iterable[Path]) -> Discovery:
    """The files of folders, recursively and in natural order, and files named outright.

    A name is shown from the given folder on. Hidden files and unknown kinds are
    passed over, unless the file itself was named. Each file is found once.
    """
    found: dict[Path, Found] = {}
    ignored = 0
    missing: list[Path] = []
    for given in paths:
        root = given.absolute()
        if root.is_dir():
            for path in _walk(root):
                if _is_known(path):
                    found.setdefault(path, Found(path, _shown(path, root)))
                else:
                    ignored += 1
        elif root.exists():
            found.setdefault(root, Found(root, readable(root.name)))
        else:
            missing.append(given)
    return Discovery(tuple(found.values()), ignored, tuple(missing))


def is_under(path: str, roots: Iterable[Path]) -> bool:
    """Whether an absolute path is one of the roots, or lies in one."""
    return any(Path(path) == root or root in Path(path).parents for root in roots)


def _walk(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir(), key=lambda path: _natural(path.name)):
        if path.is_dir() and not path.is_symlink():
            if not path.name.startswith("."):
                yield from _walk(path)
        elif path.is_file():
            yield path


def _is_known(path: Path) -> bool:
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] in _COMPRESSIONS:
        suffixes.pop()
    return not path.name.startswith(".") and bool(suffixes) and suffixes[-1] in _KINDS


def _shown(path: Path, root: Path) -> str:
    return readable((Path(root.resolve().name) / path.relative_to(root)).as_posix())


def readable(name: str) -> str:
    """A file's name as one line of text.

    One that is not in UTF-8 is most often in CP932, from a zip.
    """
    return re.sub(r"[\x00-\x1f\x7f-\x9f]", "\ufffd", _decoded(name))


def _decoded(name: str) -> str:
    if name.isprintable():
        return name
    for encoding in ("utf-8", "cp932"):
        try:
            return os.fsencode(name).decode(encoding)
        except UnicodeDecodeError:
            continue
    return os.fsencode(name).decode("utf-8", "replace")


def _natural(name: str) -> tuple[tuple[int, int | str], ...]:
    """2.txt before 10.txt."""
    parts = re.split(r"([0-9]+)", name)
    return tuple(
        (0, int(part)) if part.isdigit() else (1, part.casefold()) for part in parts if part
    )
