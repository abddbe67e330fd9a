"""Mapped files of a segment, of which nothing is read before it is compared with its checksum.

A block is checked when something in it is first read, so that a search reads no more of an index
than its answer needs; `check_all` checks what is left, and then reading costs nothing more.
"""

from __future__ import annotations

from collections.abc import Callable
from mmap import ACCESS_READ, MADV_DONTNEED, mmap
from pathlib import Path
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.arrays import Bytes, Integers, sort_unique
from index.storage.checksums import BLOCK_BITS, BLOCK_SIZE, FileRecord, check_block, check_size

# Blocks checked before other threads get a turn.
_BLOCKS_AT_ONCE = 1 << 10
Number = TypeVar("Number", bound=np.generic)
Other = TypeVar("Other", bound=np.generic)


class CheckedFile:
    """A file as a read-only memory map; thread-safe.

    Reading raises IndexDamaged where the file is not as its record says; without a record it is
    trusted, as the draft of a writer that has just written it.
    """

    def __init__(self, path: Path, content: Bytes, record: FileRecord | None = None) -> None:
        self.path = path
        self.size = len(content)
        self._content = content
        self._checksums = np.fromiter(record or (), np.uint32)
        # A byte for each block, 1 until it is checked; as an array, and as bytes, which are sooner
        # asked for a few blocks.
        self._unchecked = bytearray(b"\1") * len(self._checksums)
        self._is_unchecked = np.frombuffer(self._unchecked, np.bool_)
        self.is_checked = record is None

    @classmethod
    def open(cls, path: Path, record: FileRecord | None) -> CheckedFile:
        if record is not None:
            check_size(path, record)
        return cls(path, _map_file(path), record)

    def content(self) -> Bytes:
        """All of it."""
        self.check(0, self.size)
        return self._content

    def array(
        self, dtype: type[Number] | np.dtype[Number], start: int = 0, end: int | None = None
    ) -> CheckedArray[Number]:
        """The numbers from the byte `start` to before `end`; no block may begin within one."""
        return CheckedArray(self, self._content[start:end].view(dtype), start)

    def check(self, start: int, end: int) -> None:
        """Check the bytes from `start` to before `end`."""
        if not self.is_checked and start < end:
            first, last = start >> BLOCK_BITS, (min(end, self.size) - 1) >> BLOCK_BITS
            if self._unchecked.find(1, first, last + 1) >= 0:
                self._check_blocks(np.flatnonzero(self._is_unchecked[first : last + 1]) + first)

    def check_at(self, offsets: Integers) -> None:
        """Check the bytes at some offsets, in any order."""
        if not self.is_checked:
            blocks = offsets >> BLOCK_BITS
            is_unchecked = self._is_unchecked[blocks]
            if is_unchecked.any():
                self._check_blocks(sort_unique(blocks[is_unchecked]))

    def check_all(self, pause: Callable[[], None] = lambda: None) -> None:
        """Check all that is left, with a pause after each step; the system then has it in memory.

        This process gives up its share of that memory.
        """
        for start in range(0, self.size, _BLOCKS_AT_ONCE << BLOCK_BITS):
            self.check(start, start + (_BLOCKS_AT_ONCE << BLOCK_BITS))
            self.unmap()
            pause()
        self.is_checked = True

    def _check_blocks(self, numbers: Integers) -> None:
        for number in numbers.tolist():
            block = self._content[number * BLOCK_SIZE : (number + 1) * BLOCK_SIZE]
            check_block(self.path, number, block.data, int(self._checksums[number]))
            self._is_unchecked[number] = False

    def unmap(self) -> None:
        """Give up this process's share of the file, which stays in the system's memory.

        A page that is read again is mapped again, in much less than a microsecond. Any thread may
        be reading meanwhile.
        """
        mapping = getattr(self._content.base, "obj", None)
        if isinstance(mapping, mmap):
            mapping.madvise(MADV_DONTNEED)


class CheckedArray(Generic[Number]):
    """An array in a file; what is taken of it is checked first."""

    def __init__(self, file: CheckedFile, values: npt.NDArray[Number], start: int) -> None:
        self._file = file
        self._values = values
        self._start = start
        self._size = values.itemsize

    def __len__(self) -> int:
        return len(self._values)

    def __getitem__(self, index: slice | Integers) -> npt.NDArray[Number]:
        """A slice without a step, or the numbers at some indices."""
        if not self._file.is_checked:
            if isinstance(index, slice):
                start, end, _ = index.indices(len(self._values))
                self._file.check(self._start + start * self._size, self._start + end * self._size)
            else:
                self._file.check_at(self._start + index.astype(np.int64) * self._size)
        return self._values[index]

    def view(self, dtype: np.dtype[Other]) -> CheckedArray[Other]:
        """The same as other numbers, of which no block begins within one."""
        return CheckedArray(self._file, self._values.view(dtype), self._start)

    def take(self, at: Integers) -> npt.NDArray[Number]:
        """The numbers at some indices; an index that is too large is that of the last one."""
        if not self._file.is_checked:
            last = len(self._values) - 1
            self._file.check_at(self._start + at.clip(0, last) * self._size)
        return self._values.take(at, mode="clip")

    def rows(
        self, numbers: Integers, size: int, start: int = 0, out: npt.NDArray[Number] | None = None
    ) -> npt.NDArray[Number]:
        """Some rows, each of `size` numbers, the first of which begins at `start`: [n, size].

        None is longer than a block.
        """
        if not self._file.is_checked:
            begins = self._start + (start + numbers * size) * self._size
            self._file.check_at(begins)
            self._file.check_at(begins + (size * self._size - 1))
        values = self._values[start:]
        every = values[: len(values) // size * size].reshape(-1, size)
        # No number is too large: "clip" spares NumPy the search for one.
        return every.take(numbers, axis=0, mode="clip", out=out)


CheckedBytes = CheckedArray[np.uint8]


def _map_file(path: Path) -> Bytes:
    """A file as a read-only memory map, uint8[size]."""
    with path.open("rb") as file:
        try:
            return np.frombuffer(mmap(file.fileno(), 0, access=ACCESS_READ), np.uint8)
        except ValueError:
            # An empty file cannot be mapped.
            return np.empty(0, np.uint8)
