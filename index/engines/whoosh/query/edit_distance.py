"""The words of a snapshot within a few edits of a word, which is compared with all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.arrays import run_starts
from index.engines.whoosh.matching.term_table import TermTable

Codes = npt.NDArray[np.uint32]

# In characters; longer words have no near words.
MAX_WORD_LENGTH = 24
# Weights of a polynomial hash: different keys get different 64-bit digests.
_WEIGHTS = (
    np.random.default_rng(24).integers(1 << 62, 1 << 63, MAX_WORD_LENGTH).astype(np.uint64) | 1
)


def edit_distances(word: str, others: Codes) -> npt.NDArray[np.int16]:
    """The edits from a word to each of N others of one length L, int16[N].

    `others` is uint32[L, N]. An edit inserts, deletes or replaces a character, or
    transposes two (optimal string alignment).
    """
    length, count = others.shape
    before = np.zeros((length + 1, count), np.int16)
    row = np.repeat(np.arange(length + 1, dtype=np.int16)[:, None], count, axis=1)
    letters = list(map(ord, word))
    for at, letter in enumerate(letters):
        earlier, before = before, row
        row = np.empty_like(before)
        row[0] = at + 1
        other = others != letter
        for place in range(length):
            least = np.minimum(before[place + 1], row[place])
            least += 1
            np.minimum(least, before[place] + other[place], out=row[place + 1])
            if at and place:
                transposed = ~other[place - 1] & (others[place] == letters[at - 1])
                swapped = earlier[place - 1] + np.int16(1)
                np.minimum(row[place + 1], swapped, out=row[place + 1], where=transposed)
    return row[length]


class NearTerm(NamedTuple):
    """A word within some edits of another: its commonest form, and in how many utterances."""

    form: str
    edits: int
    utterances: int


class _Keys(NamedTuple):
    """The N different keys of one length L.

    `codes` are their characters, uint32[L, N]. `terms`, int64[N, 3], has the segment and the
    number of the term of each key's commonest form, and about how many utterances have the key.
    """

    codes: Codes
    terms: npt.NDArray[np.int64]


class NearTerms:
    """Finds the words of a snapshot that are near a word; safe for many threads."""

    def __init__(self, table: TermTable) -> None:
        self._segments = table.segments

    def prepare(self, pause: Callable[[], None]) -> None:
        """Gather the words for the first person who needs them, with a pause after each step."""
        self._by_length = self._gather(pause)

    def near(self, key: str, edits: int, most: int) -> Iterator[NearTerm]:
        """At most `most` words within some edits of a key, those in most utterances first."""
        found: list[tuple[int, list[int]]] = []
        for length in range(len(key) - edits, len(key) + edits + 1):
            if length in self._by_length:
                codes, terms = self._by_length[length]
                distances = edit_distances(key, codes)
                here = np.flatnonzero(distances <= edits)
                found += zip(distances[here].tolist(), terms[here].tolist(), strict=True)
        found.sort(key=lambda each: -each[1][2])
        for distance, (segment, number, utterances) in found[:most]:
            yield NearTerm(self._segments[segment].form(number), distance, utterances)

    @cached_property
    def _by_length(self) -> dict[int, _Keys]:
        return self._gather(lambda: None)

    def _gather(self, pause: Callable[[], None]) -> dict[int, _Keys]:
        """The keys of all segments by their length."""
        every = []
        for segment in self._segments:
            every.append(segment.keys())
            pause()
        found: dict[int, _Keys] = {}
        for length in range(1, MAX_WORD_LENGTH + 1):
            codes, terms = [], []
            for at, (characters, starts, sizes) in enumerate(every):
                here = np.flatnonzero(sizes == length)
                codes.append(characters[starts[here][:, None] + np.arange(length)])
                counts = self._segments[at].counts[here]
                terms.append(np.stack((np.full(len(here), at), here, counts), axis=1))
            if any(map(len, codes)):
                found[length] = _unique_keys(np.concatenate(codes), np.concatenate(terms))
                pause()
        return found


def _unique_keys(codes: Codes, terms: npt.NDArray[np.int64]) -> _Keys:
    """The different keys of some terms, a row of `codes` each."""
    counts = terms[:, 2]
    digests = codes.astype(np.uint64) @ _WEIGHTS[: codes.shape[1]]
    # Of equal keys, the commonest form first.
    order = np.lexsort((-counts, digests))
    firsts = run_starts(digests[order])
    best = terms[order[firsts]]
    best[:, 2] = np.add.reduceat(counts[order], firsts)
    return _Keys(np.ascontiguousarray(codes[order[firsts]].T), best)
