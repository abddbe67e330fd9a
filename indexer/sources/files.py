"""Bytes of a file, as they are or out of .gz or .xz, and its SHA-256.

The compression is told by the first bytes, not by the name. What comes out is
bounded, because a few kilobytes can hold gigabytes of zeros.
"""

from __future__ import annotations

import gzip
import lzma
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from hashlib import file_digest
from pathlib import Path
from typing import BinaryIO, cast

from indexer.problems import Unreadable
from indexer.sources.limits import MAX_STREAM_BYTES, MAX_WHOLE_BYTES

Watch = Callable[[int], None]
"""Told how many bytes of a file on the disk have been read so far."""

_CHUNK = 1 << 20
_GZIP = b"\x1f\x8b"
_XZ = b"\xfd7zXZ\x00"
_BROKEN = (lzma.LZMAError, EOFError, gzip.BadGzipFile, zlib.error)


def digest(path: Path, name: str) -> str:
    """The SHA-256 of the file as it lies on the disk, in hexadecimal."""
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise Unreadable(name, _system(error)) from error


def read_chunks(
    path: Path, name: str, limit: int = MAX_STREAM_BYTES, watch: Watch = lambda _: None
) -> Iterator[bytes]:
    """The bytes of a file, decompressed, in pieces of about a megabyte.

    `watch` is told how many bytes of the file on the disk have been read. Raises
    Unreadable where it cannot be opened, where the compressed data is broken or
    cut, and beyond `limit` bytes; the pieces before that are good.
    """
    total = 0
    try:
        with ExitStack() as stack:
            raw = stack.enter_context(path.open("rb"))
            file = stack.enter_context(_decompressed(raw))
            while chunk := file.read(_CHUNK):
                total += len(chunk)
                if total > limit:
                    raise Unreadable(name, f"展開すると{limit >> 20:,}MiBを超えます。")
                watch(raw.tell())
                yield chunk
    except _BROKEN as error:
        raise Unreadable(name, "圧縮データが壊れているか、途中で切れています。") from error
    except OSError as error:
        raise Unreadable(name, _system(error)) from error


def read_bytes(
    path: Path, name: str, limit: int = MAX_WHOLE_BYTES, watch: Watch = lambda _: None
) -> bytes:
    """The bytes of a file, decompressed, at once. Raises as `read_chunks` does."""
    return b"".join(read_chunks(path, name, limit, watch))


def _decompressed(raw: BinaryIO) -> BinaryIO:
    head = raw.read(len(_XZ))
    raw.seek(0)
    if head.startswith(_GZIP):
        return cast(BinaryIO, gzip.open(raw, "rb"))
    return cast(BinaryIO, lzma.open(raw, "rb")) if head == _XZ else raw


def _system(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "ファイルが見つかりません。"
    if isinstance(error, PermissionError):
        return "ファイルを読む権限がありません。"
    if isinstance(error, IsADirectoryError):
        return "ファイルではなくフォルダーです。"
    return f"ファイルを読めません（{error.strerror or error}）。"
