"""Japanese text → tokens, with SudachiPy.

Tokens are Sudachi's short units (mode A); one after another they are the search text
(`normalization.search_text`). Compound tokens span several: its long units (mode C), the nouns in
verbs, and what `compounds` adds. Sudachi reads the text with some characters replaced
(`normalization.variants`); the tokens have the characters of the text itself.

Queries use `Analyzer.analyze`. Indexing uses `batch.BatchAnalyzer`, which gives the same terms
as arrays and divides each word once.
"""

from __future__ import annotations

import re
import threading
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import accumulate, chain, pairwise
from pathlib import Path
from typing import NamedTuple

from sudachipy import Morpheme, SplitMode, Tokenizer
from sudachipy.errors import SudachiError

from index.analysis.compounds import CompoundRule, compound_rules
from index.analysis.everyday_words import EverydayWords, read_table
from index.analysis.lexicon import Lexicon
from index.analysis.morphemes import MAX_CACHED_WORDS, MorphemeAnalyzer
from index.analysis.names import NameReadings
from index.analysis.normalization.folding import replace_surrogates
from index.analysis.normalization.search_text import SearchText, search_text
from index.analysis.normalization.variants import standardize
from index.analysis.number_words import number_spans
from index.analysis.numbers import KANJI_DIGITS, leading_number, number_key
from index.analysis.tokens import Analysis, CompoundToken, DictionaryWord, concatenate
from index.analysis.user_dictionary import dictionary_versions, open_dictionary

# In characters. Sudachi takes at most 49,149 bytes at once; a character has up to four.
_MAX_CHUNK = 12_000
# A shorter chunk is never refused: NFKC makes at most 18 characters of one.
_MIN_REFUSED_CHUNK = 1000
# The length in kana of a word whose last dash may be a long mark.
_MIN_LENGTHENED, _MAX_LENGTHENED = 3, 30
_NOUNS = frozenset({"名詞", "接頭辞", "接尾辞"})
# What nouns end with, and those of them that name nothing.
_NOUN_ENDS, _NOT_NAMING = frozenset({"名詞", "接尾辞"}), frozenset({"数詞", "副詞可能"})
_NUMERALS = frozenset(KANJI_DIGITS + "十百千万億")
_BREAK = re.compile(r"[\n。]")


class Analyzer:
    """Analyzes text; safe for many threads, each with a tokenizer of its own.

    `compiled` is the path of the compiled lexicon of an index. Up to `max_cached` of the words it
    has met are kept.
    """

    def __init__(
        self,
        lexicon: Lexicon | None = None,
        compiled: Path | None = None,
        max_cached: int = MAX_CACHED_WORDS,
    ) -> None:
        self.lexicon = lexicon or Lexicon()
        self._compiled = compiled
        self._max_cached = max_cached
        self._local = threading.local()

    def __reduce__(self) -> tuple[type[Analyzer], tuple[Lexicon, Path | None, int]]:
        """Sent to another process, it opens its dictionary there."""
        return Analyzer, (self.lexicon, self._compiled, self._max_cached)

    @cached_property
    def means(self) -> dict[str, str]:
        """The versions of all that decides the terms, by name; see `Manifest.means`."""
        return {**dictionary_versions(), "lexicon": self.lexicon.digest}

    @cached_property
    def everyday_words(self) -> EverydayWords:
        return EverydayWords(self.analyze, read_table())

    @cached_property
    def morphemes(self) -> MorphemeAnalyzer:
        dictionary = open_dictionary(self.lexicon, self._compiled)
        return MorphemeAnalyzer(dictionary, self.lexicon, self._max_cached)

    @cached_property
    def names(self) -> NameReadings:
        return NameReadings(lambda: self.morphemes.dictionary, self.reading)

    @cached_property
    def _rules(self) -> tuple[CompoundRule, ...]:
        return compound_rules(self.morphemes.is_undivided)

    @property
    def _tokenizer(self) -> Tokenizer:
        if not hasattr(self._local, "tokenizer"):
            self._local.tokenizer = self.morphemes.dictionary.tokenizer(mode=SplitMode.C)
        tokenizer: Tokenizer = self._local.tokenizer
        return tokenizer

    def analyze(self, text: str) -> Analysis:
        """The tokens of a text, in order; a lone surrogate is read as a ?."""
        morphemes, printed, parted = read_morphemes(self._tokenizer, search_text(text))
        words = list(map(self.morphemes.word, morphemes))
        for number, characters in printed.items():
            words[number] = words[number].printed_as(characters)
        tokens, compounds = concatenate(self._with_numbers(words, parted))
        for rule in self._rules:
            parts = bytes(map(rule.part, tokens))
            for start, end in rule.spans(parts, 0, len(parts)):
                compounds.append(CompoundToken(start, end, rule.join(tokens[start:end])))
        return Analysis(tokens, compounds)

    def _with_numbers(
        self, words: list[DictionaryWord], parted: Sequence[int]
    ) -> Iterator[DictionaryWord]:
        """The words with those of numbers divided again; none goes on where words are parted."""
        at = 0
        parts = bytes(word.part for word in words)
        bounds = pairwise((0, *parted, len(words)))
        for start, end in chain.from_iterable(number_spans(parts, *each) for each in bounds):
            number = self.morphemes.divide_again(words[start:end])
            if number:
                yield from words[at:start]
                yield number
                at = end
        yield from words[at:]

    def is_noun(self, text: str) -> bool:
        """True if a text consists of nouns."""
        return all(each.part_of_speech()[0] in _NOUNS for each in self._morphemes(text))

    def nouns(self, text: str) -> frozenset[str]:
        """The nouns of a text as written; no number, and none that may be an adverb (今まで)."""
        return frozenset(
            morpheme.surface()
            for morpheme in self._morphemes(text)
            if (classes := morpheme.part_of_speech())[0] in _NOUN_ENDS
            and not _NOT_NAMING.intersection(classes)
        )

    def is_one_word(self, text: str) -> bool:
        """True if a text is one word of the dictionary or the lexicon."""
        morphemes = self._morphemes(text)
        return len(morphemes) == 1 and not morphemes[0].is_oov()

    def is_idiom(self, text: str) -> bool:
        """True if a number in kanji with what it counts may be another word: 一連, 十分, 二橋.

        That is an adverb or a noun, or a name that it is by itself.
        """
        return self.morphemes.is_idiom(text)

    def in_digits(self, text: str) -> str:
        """A word that begins with a number in kanji and counts, in digits: 一杯 → 1杯; else ""."""
        length = leading_number(text)
        counter = self.morphemes.counter(text[length:]) if 0 < length < len(text) else None
        is_counted = counter is not None and len(counter.tokens) == 1
        return number_key(text[:length]) + text[length:] if is_counted else ""

    def is_counter(self, text: str) -> bool:
        """True if a text after a number says what is counted."""
        return self.morphemes.counter(text) is not None

    def group(self, text: str) -> int:
        """The `DictionaryWord.group` of a text that is one word."""
        morphemes = self._morphemes(text)
        return self.morphemes.word(morphemes[0]).group if len(morphemes) == 1 else 0

    def noun_reading(self, character: str) -> str:
        """The pronunciation, in katakana, of a kanji that is a noun of the dictionary; else ""."""
        (morpheme,) = _tokenize(self._tokenizer, character)
        is_noun = morpheme.part_of_speech()[0] in _NOUNS and not morpheme.is_oov()
        return morpheme.reading_form() if is_noun else ""

    def reading(self, text: str) -> str:
        """The pronunciation of a text, in katakana."""
        morphemes = _tokenize(self._tokenizer, replace_surrogates(text))
        return "".join(each.reading_form() for each in morphemes)

    def _morphemes(self, text: str) -> list[Morpheme]:
        return read_morphemes(self._tokenizer, search_text(text)).morphemes


class ReadText(NamedTuple):
    """The words of a text.

    `printed` are the characters of those that are printed otherwise than they are read, by their
    number. `parted` are the numbers of the words before which there is a gap, ascending; words in
    spaced letters have none.
    """

    morphemes: list[Morpheme]
    printed: Mapping[int, str]
    parted: Sequence[int]


def read_morphemes(tokenizer: Tokenizer, found: SearchText) -> ReadText:
    """The words of a search text."""
    standard = standardize(replace_surrogates(found.text), partial(_is_lengthened, tokenizer))
    if not standard.changed and not found.gaps:
        return ReadText(_read(tokenizer, standard.text), {}, ())
    morphemes, boundaries = _read_with_gaps(tokenizer, standard.text, found.gaps)
    ends = _word_ends(morphemes)
    numbers = dict.fromkeys(bisect_right(ends, at) - 1 for at in standard.changed)
    printed = {each: found.text[ends[each] : ends[each + 1]] for each in numbers}
    return ReadText(morphemes, printed, [bisect_left(ends, at) for at in boundaries])


def _word_ends(morphemes: Sequence[Morpheme]) -> list[int]:
    """Where the first word begins, and each ends."""
    return list(accumulate((len(each.surface()) for each in morphemes), initial=0))


def _read_with_gaps(
    tokenizer: Tokenizer, text: str, gaps: Sequence[int]
) -> tuple[list[Morpheme], Sequence[int]]:
    """The words of a text with gaps, of which only those in spaced letters have one inside.

    And the gaps that part words. Words of one character with gaps between them are read together:
    諸　報　告, but not 佐藤　花子, nor 町　長谷川.
    """
    apart = _read(tokenizer, text, gaps)
    ends = _word_ends(apart)
    single = {start for start, end in pairwise(ends) if end - start == 1}
    boundaries = [at for at in gaps if not {at - 1, at} <= single or _parts_numbers(text, at, gaps)]
    if len(boundaries) == len(gaps):
        return apart, gaps
    joined = _read(tokenizer, text, boundaries)
    spaced = set(gaps)
    words = (range(start + 1, end) for start, end in pairwise(_word_ends(joined)))
    # Read together, the letters may be parts of words beside them.
    whole = all(spaced.isdisjoint(word) or spaced.issuperset(word) for word in words)
    return (joined, boundaries) if whole else (apart, gaps)


def _parts_numbers(text: str, gap: int, gaps: Sequence[int]) -> bool:
    """Whether a gap is between two numbers, 第五　六号, and not in one, 二　〇　二　三年."""
    if not _NUMERALS.issuperset(text[gap - 1 : gap + 1]):
        return False
    start, end = gap - 1, gap + 1
    while start and text[start - 1] in _NUMERALS:
        start -= 1
    while end < len(text) and text[end] in _NUMERALS:
        end += 1
    if any(at not in gaps for at in range(start + 1, end)):
        return True
    beside = text[start - 1 : start], text[end : end + 1]
    return end - start == 2 and all(map(str.isalnum, beside)) and {start, end}.isdisjoint(gaps)


def _read(tokenizer: Tokenizer, text: str, boundaries: Sequence[int] = ()) -> list[Morpheme]:
    """The words of a text, none of which goes over a boundary."""
    parts = (text[start:end] for start, end in pairwise((0, *boundaries, len(text))))
    chunks = [_tokenize(tokenizer, chunk) for part in parts for chunk in _chunks(part)]
    return chunks[0] if len(chunks) == 1 else list(chain.from_iterable(chunks))


def _chunks(text: str) -> Iterator[str]:
    """A text in pieces that Sudachi takes, each the end of a line or sentence if it can be."""
    start = 0
    while len(text) - start > _MAX_CHUNK:
        end = start + _MAX_CHUNK
        cut = max((match.end() for match in _BREAK.finditer(text, start, end)), default=end)
        yield text[start:cut]
        start = cut
    yield text[start:]


def _is_lengthened(tokenizer: Tokenizer, word: str) -> bool:
    """True if a dash after katakana is a long mark (メンバ－) and not a dash (プラン－).

    The dictionary must have the word with the mark, and without it no word or the same one.
    """
    whole = list(tokenizer.tokenize(word[-_MAX_LENGTHENED:] + "ー"))[-1]
    if whole.is_oov() or len(whole.surface()) < _MIN_LENGTHENED:
        return False
    bare = list(tokenizer.tokenize(whole.surface()[:-1]))
    same = bare[0].normalized_form() == whole.normalized_form()
    return len(bare) > 1 or bare[0].is_oov() or same


def _tokenize(tokenizer: Tokenizer, chunk: str) -> list[Morpheme]:
    """The words of a chunk, by halves if NFKC makes it too long (㌖ → キロメートル)."""
    try:
        return list(tokenizer.tokenize(chunk))
    except SudachiError:
        if len(chunk) < _MIN_REFUSED_CHUNK:
            raise
        half = len(chunk) // 2
        return _tokenize(tokenizer, chunk[:half]) + _tokenize(tokenizer, chunk[half:])
