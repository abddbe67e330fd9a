"""Bytes of a file, as they are or out of .gz or .xz, and its SHA-256.

The compression is recognised by the first bytes, not by the name. Decompressed bytes
are limited, also by the size of the file: a few kilobytes can hold gigabytes of zeros.
"""

from __future__ import annotations

import gzip
import lzma
import os
import stat
import zlib
from collections.abc import Callable, Iterator
from functools import cached_property, partial
from hashlib import file_digest
from io import BufferedReader
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from indexer.problems import Unreadable
from indexer.sources.limits import (
    MAX_RATIO,
    MAX_STREAM_BYTES,
    MAX_WHOLE_BYTES,
    MAX_XZ_MEMORY,
    MIN_RATIO_BYTES,
)

Watch = Callable[[int], None]
"""Called with the number of bytes of a file on the disk that have been read."""

_CHUNK_BYTES = 1 << 20
_HEAD_BYTES = 1 << 16
_PACKED_BYTES = 1 << 14
_GZIP = b"\x1f\x8b"
_XZ = b"\xfd7zXZ\x00"
_BROKEN = (lzma.LZMAError, EOFError, gzip.BadGzipFile, zlib.error)


class SourceFile:
    """A file being read: its first bytes in `head`, and then, once, all its bytes decompressed.

    `sha256` is that of the file as it lies on the disk. Opening and reading raise
    Unreadable as `read_chunks` does.
    """

    def __init__(
        self, path: Path, name: str, watch: Watch = lambda _: None, sha256: str | None = None
    ) -> None:
        self.path = path
        self.name = name
        self._known_sha256 = sha256
        self._rest = read_chunks(path, name, watch=watch)
        self._first = next(self._rest, b"")
        self.head = self._first[:_HEAD_BYTES]

    @cached_property
    def sha256(self) -> str:
        return self._known_sha256 or digest(self.path, self.name)

    def chunks(self) -> Iterator[bytes]:
        return chain((self._first,), self._rest)

    def content(self) -> bytes:
        """All bytes in one piece; raises Unreadable beyond `MAX_WHOLE_BYTES`."""
        return b"".join(_bounded(self.chunks(), self.name, MAX_WHOLE_BYTES))


class SpecialFileError(OSError):
    """Not a file but a pipe, a socket or a device, which may never end."""


_REASONS: dict[type[OSError], str] = {
    FileNotFoundError: "ファイルが見つかりません。",
    PermissionError: "ファイルを読む権限がありません。",
    IsADirectoryError: "ファイルではなくフォルダーです。",
    SpecialFileError: "ふつうのファイルではないため、読みません。",
}


def open_file(path: Path) -> BufferedReader:
    """Open a regular file, without waiting for the other end of a pipe. Raises OSError."""
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    mode = os.fstat(handle).st_mode
    if stat.S_ISREG(mode):
        return os.fdopen(handle, "rb")
    os.close(handle)
    raise IsADirectoryError if stat.S_ISDIR(mode) else SpecialFileError


def digest(path: Path, name: str) -> str:
    """The SHA-256 of the file as it lies on the disk, in hexadecimal."""
    try:
        with open_file(path) as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise unreadable(name, error) from error


def read_chunks(
    path: Path, name: str, limit: int = MAX_STREAM_BYTES, watch: Watch = lambda _: None
) -> Iterator[bytes]:
    """The bytes of a file, decompressed, in pieces of about a megabyte.

    Raises Unreadable where it cannot be opened, where the compressed data is broken or
    cut, and beyond `limit` bytes; the pieces before that are good.
    """
    return _bounded(_chunks(path, name, watch), name, limit)


def unreadable(name: str, error: OSError) -> Unreadable:
    """The error of the operating system, in Japanese if it is a common one."""
    return Unreadable(
        name, _REASONS.get(type(error), f"ファイルを読めません（{error.strerror or error}）。")
    )


def _bounded(chunks: Iterator[bytes], name: str, limit: int) -> Iterator[bytes]:
    total = 0
    for chunk in chunks:
        total += len(chunk)
        if total > limit:
            raise Unreadable(name, f"展開すると{limit >> 20:,}MiBを超えます。")
        yield chunk


def _chunks(path: Path, name: str, watch: Watch) -> Iterator[bytes]:
    try:
        with open_file(path) as raw:
            total = 0
            for chunk in _decompressed(raw):
                packed = raw.tell()
                watch(packed)
                total += len(chunk)
                if total > max(MIN_RATIO_BYTES, MAX_RATIO * packed):
                    message = f"展開すると圧縮時の{MAX_RATIO}倍を超えるため、読みません。"
                    raise Unreadable(name, message)
                yield chunk
    except _BROKEN as error:
        raise Unreadable(name, "圧縮データが壊れているか、途中で切れています。") from error
    except OSError as error:
        raise unreadable(name, error) from error


def _decompressed(raw: BinaryIO) -> Iterator[bytes]:
    head = raw.read(len(_XZ))
    raw.seek(0)
    if head == _XZ:
        return _joined(_xz(raw))
    if head.startswith(_GZIP):
        return _joined(iter(partial(gzip.GzipFile(fileobj=raw).read, _HEAD_BYTES), b""))
    return iter(partial(raw.read, _CHUNK_BYTES), b"")


def _xz(raw: BinaryIO) -> Iterator[bytes]:
    """The content of the streams of an .xz; what follows them is passed over.

    `LZMAFile` would let each take the memory that it asks for, up to four gigabytes.
    """
    packed = raw.read(_PACKED_BYTES)
    while packed.startswith(_XZ):
        stream = lzma.LZMADecompressor(lzma.FORMAT_XZ, MAX_XZ_MEMORY)
        while not stream.eof:
            if stream.needs_input and not packed and not (packed := raw.read(_PACKED_BYTES)):
                raise EOFError
            yield stream.decompress(packed, _CHUNK_BYTES)
            packed = b""
        packed = stream.unused_data.lstrip(b"\0")
        while len(packed) < len(_XZ) and (more := raw.read(_PACKED_BYTES)):
            packed = (packed + more).lstrip(b"\0")


def _joined(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Pieces of about a megabyte; what came before an error is given before it is raised."""
    chunk = bytearray()
    try:
        for piece in pieces:
            chunk += piece
            if len(chunk) >= _CHUNK_BYTES:
                yield bytes(chunk)
                chunk.clear()
    except _BROKEN:
        if chunk:
            yield bytes(chunk)
        raise
    if chunk:
        yield bytes(chunk)
