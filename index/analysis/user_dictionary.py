"""A lexicon as a user dictionary of Sudachi's, compiled once and cached.

Compiling takes some four seconds, whatever the size, as Sudachi reads its own dictionary
first. So the result is cached by its digest in the user's cache folder, and in each index. The
name of a cached file says what is in it: one that is damaged is made anew.
"""

from __future__ import annotations

import atexit
import csv
import hashlib
import os
import shutil
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from threading import RLock

import sudachidict_core
from sudachipy import Config, Dictionary
from sudachipy.errors import SudachiError
from sudachipy.sudachipy import build_user_dic

from index.analysis.lexicon import CONNECTIONS, Lexicon

# The file name of the compiled lexicon in an index.
COMPILED_LEXICON = "words.dic"
CACHE_VARIABLE = "KAIGIROKU_CACHE"
# The cost of a word of the lexicon in Sudachi's lattice: lower than that of any two words.
_WORD_COST = 2000
_PARTS_OF_SPEECH = 6
_SYSTEM = Path(sudachidict_core.__file__).parent / "resources" / "system.dic"

_LOCK = RLock()
_OPENED: dict[str, Dictionary] = {}
_OWN_FOLDERS: list[Path] = []


def dictionary_versions() -> dict[str, str]:
    """The versions of Sudachi and its dictionary, which decide the terms beside the lexicon."""
    return {"sudachipy": version("SudachiPy"), "sudachidict-core": version("sudachidict-core")}


def open_dictionary(lexicon: Lexicon, compiled: Path | None = None) -> Dictionary:
    """Sudachi's dictionary with a lexicon, opened once (0.1 s, 200 MB); `compiled` if it opens."""
    with _LOCK:
        if lexicon.digest not in _OPENED:
            _OPENED[lexicon.digest] = _open(lexicon, compiled)
        return _OPENED[lexicon.digest]


def _open(lexicon: Lexicon, compiled: Path | None) -> Dictionary:
    if compiled is not None:
        with suppress(SudachiError, OSError):
            return Dictionary(config=Config(user=[str(compiled.absolute())]))
    return Dictionary(config=Config(user=[str(compile_lexicon(lexicon).absolute())]))


def compile_lexicon(lexicon: Lexicon) -> Path:
    """The path of the compiled lexicon, which is compiled if it is not cached."""
    versions = "\n".join((*dictionary_versions().values(), str(_WORD_COST), lexicon.digest))
    name = hashlib.sha256(versions.encode()).hexdigest()[:32]
    with _LOCK:
        folders = [_cache_folder(), *_OWN_FOLDERS]
        for folder in folders:
            if whole := _find_whole(folder, name):
                return whole
        try:
            return _compile(lexicon, folders[0], name)
        except OSError:
            # No home, or no space in it: this process has a folder of its own.
            own = Path(mkdtemp(prefix="kaigiroku-"))
            atexit.register(shutil.rmtree, own, ignore_errors=True)
            _OWN_FOLDERS.append(own)
            return _compile(lexicon, own, name)


def _find_whole(folder: Path, name: str) -> Path | None:
    """The compiled lexicon of that name; those that are not as they were written are removed."""
    for path in sorted(folder.glob(f"{name}-*.dic")):
        with suppress(OSError):
            if path.name == _file_name(name, path.read_bytes()):
                return path
            path.unlink()
    return None


def _file_name(name: str, content: bytes) -> str:
    return f"{name}-{hashlib.sha256(content).hexdigest()[:32]}.dic"


def _cache_folder() -> Path:
    """The folder for caches; by default that of the XDG Base Directory Specification."""
    if named := os.environ.get(CACHE_VARIABLE):
        return Path(named)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kaigiroku"


def _compile(lexicon: Lexicon, home: Path, name: str) -> Path:
    """Compile beside the others and then move it there, so that no reader sees a part."""
    home.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="draft-", dir=home) as folder:
        source, made = Path(folder) / "words.csv", Path(folder) / "words.dic"
        with source.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(_source_rows(lexicon))
        build_user_dic(system=_SYSTEM, lex=[source], output=made)
        with made.open("rb") as written:
            # Or a power cut might leave the name and not the content.
            os.fsync(written.fileno())
            target = home / _file_name(name, written.read())
        made.replace(target)
    return target


def _source_rows(lexicon: Lexicon) -> list[list[str | int]]:
    """The rows that Sudachi compiles, in the format of its docs/user_dict.md.

    They have neither splits nor normalized forms, which are read from the lexicon: Sudachi
    takes five times as long to look them up in its own dictionary.
    """
    rows: list[list[str | int]] = []
    for headword, row in lexicon.rows.items():
        number = CONNECTIONS[row.pos]
        classes = (row.pos.split("-") + ["*"] * _PARTS_OF_SPEECH)[:_PARTS_OF_SPEECH]
        known: list[str | int] = [headword, number, number, _WORD_COST, headword]
        rows.append([*known, *classes, row.reading, "*", "*", "A", "*", "*", "*"])
    return rows
