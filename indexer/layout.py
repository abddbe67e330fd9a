"""Wrapped lines → paragraphs, with the way back to page and line.

Minutes are wrapped at a fixed width and cut by pages, and words are cut with
them, so lines are joined before anything reads them as words. Only the spaces
at a line's two ends are layout; what stands inside a line is kept to the letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

from index.minutes import Mark
from indexer.lines import Line

_DIGITS = tuple("0123456789")
_LETTER = re.compile(r"[A-Za-zÀ-ɏ]")
_WORD_ENDS = re.compile(r"[0-9A-Za-zÀ-ɏ][,.;:!?)]?$")
_CUT_ADDRESS = re.compile(r"(?:://|www\.|@)[!-~]*$")
_PAGE_MARK = re.compile(r"\s*[-－―—–‐−ー~～]\s*(?:p\.?\s*)?([0-9０-９]{1,4})\s*[-－―—–‐−ー~～]\s*")


class _Columns(dict[str, int]):
    """The columns of each character, looked up once: lines are measured again and again."""

    def __missing__(self, character: str) -> int:
        self[character] = 2 if east_asian_width(character) in "WFA" else 1
        return self[character]


_COLUMNS = _Columns()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A joined text; its trace has a mark where each line begins.

    `indent` is the first line's, in columns (a wide character is two).
    """

    text: str
    trace: tuple[Mark, ...] = ()
    indent: int = 0


def join(lines: Sequence[Line]) -> Paragraph:
    """Join the lines of one paragraph: a space is put between Latin words only."""
    if len(lines) == 1 and (alone := lines[0].text.strip()):
        _, page, number = lines[0]
        return Paragraph(alone, (Mark(0, page, number),), indent(lines[0].text))
    parts: list[str] = []
    trace: list[Mark] = []
    length = 0
    for line in lines:
        text = line.text.strip()
        if not text:
            continue
        if parts and _parts_words(parts[-1], text):
            parts.append(" ")
            length += 1
        trace.append(Mark(length, line.page, line.number))
        parts.append(text)
        length += len(text)
    first = next((line for line in lines if line.text.strip()), None)
    return Paragraph("".join(parts), tuple(trace), indent(first.text) if first else 0)


def stack(paragraphs: Iterable[Paragraph]) -> Paragraph:
    """Put paragraphs under one another, parted by a line feed."""
    texts: list[str] = []
    trace: list[Mark] = []
    length = first = 0
    for paragraph in paragraphs:
        if not paragraph.text:
            continue
        if not texts:
            first = paragraph.indent
        trace.extend(mark._replace(offset=mark.offset + length) for mark in paragraph.trace)
        texts.append(paragraph.text)
        length += len(paragraph.text) + 1
    return Paragraph("\n".join(texts), tuple(trace), first)


def without_page_marks(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Drop printed page marks (「－9－」); where they are the only sign of pages, they count.

    A mark stands at the foot of its page unless the text begins with one.
    """
    marks = [_page_mark(line) for line in lines]
    if all(mark is None for mark in marks):
        return tuple(lines)
    printed = len({line.page for line in lines}) == 1
    kept = [index for index, line in enumerate(lines) if line.text.strip()]
    at_head = bool(kept) and marks[kept[0]] is not None
    page = next(mark for mark in marks if mark is not None)
    result: list[Line] = []
    for line, mark in zip(lines, marks, strict=True):
        if mark is None:
            result.append(line._replace(page=page) if printed else line)
        else:
            page = mark if at_head else mark + 1
    return tuple(result)


def indent(text: str) -> int:
    """Columns before the first character that is not a space."""
    if text and not text[0].isspace():
        return 0
    return width(text[: len(text) - len(text.lstrip())])


def width(text: str) -> int:
    """Columns a text takes where a wide character takes two."""
    if text.isascii():
        return len(text)
    return sum(map(_COLUMNS.__getitem__, text))


def _page_mark(line: Line) -> int | None:
    found = _PAGE_MARK.fullmatch(line.text) if len(line.text) < 80 else None
    return int(found.group(1)) if found else None


def _parts_words(before: str, after: str) -> bool:
    """Whether a line break parts Latin words; numbers and addresses it only cuts."""
    if _CUT_ADDRESS.search(before):
        return False
    return bool(_LETTER.match(after) and _WORD_ENDS.search(before[-2:])) or bool(
        after[:1] in _DIGITS and _LETTER.match(before[-1:])
    )
