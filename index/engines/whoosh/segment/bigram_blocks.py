"""A character-bigram block index: the prefilter of the substring search.

The characters of a segment, its folded texts one after another, are cut into blocks of 512, and
these into parts of 64. For each bigram (two neighbouring UTF-16 code units) the index lists the
blocks in which it begins, and if these are many (ます), in which parts of them. A string can only
begin in a part if each of its bigrams is listed for that part or the next one, so only these
candidates are compared with the string. It is an n-gram index (as in Google Code Search, with
n = 2 because most Japanese words have two to four characters) over blocks, not documents, which
are too unequal in size.

Bigrams are hashed into 2^b buckets; one that shares its bucket lists a few blocks too many,
which costs time and no correctness. A bigram within a word (a token that has a
term) and the same bigram across a word boundary have different buckets: so the occurrences of a
string across words, which are few and which the term dictionary lacks, are found without the
others.

It gains nothing for a single character, which has no bigram: there the whole text is compared.

The `.pairs` file, little-endian:

    blocks, b, kinds        uint32[3]        the number of blocks, and of different characters
    counts                  uint32[kinds]    how often each character occurs
    starts                  uint32[2^b + 1]  where each bucket's list begins in `lists`
    characters              uint16[kinds]    ascending
    lists                   uint8[]          of each bucket in turn, in one of two forms:
        gaps                from each block to the next (the first: from 0): a byte below
                            192 adds its value to the gap and ends it; a byte b from 192 on
                            adds 192 (b - 191), and the gap goes on
        bitmap and parts    one bit a block; then of each block listed a byte, one bit a part;
                            the lowest bit of a byte first

A list of at least an eighth of the blocks is a bitmap and parts, and twice as long as a bitmap;
a shorter one is gaps.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from functools import reduce
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.arrays import Bytes, Docs, Integers, Mask, run_sizes, run_starts
from index.engines.whoosh.segment.checked_file import CheckedFile

BLOCK_SIZE, PART_SIZE = 512, 64
# The parts of a block are the bits of a byte.
_PARTS = BLOCK_SIZE // PART_SIZE
_PART_BITS = _PARTS.bit_length() - 1

CodeUnits = npt.NDArray[np.uint16]
Numbers = npt.NDArray[np.uint32]

_NUMBER, _CODE_UNIT = np.dtype("<u4"), np.dtype("<u2")
# Characters per bucket: few enough that most rare bigrams share theirs with few others.
_CHARACTERS_PER_BUCKET = 32
_MIN_BITS, _MAX_BITS = 8, 20
# 2^32 divided by the golden ratio: Fibonacci hashing spreads neighbouring numbers.
_MULTIPLIER = np.uint32(2654435769)
# Added to a bigram that is across a word boundary.
_ACROSS = np.uint32(0x5BD1E995)
# 2^11 blocks are sorted at once: with the bits of a bucket, a key has no more than 32 bits.
_RUN_BITS = 11
_RUN_SIZE = BLOCK_SIZE << _RUN_BITS
# Buckets encoded at once; bounds the memory.
_BUCKETS_AT_ONCE = 1 << 11
_GAP_BASE = 192
# What each byte of a gap adds to it.
_GAPS = np.append(np.arange(_GAP_BASE), np.arange(1, 257 - _GAP_BASE) * _GAP_BASE)
# A list of at least one in this many of the blocks is long.
_LONG_RATIO = 8
# More bigrams of a string than this hardly rule out another part.
_MAX_BIGRAMS = 8
# So few blocks are read sooner than another list.
_FEW_BLOCKS = 256
# If at least one in this many of the blocks are candidates, lists of parts rule out more, those of
# this many bigrams most.
_MANY_RATIO, _MAX_BIGRAMS_BY_PARTS = 32, 3


def encode_bigram_blocks(characters: CodeUnits, continues_word: Mask) -> bytes:
    """The `.pairs` file of some folded texts, uint16[N].

    `continues_word` (bool[N]) says if a character is in the same word as the one before.
    """
    blocks = -(-len(characters) // BLOCK_SIZE)
    histogram = sum(
        (
            np.bincount(characters[start : start + _RUN_SIZE], minlength=1 << 16)
            for start in range(0, len(characters), _RUN_SIZE)
        ),
        np.zeros(1 << 16, np.int64),
    )
    kinds = np.flatnonzero(histogram)
    bits = (len(characters) // _CHARACTERS_PER_BUCKET).bit_length()
    bits = min(max(bits, _MIN_BITS), _MAX_BITS)
    runs = deque(_block_runs(characters, continues_word, bits))
    listed, starts = _concatenate(runs, 1 << bits)
    long = np.flatnonzero(_LONG_RATIO * np.diff(starts) >= max(blocks, 1))
    parts = _list_parts(characters, continues_word, bits, long)
    lists: list[bytes] = []
    sizes: list[Integers] = []
    for first in range(0, 1 << bits, _BUCKETS_AT_ONCE):
        bounds = starts[first : first + _BUCKETS_AT_ONCE + 1]
        some = slice(*long.searchsorted([first, first + _BUCKETS_AT_ONCE]))
        by_parts = dict(zip((long[some] - first).tolist(), parts[some], strict=True))
        content, lengths = _encode_lists(
            listed[bounds[0] : bounds[-1]], bounds - bounds[0], by_parts
        )
        lists.append(content)
        sizes.append(lengths)
    offsets = np.append(0, np.cumsum(np.concatenate(sizes)))
    numbers = ((blocks, bits, len(kinds)), histogram[kinds], offsets)
    header = [np.asarray(each).astype(_NUMBER).tobytes() for each in numbers]
    return b"".join((*header, kinds.astype(_CODE_UNIT).tobytes(), *lists))


def _bucket(firsts: CodeUnits, seconds: CodeUnits, in_word: Mask, bits: int) -> Numbers:
    """The bucket of each bigram."""
    bigrams = (firsts.astype(np.uint32) << np.uint32(16)) | seconds
    bigrams = bigrams + np.where(in_word, np.uint32(0), _ACROSS)
    buckets: Numbers = (bigrams * _MULTIPLIER) >> np.uint32(32 - bits)
    return buckets


class _BlockRun(NamedTuple):
    """The lists of some 2^11 neighbouring blocks, one after another.

    `buckets` are those with a list, ascending; `sizes` the lengths of their lists; `blocks`
    the lists, counted from the first block of the run.
    """

    buckets: Numbers
    sizes: Numbers
    blocks: CodeUnits


def _bucket_runs(characters: CodeUnits, continues_word: Mask, bits: int) -> Iterator[Numbers]:
    """The buckets of all bigrams, those of 2^11 blocks at a time."""
    for start in range(0, len(characters) - 1, _RUN_SIZE):
        here = characters[start : start + _RUN_SIZE + 1]
        yield _bucket(here[:-1], here[1:], continues_word[start + 1 : start + len(here)], bits)


def _block_runs(characters: CodeUnits, continues_word: Mask, bits: int) -> Iterator[_BlockRun]:
    shift, mask = np.uint32(_RUN_BITS), np.uint32((1 << _RUN_BITS) - 1)
    block_of = np.repeat(np.arange(1 << _RUN_BITS, dtype=np.uint32), BLOCK_SIZE)
    # Bucket and block as one number, so that one sort orders both.
    for found in _bucket_runs(characters, continues_word, bits):
        keys = found << shift
        keys |= block_of[: len(keys)]
        keys.sort()
        keys = keys[run_starts(keys)]
        buckets = keys >> shift
        starts = run_starts(buckets)
        sizes = run_sizes(starts, len(keys)).astype(np.uint32)
        yield _BlockRun(buckets[starts], sizes, (keys & mask).astype(np.uint16))


def _concatenate(runs: deque[_BlockRun], buckets: int) -> tuple[Numbers, Integers]:
    """The blocks of all runs by bucket, and where each bucket begins; empties `runs`."""
    counts = np.zeros(buckets, np.int64)
    for run in runs:
        counts[run.buckets] += run.sizes
    starts = np.append(0, np.cumsum(counts))
    listed = np.empty(starts[-1], np.uint32)
    free = starts[:-1].copy()
    for number in range(len(runs)):
        run = runs.popleft()
        run_list_starts = np.cumsum(run.sizes, dtype=np.int64) - run.sizes
        to = np.repeat(free[run.buckets] - run_list_starts, run.sizes)
        to += np.arange(len(to))
        listed[to] = run.blocks + np.uint32(number << _RUN_BITS)
        free[run.buckets] += run.sizes
    return listed, starts


def _list_parts(characters: CodeUnits, continues_word: Mask, bits: int, buckets: Integers) -> Bytes:
    """The lists of some buckets by parts, uint8[buckets, blocks]."""
    rows = np.full(1 << bits, len(buckets))
    rows[buckets] = np.arange(len(buckets))
    parts = np.zeros((len(buckets), -(-len(characters) // BLOCK_SIZE)), np.uint8)
    for number, found in enumerate(_bucket_runs(characters, continues_word, bits)):
        begins = np.zeros((len(buckets) + 1, -(-len(found) // BLOCK_SIZE) * _PARTS), np.bool_)
        begins[rows[found], np.arange(len(found)) // PART_SIZE] = True
        here = np.packbits(begins[:-1], axis=1, bitorder="little")
        first = number << _RUN_BITS
        parts[:, first : first + here.shape[1]] = here
    return parts


def _encode_lists(
    listed: Numbers, bounds: Integers, by_parts: Mapping[int, Bytes]
) -> tuple[bytes, Integers]:
    """The bytes of some buckets' lists and their sizes; `bounds` separates them in `listed`.

    `by_parts` has the long ones, as eight bits of each block.
    """
    gaps = np.diff(listed, prepend=np.uint32(0)).astype(np.int64)
    firsts = bounds[:-1][bounds[:-1] < bounds[1:]]
    gaps[firsts] = listed[firsts]
    longest, rest = np.divmod(gaps, _GAPS[255])
    ends = np.append(0, np.cumsum(1 + longest + (rest >= _GAP_BASE)))
    content = np.full(ends[-1], 255, np.uint8)
    content[ends[1:] - 1] = rest % _GAP_BASE
    more = rest >= _GAP_BASE
    content[ends[1:][more] - 2] = _GAP_BASE - 1 + rest[more] // _GAP_BASE
    starts = ends[bounds]
    sizes = np.diff(starts)
    lists, done = [], 0
    for bucket, parts in by_parts.items():
        bitmap = np.packbits(parts > 0, bitorder="little")
        long = np.concatenate((bitmap, parts[parts > 0]))
        lists += [content[done : starts[bucket]].tobytes(), long.tobytes()]
        done = starts[bucket + 1]
        sizes[bucket] = len(long)
    return b"".join((*lists, content[done:].tobytes())), sizes


class BigramBlockIndex:
    """Reads a `.pairs` file; thread-safe. Parts are int64, ascending, in the order of the text."""

    def __init__(self, file: CheckedFile) -> None:
        content = file.array(np.uint8)
        self.block_count: int
        self.block_count, self._bits, kinds = content[0:12].view(_NUMBER).tolist()
        buckets = (1 << self._bits) + 1
        starts, of_characters, lists = (
            12 + np.cumsum([4 * kinds, 4 * buckets, 2 * kinds]).astype(int)
        ).tolist()
        counts, characters = content[12:starts], content[of_characters:lists]
        self._starts = file.array(_NUMBER, starts, of_characters)
        self._lists = file.array(np.uint8, lists)
        (size,) = self._starts[buckets - 1 : buckets].tolist()
        if len(self._lists) != size:
            raise ValueError(f"{len(self._lists)} bytes of pairs, not {size}")
        # How often each code unit occurs, int64[65536].
        self.character_counts = np.zeros(1 << 16, np.int64)
        self.character_counts[characters.view(_CODE_UNIT)] = counts.view(_NUMBER)
        # The last answer: cost estimate and search ask the same.
        self._last: tuple[tuple[bytes, bool], Docs] | None = None

    @property
    def part_count(self) -> int:
        return _PARTS * self.block_count

    def candidates(self, codes: CodeUnits) -> Docs | None:
        """The parts in which a string may begin; None (any part) for a single character."""
        return None if len(codes) < 2 else self._cached(codes, across_words=False)

    def candidates_across_words(self, codes: CodeUnits) -> Docs:
        """The parts in which a string of 2 to 65 characters may begin, not in one word."""
        return self._cached(codes, across_words=True)

    def _cached(self, codes: CodeUnits, *, across_words: bool) -> Docs:
        key, last = (codes.tobytes(), across_words), self._last
        if last is None or last[0] != key:
            find = self._find_across_words if across_words else self._find
            begins = find(codes, by_parts=False)
            # Few blocks are read sooner than the lists of parts.
            if np.count_nonzero(begins) * _MANY_RATIO > self.block_count:
                begins &= find(codes, by_parts=True)
            last = self._last = key, _numbers(begins)
        return last[1]

    def _find(self, codes: CodeUnits, *, by_parts: bool) -> Bytes:
        # Bigrams more than a part behind the start may be in the part after the next.
        buckets = self._buckets(codes[: PART_SIZE + 1])
        sizes = (self._starts[buckets + 1] - self._starts[buckets]).sum(axis=0)
        most = _MAX_BIGRAMS_BY_PARTS if by_parts else _MAX_BIGRAMS
        rarest, *others = np.argsort(sizes, kind="stable")[:most].tolist()
        begins = self._may_begin(buckets[:, rarest], rarest, by_parts=by_parts)
        for at in others:
            if np.count_nonzero(begins) <= _FEW_BLOCKS:
                break
            begins &= self._may_begin(buckets[:, at], at, by_parts=by_parts)
        return begins

    def _find_across_words(self, codes: CodeUnits, *, by_parts: bool) -> Bytes:
        in_word, across = self._buckets(codes)[:, :, np.newaxis]
        apart = [self._may_begin(bucket, at, by_parts=by_parts) for at, bucket in enumerate(across)]
        if len(apart) == 1:
            # No other bigram may be within a word.
            return apart[0]
        either = (
            self._may_begin(bucket, at, by_parts=by_parts) | apart[at]
            for at, bucket in enumerate(in_word)
        )
        return reduce(np.bitwise_and, either, reduce(np.bitwise_or, apart))

    def _buckets(self, codes: CodeUnits) -> Integers:
        """int64[2, n - 1]: the buckets of each bigram within a word, and across words."""
        in_word = np.array([[True], [False]])
        return _bucket(codes[:-1], codes[1:], in_word, self._bits).astype(np.int64)

    def _may_begin(self, buckets: Integers, at: int, *, by_parts: bool) -> Bytes:
        """The parts in which a string may begin whose bigram at `at` is in one of the buckets.

        They are bits, eight of each block. Unless `by_parts`, a block listed is listed whole.
        """
        each = (self._listed(bucket, by_parts=by_parts) for bucket in buckets.tolist())
        listed = reduce(np.bitwise_or, each)
        if at:
            # A string that begins near the end of a part has its later bigrams in the next.
            next_block = listed[1:] << 7
            listed |= listed >> 1
            listed[:-1] |= next_block
        return listed

    def _listed(self, bucket: int, *, by_parts: bool) -> Bytes:
        """The parts that a bucket lists, as bits."""
        start, end = self._starts[bucket : bucket + 2].tolist()
        content, bitmap_size = self._lists[start:end], -(-self.block_count // 8)
        if len(content) < 2 * bitmap_size or not bitmap_size:
            listed = np.zeros(self.block_count, np.uint8)
            listed[np.cumsum(_GAPS[content])[content < _GAP_BASE]] = 255
            return listed
        bitmap, parts = np.split(content, [bitmap_size])
        listed = np.unpackbits(bitmap, count=self.block_count, bitorder="little")
        if by_parts:
            listed[listed.view(np.bool_)] = parts
        else:
            listed *= 255
        return listed


def _numbers(parts: Bytes) -> Docs:
    """The numbers of the parts whose bits are set, eight of each block."""
    blocks = (parts > 0).nonzero()[0]
    is_part = np.unpackbits(parts[blocks], bitorder="little").view(np.bool_)
    at = is_part.nonzero()[0]
    numbers: Docs = (blocks << _PART_BITS)[at >> _PART_BITS] + (at & (_PARTS - 1))
    return numbers
