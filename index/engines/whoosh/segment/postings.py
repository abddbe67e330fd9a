"""Posting lists as flat arrays: their layout in a segment's `.pst` file.

One posting list, little-endian:

    widths      uint8           two bits each, the lowest first: the width codes of n, p and
                                first; of the gaps; of the frequencies; of the positions
    n, p, first uintW           the number of documents, of positions, the first document
    gaps        uintW[n - 1]    the difference of each document to the one before
    freqs       uintW[n]        how often each document has the term; absent where all are 1
    positions   uintW[p]        of each document in turn, ascending; absent in fields without

A width code 0, 1, 2, 3 means absent, uint8, uint16, uint32: the narrowest that holds the
numbers of this list. A list is always read whole, so there are no blocks, no skip lists and
no bit packing: reading is a view of the memory map and one running sum.

`read_postings` reads one list; `encode_postings` and `decode_postings` handle all lists of a
field at once, for writing and merging.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.arrays import Bytes, Docs, Integers, ranges
from index.engines.whoosh.segment.checked_file import CheckedBytes

# By width code.
_DTYPES: Sequence[np.dtype[Any]] = [np.dtype(each) for each in ("V0", "u1", "<u2", "<u4")]
_WIDTHS = np.array([dtype.itemsize for dtype in _DTYPES])
_HEADS = [struct.Struct(f"<{each}") for each in ("", "BBB", "HHH", "III")]
_MAX_HEAD = 1 + _HEADS[3].size
_NO_POSITIONS = np.empty(0, np.uint8)


class PostingList(NamedTuple):
    """The postings of one term in one segment: n documents and p positions.

    docs       int64[n]  ascending, numbered from the segment's first document
    freqs      int64[n]  how often each has the term
    positions  uintW[p]  of each document in turn, ascending; empty in fields without
    """

    docs: Docs
    freqs: Integers
    positions: npt.NDArray[Any]


def read_postings(content: Bytes | CheckedBytes, offset: int) -> PostingList:
    """The posting list at a byte `offset` of a postings file."""
    data = content[offset : offset + _MAX_HEAD].data
    widths = data[0]
    head = _HEADS[widths & 3]
    count, total, first = head.unpack_from(data, 1)
    gap, freq, position = _DTYPES[widths >> 2 & 3], _DTYPES[widths >> 4 & 3], _DTYPES[widths >> 6]
    size = gap.itemsize * (count - 1) + freq.itemsize * count + position.itemsize * total
    at = 1 + head.size
    data = content[offset : offset + at + size].data
    docs = np.empty(count, np.int64)
    docs[0] = first
    if gap.itemsize:
        docs[1:] = np.frombuffer(data, gap, count - 1, at)
        docs.cumsum(out=docs)
        at += gap.itemsize * (count - 1)
    freqs, positions = np.ones(count, np.int64), _NO_POSITIONS
    if freq.itemsize:
        freqs = np.frombuffer(data, freq, count, at).astype(np.int64)
        at += freq.itemsize * count
    if position.itemsize:
        positions = np.frombuffer(data, position, total, at)
    return PostingList(docs, freqs, positions)


class PostingLists(NamedTuple):
    """L posting lists, one after another: D postings and P positions in all.

    starts           int64[L + 1]  where each list begins in `docs`, and the last ends
    docs             int64[D]      ascending in each list
    freqs            intN[D]       how often each document has the term
    position_starts  int64[L + 1]  where each list begins in `positions`, and the last ends
    positions        intN[P]       as in PostingList; empty in fields without
    """

    starts: Integers
    docs: Docs
    freqs: npt.NDArray[Any]
    position_starts: Integers
    positions: npt.NDArray[Any]


class _Section(NamedTuple):
    """One kind of number of all lists: list i has values[firsts[i] : firsts[i] + counts[i]]."""

    values: npt.NDArray[Any]
    firsts: Integers
    counts: Integers


def encode_postings(lists: PostingLists) -> tuple[Bytes, Integers]:
    """The bytes of the lists, and int64[L + 1]: where each begins, and the last ends."""
    sections = list(_sections(lists))
    codes = [_width_codes(section) for section in sections]
    sizes = [_WIDTHS[code] * section.counts for code, section in zip(codes, sections, strict=True)]
    offsets = np.append(0, np.cumsum(1 + sum(sizes)))
    content = np.empty(int(offsets[-1]), np.uint8)
    content[offsets[:-1]] = sum(code << 2 * number for number, code in enumerate(codes))
    at = offsets[:-1] + 1
    for section, code, size in zip(sections, codes, sizes, strict=True):
        _scatter(content, at, code, section)
        at = at + size
    return content, offsets


def _sections(lists: PostingLists) -> Iterator[_Section]:
    """Heads, gaps, frequencies and positions."""
    starts, counts = lists.starts[:-1], np.diff(lists.starts)
    totals = np.diff(lists.position_starts)
    heads = np.stack([counts, totals, lists.docs[starts]], axis=1).ravel()
    three = np.full(len(counts), 3)
    yield _Section(heads, np.cumsum(three) - three, three)
    # The gap before a list's first document is not written.
    gaps = np.diff(lists.docs, prepend=lists.docs[:1])
    yield _Section(gaps, starts + 1, counts - 1)
    repeated = np.maximum.reduceat(lists.freqs, starts) > 1
    yield _Section(lists.freqs, starts, np.where(repeated, counts, 0))
    yield _Section(lists.positions, lists.position_starts[:-1], totals)


def _width_codes(section: _Section) -> Integers:
    """The code of the least width that holds all numbers of each list."""
    codes = np.zeros(len(section.counts), np.int64)
    some = np.flatnonzero(section.counts)
    if not len(some):
        return codes
    firsts, lasts = section.firsts[some], section.firsts[some] + section.counts[some]
    # reduceat also yields what lies between two lists: every other result is dropped.
    bounds = np.stack([firsts, lasts], axis=1).ravel()
    bounds = bounds[:-1] if lasts[-1] == len(section.values) else bounds
    largest = np.maximum.reduceat(section.values, bounds)[::2]
    codes[some] = 1 + (largest >= 1 << 8) + (largest >= 1 << 16)
    return codes


def _numbered(counts: Integers) -> Integers:
    """0, 1, … for each count in turn."""
    return ranges(np.zeros_like(counts), counts)


def _scatter(content: Bytes, at: Integers, codes: Integers, section: _Section) -> None:
    """Write the numbers of each list at its byte of `content`, in its width."""
    for code, dtype in enumerate(_DTYPES):
        chosen = np.flatnonzero(codes == code)
        if not code or not len(chosen):
            continue
        counts = section.counts[chosen]
        within = _numbered(counts)
        values = section.values[np.repeat(section.firsts[chosen], counts) + within]
        to = np.repeat(at[chosen], counts) + within * dtype.itemsize
        raw = values.astype(dtype).view(np.uint8).reshape(-1, dtype.itemsize)
        for byte in range(dtype.itemsize):
            content[to + byte] = raw[:, byte]


def decode_postings(content: Bytes | CheckedBytes, offsets: Integers) -> PostingLists:
    """The lists that begin at these bytes of a postings file."""
    widths = content[offsets].astype(np.int64)
    head, gap, freq, position = (widths >> 2 * number & 3 for number in range(4))
    at = offsets + 1
    heads = _gather(content, at, head, np.full(len(offsets), 3)).reshape(-1, 3)
    counts, totals = heads[:, 0], heads[:, 1]
    at = at + 3 * _WIDTHS[head]
    gaps = _gather(content, at, gap, counts - 1)
    at = at + _WIDTHS[gap] * (counts - 1)
    freqs = _gather(content, at, freq, counts)
    freqs[np.repeat(freq == 0, counts)] = 1
    at = at + _WIDTHS[freq] * counts
    positions = _gather(content, at, position, totals)
    starts = np.append(0, np.cumsum(counts))
    docs = np.zeros(int(starts[-1]), np.int64)
    later = np.ones(len(docs), np.bool_)
    later[starts[:-1]] = False
    docs[later] = gaps
    # One running sum through all lists, then each is moved to its own first document.
    sums = np.cumsum(docs)
    docs = sums - np.repeat(sums[starts[:-1]] - heads[:, 2], counts)
    return PostingLists(starts, docs, freqs, np.append(0, np.cumsum(totals)), positions)


def _gather(
    content: Bytes | CheckedBytes, at: Integers, codes: Integers, counts: Integers
) -> Integers:
    """Read `counts` numbers from each byte of `at`, in the width of each; 0 where absent."""
    firsts = np.cumsum(counts) - counts
    values = np.zeros(int(counts.sum()), np.int64)
    for code, dtype in enumerate(_DTYPES):
        chosen = np.flatnonzero(codes == code)
        if not code or not len(chosen):
            continue
        within = _numbered(counts[chosen])
        at_byte = np.repeat(at[chosen], counts[chosen]) + within * dtype.itemsize
        to = np.repeat(firsts[chosen], counts[chosen]) + within
        for byte in range(dtype.itemsize):
            values[to] |= content[at_byte + byte].astype(np.int64) << 8 * byte
    return values
