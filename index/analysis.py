"""Japanese text → terms with character offsets. The one place that knows SudachiPy.

The query side calls `Analyzer.analyze`. The index side asks `WordNumbers` for the same
words as numbers, and takes each word apart once (`index.vocabulary`), so what is looked
up is what was stored. Two granularities: short units (Sudachi A) one after another
without a gap, and long units (C, and katakana words Sudachi cuts in two) that span
several of them.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from functools import cached_property
from importlib.metadata import version
from itertools import chain
from typing import NamedTuple

from sudachipy import Dictionary, Morpheme, SplitMode, Tokenizer
from sudachipy.errors import SudachiError

from index.folding import is_katakana, kana_key, normal, valid

# Sudachi takes at most 49,149 bytes at once; a character has up to four.
_CHUNK = 12_000
# A shorter piece cannot be too long: a character grows to 18 at the most.
_SHORTEST_CHUNK = 1000
# A unit's length is stored in one byte.
_LONGEST_UNIT = 255
# A katakana word is joined from at most so many short units.
JOINED_UNITS = 3

# Parts a term's key from the form it was printed in, which follows it: all spellings
# of a word stand side by side in the index, each with its own postings.
FORM_MARK = "\x1f"
# So many words are kept taken apart; a city's minutes have fewer.
_KEPT_WORDS = 500_000
# Katakana, full and half width, begins and ends here; a quick look before a slow one.
_KANA_START, _KANA_END = "ァ", "ﾟ"

_BREAK = re.compile(r"[\n。]")
_SILENT = frozenset({"補助記号", "空白"})
_CONTENT = frozenset({"名詞", "動詞", "形容詞", "形状詞", "副詞", "接頭辞", "接尾辞", "代名詞"})


class Unit(NamedTuple):
    """A unit as printed: `form`, the `key` it is looked up by, the `term` it is stored as.

    Punctuation and space have an empty key and term. `content` is false for what only
    binds words (particles, auxiliaries).
    """

    form: str
    key: str
    term: bytes
    content: bool = True


class Long(NamedTuple):
    """A unit of several short ones: from the one numbered `first` up to, not with, `last`."""

    first: int
    last: int
    unit: Unit


class Analysis(NamedTuple):
    """The units of a text: `short` covers it in order and without gaps."""

    short: list[Unit]
    long: list[Long]


class Word(NamedTuple):
    """A word of the dictionary as printed: its short units, and itself if it has several."""

    short: tuple[Unit, ...]
    long: Unit | None


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
        """The units of `text`, in order; a lone surrogate is read as a ?."""
        short: list[Unit] = []
        long: list[Long] = []
        for morpheme in _morphemes(self._tokenizer(), text):
            word = _word(morpheme)
            if word.long is not None:
                long.append(Long(len(short), len(short) + len(word.short), word.long))
            short.extend(word.short)
        long.extend(_katakana_words(short))
        return Analysis(short, long)


class WordNumbers:
    """Numbers words as they are met: the same word printed the same way is one number.

    `words` are the words by number. Not for several threads.
    """

    def __init__(self) -> None:
        self.words: list[Word] = []
        self._tokenizer = _dictionary().tokenizer(mode=SplitMode.C)
        self._numbers: dict[tuple[int, str], int] = {}

    def read(self, text: str) -> list[int]:
        """The words of a text, in order."""
        morphemes = _morphemes(self._tokenizer, text)
        # No Python for each word: this is what building an index waits for.
        known = zip(map(_WORD_ID, morphemes), map(_SURFACE, morphemes), strict=True)
        numbers = list(map(self._numbers.get, known))
        if None in numbers:
            return [
                self._new(morpheme) if number is None else number
                for number, morpheme in zip(numbers, morphemes, strict=True)
            ]
        return numbers  # type: ignore[return-value]

    def _new(self, morpheme: Morpheme) -> int:
        known = morpheme.word_id(), morpheme.surface()
        number = self._numbers.setdefault(known, len(self.words))
        if number == len(self.words):
            self.words.append(_read_word(morpheme))
        return number


_LOCK = threading.Lock()
_DICTIONARIES: list[Dictionary] = []


def _dictionary() -> Dictionary:
    """The dictionary, opened once: it takes a tenth of a second and 200 MB of map."""
    with _LOCK:
        if not _DICTIONARIES:
            _DICTIONARIES.append(Dictionary())
        return _DICTIONARIES[0]


def term_key(normalized: str) -> str:
    """What a normalized form is looked up as."""
    return kana_key(normal(normalized)).strip()


def term(key: str, form: str) -> bytes:
    """The term under which one printed form of a key is indexed."""
    return f"{key}{FORM_MARK}{form}".encode() if key else b""


def prefix(key: str) -> bytes:
    """What the terms of all printed forms of a key begin with."""
    return f"{key}{FORM_MARK}".encode()


def _chunks(text: str) -> Iterator[str]:
    """Cut a text into pieces Sudachi takes, after a line or a sentence if it can."""
    start = 0
    while len(text) - start > _CHUNK:
        end = start + _CHUNK
        cut = max((match.end() for match in _BREAK.finditer(text, start, end)), default=end)
        yield text[start:cut]
        start = cut
    yield text[start:]


def _morphemes(tokenizer: Tokenizer, text: str) -> list[Morpheme]:
    """The words of a text; a lone surrogate is read as a ?."""
    chunks = [_tokenized(tokenizer, chunk) for chunk in _chunks(valid(text))]
    return chunks[0] if len(chunks) == 1 else list(chain.from_iterable(chunks))


def _tokenized(tokenizer: Tokenizer, chunk: str) -> list[Morpheme]:
    """The words of a chunk; by halves where it grows too long (㌖ → キロメートル)."""
    try:
        return list(tokenizer.tokenize(chunk))
    except SudachiError:
        if len(chunk) < _SHORTEST_CHUNK:
            raise
        half = len(chunk) // 2
        return _tokenized(tokenizer, chunk[:half]) + _tokenized(tokenizer, chunk[half:])


_WORD_ID, _SURFACE = Morpheme.word_id, Morpheme.surface
_WORDS: dict[tuple[int, str], Word] = {}


def _word(morpheme: Morpheme) -> Word:
    """The units of a morpheme; the same word printed the same way is taken apart once."""
    known = morpheme.word_id(), morpheme.surface()
    word = _WORDS.get(known)
    if word is None:
        if len(_WORDS) >= _KEPT_WORDS:
            _WORDS.clear()
        word = _WORDS[known] = _read_word(morpheme)
    return word


def _read_word(morpheme: Morpheme) -> Word:
    parts = morpheme.split(SplitMode.A, add_single=False)
    if not len(parts):
        return Word(_short_units(morpheme), None)
    form, key = morpheme.surface(), term_key(morpheme.normalized_form())
    short = tuple(unit for part in parts for unit in _short_units(part))
    return Word(short, Unit(form, key, term(key, form)))


_UNITS: dict[tuple[int, str], tuple[Unit, ...]] = {}


def _short_units(morpheme: Morpheme) -> tuple[Unit, ...]:
    """The short units of a morpheme of mode A; many words share them."""
    known = morpheme.word_id(), morpheme.surface()
    units = _UNITS.get(known)
    if units is None:
        if len(_UNITS) >= _KEPT_WORDS:
            _UNITS.clear()
        units = _UNITS[known] = tuple(_read_units(morpheme))
    return units


def _read_units(morpheme: Morpheme) -> Iterator[Unit]:
    form, word_class = morpheme.surface(), morpheme.part_of_speech()[0]
    key = term_key(morpheme.normalized_form())
    if word_class in _SILENT:
        # A character the dictionary takes for a symbol (𠮷) is still a word to look for.
        key = term_key(form) if form.isalnum() else ""
    for start in range(0, len(form), _LONGEST_UNIT):
        piece = form[start : start + _LONGEST_UNIT]
        yield Unit(piece, key, term(key, piece), word_class in _CONTENT)


def _katakana_words(short: list[Unit]) -> Iterator[Long]:
    """Words of two or three neighbouring katakana units, as one: ファイヤー + ウォール."""
    run: list[int] = []
    for position, unit in enumerate(short):
        if is_kana(unit):
            run.append(position)
        elif run:
            yield from _joined(short, run)
            run = []
    yield from _joined(short, run)


def is_kana(unit: Unit) -> bool:
    """Whether a unit is printed wholly in katakana, so that it joins its neighbours."""
    return _KANA_START <= unit.form[0] <= _KANA_END and is_katakana(unit.form)


def joined(units: Sequence[Unit]) -> Unit:
    """Neighbouring katakana units as one word."""
    form = "".join(unit.form for unit in units)
    key = kana_key(normal(form))
    return Unit(form, key, term(key, form))


def _joined(short: list[Unit], run: list[int]) -> Iterator[Long]:
    for index, first in enumerate(run):
        for last in run[index + 1 : index + JOINED_UNITS]:
            yield Long(first, last + 1, joined(short[first : last + 1]))
