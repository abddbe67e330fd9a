"""Paths as given → the files that may hold minutes, in the order a person expects."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePath
from typing import NamedTuple

from indexer.problems import Problem

_KINDS = frozenset(
    {
        ".txt",
        ".text",
        ".json",
        ".jsonl",
        ".ndjson",
        ".pdf",
        ".html",
        ".htm",
        ".xhtml",
        ".docx",
        ".zip",
    }
)
_COMPRESSIONS = frozenset({".gz", ".xz"})
_MOST_NAMED = 5
_LINK = "フォルダーへのリンクのため、たどりません。読むには、リンク先を指定してください。"
_CONVERT = "ワープロの文書はPDFかDOCXに変換すれば読めます。"


class FoundFile(NamedTuple):
    """A file: its absolute path, and its name as shown (sapporo/076.txt)."""

    path: Path
    name: str


class Discovery(NamedTuple):
    """The files found, how many were passed over, and the paths that do not exist.

    `notes` say what was passed over that a person may have meant to be read: files of
    unknown kinds, in one line, and each folder that is only a link. `folders` are those
    that were given, `closed` those that cannot be read.
    """

    files: tuple[FoundFile, ...]
    ignored: int
    missing: tuple[Path, ...]
    notes: tuple[Problem, ...] = ()
    folders: tuple[Path, ...] = ()
    closed: tuple[Path, ...] = ()


def find_files(paths: Iterable[Path]) -> Discovery:
    """The files of folders, recursively and in natural order, and files named outright.

    A name is shown from the given folder on. Hidden files and unknown kinds are
    passed over, unless the file itself was named. Each file is found once. A folder
    that is a link is not entered, unless it was named: it may lead round in a circle.
    """
    found: dict[Path, FoundFile] = {}
    passed: list[FoundFile] = []
    notes: list[Problem] = []
    missing: list[Path] = []
    folders: list[Path] = []
    closed: list[Path] = []
    ignored = 0
    for given in paths:
        root = given.absolute()
        if _is_folder(root):
            folders.append(root)
            for path in _walk(root, closed):
                file = FoundFile(path, shown(path, [root]))
                if path.is_dir():
                    notes.append(Problem(file.name, None, None, _LINK))
                elif is_known(path):
                    found.setdefault(path, file)
                else:
                    ignored += 1
                    passed += [] if path.name.startswith(".") else [file]
        elif os.path.lexists(root):
            found.setdefault(root, FoundFile(root, readable(root.name)))
        else:
            missing.append(given)
    every = (*notes, *_unknown(passed))
    files = tuple(found.values())
    return Discovery(files, ignored, tuple(missing), every, tuple(folders), tuple(closed))


def _unknown(files: Sequence[FoundFile]) -> Iterator[Problem]:
    """One line for all files of unknown kinds: how many, of which, and the first."""
    if not files:
        return
    kinds = Counter(file.path.suffix.lower() or "拡張子なし" for file in files)
    named = "、".join(f"{kind} {count:,}件" for kind, count in kinds.most_common(_MOST_NAMED))
    others = "など" if len(kinds) > _MOST_NAMED else ""
    message = f"読まない種類のファイルです。合わせて{len(files):,}件あります（{named}{others}）。"
    old = any(kind in (".doc", ".rtf", ".xls", ".xlsx", ".jtd", ".odt") for kind in kinds)
    yield Problem(files[0].name, None, None, message + (_CONVERT if old else ""))


def is_under(path: str, roots: Iterable[Path]) -> bool:
    """Whether an absolute path is one of the roots, or lies in one."""
    return any(Path(path) == root or root in Path(path).parents for root in roots)


def _walk(folder: Path, closed: list[Path]) -> Iterator[Path]:
    """The files in a folder, and links to folders; what cannot be entered goes to `closed`."""
    try:
        listed = sorted(folder.iterdir(), key=lambda path: _natural(path.name))
        inside = [(path, path.is_dir() and not path.is_symlink()) for path in listed]
    except OSError:
        closed.append(folder)
        return
    for path, is_folder in inside:
        if is_folder:
            yield from () if path.name.startswith(".") else _walk(path, closed)
        elif path.is_file() or path.is_dir() or not path.exists():
            # A link that leads nowhere is a file that cannot be read now, not one that is gone.
            yield path


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


def is_known(path: PurePath) -> bool:
    """Whether a file's name says that it may hold minutes."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] in _COMPRESSIONS:
        suffixes.pop()
    return not path.name.startswith(".") and bool(suffixes) and suffixes[-1] in _KINDS


def shown(path: Path, roots: Sequence[Path]) -> str:
    """The name of a file, from the one of the given folders on that it lies in."""
    root = next((each for each in roots if each in path.parents), path.parent)
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
