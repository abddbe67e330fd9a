"""Japanese text → tokens, with SudachiPy.

Tokens are Sudachi's short units (mode A), one after another without a gap. Compound tokens
span several: its long units (mode C), the nouns in verbs, and what `compounds` adds. Sudachi
reads the text with some characters replaced (`normalization.variants`); the tokens have the
characters of the text itself.

Queries use `Analyzer.analyze`. Indexing uses `batch.BatchAnalyzer`, which gives the same terms
as arrays and divides each word once.
"""

from __future__ import annotations

import re
import threading
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import accumulate, chain
from pathlib import Path

from sudachipy import Morpheme, SplitMode, Tokenizer
from sudachipy.errors import SudachiError

from index.analysis.compounds import katakana_compounds, year_compounds
from index.analysis.lexicon import Lexicon
from index.analysis.morphemes import MorphemeAnalyzer
from index.analysis.normalization.folding import replace_surrogates
from index.analysis.normalization.variants import standardize
from index.analysis.tokens import Analysis, CompoundToken, DictionaryWord, Token
from index.analysis.user_dictionary import dictionary_versions, open_dictionary

# In characters. Sudachi takes at most 49,149 bytes at once; a character has up to four.
_MAX_CHUNK = 12_000
# A shorter chunk is never refused: NFKC makes at most 18 characters of one.
_MIN_REFUSED_CHUNK = 1000
# In kana: a word whose last dash may be a long mark.
_MIN_LENGTHENED, _MAX_LENGTHENED = 3, 30
_NOUNS = frozenset({"名詞", "接頭辞", "接尾辞"})
_BREAK = re.compile(r"[\n。]")


class Analyzer:
    """Analyzes text; safe for many threads, each with a tokenizer of its own.

    `compiled` is the path of the compiled lexicon of an index.
    """

    def __init__(self, lexicon: Lexicon | None = None, compiled: Path | None = None) -> None:
        self.lexicon = lexicon or Lexicon()
        self._compiled = compiled
        self._local = threading.local()

    def __reduce__(self) -> tuple[type[Analyzer], tuple[Lexicon, Path | None]]:
        """Sent to another process, it opens its dictionary there."""
        return Analyzer, (self.lexicon, self._compiled)

    @cached_property
    def means(self) -> dict[str, str]:
        """Versions of all that decides the terms; an index built with others is outdated."""
        return {**dictionary_versions(), "lexicon": self.lexicon.digest}

    @cached_property
    def morphemes(self) -> MorphemeAnalyzer:
        return MorphemeAnalyzer(open_dictionary(self.lexicon, self._compiled), self.lexicon)

    @property
    def _tokenizer(self) -> Tokenizer:
        if not hasattr(self._local, "tokenizer"):
            self._local.tokenizer = self.morphemes.dictionary.tokenizer(mode=SplitMode.C)
        tokenizer: Tokenizer = self._local.tokenizer
        return tokenizer

    def analyze(self, text: str) -> Analysis:
        """The tokens of a text, in order; a lone surrogate is read as a ?."""
        tokens: list[Token] = []
        compounds: list[CompoundToken] = []
        morphemes, printed = _read(self._tokenizer, text)
        words = list(map(self.morphemes.word, morphemes))
        for number, characters in printed.items():
            words[number] = words[number].printed_as(characters)
        for word in words:
            start, end = len(tokens), len(tokens) + len(word.tokens)
            if word.compound is not None:
                compounds.append(CompoundToken(start, end, word.compound))
            if word.noun is not None:
                compounds.append(CompoundToken(start, end, word.noun, noun=True))
            tokens.extend(word.tokens)
        compounds.extend(katakana_compounds(tokens, self.morphemes.is_undivided))
        compounds.extend(year_compounds(tokens))
        return Analysis(tokens, compounds)

    def is_noun(self, text: str) -> bool:
        """True if a text consists of nouns."""
        return all(each.part_of_speech()[0] in _NOUNS for each in self._morphemes(text))

    def is_one_word(self, text: str) -> bool:
        """True if a text is one word of the dictionary or the lexicon."""
        morphemes = self._morphemes(text)
        return len(morphemes) == 1 and not morphemes[0].is_oov()

    def group(self, text: str) -> int:
        """The `DictionaryWord.group` of a text that is one word."""
        morphemes = self._morphemes(text)
        return self.morphemes.word(morphemes[0]).group if len(morphemes) == 1 else 0

    def reading(self, text: str) -> str:
        """The pronunciation of a text, in katakana."""
        morphemes = _tokenize(self._tokenizer, replace_surrogates(text))
        return "".join(each.reading_form() for each in morphemes)

    def _morphemes(self, text: str) -> list[Morpheme]:
        return _read(self._tokenizer, text)[0]


class WordInterner:
    """Gives each word of some texts an id; the same word printed in the same way has one.

    `words` are the words by id. For one thread.
    """

    def __init__(self, analyzer: MorphemeAnalyzer) -> None:
        self.words: list[DictionaryWord] = []
        self._analyzer = analyzer
        self._tokenizer = analyzer.dictionary.tokenizer(mode=SplitMode.C)
        # By Sudachi's word id and the surface form; by our id and the characters printed.
        self._ids: dict[tuple[int, str], int] = {}
        self._printed_ids: dict[tuple[int, str], int] = {}

    def read(self, text: str) -> list[int]:
        """The ids of the words of a text, in order."""
        morphemes, printed = _read(self._tokenizer, text)
        # No Python for each word: most of the time of building an index is spent here.
        names = zip(map(_WORD_ID, morphemes), map(_SURFACE, morphemes), strict=True)
        found = list(map(self._ids.get, names))
        ids: list[int] = found  # type: ignore[assignment]
        if None in found:
            ids = [
                self._add(morpheme) if number is None else number
                for number, morpheme in zip(found, morphemes, strict=True)
            ]
        for at, characters in printed.items():
            ids[at] = self._add_printed(ids[at], characters)
        return ids

    def _add(self, morpheme: Morpheme) -> int:
        number = self._ids.setdefault((morpheme.word_id(), morpheme.surface()), len(self.words))
        if number == len(self.words):
            self.words.append(self._analyzer.word(morpheme))
        return number

    def _add_printed(self, word: int, characters: Sequence[str]) -> int:
        number = self._printed_ids.setdefault((word, "".join(characters)), len(self.words))
        if number == len(self.words):
            self.words.append(self.words[word].printed_as(characters))
        return number


def _read(tokenizer: Tokenizer, text: str) -> tuple[list[Morpheme], Mapping[int, Sequence[str]]]:
    """The words of a text, and the characters of the words that are printed otherwise.

    A lone surrogate is read as a ?.
    """
    standard = standardize(replace_surrogates(text), partial(_is_lengthened, tokenizer))
    chunks = [_tokenize(tokenizer, chunk) for chunk in _chunks(standard.text)]
    morphemes = chunks[0] if len(chunks) == 1 else list(chain.from_iterable(chunks))
    if not standard.changed:
        return morphemes, {}
    ends = list(accumulate((len(each.surface()) for each in morphemes), initial=0))
    numbers = dict.fromkeys(bisect_right(ends, at) - 1 for at in standard.changed)
    return morphemes, {each: standard.printed[ends[each] : ends[each + 1]] for each in numbers}


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

    The dictionary must have the word with the mark, and without it none or the same word.
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


_WORD_ID, _SURFACE = Morpheme.word_id, Morpheme.surface
