"""Columns as flat arrays: one blob a document, opened as a memory map.

A blob column file, little-endian: the blobs one after another, padding to eight
bytes, `offsets[n + 1]` (unsigned 64 bit, where each blob begins), and `n`.
"""

from __future__ import annotations

from collections.abc import Callable
from mmap import ACCESS_READ, PAGESIZE, mmap
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh.columns import Column, ColumnReader

Bytes = npt.NDArray[np.uint8]

_OFFSET = np.dtype("<u8")
# So many bytes of a file are read at once, before somebody else may go on.
_AT_ONCE = 64 << 20


def open_map(path: Path) -> mmap | bytes:
    """A file as a read-only memory map; an empty file cannot be mapped and is no bytes."""
    with path.open("rb") as file:
        try:
            return mmap(file.fileno(), 0, access=ACCESS_READ)
        except ValueError:
            return b""


def touch_pages(content: Bytes, pause: Callable[[], None]) -> None:
    """Have the system read a mapped file and map every page of it, with a pause now and then.

    One byte of each page is looked at; other threads go on meanwhile.
    """
    for start in range(0, len(content), _AT_ONCE):
        content[start : start + _AT_ONCE : PAGESIZE].max()
        pause()


def read_blobs(buffer: Bytes) -> tuple[Bytes, npt.NDArray[np.uint64]]:
    """The blobs and their offsets of a blob column file."""
    if not len(buffer):
        return buffer, np.zeros(1, _OFFSET)
    count = int(buffer[-8:].view(_OFFSET)[0])
    start = len(buffer) - 8 * (count + 2)
    return buffer, buffer[start:-8].view(_OFFSET)


class BlobBuilder:
    """A blob column in the making: blobs are added by the meeting, and written once."""

    def __init__(self) -> None:
        self._contents: list[Bytes] = []
        self._sizes: list[npt.NDArray[np.int64]] = []

    def add(self, content: npt.NDArray[Any], sizes: npt.NDArray[np.int64]) -> None:
        """Add some blobs, which stand one after another, and their sizes in bytes."""
        self._contents.append(content.view(np.uint8))
        self._sizes.append(sizes)

    def joined(self) -> Bytes:
        """All blobs one after another."""
        return np.concatenate([np.zeros(0, np.uint8), *self._contents])

    def sizes(self) -> npt.NDArray[np.int64]:
        """How many bytes each has."""
        return np.concatenate([np.zeros(0, np.int64), *self._sizes])

    def write(self, file: Any) -> None:
        sizes = self.sizes()
        offsets = np.append(0, np.cumsum(sizes)).astype(_OFFSET)
        for content in self._contents:
            file.write(content.tobytes())
        file.write(bytes(-int(offsets[-1]) % 8))
        file.write(offsets.tobytes())
        file.write(np.array([len(sizes)], _OFFSET).tobytes())


class BlobColumn(Column):
    """A string of bytes a document, of any length."""

    def reader(self, dbfile: Any, basepos: int, length: int, doccount: int) -> BlobReader:
        return BlobReader(dbfile, basepos, length, doccount)

    def default_value(self, reverse: bool = False) -> bytes:
        return b""


class BlobReader(ColumnReader):
    """Reads single blobs, as Whoosh asks for them."""

    def __init__(self, dbfile: Any, basepos: int, length: int, doccount: int) -> None:
        super().__init__(dbfile, basepos, length, doccount)
        content = np.frombuffer(dbfile.get(basepos, length), np.uint8)
        self._blobs, self._offsets = read_blobs(content)

    def __getitem__(self, docnum: int) -> bytes:
        start, end = self._offsets[docnum : docnum + 2].tolist()
        return self._blobs[start:end].tobytes()
