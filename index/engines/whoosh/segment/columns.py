"""Columns of a segment that have one string of bytes per document.

The file of such a blob column, little-endian: the D blobs one after another, padding to eight
bytes, offsets int64[D + 1] (where each blob begins, and the last ends), and D as int64.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.arrays import Bytes, Integers
from index.engines.whoosh.segment.checked_file import CheckedBytes, CheckedFile

BLOB_COLUMNS = ("folded", "lost", "units", "record", "under")
_OFFSET = np.dtype("<i8")


class Blobs(NamedTuple):
    """A blob column: blob d is content[offsets[d] : offsets[d + 1]]."""

    content: CheckedBytes
    offsets: Integers

    @classmethod
    def read(cls, file: CheckedFile) -> Blobs:
        content = file.array(np.uint8)
        if not len(content):
            return cls(content, np.zeros(1, np.int64))
        end = len(content) - 8
        count = int(content[end : end + 8].view(_OFFSET)[0])
        return cls(content, content[end - 8 * (count + 1) : end].view(_OFFSET))

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
