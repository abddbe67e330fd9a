"""Columns as flat arrays: one blob a document, opened as a memory map.

A blob column file, little-endian: the blobs one after another, padding to eight
bytes, `offsets[n + 1]` (unsigned 64 bit, where each blob begins), and `n`.
"""

from __future__ import annotations

from array import array
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh.columns import Column, ColumnReader, ColumnWriter

Bytes = npt.NDArray[np.uint8]

_OFFSET = np.dtype("<u8")


def open_map(path: Path) -> mmap | bytes:
    """A file as a read-only memory map; an empty file cannot be mapped and is no bytes."""
    with path.open("rb") as file:
        try:
            return mmap(file.fileno(), 0, access=ACCESS_READ)
        except ValueError:
            return b""


def read_blobs(buffer: Bytes) -> tuple[Bytes, npt.NDArray[np.uint64]]:
    """The blobs and their offsets of a blob column file."""
    if not len(buffer):
        return buffer, np.zeros(1, _OFFSET)
    count = int(buffer[-8:].view(_OFFSET)[0])
    start = len(buffer) - 8 * (count + 2)
    return buffer, buffer[start:-8].view(_OFFSET)


class BlobColumn(Column):
    """A string of bytes a document, of any length."""

    _default = b""

    def writer(self, dbfile: Any) -> BlobWriter:
        return BlobWriter(dbfile)

    def reader(self, dbfile: Any, basepos: int, length: int, doccount: int) -> BlobReader:
        return BlobReader(dbfile, basepos, length, doccount)

    def default_value(self, reverse: bool = False) -> bytes:
        return self._default


class BlobWriter(ColumnWriter):
    """Writes blobs in the order of their documents."""

    def __init__(self, dbfile: Any) -> None:
        super().__init__(dbfile)
        self._offsets = array("Q", (0,))

    def _fill_to(self, docnum: int) -> None:
        missing = docnum - (len(self._offsets) - 1)
        self._offsets.extend([self._offsets[-1]] * missing)

    def add(self, docnum: int, value: bytes) -> None:
        self._fill_to(docnum)
        self._dbfile.write(value)
        self._offsets.append(self._offsets[-1] + len(value))

    def finish(self, doccount: int) -> None:
        self._fill_to(doccount)
        self._dbfile.write(bytes(-self._offsets[-1] % 8))
        offsets = np.asarray(self._offsets, _OFFSET)
        self._dbfile.write(offsets.tobytes())
        self._dbfile.write(np.asarray([doccount], _OFFSET).tobytes())


class BlobReader(ColumnReader):
    """Reads single blobs, as Whoosh asks for them when it merges segments."""

    def __init__(self, dbfile: Any, basepos: int, length: int, doccount: int) -> None:
        super().__init__(dbfile, basepos, length, doccount)
        content = np.frombuffer(dbfile.get(basepos, length), np.uint8)
        self._blobs, self._offsets = read_blobs(content)

    def __getitem__(self, docnum: int) -> bytes:
        start, end = self._offsets[docnum : docnum + 2].tolist()
        return self._blobs[start:end].tobytes()
