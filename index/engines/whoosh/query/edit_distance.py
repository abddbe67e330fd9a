"""Every word of a collection in arrays, so that one is compared with all of them at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.arrays import run_starts
from index.engines.whoosh.matching.term_table import TermTable

Codes = npt.NDArray[np.uint32]
Edits = npt.NDArray[np.int16]


def distances(word: str, others: Codes) -> Edits:
    """The edits from a word to each of some others, of one length: a row a character."""
    longest, count = others.shape
    before = np.zeros((longest + 1, count), np.int16)
    row = np.repeat(np.arange(longest + 1, dtype=np.int16)[:, None], count, axis=1)
    letters = list(map(ord, word))
    for at, letter in enumerate(letters):
        earlier, before = before, row
        row = np.empty_like(before)
        row[0] = at + 1
        other = others != letter
        for place in range(longest):
            least = np.minimum(before[place + 1], row[place])
            least += 1
            np.minimum(least, before[place] + other[place], out=row[place + 1])
            if at and place:
                turned = ~other[place - 1] & (others[place] == letters[at - 1])
                swapped = earlier[place - 1] + np.int16(1)
                np.minimum(row[place + 1], swapped, out=row[place + 1], where=turned)
    return row[longest]


# Words of more characters are near to none.
LONGEST = 24
# Sums of characters so weighed differ where the words do, as 64-bit digests do.
_WEIGHTS = np.random.default_rng(24).integers(1 << 62, 1 << 63, LONGEST).astype(np.uint64) | 1


class NearTerm(NamedTuple):
    """A word that edits part from another: its form in most utterances, and in how many."""

    form: str
    edits: int
    utterances: int


class _Keys(NamedTuple):
    """The keys of one length: `codes` has a row a character and a column a key.

    `places` has, of each key's commonest form, the segment and the number of its term there;
    and in how many utterances the key is, about.
    """

    codes: Codes
    places: npt.NDArray[np.int64]


class IndexedTerms:
    """The words of one snapshot; safe for many threads."""

    def __init__(self, printed: TermTable) -> None:
        self._segments = printed.segments

    def prepare(self, pause: Callable[[], None]) -> None:
        """Gather the words for the first person who needs them, with a pause after each step."""
        self._lengths = self._gathered(pause)

    def near(self, key: str, edits: int, most: int) -> Iterator[NearTerm]:
        """The words that few edits part from a key, so many of those in most utterances."""
        found: list[tuple[int, list[int]]] = []
        for length in range(len(key) - edits, len(key) + edits + 1):
            if length in self._lengths:
                codes, places = self._lengths[length]
                apart = distances(key, codes)
                here = np.flatnonzero(apart <= edits)
                found += zip(apart[here].tolist(), places[here].tolist(), strict=True)
        found.sort(key=lambda each: -each[1][2])
        for apart_by, (segment, number, utterances) in found[:most]:
            yield NearTerm(self._segments[segment].form(number), apart_by, utterances)

    @cached_property
    def _lengths(self) -> dict[int, _Keys]:
        """The keys by their length."""
        return self._gathered(lambda: None)

    def _gathered(self, pause: Callable[[], None]) -> dict[int, _Keys]:
        every = []
        for segment in self._segments:
            every.append(segment.keys())
            pause()
        found: dict[int, _Keys] = {}
        for length in range(1, LONGEST + 1):
            codes, places = [], []
            for at, (characters, starts, sizes) in enumerate(every):
                here = np.flatnonzero(sizes == length)
                codes.append(characters[starts[here][:, None] + np.arange(length)])
                counts = self._segments[at].table.counts[here]
                places.append(np.stack((np.full(len(here), at), here, counts), axis=1))
            if any(map(len, codes)):
                found[length] = _keys(np.concatenate(codes), np.concatenate(places))
                pause()
        return found


def _keys(codes: Codes, places: npt.NDArray[np.int64]) -> _Keys:
    """The different keys of one length, of rows that have it, each with its place."""
    counts = places[:, 2]
    digests = codes.astype(np.uint64) @ _WEIGHTS[: codes.shape[1]]
    # Of the same, the commonest first.
    order = np.lexsort((-counts, digests))
    firsts = run_starts(digests[order])
    best = places[order[firsts]]
    best[:, 2] = np.add.reduceat(counts[order], firsts)
    return _Keys(np.ascontiguousarray(codes[order[firsts]].T), best)
