"""Minutes are written to files: as text, pages of the web, Markdown, Word documents, PDFs."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import NamedTuple

from docx_writer import paragraph, write_docx
from layout_heads import Head, full
from pdf_writer import Sheet, write_pdf


class Mark(NamedTuple):
    sign: str
    opening: str
    closing: str
    separator: str


class Entry(NamedTuple):
    """A turn with its label, a heading, or else words without a label.

    `mark` is set where this label is marked otherwise than those of the minutes.
    """

    label: str | None
    text: str
    heading: bool = False
    mark: Mark | None = None


class Minutes(NamedTuple):
    """What is written; `mark` is how labels are set in running text."""

    head: Head
    mark: Mark
    entries: tuple[Entry, ...]


_CHARACTERS, _LINES, _SIZE, _PITCH, _TOP = 40, 34, 11, 20, 770
_NARROW = 19


def marked(entry: Entry, usual: Mark) -> str:
    """A label and its words as running text has them."""
    mark = entry.mark or usual
    label = f"{mark.sign}{mark.opening}{entry.label}{mark.closing}{mark.separator}"
    return (label if entry.label else "") + entry.text


def _text_lines(minutes: Minutes, indent: str = "　") -> Iterator[str]:
    for entry in minutes.entries:
        if entry.heading:
            yield ""
        yield from marked(entry, minutes.mark).replace("\n", f"\n{indent}").split("\n")


def _head_lines(head: Head) -> Iterator[str]:
    for row in head.rows:
        yield head.separator.join(row)


def _text(minutes: Minutes, random: Random, indent: str = "　") -> str:
    head = minutes.head
    cover = [*head.cover, "", ""] if head.cover else []
    lines = [*cover, *_head_lines(head), "", "議事"]
    for line in _text_lines(minutes, indent):
        lines.append(line)
        if line.endswith("。") and random.random() < 0.1:
            lines.append("")
    if not random.randrange(4):
        lines = [*_paged(lines, head.title, random)]
    return "\n".join(lines) + "\n"


def _paged(lines: Sequence[str], title: str, random: Random) -> Iterator[str]:
    """Lines with the header of each page between them, as text taken out of pages has them."""
    titled = random.random() < 0.5
    for at, line in enumerate(lines):
        page = at // 20 + 1
        if at and at % 20 == 0:
            yield from ("", f"{title}　　　{full(page)}" if titled else f"－ {page} －", "")
        yield line


def _indented(minutes: Minutes, random: Random) -> str:
    return _text(minutes, random, indent="　　　　　")


def _page(rows: str) -> str:
    begin = "<!DOCTYPE html><html><head><meta charset='utf-8'></head><body>"
    return f"{begin}\n{rows}</body></html>\n"


def _web_lines(lines: Sequence[str]) -> str:
    return "".join(f"<p>{html.escape(line).replace(chr(9), '　')}</p>\n" for line in lines if line)


def _web_head(head: Head) -> str:
    """The rows of a head; those of several cells are a table."""
    shown = _web_lines(head.cover)
    for row in head.rows:
        cells = "".join(f"<td>{html.escape(cell)}</td>" for cell in row)
        shown += f"<table><tr>{cells}</tr></table>\n" if len(row) > 1 else _web_lines(row)
    return shown


def _paragraphs(minutes: Minutes, random: Random) -> str:
    lines = [line for line in _text_lines(minutes) if line]
    return _page(_web_head(minutes.head) + _web_lines(lines))


def _table(minutes: Minutes, random: Random) -> str:
    rows = "".join(
        f"<tr><td colspan='2'>{each.text}</td></tr>\n"
        if each.heading
        else f"<tr><td>{_broken(each.label or '')}</td><td>{_lines_of(each.text)}</td></tr>\n"
        for each in minutes.entries
    )
    return _page(f"{_web_head(minutes.head)}<table>\n{rows}</table>\n")


def _numbered(minutes: Minutes, random: Random) -> str:
    rows = "<tr><th>番号</th><th>発言者</th><th>発言の要旨</th></tr>\n"
    number = 0
    for each in minutes.entries:
        if each.heading:
            rows += f"<tr><td colspan='3'>{each.text}</td></tr>\n"
            continue
        number += 1
        cells = (str(number), _broken(each.label), _lines_of(each.text))
        rows += f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>\n"
    return _page(f"{_web_head(minutes.head)}<table>\n{rows}</table>\n")


def _broken(label: str | None) -> str:
    return (label or "").replace("（", "<br>（")


def _lines_of(text: str) -> str:
    return text.replace("\n", "<br>")


def _markdown(minutes: Minutes, random: Random) -> str:
    strong = random.random() < 0.5
    head = minutes.head
    first, *rest = head.rows
    lines = [f"# {first[0]}", "", *(f"- {head.separator.join(row).strip()}" for row in rest)]
    if head.cover:
        lines = [*head.cover, "", *lines]
    lines += ["", "## 議事", ""]
    for each in minutes.entries:
        if each.heading:
            lines += ["", f"### {each.text}", ""]
            continue
        shown = each._replace(label=f"**{each.label}**") if strong and each.label else each
        lines.append(f"- {marked(shown, minutes.mark)}".replace("\n", "\n  "))
    return "\n".join(lines) + "\n"


def _word(minutes: Minutes, random: Random) -> bytes:
    lines = [line for line in _text_lines(minutes) if line]
    return write_docx(_word_head(minutes.head) + "".join(map(_word_line, lines)))


def _word_line(line: str) -> str:
    return paragraph(html.escape(line).replace("\t", "</w:t><w:tab/><w:t>"))


def _word_head(head: Head) -> str:
    broken = "<w:p><w:r><w:br w:type='page'/></w:r></w:p>" if head.cover else ""
    shown = "".join(map(_word_line, head.cover)) + broken
    for row in head.rows:
        shown += _word_rows([row]) if len(row) > 1 else _word_line(row[0])
    return shown


def _word_rows(rows: Sequence[Sequence[str]]) -> str:
    cells = (
        "".join(f"<w:tc>{''.join(map(_word_line, cell.split(chr(10))))}</w:tc>" for cell in row)
        for row in rows
    )
    return f"<w:tbl>{''.join(f'<w:tr>{each}</w:tr>' for each in cells)}</w:tbl>"


def _word_table(minutes: Minutes, random: Random) -> bytes:
    rows = [
        (each.text,) if each.heading else (each.label or "", each.text) for each in minutes.entries
    ]
    return write_docx(_word_head(minutes.head) + _word_rows(rows))


def _wrapped(lines: Sequence[str], width: int) -> Iterator[str]:
    """Lines cut at a width in characters; no line begins with a stop."""
    for line in lines:
        rest = line.replace("\t", "　　")
        while len(rest) > width:
            end = width + (rest[width] in "、。」）")
            yield rest[:end]
            rest = rest[end:]
        if rest:
            yield rest


def _pdf(minutes: Minutes, random: Random) -> bytes:
    head = minutes.head
    pages: list[Sheet] = []
    if head.cover:
        pages.append(Sheet().lines(head.cover, x=120, pitch=30))
    lines = [*_wrapped([*_head_lines(head), "議事", *_text_lines(minutes)], _CHARACTERS)]
    running = random.choice(("", head.title, f"{head.body}　{head.date[:4]}"))
    numbered = random.random() < 0.2
    for start in range(0, len(lines), _LINES):
        page = Sheet()
        shown = lines[start : start + _LINES]
        for row, line in enumerate(shown):
            page.set(75, _TOP - row * _PITCH, line, size=_SIZE)
            if numbered:
                page.set(45, _TOP - row * _PITCH, str(row + 1), size=7)
        if running:
            page.set(60, 810, running, size=9)
        pages.append(page.set(285, 30, f"- {len(pages) + 1} -", size=9))
    return write_pdf(pages)


def _pdf_columns(minutes: Minutes, random: Random) -> bytes:
    """Two columns on each page below the head, which is a page of its own."""
    head = [*_wrapped([*minutes.head.cover, *_head_lines(minutes.head)], _CHARACTERS)]
    pages = [Sheet().lines(head, x=75, pitch=_PITCH)]
    lines = [*_wrapped(list(_text_lines(minutes)), _NARROW)]
    for start in range(0, len(lines), 2 * _LINES):
        left, right = lines[start : start + _LINES], lines[start + _LINES : start + 2 * _LINES]
        page = Sheet().lines(left, x=70, y=_TOP, pitch=_PITCH)
        pages.append(page.lines(right, x=310, y=_TOP, pitch=_PITCH))
    return write_pdf(pages)


Writer = Callable[[Minutes, Random], str | bytes]
CONTAINERS: dict[str, tuple[Writer, str]] = {
    "text": (_text, "txt"),
    "indented": (_indented, "txt"),
    "paragraphs": (_paragraphs, "html"),
    "table": (_table, "html"),
    "numbered table": (_numbered, "html"),
    "markdown": (_markdown, "md"),
    "word": (_word, "docx"),
    "word table": (_word_table, "docx"),
    "pdf": (_pdf, "pdf"),
    "pdf columns": (_pdf_columns, "pdf"),
}
