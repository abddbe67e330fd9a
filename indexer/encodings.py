"""Bytes → text, whatever their encoding: the declared encoding may be wrong.

Reads UTF-8, UTF-16 (with BOM, or without where NULs show it), CP932 (Shift_JIS),
EUC-JP and ISO-2022-JP. Bytes that are valid UTF-8 are UTF-8; the others are decoded
in turn, and the text with the larger share of kana and Japanese punctuation is taken.
A NUL here and there, as programs leave it for a character that they do not know, is no
reason to refuse a text; many of them are.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from contextlib import suppress

from indexer.problems import Problem, Unreadable

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LINE_END = re.compile(r"\r\n|\r|\n")
_NOT_CP932 = re.compile("[\x80\xa0\uf8f0-\uf8f3]")  # Python decodes unused bytes to these
_ESCAPES = re.compile(rb"\x1b(?:\$[@B]|\([BJI])")
_EUC = re.compile(rb"\x8e(?P<kana>[\xa1-\xdf])|(?P<pair>[\xa1-\xfe]{2})|[\x80-\xff]")
_MAX_CP51932_BYTES = 1 << 25
_JAPANESE = re.compile("[ぁ-んァ-ヶー、。「」]")
_NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1f\ud800-\udfff\ue000-\uf8ff]")
_SAMPLE = 1 << 16
# A byte in the middle of a character may make three of its bytes unreadable.
_DAMAGED_BY_A_BYTE = 3
# Of so many characters or bytes of a text one may be a control character, on the average.
CHARACTERS_PER_CONTROL = 10
# Japanese has twice as much; other bytes that happen to be UTF-16 have next to nothing.
_MIN_LIKENESS = 0.2
BINARY = "テキストファイルではありません（バイナリ形式です）。"
_UNDECODABLE = (
    "文字コードがUTF-8、Shift_JIS（CP932）、EUC-JP、ISO-2022-JPのどれでもなく、読めません。"
)


def decode(name: str, content: bytes) -> str:
    """The text of a file; raises Unreadable, with the line, where it has none."""
    text = _decoded(content)
    if text is None:
        raise _undecodable(name, content)
    return text


def decode_loosely(name: str, content: bytes, declared: str | None = None) -> tuple[str, int]:
    """The text of a page, and how many of its characters were damaged (now U+FFFD).

    A page is often put together from parts, and a part may be cut or in another
    encoding. `declared` is believed only where nothing else fits. Raises Unreadable
    where more than one character in a hundred is damaged, and more than one byte may do.
    """
    text = _decoded(content)
    if text is not None:
        return text, 0
    if declared and declared.lower() in ("windows-1252", "iso-8859-1", "latin-1", "us-ascii"):
        return content.decode("cp1252", "replace"), 0
    best = _likeliest(content)
    damaged = best.count("\ufffd")
    most = max(_DAMAGED_BY_A_BYTE, sum(not character.isascii() for character in best) // 100)
    if damaged > most:
        raise _undecodable(name, content)
    return best, damaged


def damage(name: str, text: str, first: int = 1) -> Iterator[Problem]:
    """The lines of a text that have damaged characters; `first` is the number of its first."""
    for number, line in enumerate(_LINE_END.split(text), start=first):
        if count := line.count("\ufffd"):
            message = f"文字コードの壊れた文字（{count:,}か所）をU+FFFDに置き換えました。"
            yield Problem(name, None, number, message)


def _decoded(content: bytes) -> str | None:
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return decode_strictly(content[len(bom) :], encoding)
    if _ESCAPES.search(content[:_SAMPLE]) and (text := _iso_2022_jp(content)) is not None:
        return text
    if _has_many_nuls(content):
        return _utf_16(content)
    if (text := decode_strictly(content, "utf-8")) is not None:
        return text
    if b"\0" in content[:_SAMPLE]:
        # Japanese in UTF-16 has NULs in its line ends and Latin letters alone.
        text = _utf_16(content)
        if text is not None and _likeness(text) > _MIN_LIKENESS:
            return text
    if _is_damaged_utf8(content):
        return None
    readings = [text for encoding in _LEGACY if (text := encoding(content)) is not None]
    best = max(readings, key=_likeness, default=None)
    if best and _likeness(best) < _MIN_LIKENESS <= _quality(_likeliest(content)):
        # Text in one encoding is garbage in another, in which its one damaged byte is valid.
        return None
    return best


def _has_many_nuls(content: bytes) -> bool:
    """Whether bytes are those of no text, or of UTF-16."""
    return content.count(0) * CHARACTERS_PER_CONTROL > len(content)


def decode_strictly(content: bytes, *encodings: str) -> str | None:
    """The text in the first of the encodings in which all the bytes are valid."""
    for encoding in encodings:
        with suppress(UnicodeDecodeError):
            return content.decode(encoding)
    return None


def _tolerant(content: bytes, encoding: str) -> str:
    text = content.decode(encoding, "replace")
    return _NOT_CP932.sub("\ufffd", text) if encoding == "cp932" else text


def _cp932(content: bytes) -> str | None:
    text = decode_strictly(content, "cp932")
    return None if text is None or _NOT_CP932.search(text) else text


def _euc_jp(content: bytes) -> str | None:
    """EUC-JP, if necessary with the characters that Windows added (①, 髙): CP51932."""
    text = decode_strictly(content, "euc_jp")
    if text is not None or len(content) > _MAX_CP51932_BYTES:
        return text
    try:
        return _cp932(_EUC.sub(_shifted, content))
    except ValueError:
        return None


def _shifted(found: re.Match[bytes]) -> bytes:
    """A character of EUC-JP in Shift_JIS, for which Python has the characters of Windows."""
    if found["kana"]:
        return found["kana"]
    if not found["pair"]:
        raise ValueError
    row, cell = (byte - 0xA0 for byte in found["pair"])
    lead = (row - 1) // 2 + (0x81 if row < 63 else 0xC1)
    trail = cell + 0x9E if row % 2 == 0 else cell + (0x3F if cell < 64 else 0x40)
    return bytes((lead, trail))


_LEGACY: tuple[Callable[[bytes], str | None], ...] = (_cp932, _euc_jp)


def _iso_2022_jp(content: bytes) -> str | None:
    """ISO-2022-JP, a run at a time, so that it too may hold Windows's circled digits."""
    if not content.isascii():
        return None
    text = "".join(_runs(content))
    return None if "\ufffd" in text else text


def _runs(content: bytes) -> Iterator[str]:
    place, charset = 0, b"("
    for escape in (*_ESCAPES.finditer(content), None):
        run = content[place : escape.start() if escape else len(content)]
        high = bytes(byte if byte in b"\r\n" else byte | 0x80 for byte in run)
        if charset.startswith(b"$"):
            yield _euc_jp(high) or ("\ufffd" if high else "")
        elif charset == b"(I":
            yield high.decode("cp932", "replace")
        else:
            yield run.decode("ascii")
        if escape:
            place, charset = escape.end(), escape[0][1:]


def _utf_16(content: bytes) -> str | None:
    """UTF-16 without its mark: a NUL is half of each ASCII character."""
    if len(content) % 2:
        return None
    little = content[:_SAMPLE:2].count(0) <= content[1:_SAMPLE:2].count(0)
    text = decode_strictly(content, "utf-16-le" if little else "utf-16-be")
    if text is None or len(_NOT_TEXT.findall(text[:_SAMPLE])) * 100 > len(text[:_SAMPLE]):
        return None
    return text


def _likeness(text: str) -> float:
    """The share of kana and Japanese punctuation in the beginning of a text."""
    sample = text[:_SAMPLE]
    return len(_JAPANESE.findall(sample)) / (sum(not c.isascii() for c in sample) or 1)


def _quality(text: str) -> float:
    """The likeness, less the share of damaged characters."""
    sample = text[:_SAMPLE]
    damaged = sample.count("\ufffd") / (sum(not c.isascii() for c in sample) or 1)
    return _likeness(text) - damaged


def _is_damaged_utf8(content: bytes) -> bool:
    """Whether most of the non-ASCII characters are UTF-8.

    Much UTF-8 text can also be decoded as CP932, to other characters.
    """
    text = content.decode("utf-8", "replace")
    return text.count("\ufffd") * 2 < sum(not character.isascii() for character in text)


def _undecodable(name: str, content: bytes) -> Unreadable:
    """The error, with the line of the first damage in the likeliest encoding."""
    is_utf_16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if _has_many_nuls(content) and not is_utf_16:
        return Unreadable(name, BINARY)
    sound = _likeliest(content).partition("\ufffd")[0]
    return Unreadable(name, _UNDECODABLE, len(_LINE_END.findall(sound)) + 1)


def _likeliest(content: bytes) -> str:
    """The text in the encoding in which it looks most like Japanese, with U+FFFD for damage."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _tolerant(content, "utf-16")
    if _ESCAPES.search(content[:_SAMPLE]):
        # All bytes have seven bits, so the eighth of a damaged one is known.
        return "".join(_runs(bytes(byte & 0x7F for byte in content)))
    if _is_damaged_utf8(content):
        return _tolerant(content, "utf-8")
    tried = [_tolerant(content, encoding) for encoding in ("utf-8", "cp932", "euc_jp")]
    return max(tried, key=_quality)
