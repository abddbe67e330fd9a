"""Texts → the terms of their tokens as arrays, without an object for each token.

Each distinct word is divided once and its tokens are put into tables. A text is then the ids
of its words, and all else is looked up in the tables for all texts at once. The terms are
those of `Analyzer.analyze`.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from sudachipy import Morpheme, SplitMode

from index.analysis.analyzer import read_morphemes
from index.analysis.compounds import compound_rules
from index.analysis.morphemes import MorphemeAnalyzer
from index.analysis.normalization.search_text import SearchText
from index.analysis.number_words import number_spans
from index.analysis.tokens import DictionaryWord, Token

# Instead of a term id: punctuation and space have no term.
NO_TERM = -1
# The id of the word without tokens.
_NO_WORD = 0

Numbers = npt.NDArray[np.int64]
TermIds = npt.NDArray[np.int32]

_WORD_ID, _SURFACE = Morpheme.word_id, Morpheme.surface


class BatchTokens(NamedTuple):
    """The tokens of T texts, one text after another.

    bounds           int64[T + 1]  where the tokens of each text begin, and the last end
    lengths          uint8[N]      the length of each token in characters
    terms            int32[N]      the term id of each token, or NO_TERM
    compounds        int32[C]      the term id of each compound token, in no order
    compound_starts  int64[C]      the token it begins with

    A compound token may be listed twice.
    """

    bounds: Numbers
    lengths: npt.NDArray[np.uint8]
    terms: TermIds
    compounds: TermIds
    compound_starts: Numbers


class BatchAnalyzer:
    """Analyzes texts in batches; remembers their words and terms. For one thread.

    `terms` are the ids of the terms, `groups` the `DictionaryWord.group` by term id, 0 where
    the words of a term are in several.
    """

    def __init__(self, analyzer: MorphemeAnalyzer) -> None:
        self.terms: dict[bytes, int] = {}
        self.groups: dict[int, int] = {}
        self._analyzer = analyzer
        self._tokenizer = analyzer.dictionary.tokenizer(mode=SplitMode.C)
        # Our word ids, by Sudachi's and the surface form, and by ours and the characters printed.
        self._ids: dict[tuple[int, str], int] = {}
        self._printed_ids: dict[tuple[int, str], int] = {}
        # By word id: the word, its part of a number, the first of its tokens and of its compounds
        # in the tables below, and their counts.
        self._words: list[DictionaryWord] = []
        self._part = array("B")
        self._first, self._count = array("I"), array("I")
        self._first_compound, self._compound_count = array("I"), array("I")
        # By compound of a word: its term id, and where it begins among the tokens of the word.
        self._compound, self._compound_at = array("i"), array("I")
        # By token: the token, its term id and length, and its part by each rule.
        self._tokens: list[Token] = []
        self._term, self._length = array("i"), array("B")
        self._rules = compound_rules(analyzer.is_undivided)
        self._parts = [array("B") for _ in self._rules]
        # The term ids of compounds by these rules, by the bytes of their tokens' numbers.
        self._joined: list[dict[bytes, int]] = [{} for _ in self._rules]
        # The words of numbers that are divided again, by the bytes of their ids.
        self._numbers: dict[bytes, int | None] = {}
        self._add(DictionaryWord(()))

    def __len__(self) -> int:
        """The number of distinct words."""
        return len(self._words)

    def analyze(self, texts: Sequence[SearchText]) -> BatchTokens:
        ids = array("I")
        ends = [0]
        number_bounds = [0]
        for text in texts:
            found, parted = self._word_ids(text)
            number_bounds += [len(ids) + at for at in parted]
            ids.fromlist(found)
            ends.append(len(ids))
            number_bounds.append(len(ids))
        self._divide_numbers(ids, number_bounds)
        words = np.asarray(ids, np.int64)
        tokens, _ = _ranges(_as_array(self._first), _as_array(self._count), words)
        starts = np.append(0, np.cumsum(_as_array(self._count)[words], dtype=np.int64))
        bounds = starts[ends]
        joined, joined_starts = self._join(tokens, bounds)
        rows, within = _ranges(
            _as_array(self._first_compound), _as_array(self._compound_count), words
        )
        compounds = np.concatenate([_as_array(self._compound)[rows], joined])
        compound_starts = np.concatenate(
            [starts[within] + _as_array(self._compound_at)[rows], joined_starts]
        )
        return BatchTokens(
            bounds,
            _as_array(self._length)[tokens],
            _as_array(self._term)[tokens],
            compounds[compounds != NO_TERM],
            compound_starts[compounds != NO_TERM],
        )

    def _word_ids(self, text: SearchText) -> tuple[list[int], Sequence[int]]:
        """The ids of the words of a text, and those that a gap parts from the one before.

        The same word printed in the same way has one id.
        """
        morphemes, printed, parted = read_morphemes(self._tokenizer, text)
        # No Python for each word: most of the time of building an index is spent here.
        names = zip(map(_WORD_ID, morphemes), map(_SURFACE, morphemes), strict=True)
        found = list(map(self._ids.get, names))
        ids: list[int] = found  # type: ignore[assignment]
        for at, known in enumerate(found) if None in found else ():
            if known is None:
                name = _WORD_ID(morphemes[at]), _SURFACE(morphemes[at])
                ids[at] = self._ids.setdefault(name, len(self))
                if ids[at] == len(self):
                    self._add(self._analyzer.word(morphemes[at]))
        for at, characters in printed.items():
            word = self._words[ids[at]]
            ids[at] = self._printed_ids.setdefault((ids[at], characters), len(self))
            if ids[at] == len(self):
                self._add(word.printed_as(characters))
        return ids, parted

    def _divide_numbers(self, ids: array[int], bounds: Sequence[int]) -> None:
        """Divide words of numbers again: the first becomes all, and nothing is left of the rest.

        No number goes on over one of the bounds.
        """
        parts = _as_array(self._part)[np.asarray(ids, np.int64)].tobytes()
        for first, last in pairwise(bounds):
            for start, end in number_spans(parts, first, last):
                found = ids[start:end].tobytes()
                if found not in self._numbers:
                    number = self._analyzer.divide_again([self._words[i] for i in ids[start:end]])
                    self._numbers[found] = len(self) if number else None
                    if number:
                        self._add(number)
                known = self._numbers[found]
                if known is not None:
                    ids[start:end] = array("I", [known, *[_NO_WORD] * (end - start - 1)])

    def _add(self, word: DictionaryWord) -> None:
        """Add a word to the tables."""
        if word.group:
            whole = self._term_id(word.whole)
            known = self.groups.setdefault(whole, word.group)
            self.groups[whole] = known if known == word.group else 0
        self._words.append(word)
        self._part.append(word.part)
        self._first.append(len(self._tokens))
        self._count.append(len(word.tokens))
        self._first_compound.append(len(self._compound))
        self._compound_count.append(len(word.compounds))
        self._compound.extend(self._term_id(each.token) for each in word.compounds)
        self._compound_at.extend(each.start for each in word.compounds)
        self._tokens.extend(word.tokens)
        self._term.extend(map(self._term_id, word.tokens))
        self._length.extend(len(token.form) for token in word.tokens)
        for rule, parts in zip(self._rules, self._parts, strict=True):
            parts.extend(map(rule.part, word.tokens))

    def _term_id(self, token: Token) -> int:
        return self.terms.setdefault(token.term, len(self.terms)) if token.term else NO_TERM

    def _join(self, tokens: Numbers, bounds: Numbers) -> tuple[TermIds, Numbers]:
        """The term ids of the compounds by the rules, and the tokens they begin with."""
        terms: list[int] = []
        starts: list[int] = []
        for rule, parts, joined in zip(self._rules, self._parts, self._joined, strict=True):
            here = _as_array(parts)[tokens].tobytes()
            for first, last in pairwise(bounds.tolist()):
                for start, end in rule.spans(here, first, last):
                    row = tokens[start:end]
                    term = joined.get(row.tobytes())
                    if term is None:
                        token = rule.join([self._tokens[each] for each in row.tolist()])
                        term = joined[row.tobytes()] = self._term_id(token)
                    terms.append(term)
                    starts.append(start)
        return np.array(terms, np.int32), np.array(starts, np.int64)


def _ranges(first: Numbers, count: Numbers, chosen: Numbers) -> tuple[Numbers, Numbers]:
    """The rows of some ranges of a table, and for each row which range it is of."""
    counts = count[chosen].astype(np.int64)
    starts = np.cumsum(counts) - counts
    within = np.repeat(np.arange(len(chosen)), counts)
    return np.arange(len(within)) + (first[chosen] - starts)[within], within


def _as_array(numbers: array[int]) -> npt.NDArray[Any]:
    """An array as NumPy's, which shares its memory: it may not grow meanwhile."""
    return np.frombuffer(numbers, numbers.typecode) if numbers else np.zeros(0, numbers.typecode)
