"""Columns of a segment as flat arrays over memory maps.

A blob column has one string of bytes per document. Its file, little-endian: the D blobs one
after another, padding to eight bytes, offsets int64[D + 1] (where each blob begins, and the
last ends), and D as int64.
"""

from __future__ import annotations

from collections.abc import Callable
from mmap import ACCESS_READ, MADV_DONTNEED, PAGESIZE, mmap
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.arrays import Bytes, Integers

BLOB_COLUMNS = ("folded", "lost", "units", "record", "under")
_OFFSET = np.dtype("<i8")
# Bytes read before other threads get a turn.
_BYTES_AT_ONCE = 64 << 20


def map_file(path: Path) -> Bytes:
    """A file as a read-only memory map, uint8[size]."""
    with path.open("rb") as file:
        try:
            return np.frombuffer(mmap(file.fileno(), 0, access=ACCESS_READ), np.uint8)
        except ValueError:
            # An empty file cannot be mapped.
            return np.empty(0, np.uint8)


def load_pages(content: Bytes, pause: Callable[[], None]) -> None:
    """Have the system read a mapped file into its memory, of which this process takes no share."""
    for start in range(0, len(content), _BYTES_AT_ONCE):
        content[start : start + _BYTES_AT_ONCE : PAGESIZE].max()
        unmap_pages(content)
        pause()


def unmap_pages(content: Bytes) -> None:
    """Give up this process's share of a mapped file, which stays in the system's memory.

    A page that is read again is mapped again, in much less than a microsecond. Any thread may
    be reading meanwhile.
    """
    mapping = getattr(content.base, "obj", None)
    if isinstance(mapping, mmap):
        mapping.madvise(MADV_DONTNEED)


class Blobs(NamedTuple):
    """A blob column: blob d is content[offsets[d] : offsets[d + 1]]."""

    content: Bytes
    offsets: Integers

    @classmethod
    def read(cls, file: Bytes) -> Blobs:
        if not len(file):
            return cls(file, np.zeros(1, np.int64))
        count = int(file[-8:].view(_OFFSET)[0])
        start = len(file) - 8 * (count + 2)
        return cls(file, file[start:-8].view(_OFFSET))

    def get(self, doc: int) -> bytes:
        start, end = self.offsets[doc : doc + 2].tolist()
        return self.content[start:end].tobytes()


class BlobBuilder:
    """Collects the blobs of a column, several at a time, and writes its file."""

    def __init__(self) -> None:
        self._contents: list[Bytes] = []
        self._sizes: list[Integers] = []

    def add(self, content: npt.NDArray[Any], sizes: Integers) -> None:
        """Add blobs that follow one another in `content`; their sizes are in bytes."""
        self._contents.append(content.view(np.uint8))
        self._sizes.append(sizes)

    def content(self) -> Bytes:
        """All blobs, one after another."""
        return np.concatenate([np.zeros(0, np.uint8), *self._contents])

    def sizes(self) -> Integers:
        return np.concatenate([np.zeros(0, np.int64), *self._sizes])

    def write(self, file: Any) -> None:
        sizes = self.sizes()
        offsets = np.append(0, np.cumsum(sizes)).astype(_OFFSET)
        for content in self._contents:
            file.write(content.tobytes())
        file.write(bytes(-int(offsets[-1]) % 8))
        file.write(offsets.tobytes())
        file.write(np.array([len(sizes)], _OFFSET).tobytes())
