"""Paths as given → the files that may hold minutes, in the order a person expects.

It also decides whether a file that is not found is gone, or only out of reach: a disk that
is not mounted leaves an empty folder, or none, and a folder may be unreadable to this user.
Meetings indexed from such a folder must not be lost.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path, PurePath
from typing import NamedTuple

from index.storage.generations import belongs_to_index
from indexer.encodings import decode_strictly
from indexer.problems import Problem, Unreadable, is_shown

_TEXT_SUFFIXES = {".txt", ".text", ".json", ".jsonl", ".ndjson", ".html", ".htm", ".xhtml", ".md"}
_SUFFIXES = frozenset({*_TEXT_SUFFIXES, ".pdf", ".docx", ".zip"})
_COMPRESSIONS = frozenset({".gz", ".xz"})
_CONVERTIBLE = frozenset([".doc", ".rtf", ".xls", ".xlsx", ".jtd", ".odt"])
_MAX_SUFFIXES_NAMED = 5
_OUTSIDE = "指定した場所の外へのリンクのため、読みません。読むには、リンク先を指定してください。"
_SPECIAL = "ふつうのファイルではないため、読みません。"
_INDEX = "索引のフォルダーのため、読みません。"
_LINK = "フォルダーへのリンクのため、たどりません。読むには、リンク先を指定してください。"
_CONVERT = "ワープロの文書は、PDFかDOCXに変換すれば読めます。"
_EMPTY = (
    "フォルダーが空です。ディスクが外れているかもしれないため、ここにあった{0}ファイルの会議は"
    "索引に残しました。除くには、{1}。"
)
_CLOSED = "フォルダーを読めないため、ここにあった{0}ファイルの会議は索引に残しました。"
_NAME_FILES = "なくなったファイルの名前を指定してください"
_DELETE_FOLDER = "空のフォルダーを消してください"


class FoundFile(NamedTuple):
    """A file: its absolute path, and its name as shown (sapporo/076.txt)."""

    path: Path
    name: str


@dataclass(slots=True)
class Discovery:
    """The files found, how many were ignored, and the paths that do not exist.

    `notes` name what was ignored although a person may have meant it to be read: files of
    unknown kinds, in one line, and each link, index and special file that was passed over.
    `folders` are those that were given, `closed` those that cannot be read.
    """

    files: list[FoundFile] = field(default_factory=list)
    ignored: int = 0
    missing: list[Path] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)
    closed: list[Path] = field(default_factory=list)


def find_files(paths: Iterable[Path], home: Path | None = None) -> Discovery:
    """The files of folders, recursively and in natural order, and files named outright.

    A file is shown with its path from the given folder on. Hidden files and unknown kinds
    are ignored, unless the file itself was named. Each file is found once. A link that was
    not named is followed only to a file below what was given; a folder that is a link is
    not entered, as it may lead round in a circle. The index at `home` is passed over.
    """
    result = Discovery()
    found: dict[Path, FoundFile] = {}
    unknown: list[FoundFile] = []
    given = [*paths]
    inside = [Path(os.path.realpath(each)) for each in given]
    for each in given:
        root = each.absolute()
        if os.path.isdir(root):  # noqa: PTH112 - Path.is_dir raises under a closed folder
            result.folders.append(root)
            for path in _walk(root, result.closed):
                file = FoundFile(path, shown_name(path, [root]))
                if reason := _passed_over(path, inside):
                    if home is None or path != home.absolute():
                        result.notes.append(Problem(file.name, None, None, reason))
                elif is_known(path):
                    found.setdefault(path, file)
                else:
                    result.ignored += 1
                    unknown += [] if path.name.startswith(".") else [file]
        elif os.path.lexists(root):
            found.setdefault(root, FoundFile(root, printable(root.name)))
        else:
            result.missing.append(each)
    result.files += found.values()
    result.notes += _unknown_kinds(unknown)
    return result


def _passed_over(path: Path, inside: Iterable[Path]) -> str | None:
    """Why a path that was found is not read, although a person may have meant it to be."""
    if path.is_dir():
        return _LINK if path.is_symlink() else _INDEX
    if not is_known(path):
        return None
    if path.is_symlink() and not is_under(os.path.realpath(path), inside):
        return _OUTSIDE
    # A broken link is a file that cannot be read now, not a deleted file.
    return _SPECIAL if path.exists() and not path.is_file() else None


def _unknown_kinds(files: Sequence[FoundFile]) -> Iterator[Problem]:
    """One line for all files of unknown kinds: how many, of which kinds, and the first."""
    if not files:
        return
    kinds = Counter(file.path.suffix.lower() or "拡張子なし" for file in files)
    named = "、".join(f"{kind} {n:,}件" for kind, n in kinds.most_common(_MAX_SUFFIXES_NAMED))
    others = "など" if len(kinds) > _MAX_SUFFIXES_NAMED else ""
    message = f"読まない種類のファイルです。合わせて{len(files):,}件あります（{named}{others}）。"
    advice = "" if _CONVERTIBLE.isdisjoint(kinds) else _CONVERT
    yield Problem(files[0].name, None, None, message + advice)


def is_under(path: str, roots: Iterable[Path]) -> bool:
    """Whether an absolute path is one of the roots, or lies in one."""
    return any(Path(path) == root or root in Path(path).parents for root in roots)


def _walk(folder: Path, closed: list[Path]) -> Iterator[Path]:
    """What is in a folder, but for the folders that are entered.

    Links to folders and indexes are not entered; what cannot be goes to `closed`.
    """
    try:
        listed = sorted(folder.iterdir(), key=lambda path: _natural(path.name))
        inside = [(path, path.is_dir() and not path.is_symlink()) for path in listed]
    except OSError:
        closed.append(folder)
        return
    for path, is_folder in inside:
        if not is_folder or belongs_to_index(path):
            yield path
        elif not path.name.startswith("."):
            yield from _walk(path, closed)


def is_known(path: PurePath) -> bool:
    """Whether a file may hold minutes, by its name."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] in _COMPRESSIONS:
        suffixes.pop()
    return not path.name.startswith(".") and bool(suffixes) and suffixes[-1] in _SUFFIXES


def shown_name(path: Path, roots: Sequence[Path]) -> str:
    """The name of a file, with its path from the given folder on that it lies in."""
    root = next((each for each in roots if each in path.parents), path.parent)
    return printable((Path(root.resolve().name) / path.relative_to(root)).as_posix())


def printable(name: str) -> str:
    """A file's name as one line of text.

    A name that is not in UTF-8 is most often in CP932, from a zip.
    """
    if not name.isprintable():
        content = os.fsencode(name)
        name = decode_strictly(content, "utf-8", "cp932") or content.decode("utf-8", "replace")
    return "".join(each if is_shown(each) else "\ufffd" for each in name)


def _natural(name: str) -> tuple[tuple[int, int | str], ...]:
    """2.txt before 10.txt."""
    parts = re.split(r"([0-9]+)", name)
    return tuple(
        (0, int(part)) if part.isdigit() else (1, part.casefold()) for part in parts if part
    )


class UnreachableFolder(NamedTuple):
    """A folder whose files are out of reach, why, and whether the folder itself was given."""

    folder: Path
    why: str
    given: bool

    def error(self, files: int) -> Unreadable:
        """The error for a folder in which this many files are out of reach."""
        advice = _NAME_FILES if self.given else _DELETE_FOLDER
        return Unreadable(str(self.folder), self.why.format(files, advice))


def find_unreachable(
    paths: Iterable[Path], folders: Iterable[Path]
) -> dict[Path, UnreachableFolder]:
    """The paths that may still exist, each with the folder above it that is out of reach.

    Each path lies in one of `folders`.
    """
    roots = set(folders)
    obstacle = cache(_obstacle)
    found: dict[Path, UnreachableFolder] = {}
    for path in paths:
        for folder in _down(roots, path):
            # A deleted folder is no obstacle: the folder above it is there and not empty.
            if why := obstacle(folder):
                found[path] = UnreachableFolder(folder, why, folder in roots)
                break
    return found


def is_reachable(folder: Path) -> bool:
    """Whether a folder is there and can be read."""
    return _obstacle(folder) != _CLOSED and folder.exists()


def is_gone(path: Path) -> bool:
    """Whether a file is certainly gone: its folder is there, with other files."""
    return not path.exists() and path.parent.exists() and _obstacle(path.parent) is None


def _down(roots: set[Path], path: Path) -> list[Path]:
    """The folders on the way to a path, from the nearest root on."""
    way = list(path.parents)
    nearest = next(number for number, each in enumerate(way) if each in roots)
    return way[nearest::-1]


def _obstacle(folder: Path) -> str | None:
    """Why the files of a folder cannot be seen; null if they can, or if it does not exist."""
    try:
        with os.scandir(folder) as entries:
            return None if any(True for _ in entries) else _EMPTY
    except FileNotFoundError:
        return None
    except OSError:
        return _CLOSED
