"""Postings as flat arrays: their layout in the file, and in memory.

One posting list in the `.pst` file, little-endian, unsigned 32 bit:

    n, p            how many documents, how many positions in all (0: none kept)
    docs[n]         document numbers, ascending
    freqs[n]        how often each has the term
    positions[p]    of each document in turn, ascending
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.uint32]

ITEM = np.dtype("<u4")
HEADER_SIZE = 2 * ITEM.itemsize


class PostingList(NamedTuple):
    """The postings of one term in one segment; `positions` is empty if none are kept."""

    docs: Numbers
    freqs: Numbers
    positions: Numbers


def posting_bytes(postings: PostingList) -> bytes:
    """A posting list as it stands in the file."""
    header = np.array([len(postings.docs), len(postings.positions)], ITEM)
    return np.concatenate((header, *postings), dtype=ITEM, casting="unsafe").tobytes()


def posting_size(header: bytes) -> int:
    """How many bytes a posting list takes, by its first HEADER_SIZE bytes."""
    count, total = np.frombuffer(header, ITEM).tolist()
    return HEADER_SIZE + ITEM.itemsize * (2 * int(count) + int(total))


def read_postings(buffer: npt.NDArray[np.uint8], offset: int) -> PostingList:
    """The posting list at a byte `offset` of a postings file, without copying it."""
    count, total = buffer[offset : offset + HEADER_SIZE].view(ITEM).tolist()
    start = offset + HEADER_SIZE
    numbers = buffer[start : start + ITEM.itemsize * (2 * count + total)].view(ITEM)
    return PostingList(numbers[:count], numbers[count : 2 * count], numbers[2 * count :])
