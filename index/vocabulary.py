"""Texts → the terms of their units as arrays, without an object for each unit.

Each word is taken apart once, into units that are kept in tables; a text is then the
numbers of its words, and everything else is looked up for all of them at once. What
comes out is what `index.fields` makes of `Analyzer.analyze`.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from index.analysis import JOINED_UNITS, Unit, WordNumbers, is_kana, joined

# In place of a term's number: punctuation, space, and a word of one unit have none.
NO_TERM = -1

Numbers = npt.NDArray[np.int64]


class UnitTerms(NamedTuple):
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


class Vocabulary:
    """The words met so far, and the numbers of their terms. Not for several threads."""

    def __init__(self) -> None:
        self.terms: dict[bytes, int] = {}
        self._words = WordNumbers()
        # Of each word: its first unit in the tables below, how many, its long term.
        self._first, self._count, self._long = array("I"), array("I"), array("i")
        self._units: list[Unit] = []
        self._term, self._length, self._kana = array("i"), array("B"), array("B")
        self._joined: dict[tuple[int, ...], int] = {}

    def __len__(self) -> int:
        """How many words have been met."""
        return len(self._first)

    def read(self, texts: Sequence[str]) -> UnitTerms:
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
        long = _table(self._long)[words]
        at = np.flatnonzero(long != NO_TERM)
        joins, joins_at = self._join(units, bounds)
        return UnitTerms(
            bounds,
            _table(self._length)[units],
            _table(self._term)[units],
            np.concatenate((long[at], joins)),
            np.concatenate((begins[at], joins_at)),
        )

    def _number(self, unit: Unit | None) -> int:
        """The number of a unit's term."""
        if unit is None or not unit.term:
            return NO_TERM
        return self.terms.setdefault(unit.term, len(self.terms))

    def _take_apart(self) -> None:
        """Bring the tables up to date with the words met."""
        for word in self._words.words[len(self) :]:
            self._first.append(len(self._units))
            self._count.append(len(word.short))
            self._long.append(self._number(word.long))
            self._units.extend(word.short)
            self._term.extend(map(self._number, word.short))
            self._length.extend(len(unit.form) for unit in word.short)
            self._kana.extend(map(is_kana, word.short))

    def _join(self, units: Numbers, bounds: Numbers) -> tuple[npt.NDArray[np.int32], Numbers]:
        """The terms of neighbouring katakana units, and the units they begin with."""
        kana = _table(self._kana)[units] != 0
        found, places = [], []
        first = np.flatnonzero(kana)
        for size in range(2, JOINED_UNITS + 1):
            # Those that go on: the next is katakana too, and in the same text.
            last = first + size - 1
            inside = last < bounds[np.searchsorted(bounds, first, "right")]
            first = first[inside]
            first = first[kana[first + size - 1]]
            rows = np.stack([units[first + each] for each in range(size)], axis=1)
            found += [self._joined_term(row) for row in map(tuple, rows.tolist())]
            places.append(first)
        terms = np.array(found, np.int32)
        at = np.concatenate(places)
        return terms[terms != NO_TERM], at[terms != NO_TERM]

    def _joined_term(self, row: tuple[int, ...]) -> int:
        number = self._joined.get(row)
        if number is None:
            number = self._number(joined([self._units[each] for each in row]))
            self._joined[row] = number
        return number


def _table(numbers: array[int]) -> npt.NDArray[Any]:
    """An array as NumPy sees it; it may not grow while this is held."""
    return np.frombuffer(numbers, numbers.typecode) if numbers else np.zeros(0, numbers.typecode)
