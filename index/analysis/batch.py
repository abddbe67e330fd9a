"""Texts → the terms of their tokens as arrays, without an object for each token.

Each distinct word is divided once and its tokens are put into tables. A text is then the ids
of its words, and all else is looked up in the tables for all texts at once. The terms are
those of `Analyzer.analyze`.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from index.analysis.analyzer import WordInterner
from index.analysis.compounds import (
    ERA,
    MAX_JOINED_TOKENS,
    NUMBER,
    WESTERN,
    YEAR,
    is_katakana_token,
    is_middle_dot,
    join_katakana,
    join_year,
    year_part,
)
from index.analysis.morphemes import MorphemeAnalyzer
from index.analysis.tokens import Token

_KATAKANA, _DOT = 1, 2

# In place of a term id: punctuation and space have no term.
NO_TERM = -1

Numbers = npt.NDArray[np.int64]
TermIds = npt.NDArray[np.int32]


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
        self._words = WordInterner(analyzer)
        self._join_katakana = partial(join_katakana, is_undivided=analyzer.is_undivided)
        # By word id: the first of its tokens in the tables below, their count, and the term
        # ids of the word as a compound and as a noun.
        self._first, self._count = array("I"), array("I")
        self._compound, self._noun = array("i"), array("i")
        # By token: term id, length, and the parts it may have in a katakana word or a year.
        self._tokens: list[Token] = []
        self._term, self._length = array("i"), array("B")
        self._katakana_part, self._year_part = array("B"), array("B")
        # The term ids of rows of tokens.
        self._katakana_terms: dict[tuple[int, ...], int] = {}
        self._year_terms: dict[tuple[int, ...], int] = {}

    def __len__(self) -> int:
        """The number of distinct words."""
        return len(self._first)

    def analyze(self, texts: Sequence[str]) -> BatchTokens:
        ids = array("I")
        ends = [0]
        for text in texts:
            ids.fromlist(self._words.read(text))
            ends.append(len(ids))
        self._add_words()
        words = np.asarray(ids, np.int64)
        counts = _as_array(self._count)[words].astype(np.int64)
        starts = np.cumsum(counts) - counts
        total = int(counts.sum())
        tokens = np.arange(total) + np.repeat(_as_array(self._first)[words] - starts, counts)
        bounds = np.append(starts, total)[ends]
        found = [
            *((_as_array(each)[words], starts) for each in (self._compound, self._noun)),
            *self._katakana(tokens, bounds),
            *self._years(tokens, bounds),
        ]
        compounds, compound_starts = map(np.concatenate, zip(*found, strict=True))
        return BatchTokens(
            bounds,
            _as_array(self._length)[tokens],
            _as_array(self._term)[tokens],
            compounds[compounds != NO_TERM],
            compound_starts[compounds != NO_TERM],
        )

    def _term_id(self, token: Token | None) -> int:
        if token is None or not token.term:
            return NO_TERM
        return self.terms.setdefault(token.term, len(self.terms))

    def _add_words(self) -> None:
        """Add the new words to the tables."""
        for word in self._words.words[len(self) :]:
            if word.group:
                whole = self._term_id(word.whole)
                known = self.groups.setdefault(whole, word.group)
                self.groups[whole] = known if known == word.group else 0
            self._first.append(len(self._tokens))
            self._count.append(len(word.tokens))
            self._compound.append(self._term_id(word.compound))
            self._noun.append(self._term_id(word.noun))
            self._tokens.extend(word.tokens)
            for token in word.tokens:
                self._term.append(self._term_id(token))
                self._length.append(len(token.form))
                self._katakana_part.append(
                    _KATAKANA * is_katakana_token(token) + _DOT * is_middle_dot(token)
                )
                self._year_part.append(year_part(token))

    def _katakana(self, tokens: Numbers, bounds: Numbers) -> Iterator[tuple[TermIds, Numbers]]:
        """The term ids of neighbouring katakana tokens as one word, and their first tokens."""
        parts = _as_array(self._katakana_part)[tokens]
        katakana = np.flatnonzero(parts == _KATAKANA)
        # Neighbours are in one text, with nothing between them or a dot.
        between = np.diff(katakana) - 1
        dotted = (between == 1) & (parts[katakana[:-1] + 1] == _DOT)
        text = np.searchsorted(bounds, katakana, "right")
        adjoin = ((between == 0) | dotted) & (text[1:] == text[:-1])
        dots = np.where(dotted, tokens[katakana[:-1] + 1], NO_TERM)
        first = np.flatnonzero(adjoin)
        for size in range(2, MAX_JOINED_TOKENS + 1):
            columns = [tokens[katakana[first]]]
            for each in range(1, size):
                columns += [dots[first + each - 1], tokens[katakana[first + each]]]
            terms = self._row_terms(self._katakana_terms, self._join_katakana, columns)
            yield terms, katakana[first]
            # The rows that one more token continues.
            first = first[first + size <= len(adjoin)]
            first = first[adjoin[first + size - 1]]

    def _years(self, tokens: Numbers, bounds: Numbers) -> Iterator[tuple[TermIds, Numbers]]:
        """The term ids of years, and their first tokens."""
        parts = _as_array(self._year_part)[tokens]
        last = np.flatnonzero(parts == YEAR)
        start = bounds[np.searchsorted(bounds, last, "right") - 1]
        last, start = last[last > start], start[last > start]
        western = (parts[last - 1] & WESTERN) != 0
        of_era = last[~western & ((parts[last - 1] & NUMBER) != 0) & (last - 1 > start)]
        of_era = of_era[parts[of_era - 2] == ERA]
        for ends, size in ((last[western], 2), (of_era, 3)):
            first = ends - (size - 1)
            columns = [tokens[first + each] for each in range(size)]
            yield self._row_terms(self._year_terms, join_year, columns), first

    def _row_terms(
        self,
        known: dict[tuple[int, ...], int],
        join: Callable[[list[Token]], Token],
        columns: Sequence[Numbers],
    ) -> TermIds:
        """The term ids of rows of tokens, given by columns; equal rows are joined once."""
        terms = []
        for row in zip(*(each.tolist() for each in columns), strict=True):
            term = known.get(row)
            if term is None:
                term = self._term_id(join([self._tokens[each] for each in row if each != NO_TERM]))
                known[row] = term
            terms.append(term)
        return np.array(terms, np.int32)


def _as_array(numbers: array[int]) -> npt.NDArray[Any]:
    """An array as NumPy's, which shares its memory: it may not grow meanwhile."""
    return np.frombuffer(numbers, numbers.typecode) if numbers else np.zeros(0, numbers.typecode)
