"""Postings as flat arrays: their layout in the file, and in memory.

One posting list in the `.pst` file, little-endian:

    n, p                unsigned 32 bit: how many documents, how many positions in all
    three widths        a byte each: of the numbers below in bytes (1, 2, 4; 0: none kept)
    first               unsigned 32 bit: the first document
    gaps[n - 1]         from each document to the next
    freqs[n]            how often each has the term; none kept where each has it once
    positions[p]        of each document in turn, ascending; none in fields without

Each list uses the narrowest numbers that hold it. It is read whole, so there are no
blocks and no bit packing: a list is a view, a running sum, and nothing more.
"""

from __future__ import annotations

import struct
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]

_HEADER = struct.Struct("<IIBBBI")
HEADER_SIZE = _HEADER.size
_WIDTHS: dict[int, np.dtype[Any]] = {1: np.dtype("u1"), 2: np.dtype("<u2"), 4: np.dtype("<u4")}


class PostingList(NamedTuple):
    """The postings of one term in one segment; `positions` is empty if none are kept."""

    docs: Integers
    freqs: Integers
    positions: Integers


def posting_bytes(postings: PostingList) -> bytes:
    """A posting list as it stands in the file."""
    gaps = np.diff(postings.docs)
    parts = [_narrowed(gaps), _narrowed(postings.freqs), _narrowed(postings.positions)]
    if (postings.freqs == 1).all():
        parts[1] = b"", 0
    widths = (width for _, width in parts)
    header = _HEADER.pack(
        len(postings.docs), len(postings.positions), *widths, int(postings.docs[0])
    )
    return header + b"".join(content for content, _ in parts)


def _narrowed(numbers: Integers) -> tuple[bytes, int]:
    """Numbers as bytes of the least width that holds them all, and that width."""
    most = int(numbers.max()) if len(numbers) else 0
    width = 1 if most < 1 << 8 else 2 if most < 1 << 16 else 4
    return numbers.astype(_WIDTHS[width]).tobytes(), width if len(numbers) else 0


def posting_size(header: bytes) -> int:
    """How many bytes a posting list takes, by its first HEADER_SIZE bytes."""
    count, total, gap, freq, position, _ = _HEADER.unpack(header)
    return HEADER_SIZE + int(gap * (count - 1) + freq * count + position * total)


def read_postings(buffer: npt.NDArray[np.uint8], offset: int) -> PostingList:
    """The posting list at a byte `offset` of a postings file."""
    header = buffer[offset : offset + HEADER_SIZE].tobytes()
    count, total, gap, freq, position, first = _HEADER.unpack(header)
    at = offset + HEADER_SIZE
    docs = np.full(count, first, np.int64)
    if gap:
        docs[1:] += np.cumsum(_numbers(buffer, at, gap, count - 1), dtype=np.int64)
    at += gap * (count - 1)
    freqs = _numbers(buffer, at, freq, count) if freq else np.ones(count, np.int64)
    positions = _numbers(buffer, at + freq * count, position, total)
    return PostingList(docs, freqs, positions)


def _numbers(buffer: npt.NDArray[np.uint8], offset: int, width: int, count: int) -> Integers:
    if not width:
        return np.zeros(0, np.int64)
    return buffer[offset : offset + width * count].view(_WIDTHS[width]).astype(np.int64)
