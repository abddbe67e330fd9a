"""Japanese text → terms with character offsets. With `userdict`, what knows SudachiPy.

The query side calls `Analyzer.analyze`. The index side asks `WordInterner` for the same
words as numbers, and takes each word apart once (`index.vocabulary`), so what is looked
up is what was stored. Two granularities: short units (Sudachi A) one after another
without a gap, and long units (C, and katakana words Sudachi cuts in two) that span
several of them. What Sudachi reads is the text with some characters replaced
(`index.analysis.normalization.variants`); what stands in the units is the text.
"""

from __future__ import annotations

import re
import threading
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property, partial
from itertools import accumulate, chain
from pathlib import Path
from typing import NamedTuple

from sudachipy import Morpheme, SplitMode, Tokenizer
from sudachipy.errors import SudachiError

from index.analysis.compounds import katakana_words
from index.analysis.lexicon import Lexicon
from index.analysis.morphemes import MorphemeAnalyzer
from index.analysis.normalization.folding import replace_surrogates
from index.analysis.normalization.variants import StandardText, standardize
from index.analysis.tokens import Analysis, CompoundToken, DictionaryWord, Token, reprinted
from index.analysis.user_dictionary import dictionary_versions, open_dictionary
from index.analysis.years import years

# Sudachi takes at most 49,149 bytes at once; a character has up to four.
_CHUNK = 12_000
# A shorter piece cannot be too long: a character grows to 18 at the most.
_SHORTEST_CHUNK = 1000
# A dash after a word of three kana and more may be a long mark.
_SHORTEST_LENGTHENED, _LONGEST_LENGTHENED = 3, 30
_NOUNS = frozenset({"名詞", "接頭辞", "接尾辞"})
_BREAK = re.compile(r"[\n。]")


class _Reading(NamedTuple):
    """The words of a text as it is read, which is not always how it is printed."""

    morphemes: list[Morpheme]
    standard: StandardText

    def reprinted(self) -> Iterator[tuple[int, Sequence[str]]]:
        """The numbers of the words that are printed otherwise, and how they are."""
        if not self.standard.changed:
            return
        ends = list(accumulate((len(each.surface()) for each in self.morphemes), initial=0))
        for number in dict.fromkeys(bisect_right(ends, at) - 1 for at in self.standard.changed):
            yield number, self.standard.printed[ends[number] : ends[number + 1]]


class Analyzer:
    """Analyzes text; safe for many threads, each with a tokenizer of its own.

    `compiled` is where an index keeps the lexicon compiled.
    """

    def __init__(self, lexicon: Lexicon | None = None, compiled: Path | None = None) -> None:
        self.lexicon = lexicon or Lexicon()
        self._compiled = compiled
        self._local = threading.local()

    def __reduce__(self) -> tuple[type[Analyzer], tuple[Lexicon, Path | None]]:
        """What another process makes the same of."""
        return Analyzer, (self.lexicon, self._compiled)

    @cached_property
    def means(self) -> dict[str, str]:
        """What decides the terms; an index built by other means must be rebuilt."""
        return {**dictionary_versions(), "lexicon": self.lexicon.digest}

    def _tokenizer(self) -> Tokenizer:
        if not hasattr(self._local, "tokenizer"):
            self._local.tokenizer = self.words.dictionary.tokenizer(mode=SplitMode.C)
        tokenizer: Tokenizer = self._local.tokenizer
        return tokenizer

    @cached_property
    def words(self) -> MorphemeAnalyzer:
        """What takes words apart."""
        return MorphemeAnalyzer(open_dictionary(self.lexicon, self._compiled), self.lexicon)

    def is_noun(self, text: str) -> bool:
        """Whether `text` is made of nouns alone."""
        return all(each[0] in _NOUNS for each in self._classes(text))

    def is_one_word(self, text: str) -> bool:
        """Whether `text` is one word of the dictionary or the lexicon."""
        morphemes = _read(self._tokenizer(), text).morphemes
        return len(morphemes) == 1 and not morphemes[0].is_oov()

    def _classes(self, text: str) -> Iterator[Sequence[str]]:
        """The parts of speech of the words of a text."""
        return (each.part_of_speech() for each in _read(self._tokenizer(), text).morphemes)

    def group(self, text: str) -> int:
        """The `Word.group` of a text that is one word."""
        morphemes = _read(self._tokenizer(), text).morphemes
        return self.words.word(morphemes[0]).group if len(morphemes) == 1 else 0

    def analyze(self, text: str) -> Analysis:
        """The units of `text`, in order; a lone surrogate is read as a ?."""
        short: list[Token] = []
        long: list[CompoundToken] = []
        reading = _read(self._tokenizer(), text)
        words = list(map(self.words.word, reading.morphemes))
        for number, printed in reading.reprinted():
            words[number] = reprinted(words[number], printed)
        for word in words:
            end = len(short) + len(word.short)
            if word.long is not None:
                long.append(CompoundToken(len(short), end, word.long))
            if word.noun is not None:
                long.append(CompoundToken(len(short), end, word.noun, noun=True))
            short.extend(word.short)
        long.extend(katakana_words(short, self.words.is_one))
        long.extend(years(short))
        return Analysis(short, long)

    def reading(self, text: str) -> str:
        """How a text is read, in katakana."""
        return "".join(
            each.reading_form() for each in _tokenized(self._tokenizer(), replace_surrogates(text))
        )


class WordInterner:
    """Numbers words as they are met: the same word printed the same way is one number.

    `words` are the words by number. Not for several threads.
    """

    def __init__(self, parts: MorphemeAnalyzer) -> None:
        self.words: list[DictionaryWord] = []
        self._parts = parts
        self._tokenizer = parts.dictionary.tokenizer(mode=SplitMode.C)
        self._numbers: dict[tuple[int, str], int] = {}
        self._reprinted: dict[tuple[int, str], int] = {}

    def read(self, text: str) -> list[int]:
        """The words of a text, in order."""
        reading = _read(self._tokenizer, text)
        morphemes = reading.morphemes
        # No Python for each word: this is what building an index waits for.
        known = zip(map(_WORD_ID, morphemes), map(_SURFACE, morphemes), strict=True)
        found = list(map(self._numbers.get, known))
        numbers: list[int] = found  # type: ignore[assignment]
        if None in found:
            numbers = [
                self._new(morpheme) if number is None else number
                for number, morpheme in zip(found, morphemes, strict=True)
            ]
        for at, printed in reading.reprinted():
            numbers[at] = self._reprint(numbers[at], printed)
        return numbers

    def _new(self, morpheme: Morpheme) -> int:
        known = morpheme.word_id(), morpheme.surface()
        number = self._numbers.setdefault(known, len(self.words))
        if number == len(self.words):
            self.words.append(self._parts.word(morpheme))
        return number

    def _reprint(self, number: int, printed: Sequence[str]) -> int:
        """The number of a word that is printed otherwise."""
        known = number, "".join(printed)
        other = self._reprinted.setdefault(known, len(self.words))
        if other == len(self.words):
            self.words.append(reprinted(self.words[number], printed))
        return other


def _chunks(text: str) -> Iterator[str]:
    """Cut a text into pieces Sudachi takes, after a line or a sentence if it can."""
    start = 0
    while len(text) - start > _CHUNK:
        end = start + _CHUNK
        cut = max((match.end() for match in _BREAK.finditer(text, start, end)), default=end)
        yield text[start:cut]
        start = cut
    yield text[start:]


def _read(tokenizer: Tokenizer, text: str) -> _Reading:
    """The words of a text; a lone surrogate is read as a ?."""
    read = standardize(replace_surrogates(text), partial(_is_lengthened, tokenizer))
    chunks = [_tokenized(tokenizer, chunk) for chunk in _chunks(read.text)]
    return _Reading(chunks[0] if len(chunks) == 1 else list(chain.from_iterable(chunks)), read)


def _is_lengthened(tokenizer: Tokenizer, word: str) -> bool:
    """Whether a dash after katakana is a long mark (メンバ－), and not a dash (プラン－).

    It is if the dictionary knows the word with the mark, and without it none or the same.
    """
    whole = list(tokenizer.tokenize(word[-_LONGEST_LENGTHENED:] + "ー"))[-1]
    if whole.is_oov() or len(whole.surface()) < _SHORTEST_LENGTHENED:
        return False
    bare = list(tokenizer.tokenize(whole.surface()[:-1]))
    same = bare[0].normalized_form() == whole.normalized_form()
    return len(bare) > 1 or bare[0].is_oov() or same


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
