"""Bytes of a text file → lines, each with its page and number.

Reads     text in any encoding (encodings.py); CRLF, LF, CR and U+2028; a stray NUL is left out
Produces  lines with their indentation; a form feed begins a page
Dates     as printed in the text
Pitfalls  converters of PDF leave radicals for kanji (radicals.py);
          text copied from a PDF may be double-spaced, with a blank line between all
          lines except at a page break: where the whole file is so, pages are
          counted by that and the blank lines between are left out
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from indexer.encodings import BINARY, CHARACTERS_PER_CONTROL, damage, decode_loosely
from indexer.layout import width
from indexer.lines import Line, TextFile
from indexer.problems import Unreadable
from indexer.radicals import with_kanji
from indexer.sources.limits import MAX_LINES

_ENDS = "\n\r\f\x0b\u2028\u2029"
_LINE_END = re.compile("\r\n|[\r\n\x0b\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_SENTENCE_END = tuple("。．.！？!?")
_MAX_MEASURED_LENGTH = 200


def read_text(name: str, content: bytes) -> TextFile:
    """Read a text file; raises Unreadable where it is empty, binary, undecodable or endless."""
    text, damaged = decode_loosely(name, content)
    text = text.rstrip("\x1a")
    if not text.strip():
        raise Unreadable(
            name, "ファイルが空です。" if not content else "ファイルに文字がありません。"
        )
    if len(_CONTROL.findall(text)) * CHARACTERS_PER_CONTROL > len(text):
        raise Unreadable(name, BINARY)
    text = with_kanji(text.replace("\0", ""))
    if sum(map(text.count, _ENDS)) > MAX_LINES:
        raise Unreadable(name, "行が多すぎるため、読みません。")
    lines = tuple(_lines(text))
    if _is_double_spaced(lines):
        lines = tuple(_single_spaced(lines))
    return TextFile(name, lines, tuple(damage(name, text)) if damaged else ())


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
    """Whether there is a blank line between nearly all lines, also inside sentences."""
    printed = [index for index, line in enumerate(lines) if line.text]
    if len(printed) < 8:
        return False
    texts = [lines[index].text.strip() for index in printed]
    apart = sum(after - before == 2 for before, after in itertools.pairwise(printed))
    widths = [width(text[:_MAX_MEASURED_LENGTH]) for text in texts]
    full = sorted(widths)[len(widths) * 9 // 10] * 0.85
    cut = sum(
        columns >= full and not text.endswith(_SENTENCE_END)
        for columns, text in zip(widths, texts, strict=True)
    )
    return apart >= 0.85 * (len(printed) - 1) and cut >= 0.2 * len(printed)


def _single_spaced(lines: tuple[Line, ...]) -> Iterator[Line]:
    """The lines without the blank line after each; where there is none, a page begins."""
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
