"""Japanese text → terms with character offsets. The one place that knows SudachiPy.

The index side and the query side both call `Analyzer.analyze`, so what is looked up
is what was stored. Two granularities: short units (Sudachi A) one after another
without a gap, and long units (C, and katakana words Sudachi cuts in two) that span
several of them.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import cached_property, lru_cache
from importlib.metadata import version
from typing import NamedTuple

from sudachipy import Dictionary, Morpheme, SplitMode, Tokenizer

from index.folding import is_katakana, kana_key, normal

# Sudachi takes at most 49,149 bytes at once; a character has up to four.
_CHUNK = 12_000
# A unit's length is stored in one byte.
_LONGEST_UNIT = 255
# A katakana word is joined from at most so many short units.
_JOINED_UNITS = 3

# Katakana, full and half width, begins and ends here; a quick look before a slow one.
_KANA_START, _KANA_END = "ァ", "ﾟ"

_BREAK = re.compile(r"[\n。]")
_SILENT = frozenset({"補助記号", "空白"})
_CONTENT = frozenset({"名詞", "動詞", "形容詞", "形状詞", "副詞", "接頭辞", "接尾辞", "代名詞"})


class Short(NamedTuple):
    """A short unit: characters `start` to `end`; `key` is empty for punctuation.

    `content` is false for what only binds words (particles, auxiliaries).
    """

    start: int
    end: int
    key: str
    content: bool


class Long(NamedTuple):
    """A unit of several short ones, `first` up to and not including `last`."""

    first: int
    last: int
    key: str


class Analysis(NamedTuple):
    """The units of a text: `short` covers it without gaps, in order."""

    short: list[Short]
    long: list[Long]


class Analyzer:
    """Analyzes text; safe for many threads, each with a tokenizer of its own."""

    def __init__(self) -> None:
        self._local = threading.local()

    @cached_property
    def means(self) -> dict[str, str]:
        """What decides the terms; an index built by other means must be rebuilt."""
        return {"sudachipy": version("SudachiPy"), "sudachidict-core": version("sudachidict-core")}

    def _tokenizer(self) -> Tokenizer:
        if not hasattr(self._local, "tokenizer"):
            self._local.tokenizer = _dictionary().tokenizer(mode=SplitMode.C)
        tokenizer: Tokenizer = self._local.tokenizer
        return tokenizer

    def analyze(self, text: str) -> Analysis:
        """The units of `text`; offsets are characters of `text` itself."""
        short: list[Short] = []
        long: list[Long] = []
        tokenizer = self._tokenizer()
        for base, chunk in _chunks(text):
            for morpheme in tokenizer.tokenize(chunk):
                parts = morpheme.split(SplitMode.A, add_single=False)
                first = len(short)
                for part in parts or [morpheme]:
                    short.extend(_short_units(part, base))
                if parts:
                    long.append(Long(first, len(short), term_key(morpheme.normalized_form())))
        long.extend(_katakana_words(text, short))
        return Analysis(short, long)


_LOCK = threading.Lock()
_DICTIONARIES: list[Dictionary] = []


def _dictionary() -> Dictionary:
    """The dictionary, opened once: it takes a tenth of a second and 200 MB of map."""
    with _LOCK:
        if not _DICTIONARIES:
            _DICTIONARIES.append(Dictionary())
        return _DICTIONARIES[0]


@lru_cache(maxsize=200_000)
def term_key(normalized: str) -> str:
    """What a normalized form is stored and looked up as."""
    return kana_key(normal(normalized)).strip()


def _chunks(text: str) -> Iterator[tuple[int, str]]:
    """Cut a text into pieces Sudachi takes, after a line or a sentence if it can."""
    start = 0
    while len(text) - start > _CHUNK:
        end = start + _CHUNK
        cut = max((match.end() for match in _BREAK.finditer(text, start, end)), default=end)
        yield start, text[start:cut]
        start = cut
    if start < len(text):
        yield start, text[start:]


_WORD_CLASSES: dict[int, str] = {}


def _word_class(morpheme: Morpheme) -> str:
    """The first of the six parts of speech, kept by its number: the tuple is slow."""
    number = morpheme.part_of_speech_id()
    if number not in _WORD_CLASSES:
        _WORD_CLASSES[number] = morpheme.part_of_speech()[0]
    return _WORD_CLASSES[number]


def _short_units(morpheme: Morpheme, base: int) -> Iterator[Short]:
    start, end = morpheme.begin() + base, morpheme.end() + base
    word_class = _word_class(morpheme)
    key = "" if word_class in _SILENT else term_key(morpheme.normalized_form())
    if word_class in _SILENT and morpheme.surface().isalnum():
        # A character the dictionary takes for a symbol (𠮷) is still a word to look for.
        key = term_key(morpheme.surface())
    content = word_class in _CONTENT
    while end - start > _LONGEST_UNIT:
        yield Short(start, start + _LONGEST_UNIT, key, content)
        start += _LONGEST_UNIT
    if end > start:
        yield Short(start, end, key, content)


def _katakana_words(text: str, short: list[Short]) -> Iterator[Long]:
    """Words of two or three neighbouring katakana units, as one: ファイヤー + ウォール."""
    run: list[int] = []
    for position, unit in enumerate(short):
        if _KANA_START <= text[unit.start] <= _KANA_END and is_katakana(
            text[unit.start : unit.end]
        ):
            run.append(position)
        elif run:
            yield from _joined(text, short, run)
            run = []
    yield from _joined(text, short, run)


def _joined(text: str, short: list[Short], run: list[int]) -> Iterator[Long]:
    for index, first in enumerate(run):
        for last in run[index + 1 : index + _JOINED_UNITS]:
            word = text[short[first].start : short[last].end]
            yield Long(first, last + 1, kana_key(normal(word)))
