"""Postings as flat arrays: their layout in the file, and one list read into memory.

One posting list in the `.pst` file, little-endian:

    widths              a byte, two bits each, the lowest first: of the three numbers
                        below, the gaps, the frequencies and the positions
    n, p, first         how many documents, how many positions in all, and the first
                        document's number
    gaps[n - 1]         from each document to the next
    freqs[n]            how often each has the term; none kept where each has it once
    positions[p]        of each document in turn, ascending; none in fields without

A width is that of a number in bytes: 1, 2, 4, or 0 where none are kept (in this order:
0, 1, 2, 3 stand for 0, 1, 2, 4). Each list uses the narrowest numbers that hold it. It
is read whole, so there are no blocks and no bit packing: a list is a view, a running
sum, and nothing more. Whole files are written and read in `encoding.py`.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

# By code: of a width, and of the widths of a list.
DTYPES: Sequence[np.dtype[Any]] = [np.dtype(each) for each in ("V0", "u1", "<u2", "<u4")]
_HEADS = [struct.Struct(f"<{each}") for each in ("", "BBB", "HHH", "III")]
# A head is read by this many bytes: more than the longest has.
HEAD_SIZE = 1 + _HEADS[-1].size
_NOWHERE = np.empty(0, np.uint8)
# To add up the frequencies to a document costs as much as a running sum over so many.
_SUMMING = 16
# To find the document of a position by halving costs as much as to name that of so many.
_HALVING = 8


class PostingList:
    """The postings of one term in one segment.

    `docs` are numbered from the segment's first, and `freqs` says how often each has
    the term; `positions`, widened only when they are asked for, where: those of each
    document in turn. It is empty if none are kept. Frequencies that are not given are 1.
    """

    def __init__(
        self,
        docs: Integers,
        freqs: npt.NDArray[Any] | None,
        positions: npt.NDArray[Any] | None,
    ) -> None:
        self.docs = docs
        self._freqs = freqs
        self._positions = _NOWHERE if positions is None else positions

    @property
    def freqs(self) -> Integers:
        if self._freqs is None:
            self._freqs = np.ones(len(self.docs), np.int64)
        elif self._freqs.dtype != np.int64:
            self._freqs = self._freqs.astype(np.int64)
        return self._freqs

    def weights(self) -> npt.NDArray[np.float64]:
        """The frequencies as numbers to reckon with, in an array of the caller's own."""
        if self._freqs is None:
            return np.ones(len(self.docs))
        return self._freqs.astype(np.float64)

    def weights_at(self, at: Integers) -> npt.NDArray[np.float64]:
        """Those of some of the documents."""
        return np.ones(len(at)) if self._freqs is None else self._freqs.take(at).astype(np.float64)

    @property
    def total(self) -> int:
        """How many positions there are."""
        return len(self._positions)

    @cached_property
    def ends(self) -> Integers:
        """Where in the positions those of each document end."""
        return np.cumsum(self.freqs)

    def docs_at(self, at: Integers) -> Integers:
        """The documents of some positions; `at` ascends."""
        if len(at) * _HALVING < self.total:
            return self.docs[self.ends.searchsorted(at, "right")]
        return np.repeat(self.docs, self.freqs).take(at)

    def begins_at(self, at: Integers) -> Integers:
        """Where in the positions those of some documents begin; `at` ascends."""
        if not len(at) or len(at) * _SUMMING > len(self.freqs):
            return self.ends[at] - self.freqs[at]
        # What lies between two that are asked for is added up at once.
        new = np.concatenate(([True], at[1:] != at[:-1]))
        each = at[new]
        begins = np.empty(len(each), np.int64)
        begins[0] = self.freqs[: each[0]].sum()
        if len(each) > 1:
            begins[1:] = np.add.reduceat(self.freqs[: each[-1]], each[:-1])
        np.cumsum(begins, out=begins)
        return begins if len(each) == len(at) else begins[np.cumsum(new) - 1]

    def cut(self, cuts: Integers) -> Iterator[PostingList]:
        """The parts that are of the documents from one number to before the next."""
        at = self.docs.searchsorted(cuts)
        ends = np.concatenate(([0], self.ends))[at].tolist()
        for (low, high), (start, end) in zip(pairwise(at.tolist()), pairwise(ends), strict=True):
            yield PostingList(self.docs[low:high], self.freqs[low:high], self._positions[start:end])

    @cached_property
    def positions(self) -> Integers:
        return self._positions.astype(np.int64)

    def positions_at(self, at: Integers | None) -> npt.NDArray[Any]:
        """`positions[at]` (null: all of them), as narrow as they are kept."""
        return self._positions if at is None else self._positions.take(at)


def list_size(head: bytes) -> int:
    """How many bytes a posting list takes, by its first HEAD_SIZE bytes."""
    widths = head[0]
    count, total, _ = _HEADS[widths & 3].unpack_from(head, 1)
    gap, freq, position = (DTYPES[widths >> shift & 3].itemsize for shift in (2, 4, 6))
    size = 1 + _HEADS[widths & 3].size + gap * (count - 1) + freq * count + position * total
    return int(size)


def read_postings(buffer: Bytes, offset: int) -> PostingList:
    """The posting list at a byte `offset` of a postings file."""
    data = buffer.data
    widths = data[offset]
    head = _HEADS[widths & 3]
    count, total, first = head.unpack_from(data, offset + 1)
    at = offset + 1 + head.size
    gap, freq, position = DTYPES[widths >> 2 & 3], DTYPES[widths >> 4 & 3], DTYPES[widths >> 6]
    docs = np.empty(count, np.int64)
    docs[0] = first
    if gap.itemsize:
        docs[1:] = np.frombuffer(data, gap, count - 1, at)
        docs.cumsum(out=docs)
        at += gap.itemsize * (count - 1)
    freqs = positions = None
    if freq.itemsize:
        freqs = np.frombuffer(data, freq, count, at)
        at += freq.itemsize * count
    if position.itemsize:
        positions = np.frombuffer(data, position, total, at)
    return PostingList(docs, freqs, positions)
