"""Which blocks of a segment's folded texts a string can stand in, by pairs of characters.

The characters of a segment, its texts one after another, are cut into blocks of 512.
Each two neighbouring characters, as UTF-16 code units, are put by a hash into a
bucket, into one if both are in the same word, and into another if they are not; a
bucket lists the blocks in which one of its pairs begins. A string can only
begin in a block if each of its pairs is listed for that block, or the one after it;
pairs a block's length behind the beginning are not asked, as they may be further on.
Where it is not in one word, one of its pairs is listed as one that is not.

The `.pairs` file, little-endian:

    blocks, bits, kinds     unsigned 32 bit: how many blocks; there are 2^bits buckets,
                            and so many different characters
    counts[kinds]           unsigned 32 bit: how often each character occurs
    starts[2^bits + 1]      unsigned 32 bit: where each list begins in what follows
    characters[kinds]       unsigned 16 bit: which they are, ascending
    lists                   of each bucket in turn, in whichever form is shorter:
        gaps                from each block to the next (the first: from 0): a byte below
                            192 ends a gap with so many blocks; any other stands for
                            192 times what it exceeds 191 by, and the gap goes on
        bits                one a block, the lowest bit of a byte first

A list is bits if it is as long as all blocks are as bits, and gaps if it is shorter.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from functools import reduce
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

BLOCK_SIZE = 512

CodeUnits = npt.NDArray[np.uint16]
Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.uint32]
Mask = npt.NDArray[np.bool_]

_NUMBER, _UNIT = np.dtype("<u4"), np.dtype("<u2")
# One bucket for so many characters: then most rare pairs share theirs with few others.
_PER_BUCKET = 32
_FEWEST_BITS, _MOST_BITS = 8, 20
# 2^32 divided by the golden ratio: multiplied by it, neighbouring numbers spread.
_SPREAD = np.uint32(2654435769)
# Added to the number of a pair that is not in one word.
_APART = np.uint32(0x5BD1E995)
# Blocks sorted at once: with the buckets' bits, no more than 32.
_PART_BITS = 11
_STEP = BLOCK_SIZE << _PART_BITS
# Buckets encoded at once; this bounds the memory needed.
_BUCKETS_AT_ONCE = 1 << 11
_LONG = 192
_GAPS = np.append(np.arange(_LONG), np.arange(1, 257 - _LONG) * _LONG)
# Beyond so many pairs of a string, another hardly rules out a block.
_MOST_PAIRS = 8


def encode_bigram_blocks(characters: CodeUnits, joined: Mask) -> bytes:
    """The `.pairs` file of a segment whose folded texts are `characters`.

    `joined` says of each whether it is in one word with the one before.
    """
    blocks = -(-len(characters) // BLOCK_SIZE)
    histogram = sum(
        (
            np.bincount(characters[start : start + _STEP], minlength=1 << 16)
            for start in range(0, len(characters), _STEP)
        ),
        np.zeros(1 << 16, np.int64),
    )
    kinds = np.flatnonzero(histogram)
    bits = min(max((len(characters) // _PER_BUCKET).bit_length(), _FEWEST_BITS), _MOST_BITS)
    listed, begins = _together(deque(_block_runs(characters, joined, bits)), 1 << bits)
    lists: list[bytes] = []
    sizes: list[Integers] = []
    for first in range(0, 1 << bits, _BUCKETS_AT_ONCE):
        bounds = begins[first : first + _BUCKETS_AT_ONCE + 1]
        content, lengths = _encoded(listed[bounds[0] : bounds[-1]], bounds - bounds[0], blocks)
        lists.append(content)
        sizes.append(lengths)
    starts = np.append(0, np.cumsum(np.concatenate(sizes)))
    numbers = ((blocks, bits, len(kinds)), histogram[kinds], starts)
    header = [np.asarray(each).astype(_NUMBER).tobytes() for each in numbers]
    return b"".join((*header, kinds.astype(_UNIT).tobytes(), *lists))


def _bucket(firsts: CodeUnits, seconds: CodeUnits, joined: Mask, bits: int) -> Numbers:
    """The buckets of pairs of characters, each of one word or not."""
    pairs = (firsts.astype(np.uint32) << np.uint32(16)) | seconds
    pairs = pairs + np.where(joined, np.uint32(0), _APART)
    buckets: Numbers = (pairs * _SPREAD) >> np.uint32(32 - bits)
    return buckets


class _BlockRun(NamedTuple):
    """The lists of a part of the text, one after another, and their sizes.

    The blocks are counted from the part's first; as there are many, all is kept small.
    """

    buckets: Numbers
    sizes: Numbers
    blocks: CodeUnits


def _block_runs(characters: CodeUnits, joined: Mask, bits: int) -> Iterator[_BlockRun]:
    """The lists of each part of the text, buckets and blocks ascending."""
    shift, mask = np.uint32(_PART_BITS), np.uint32((1 << _PART_BITS) - 1)
    local = np.repeat(np.arange(1 << _PART_BITS, dtype=np.uint32), BLOCK_SIZE)
    for start in range(0, len(characters) - 1, _STEP):
        here = characters[start : start + _STEP + 1]
        # Two numbers in one, so that one sort does for both.
        both = _bucket(here[:-1], here[1:], joined[start + 1 : start + len(here)], bits)
        both <<= shift
        both |= local[: len(both)]
        both.sort()
        both = both[np.append(True, both[1:] != both[:-1])]
        buckets = both >> shift
        starts = np.flatnonzero(np.append(True, buckets[1:] != buckets[:-1]))
        sizes = np.diff(np.append(starts, len(both))).astype(np.uint32)
        yield _BlockRun(buckets[starts], sizes, (both & mask).astype(np.uint16))


def _together(parts: deque[_BlockRun], buckets: int) -> tuple[Numbers, Integers]:
    """The lists of all parts, bucket by bucket, and where each begins; takes the parts away."""
    counts = np.zeros(buckets, np.int64)
    for part in parts:
        counts[part.buckets] += part.sizes
    begins = np.append(0, np.cumsum(counts))
    listed = np.empty(begins[-1], np.uint32)
    free = begins[:-1].copy()
    for number in range(len(parts)):
        part = parts.popleft()
        # A part's lists go behind those of the parts before it.
        starts = np.cumsum(part.sizes, dtype=np.int64) - part.sizes
        moved = np.repeat(free[part.buckets] - starts, part.sizes)
        moved += np.arange(len(moved))
        listed[moved] = part.blocks + np.uint32(number << _PART_BITS)
        free[part.buckets] += part.sizes
    return listed, begins


def _encoded(numbers: Numbers, bounds: Integers, blocks: int) -> tuple[bytes, Integers]:
    """The lists of some buckets, `bounds` parting their block numbers, and their sizes."""
    gaps = np.diff(numbers, prepend=np.uint32(0)).astype(np.int64)
    firsts = bounds[:-1][bounds[:-1] < bounds[1:]]
    gaps[firsts] = numbers[firsts]
    most, rest = np.divmod(gaps, _GAPS[255])
    ends = np.append(0, np.cumsum(1 + most + (rest >= _LONG)))
    content = np.full(ends[-1], 255, np.uint8)
    content[ends[1:] - 1] = rest % _LONG
    more = rest >= _LONG
    content[ends[1:][more] - 2] = _LONG - 1 + rest[more] // _LONG
    starts = ends[bounds]
    sizes = np.diff(starts)
    whole = -(-blocks // 8)
    dense = np.flatnonzero(sizes >= whole)
    parts, done = [], 0
    for bucket in dense.tolist():
        mask = np.zeros(blocks, np.bool_)
        mask[numbers[bounds[bucket] : bounds[bucket + 1]]] = True
        parts += [
            content[done : starts[bucket]].tobytes(),
            np.packbits(mask, bitorder="little").tobytes(),
        ]
        done = starts[bucket + 1]
    sizes[dense] = whole
    return b"".join((*parts, content[done:].tobytes())), sizes


class BigramBlockIndex:
    """Reads a `.pairs` file."""

    def __init__(self, content: npt.NDArray[np.uint8]) -> None:
        self.block_count, self._bits, kinds = content[:12].view(_NUMBER).tolist()
        buckets = (1 << self._bits) + 1
        counts, self._starts, characters, self._lists = np.split(
            content[12:], np.cumsum([4 * kinds, 4 * buckets, 2 * kinds])
        )
        self._starts = self._starts.view(_NUMBER)
        if len(self._lists) != int(self._starts[-1]):
            raise ValueError(f"{len(self._lists)} bytes of pairs, not {int(self._starts[-1])}")
        # How often each character occurs in the segment's folded texts.
        self.character_counts = np.zeros(1 << 16, np.int64)
        self.character_counts[characters.view(_UNIT)] = counts.view(_NUMBER)
        # What was asked last: what a search takes is told before it is begun.
        self._last: tuple[tuple[bytes, bool], Integers] | None = None

    def candidates(self, codes: CodeUnits) -> Integers | None:
        """The blocks the code units may begin in, ascending; null if that is not known."""
        return None if len(codes) < 2 else self._kept(codes, across=False)

    def candidates_across_words(self, codes: CodeUnits) -> Integers:
        """The blocks the code units, two at least, may begin in but not be in one word."""
        return self._kept(codes, across=True)

    def _kept(self, codes: CodeUnits, *, across: bool) -> Integers:
        key, last = (codes.tobytes(), across), self._last
        if last is None or last[0] != key:
            last = self._last = key, (self._across if across else self._candidates)(codes)
        return last[1]

    def _candidates(self, codes: CodeUnits) -> Integers:
        listed = self._listed(codes[: BLOCK_SIZE + 1])
        rarest = np.argsort(self._sizes(listed).sum(axis=0), kind="stable")[:_MOST_PAIRS]
        found: Mask | None = None
        for at in rarest.tolist():
            here = self._begun(listed[0, at], at) | self._begun(listed[1, at], at)
            found = here if found is None else found & here
        assert found is not None
        return np.flatnonzero(found)

    def _across(self, codes: CodeUnits) -> Integers:
        listed = self._listed(codes)
        apart = [self._begun(bucket, at) for at, bucket in enumerate(listed[1])]
        every = [self._begun(bucket, at) | apart[at] for at, bucket in enumerate(listed[0])]
        found = np.logical_or.reduce(apart)
        return np.flatnonzero(reduce(np.logical_and, every, found))

    def _listed(self, codes: CodeUnits) -> Integers:
        """The buckets of each pair of some code units: in one word, and not."""
        joined = np.array([[True], [False]])
        return _bucket(codes[:-1], codes[1:], joined, self._bits).astype(np.int64)

    def _sizes(self, buckets: Integers) -> Numbers:
        """How many bytes some lists have."""
        sizes: Numbers = self._starts[buckets + 1] - self._starts[buckets]
        return sizes

    def _begun(self, bucket: int, at: int) -> Mask:
        """The blocks in which a string may begin whose pair at this place a bucket lists."""
        listed = self._mask(bucket)
        if at:
            # What begins near the end of a block has its later pairs in the next.
            listed[:-1] |= listed[1:]
        return listed

    def _mask(self, bucket: int) -> Mask:
        """Which blocks a bucket lists."""
        start, end = self._starts[bucket : bucket + 2].tolist()
        content = self._lists[start:end]
        if len(content) == -(-self.block_count // 8):
            return np.unpackbits(content, count=self.block_count, bitorder="little").view(np.bool_)
        mask = np.zeros(self.block_count, np.bool_)
        mask[np.cumsum(_GAPS[content])[content < _LONG]] = True
        return mask

    def pair_block_count(self, codes: CodeUnits) -> int:
        """For how many blocks two characters in a row are listed; other pairs may be, too."""
        joined, apart = map(self._mask, self._listed(codes[:2])[:, 0].tolist())
        return int(np.count_nonzero(joined | apart))
