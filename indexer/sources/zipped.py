"""An archive → its files in turn, each under the name archive.zip!folder/name.

Reads     ZIP, with names in UTF-8 or CP932 (Windows), declared or not
Produces  members as files on the disk, removed when the next is asked for
Dates     none; those of the members are of when they were packed
Pitfalls  names that lead out of the archive are never used as paths, and refused;
          so are locked members, archives in archives, and members that unpack to
          hundreds of times their size; a member's declared size is not believed
"""

from __future__ import annotations

import re
import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple

from indexer.discovery import is_known, printable
from indexer.encodings import decode_strictly
from indexer.problems import Unreadable
from indexer.sources.limits import (
    MAX_RATIO,
    MAX_STREAM_BYTES,
    MAX_ZIP_BYTES,
    MAX_ZIP_DIRECTORY,
    MAX_ZIP_MEMBERS,
    MIN_RATIO_BYTES,
)

_CHUNK = 1 << 20
_UTF8_FLAG = 0x800
_ENCRYPTED_FLAG = 0x1
BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, struct.error, ValueError, OSError)
_DRIVE = re.compile(r"[A-Za-z]:")
_DAMAGED = "書庫（ZIP）が壊れているか、途中で切れています。"


class Member(NamedTuple):
    """A file of an archive: its path while it is being read, its name as shown."""

    path: Path
    name: str


def is_zip(head: bytes) -> bool:
    """Whether a file that begins with these bytes is an archive (or a Word document)."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def is_word(path: Path) -> bool:
    """Whether an archive is a Word document, by its name or by what is in it."""
    if path.suffix.lower() == ".docx":
        return True
    try:
        with zipfile.ZipFile(path) as archive:
            return "word/document.xml" in archive.NameToInfo
    except (*BROKEN_ZIP, NotImplementedError):
        return False


def read_members(path: Path, name: str) -> Iterator[Member | Unreadable]:
    """The members of an archive that may hold minutes, and why others cannot be read.

    Hidden files and unknown kinds are passed over. Raises Unreadable where the
    archive itself cannot be read, or is too large.
    """
    with path.open("rb") as file, tempfile.TemporaryDirectory() as folder:
        for archive, info in _members(file, name):
            shown = f"{name}!{_name(info)}"
            inner = PurePosixPath(_name(info))
            if reason := _refused(info, inner):
                yield Unreadable(shown, reason)
                continue
            suffixes = "".join(suffix for suffix in inner.suffixes[-2:] if suffix.isascii())
            target = Path(folder) / f"member{suffixes[:20]}"
            try:
                _unpack(archive, info, target)
                yield Member(target, shown)
            except NotImplementedError:
                yield Unreadable(shown, "対応していない圧縮方式です。")
            except RuntimeError:
                yield Unreadable(shown, "パスワードで保護されています。")
            except BROKEN_ZIP:
                yield Unreadable(shown, "圧縮データが壊れているか、途中で切れています。")
            finally:
                target.unlink(missing_ok=True)


def _members(file: IO[bytes], name: str) -> Iterator[tuple[zipfile.ZipFile, zipfile.ZipInfo]]:
    """The members that may hold minutes, if the archive as a whole is within the limits."""
    if _directory_size(file) > MAX_ZIP_DIRECTORY:
        raise Unreadable(name, f"書庫の中のファイルが多すぎます（上限{MAX_ZIP_MEMBERS:,}件）。")
    try:
        archive = zipfile.ZipFile(file)
    except (*BROKEN_ZIP, NotImplementedError) as error:
        raise Unreadable(name, _DAMAGED) from error
    with archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        if len(infos) > MAX_ZIP_MEMBERS:
            raise Unreadable(name, f"書庫の中のファイルが多すぎます（{len(infos):,}件）。")
        if sum(info.file_size for info in infos) > MAX_ZIP_BYTES:
            raise Unreadable(name, f"展開すると{MAX_ZIP_BYTES >> 20:,}MiBを超えます。")
        for info in infos:
            inner = PurePosixPath(_name(info))
            hidden = any(
                part.startswith((".", "__MACOSX")) and part != ".." for part in inner.parts
            )
            if not hidden and (is_known(inner) or inner.suffix.lower() == ".zip"):
                yield archive, info


def _directory_size(file: IO[bytes]) -> int:
    """Bytes of the list of members, as the end of the archive records it; 0 without an end.

    Python reads the whole list at once, into some twenty times its size.
    """
    size = file.seek(0, 2)
    file.seek(max(0, size - (1 << 16) - 64))
    tail = file.read()
    end = tail.rfind(b"PK\x05\x06")
    file.seek(0)
    if end < 0 or len(tail) < end + 22:
        return 0
    (listed,) = struct.unpack_from("<L", tail, end + 12)
    record = tail.rfind(b"PK\x06\x06", 0, end)
    if tail[max(0, end - 20) : end].startswith(b"PK\x06\x07") and record >= 0:
        (listed,) = struct.unpack_from("<Q", tail[record : record + 56].ljust(56, b"\0"), 40)
    return int(listed)


def _name(info: zipfile.ZipInfo) -> str:
    """A member's name with / between its parts; Windows writes names in CP932."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8_FLAG:
        content = name.encode("cp437", "replace")
        name = decode_strictly(content, "utf-8", "cp932", "cp437") or name
    return printable(name.replace("\\", "/"))


def _refused(info: zipfile.ZipInfo, inner: PurePosixPath) -> str | None:
    if inner.is_absolute() or ".." in inner.parts or _DRIVE.match(inner.parts[0]):
        return "書庫の外を指す名前のため、読みません。"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "書庫の中のシンボリックリンクは読みません。"
    if info.flag_bits & _ENCRYPTED_FLAG:
        return "パスワードで保護されています。"
    if inner.suffix.lower() == ".zip":
        return "書庫の中の書庫は読みません。展開してから、もう一度実行してください。"
    if info.file_size > max(MIN_RATIO_BYTES, MAX_RATIO * info.compress_size):
        return f"展開すると圧縮時の{MAX_RATIO}倍を超えるため、読みません。"
    return None


def _unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path) -> None:
    """Write the bytes of a member to the disk; raises BadZipFile beyond its limit."""
    left = min(MAX_STREAM_BYTES, max(MIN_RATIO_BYTES, MAX_RATIO * info.compress_size))
    with archive.open(info) as member, target.open("wb") as file:
        while chunk := member.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                raise zipfile.BadZipFile
            file.write(chunk)
