"""Texts → the terms of their units as arrays, without an object for each unit.

Each word is taken apart once, into units that are kept in tables; a text is then the
numbers of its words, and everything else is looked up for all of them at once. What
comes out is what `index.fields` makes of `Analyzer.analyze`.
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
    MAX_JOINED_TOKENS,
    is_katakana_token,
    is_middle_dot,
    join_katakana,
)
from index.analysis.morphemes import MorphemeAnalyzer
from index.analysis.tokens import Token
from index.analysis.years import ERA, NUMBER, WESTERN, YEAR, part, year

_KANA, _DOT = 1, 2

# In place of a term's number: punctuation, space, and a word of one unit have none.
NO_TERM = -1

Numbers = npt.NDArray[np.int64]
# Terms, and at which unit each begins.
_Terms = tuple[npt.NDArray[np.int32], Numbers]


class BatchTokens(NamedTuple):
    """The units of some texts, one after another.

    `bounds` tells where each text's begin, and where the last end. Of each short unit
    there is its length in characters and the number of its term, or NO_TERM; of each
    long one the number of its term and the short unit it begins with. The same long
    unit may be named twice.
    """

    bounds: Numbers
    lengths: npt.NDArray[np.uint8]
    short: npt.NDArray[np.int32]
    long: npt.NDArray[np.int32]
    long_at: Numbers


class BatchAnalyzer:
    """The words met so far, and the numbers of their terms. Not for several threads."""

    def __init__(self, parts: MorphemeAnalyzer) -> None:
        self.terms: dict[bytes, int] = {}
        # The number of a term → its group of words that mean the same; 0 if in several.
        self.groups: dict[int, int] = {}
        self._words = WordInterner(parts)
        self._join_units = partial(join_katakana, is_one=parts.is_one)
        # Of each word: its first unit in the tables below, how many, its long terms.
        self._first, self._count = array("I"), array("I")
        self._long, self._noun = array("i"), array("i")
        self._units: list[Token] = []
        self._term, self._length = array("i"), array("B")
        # What a unit may be a part of.
        self._kana, self._year = array("B"), array("B")
        self._joined: dict[tuple[int, ...], int] = {}
        self._years: dict[tuple[int, ...], int] = {}

    def __len__(self) -> int:
        """How many words have been met."""
        return len(self._first)

    def read(self, texts: Sequence[str]) -> BatchTokens:
        """The units of some texts."""
        numbers = array("I")
        ends = [0]
        for text in texts:
            numbers.fromlist(self._words.read(text))
            ends.append(len(numbers))
        self._take_apart()
        words = np.asarray(numbers, np.int64)
        counts = _table(self._count)[words].astype(np.int64)
        begins = np.cumsum(counts) - counts
        total = int(counts.sum())
        units = np.arange(total) + np.repeat(_table(self._first)[words] - begins, counts)
        bounds = np.append(begins, total)[ends]
        found = [
            *((_table(each)[words], begins) for each in (self._long, self._noun)),
            *self._join(units, bounds),
            *self._find_years(units, bounds),
        ]
        long, long_at = map(np.concatenate, zip(*found, strict=True))
        return BatchTokens(
            bounds,
            _table(self._length)[units],
            _table(self._term)[units],
            long[long != NO_TERM],
            long_at[long != NO_TERM],
        )

    def _number(self, unit: Token | None) -> int:
        """The number of a unit's term."""
        if unit is None or not unit.term:
            return NO_TERM
        return self.terms.setdefault(unit.term, len(self.terms))

    def _take_apart(self) -> None:
        """Bring the tables up to date with the words met."""
        for word in self._words.words[len(self) :]:
            if word.group:
                number = self._number(word.whole)
                known = self.groups.setdefault(number, word.group)
                self.groups[number] = known if known == word.group else 0
            self._first.append(len(self._units))
            self._count.append(len(word.short))
            self._long.append(self._number(word.long))
            self._noun.append(self._number(word.noun))
            self._units.extend(word.short)
            self._term.extend(map(self._number, word.short))
            self._length.extend(len(unit.form) for unit in word.short)
            self._kana.extend(
                _KANA * is_katakana_token(each) + _DOT * is_middle_dot(each) for each in word.short
            )
            self._year.extend(map(part, word.short))

    def _join(self, units: Numbers, bounds: Numbers) -> Iterator[_Terms]:
        """The terms of neighbouring katakana units, and the units they begin with."""
        kinds = _table(self._kana)[units]
        kana = np.flatnonzero(kinds == _KANA)
        between = np.diff(kana) - 1
        # From each to the next: nothing stands between them, or a dot, and no text ends.
        dotted = (between == 1) & (kinds[kana[:-1] + 1] == _DOT)
        text = np.searchsorted(bounds, kana, "right")
        near = ((between == 0) | dotted) & (text[1:] == text[:-1])
        dots = np.where(dotted, units[kana[:-1] + 1], NO_TERM)
        first = np.flatnonzero(near)
        for size in range(2, MAX_JOINED_TOKENS + 1):
            columns = [units[kana[first]]]
            for each in range(1, size):
                columns += [dots[first + each - 1], units[kana[first + each]]]
            yield self._terms(self._joined, self._join_units, columns), kana[first]
            # Those that go on.
            first = first[first + size <= len(near)]
            first = first[near[first + size - 1]]

    def _find_years(self, units: Numbers, bounds: Numbers) -> Iterator[_Terms]:
        """The terms of years, and the units they begin with."""
        kinds = _table(self._year)[units]
        last = np.flatnonzero(kinds == YEAR)
        start = bounds[np.searchsorted(bounds, last, "right") - 1]
        last, start = last[last > start], start[last > start]
        western = (kinds[last - 1] & WESTERN) != 0
        old = last[~western & ((kinds[last - 1] & NUMBER) != 0) & (last - 1 > start)]
        for ends, size in ((last[western], 2), (old[kinds[old - 2] == ERA], 3)):
            first = ends - (size - 1)
            columns = [units[first + each] for each in range(size)]
            yield self._terms(self._years, year, columns), first

    def _terms(
        self,
        known: dict[tuple[int, ...], int],
        made: Callable[[list[Token]], Token],
        columns: Sequence[Numbers],
    ) -> npt.NDArray[np.int32]:
        """The terms made of units in rows; of a row that is known no unit is made."""
        found = []
        for row in zip(*(each.tolist() for each in columns), strict=True):
            number = known.get(row)
            if number is None:
                number = self._number(made([self._units[each] for each in row if each != NO_TERM]))
                known[row] = number
            found.append(number)
        return np.array(found, np.int32)


def _table(numbers: array[int]) -> npt.NDArray[Any]:
    """An array as NumPy sees it; it may not grow while this is held."""
    return np.frombuffer(numbers, numbers.typecode) if numbers else np.zeros(0, numbers.typecode)
