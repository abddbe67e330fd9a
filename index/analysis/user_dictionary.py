"""A lexicon → a user dictionary of Sudachi's, made once and kept.

Making one takes some four seconds, whatever its size: Sudachi first reads all of its
own. So it is kept by its digest in the user's folder for such things, and with each index.
"""

from __future__ import annotations

import atexit
import csv
import hashlib
import os
import shutil
import sys
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from threading import Lock

import sudachidict_core
from sudachipy import Config, Dictionary
from sudachipy.errors import SudachiError
from sudachipy.sudachipy import build_user_dic

from index.analysis.lexicon import CONNECTIONS, Lexicon

# The name of a compiled lexicon in an index.
COMPILED_LEXICON = "words.dic"
CACHE_VARIABLE = "KAIGIROKU_CACHE"
# What it costs to read a word of the lexicon: less than to read any two words instead.
_COST = 2000
_PARTS_OF_SPEECH = 6
_SYSTEM = Path(sudachidict_core.__file__).parent / "resources" / "system.dic"

_LOCK = Lock()
_OPENED: dict[str, Dictionary] = {}
_OWN_FOLDERS: list[Path] = []


def dictionary_versions() -> dict[str, str]:
    """What reads a text, beside the lexicon."""
    return {"sudachipy": version("SudachiPy"), "sudachidict-core": version("sudachidict-core")}


def open_dictionary(lexicon: Lexicon, kept: Path | None = None) -> Dictionary:
    """Sudachi's dictionary with a lexicon's words, opened once: it takes a tenth of a second
    and 200 MB of map. `kept` is where an index may have it compiled.
    """
    with _LOCK:
        if lexicon.digest not in _OPENED:
            _OPENED[lexicon.digest] = _open(lexicon, kept)
        return _OPENED[lexicon.digest]


def _open(lexicon: Lexicon, kept: Path | None) -> Dictionary:
    if kept is not None:
        try:
            return Dictionary(config=Config(user=[str(kept.absolute())]))
        except (SudachiError, OSError):
            pass
    return Dictionary(config=Config(user=[str(_compiled(lexicon).absolute())]))


def compile_lexicon(lexicon: Lexicon) -> Path:
    """Where the lexicon is compiled; it is if it was not."""
    with _LOCK:
        return _compiled(lexicon)


def _compiled(lexicon: Lexicon) -> Path:
    versions = "\n".join((*dictionary_versions().values(), str(_COST), lexicon.digest))
    name = f"{hashlib.sha256(versions.encode()).hexdigest()[:32]}.dic"
    folders = [_cache_folder(), *_OWN_FOLDERS]
    for folder in folders:
        if (folder / name).is_file():
            return folder / name
    try:
        return _compile(lexicon, folders[0] / name)
    except OSError:
        # No home, or no room in it: this process has its own.
        own = Path(mkdtemp(prefix="kaigiroku-"))
        atexit.register(shutil.rmtree, own, ignore_errors=True)
        _OWN_FOLDERS.append(own)
        return _compile(lexicon, own / name)


def _cache_folder() -> Path:
    """Where programs keep what they can make again."""
    if named := os.environ.get(CACHE_VARIABLE):
        return Path(named)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home()) / "kaigiroku"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kaigiroku"


def _compile(lexicon: Lexicon, target: Path) -> Path:
    """Compile beside its place and then move it there: none ever sees half of one."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="draft-", dir=target.parent) as folder:
        source, made = Path(folder) / "words.csv", Path(folder) / "words.dic"
        with source.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(_source_rows(lexicon))
        build_user_dic(system=_SYSTEM, lex=[source], output=made)
        made.replace(target)
    return target


def _source_rows(lexicon: Lexicon) -> list[list[str | int]]:
    """The rows Sudachi compiles.

    Neither short units nor normalized forms: these are the lexicon's own, as to have
    them found in Sudachi's dictionary takes five times as long.
    """
    rows: list[list[str | int]] = []
    for headword, row in lexicon.rows.items():
        number = CONNECTIONS[row.pos]
        classes = (row.pos.split("-") + ["*"] * _PARTS_OF_SPEECH)[:_PARTS_OF_SPEECH]
        known: list[str | int] = [headword, number, number, _COST, headword]
        rows.append([*known, *classes, row.reading, "*", "*", "A", "*", "*", "*"])
    return rows
