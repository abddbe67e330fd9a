"""Bytes of a text file → lines that know their page and number.

Reads UTF-8 (with or without BOM), CP932 and UTF-16 with BOM; CRLF, LF and CR.
A form feed begins a page. Text taken from a PDF may be double-spaced, a blank
line put between all lines but those that a page break parts: where the whole
file shows this, pages are counted by it and the blank lines between are left out.
"""

from __future__ import annotations

import codecs
import itertools
import re
from collections.abc import Iterator
from hashlib import sha256

from indexer.layout import width
from indexer.problems import Unreadable
from indexer.sources.lines import Line, TextFile

_LINE_END = re.compile(r"\r\n|\r|\n")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_NOT_CP932 = re.compile("[\x80\uf8f0-\uf8f3]")  # what Python makes of its unused bytes
_BINARY = "文字のファイルではありません（バイナリ）。"
_UNDECODABLE = "文字コードがUTF-8でもShift_JIS（CP932）でもなく、読めません。"
_SENTENCE_END = tuple("。．.！？!?")
_WIDE_ENOUGH_TO_TELL = 200
# Each is kept with its place; a few kilobytes can hold a hundred million.
_MOST_LINES = 2_000_000


def read_text(name: str, content: bytes) -> TextFile:
    """Read a text file; raises Unreadable where it is empty, binary, undecodable or endless."""
    text = _decode(name, content).rstrip("\x1a")
    if not text.strip():
        raise Unreadable(
            name, "ファイルが空です。" if not content else "ファイルに文字がありません。"
        )
    _refuse_binary(name, text)
    if text.count("\n") + text.count("\r") + text.count("\f") > _MOST_LINES:
        raise Unreadable(name, "行が多すぎるため、読みません。")
    lines = tuple(_lines(text))
    if _is_double_spaced(lines):
        lines = tuple(_single_spaced(lines))
    return TextFile(name, sha256(content).hexdigest(), lines)


def _decode(name: str, content: bytes) -> str:
    for bom, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if content.startswith(bom):
            return _decode_as(name, content[len(bom) :], encoding)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_as(name, content, "utf-8" if _is_damaged_utf8(content) else "cp932")


def _decode_as(name: str, content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if b"\0" in content and not encoding.startswith("utf-16"):
            raise Unreadable(name, _BINARY) from None
        before = content[: error.start].decode(encoding, "replace")
    else:
        unknown = _NOT_CP932.search(text) if encoding == "cp932" else None
        if not unknown:
            return text
        before = text[: unknown.start()]
    raise Unreadable(name, _UNDECODABLE, len(_LINE_END.findall(before)) + 1)


def _is_damaged_utf8(content: bytes) -> bool:
    """Whether most of the non-ASCII characters are UTF-8.

    Much UTF-8 text can also be decoded as CP932, to other characters.
    """
    text = content.decode("utf-8", "replace")
    return text.count("\ufffd") * 2 < sum(not character.isascii() for character in text)


def _refuse_binary(name: str, text: str) -> None:
    """A control character or two may stray into a text; more, or a NUL, do not."""
    controls = len(_CONTROL.findall(text))
    if "\0" in text or controls * 100 > len(text):
        raise Unreadable(name, _BINARY)


def _lines(text: str) -> Iterator[Line]:
    page = 1
    physical = _LINE_END.split(text)
    if not physical[-1]:
        physical.pop()
    for number, whole in enumerate(physical, start=1):
        pieces = whole.split("\f")
        printed = any(pieces)
        for part, piece in enumerate(pieces):
            page += part > 0
            if piece or (not printed and part + 1 == len(pieces)):
                yield Line(piece, page, number)


def _is_double_spaced(lines: tuple[Line, ...]) -> bool:
    """Whether blank lines stand between nearly all lines, also inside sentences."""
    printed = [index for index, line in enumerate(lines) if line.text]
    if len(printed) < 8:
        return False
    texts = [lines[index].text.strip() for index in printed]
    apart = sum(after - before == 2 for before, after in itertools.pairwise(printed))
    widths = [width(text[:_WIDE_ENOUGH_TO_TELL]) for text in texts]
    full = sorted(widths)[len(widths) * 9 // 10] * 0.85
    cut = sum(
        columns >= full and not text.endswith(_SENTENCE_END)
        for columns, text in zip(widths, texts, strict=True)
    )
    return apart >= 0.85 * (len(printed) - 1) and cut >= 0.2 * len(printed)


def _single_spaced(lines: tuple[Line, ...]) -> Iterator[Line]:
    """Leave out the blank line after each line; where it lacks, a page begins."""
    breaks = 0
    blanks = 1
    page = 1
    for line in lines:
        if line.text:
            breaks += blanks == 0 and line.page == page
            blanks = 0
        else:
            blanks += 1
        page = line.page
        if blanks != 1:
            yield line._replace(page=page + breaks)
