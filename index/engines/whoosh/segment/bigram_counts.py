"""In how many blocks of text each bigram begins: what strings are weighed by.

Blocks of 512 characters are counted from the beginning of each meeting, so that the counts of
meetings add up to those of a segment, and of an index, however these are divided.

The `.counts` file, little-endian:

    blocks, kinds  uint32[2]      the number of blocks, and of different bigrams
    bigrams        uint32[kinds]  ascending; the first code unit is the higher half
    counts         uint32[kinds]  in how many blocks each begins
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.arrays import Bytes, Integers, run_sizes, run_starts
from index.engines.whoosh.segment.bigram_blocks import BLOCK_SIZE, CodeUnits
from index.engines.whoosh.segment.schema import MEETING

_NUMBER = np.dtype("<u4")
# Characters counted at once, in whole meetings; bounds the memory.
_CHARACTERS_AT_ONCE = 1 << 19
_HALF, _WHOLE = np.uint64(16), np.uint64(32)


class BigramCounts(NamedTuple):
    """The bigrams (uint32[K], ascending) of some texts, and in how many of `blocks` each begins."""

    blocks: int
    bigrams: npt.NDArray[np.uint32]
    counts: Integers

    def count(self, codes: CodeUnits) -> int:
        """In how many blocks a bigram (uint16[2]) begins."""
        bigram = np.uint32(int(codes[0]) << 16 | int(codes[1]))
        at = int(self.bigrams.searchsorted(bigram))
        known = at < len(self.bigrams) and self.bigrams[at] == bigram
        return int(self.counts[at]) if known else 0

    def negated(self) -> BigramCounts:
        """What is added to take these away."""
        return BigramCounts(-self.blocks, self.bigrams, -self.counts)

    def encode(self) -> bytes:
        """The `.counts` file."""
        parts = ((self.blocks, len(self.bigrams)), self.bigrams, self.counts)
        return b"".join(np.asarray(each).astype(_NUMBER).tobytes() for each in parts)

    @classmethod
    def decode(cls, content: Bytes) -> BigramCounts:
        """Read a `.counts` file. Raises ValueError."""
        blocks, kinds = content[:8].view(_NUMBER).tolist()
        bigrams, counts = content[8:].view(_NUMBER).reshape(2, kinds)
        return cls(blocks, bigrams, counts.astype(np.int64))


NO_BIGRAMS = BigramCounts(0, np.zeros(0, np.uint32), np.zeros(0, np.int64))


def add_counts(parts: Iterable[BigramCounts]) -> BigramCounts:
    """The sum of some counts, without bigrams of which none is left."""
    blocks, bigrams, counts = zip(NO_BIGRAMS, *parts, strict=True)
    every, each = np.concatenate(bigrams), np.concatenate(counts)
    order = np.argsort(every, kind="stable")
    every, each = every[order], each[order]
    starts = run_starts(every)
    sums = np.add.reduceat(each, starts) if len(starts) else each
    return BigramCounts(sum(blocks), every[starts][sums != 0], sums[sums != 0])


def meeting_bounds(types: Bytes, sizes: Integers) -> Integers:
    """Where the texts of each meeting begin, and the last end, by the types of documents.

    `sizes` are those of their texts, in characters.
    """
    offsets = np.append(0, np.cumsum(sizes))
    bounds: Integers = offsets[np.append(np.flatnonzero(types == MEETING), len(types))]
    return bounds


def count_bigrams(characters: CodeUnits, bounds: Integers) -> BigramCounts:
    """The counts of some folded texts, one after another (uint16[N]).

    `bounds` (int64[M + 1]) are where those of each meeting begin, and the last end.
    """
    return add_counts(_counts(characters, bounds))


def _counts(characters: CodeUnits, bounds: Integers) -> Iterator[BigramCounts]:
    start = 0
    while start < len(bounds) - 1:
        most = bounds[start] + _CHARACTERS_AT_ONCE
        end = max(start + 1, int(bounds.searchsorted(most, "right")) - 1)
        yield _count(characters[bounds[start] : bounds[end]], bounds[start : end + 1])
        start = end


def _count(characters: CodeUnits, bounds: Integers) -> BigramCounts:
    sizes = np.diff(bounds)
    offsets = np.arange(len(characters)) - np.repeat(bounds[:-1] - bounds[0], sizes)
    blocks = -(-sizes // BLOCK_SIZE)
    block_of = offsets // BLOCK_SIZE + np.repeat(np.cumsum(blocks) - blocks, sizes)
    first, second = (each.astype(np.uint64) for each in (characters[:-1], characters[1:]))
    # Bigram and block as one number, so that one sort orders both; none runs into another meeting.
    keys = (first << (_HALF + _WHOLE)) | (second << _WHOLE) | block_of[:-1].astype(np.uint64)
    keys = keys[offsets[1:] > 0]
    keys.sort()
    bigrams = (keys[run_starts(keys)] >> _WHOLE).astype(np.uint32)
    starts = run_starts(bigrams)
    return BigramCounts(int(blocks.sum()), bigrams[starts], run_sizes(starts, len(bigrams)))
