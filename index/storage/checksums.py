"""Checksums of files, block by block, so that a part of a large file is checked alone.

A checksum is a CRC-32, as in ZIP, PNG and RocksDB: it finds every flipped bit, and of other damage
all but one in four thousand million, faster than a disk delivers it. It is no protection against a
forger, who could write an index of his own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from index.errors import KaigirokuError
from index.storage.damage import damaged
from index.storage.resources import core_count

BLOCK_BITS = 16
BLOCK_SIZE = 1 << BLOCK_BITS
_DIGITS = 8
# A file of no more bytes is checked when the index is opened.
SMALL_SIZE = 16 * BLOCK_SIZE


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file as it was written: its size, and the CRC-32 of each block in hexadecimal."""

    size: int
    checksums: str

    def __iter__(self) -> Iterator[int]:
        """The checksum of each block."""
        for at in range(0, len(self.checksums), _DIGITS):
            yield int(self.checksums[at : at + _DIGITS], 16)


def record_file(path: Path) -> FileRecord:
    """The record of a file as it is now. Raises OSError."""
    checksums = [f"{crc32(block):0{_DIGITS}x}" for block in _blocks(path)]
    return FileRecord(path.stat().st_size, "".join(checksums))


def record_files(folder: Path, names: Iterable[str]) -> dict[str, FileRecord]:
    """The records of some files of a folder, by name, in as many threads as there are cores."""
    names = list(names)
    with ThreadPoolExecutor(core_count()) as threads:
        return dict(zip(names, threads.map(record_file, map(folder.joinpath, names)), strict=True))


def check_sizes(folder: Path, files: Mapping[str, FileRecord]) -> None:
    """Raise IndexDamaged if a file is missing or of another size, KaigirokuError if it is none."""
    for name, record in files.items():
        check_size(folder / name, record)


def check_size(path: Path, record: FileRecord) -> None:
    """As `check_sizes`, of one file."""
    try:
        size = path.stat().st_size
    except FileNotFoundError as error:
        raise damaged(path, "ファイルがありません") from error
    except OSError as error:
        raise unreadable(path, error) from error
    if size != record.size:
        raise damaged(path, f"{record.size:,} バイトのはずが {size:,} バイトです")


def check_file(path: Path, record: FileRecord) -> None:
    """Raise IndexDamaged if a file is not as it was written, KaigirokuError if it is unreadable."""
    check_size(path, record)
    try:
        for number, (block, expected) in enumerate(zip(_blocks(path), record, strict=True)):
            check_block(path, number, block, expected)
    except OSError as error:
        raise unreadable(path, error) from error


def check_files(folder: Path, files: Mapping[str, FileRecord]) -> None:
    """As `check_file`, of some files, in as many threads as there are cores."""
    with ThreadPoolExecutor(core_count()) as threads:
        checks = [threads.submit(check_file, folder / name, files[name]) for name in files]
        for check in checks:
            check.result()


def check_block(path: Path, number: int, block: bytes | memoryview, expected: int) -> None:
    """Raise IndexDamaged if a block of a file is not as it was written."""
    if crc32(block) != expected:
        raise damaged(path, f"{number * BLOCK_SIZE:,} バイト目からの内容が、書いたときと違います")


def unreadable(path: Path, error: OSError) -> KaigirokuError:
    """The error that names a file that cannot be read; it may be whole."""
    return KaigirokuError(f"{path}: 読めません（{error.strerror}）")


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK_SIZE):
            yield block
