"""Ways to damage a file: functions of a random generator and the bytes of the file."""

from __future__ import annotations

import gzip
import lzma
import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from random import Random
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

Mutation = Callable[[Random, bytes], bytes]

# The exceptions of the standard library for a damaged archive.
_UNREADABLE = (
    *(BadZipFile, OSError, ValueError, RuntimeError, EOFError, LookupError),
    *(zlib.error, lzma.LZMAError),
)
# Numbers that a parser may take as lengths, counts and offsets.
_NUMBERS = (b"0", b"-1", b"1073741824", b"4294967295", b"18446744073709551616", b"1e309", b"NaN")
_PIECES = (
    *(b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\x1b$B", b"\r\n", b"\x82", b"<![CDATA[", b"</html>"),
    *(b"<table><tr><td>", b"&#xD800;", b"&a;", b'"speech":', b"[[[[", b"{" * 50),
    *(b"endobj", b"stream", b"/Length 1073741824", "○議長（".encode(), "日程第１".encode()),
    *("◯１番（）君　".encode("cp932", "replace"), "\U000e0100\u202e\u0000".encode()),
)


def flip_bits(random: Random, content: bytes) -> bytes:
    damaged = bytearray(content)
    for _ in range(random.choice((1, 3, 10, 100))):
        damaged[random.randrange(len(damaged))] ^= 1 << random.randrange(8)
    return bytes(damaged)


def truncate(random: Random, content: bytes) -> bytes:
    return content[: random.randrange(len(content))]


def behead(random: Random, content: bytes) -> bytes:
    return content[random.randrange(len(content)) :]


def overwrite(random: Random, content: bytes) -> bytes:
    """Replace a range by random bytes."""
    at, size = random.randrange(len(content)), random.choice((1, 16, 400, 5000))
    return content[:at] + random.randbytes(size) + content[at + size :]


def insert(random: Random, content: bytes) -> bytes:
    for _ in range(random.choice((1, 1, 5, 40))):
        at = random.randrange(len(content))
        content = content[:at] + random.choice(_PIECES) + content[at:]
    return content


def repeat(random: Random, content: bytes) -> bytes:
    """Repeat a piece many times: deep nesting, long lines, endless lists."""
    at, size = random.randrange(len(content)), random.choice((1, 8, 60, 1000))
    piece = content[at : at + size]
    return content[:at] + piece * random.choice((2, 50, 2_000, 20_000)) + content[at:]


def swap(random: Random, content: bytes) -> bytes:
    """Exchange two neighbouring ranges."""
    if len(content) < 2:
        return content
    first, second = sorted(random.sample(range(len(content)), 2))
    third = random.randint(second, len(content))
    return content[:first] + content[second:third] + content[first:second] + content[third:]


def renumber(random: Random, content: bytes) -> bytes:
    """Replace a number, as text or as four bytes."""
    if random.random() < 0.5:
        at = random.randrange(len(content))
        value = random.choice((0, 1, 0x3FFFFFFF, 0x7FFFFFFF, 0xFFFFFFFF))
        return content[:at] + struct.pack("<I", value) + content[at + 4 :]
    digits = [at for at, byte in enumerate(content[:200_000]) if 0x30 <= byte <= 0x39]
    if not digits:
        return flip_bits(random, content)
    at = random.choice(digits)
    return content[:at] + random.choice(_NUMBERS) + content[at + 1 :]


def reencode(random: Random, content: bytes) -> bytes:
    """Encode the text otherwise than it declares."""
    encodings = ("cp932", "euc_jp", "iso2022_jp", "utf-16", "utf-8-sig", "utf-7", "latin-1")
    return content.decode("utf-8", "replace").encode(random.choice(encodings), "replace")


def damage_member(random: Random, content: bytes) -> bytes:
    """Damage one member of a zip or DOCX, and write a valid archive of it again."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
    except _UNREADABLE:
        return flip_bits(random, content)
    victim = random.choice([name for name, inside in members.items() if inside] or [""])
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, inside in members.items():
            damaged = random.choice(MUTATIONS)(random, inside) if name == victim else inside
            archive.writestr(name, damaged)
    return packed.getvalue()


def damage_decompressed(random: Random, content: bytes) -> bytes:
    """Damage what is inside a .gz or .xz, and compress it again."""
    zipped = content.startswith(_GZIP)
    try:
        inside = gzip.decompress(content) if zipped else lzma.decompress(content)
    except _UNREADABLE:
        return flip_bits(random, content)
    damaged = damage(random, inside)
    return gzip.compress(damaged) if zipped else lzma.compress(damaged)


MUTATIONS: tuple[Mutation, ...] = (
    *(flip_bits, truncate, behead, overwrite, insert, repeat, swap, renumber, reencode),
)
_GZIP = b"\x1f\x8b"
_INSIDE: dict[bytes, Mutation] = {
    b"PK": damage_member,
    _GZIP: damage_decompressed,
    b"\xfd7zXZ": damage_decompressed,
}


def damage(random: Random, content: bytes) -> bytes:
    """Damage a file once, or a few times over; a packed one more often inside."""
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        if not content:
            break
        inside = [change for magic, change in _INSIDE.items() if content.startswith(magic)]
        change = inside[0] if inside and random.random() < 0.7 else random.choice(MUTATIONS)
        content = change(random, content)
    return content
