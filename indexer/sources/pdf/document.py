"""The pages of a PDF → the lines of the whole document.

What one page cannot tell, many do: headers and footers repeat, and the margin from
which a line is indented is the leftmost place where lines begin.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from indexer.sources.pdf.glyphs import Fragment, TooMuch, read_page
from indexer.sources.pdf.running import find_running
from indexer.sources.pdf.setting import (
    SetLine,
    apart_from_vertical,
    find_gutters,
    is_vertical,
    set_lines,
    text_of,
    turn,
    without_ruby,
)

_PARAGRAPH = 1.6
"""A distance of so many times the usual one between two lines stands for an empty line."""
_MOST_INDENT = 60
_UNREADABLE_SHARE = 0.3
_SCAN = "文字のない、画像だけのPDF（スキャン）です。"
_ADVICE = "OCR（例: ocrmypdf -l jpn）で文字を付けてから読ませてください。"
_UNMAPPED = "文字の符号を持たないPDFのため、読めません。"


class _Page(NamedTuple):
    number: int
    lines: tuple[SetLine, ...]
    vertical: bool


class Reading:
    """A document being read, page by page; `error` is PDFium's, 0 where it could be opened."""

    def __init__(self, content: bytes) -> None:
        pdfium.FPDF_InitLibrary()
        self.content = content
        self.document = pdfium.FPDF_LoadMemDocument64(content, len(content), None)
        self.error = 0 if self.document else pdfium.FPDF_GetLastError() or 3
        self.pages = pdfium.FPDF_GetPageCount(self.document) if self.document else 0
        self.error = self.error or (0 if self.pages else 3)
        self.fragments: list[tuple[Fragment, ...]] = []
        self.left_out: list[tuple[int, str]] = []
        self.problems: list[tuple[int | None, str]] = []
        self.characters = self.unmapped = 0
        self.scans: list[int] = []

    def read(self, number: int) -> None:
        """Read one page, from 1."""
        page = pdfium.FPDF_LoadPage(self.document, number - 1)
        self.fragments.append(())
        if not page:
            self.problems.append((number, "ページが壊れているため、読めません。"))
            return
        try:
            text = read_page(page)
        except TooMuch:
            self.problems.append((number, "一ページの文字が多すぎるため、読みません。"))
            return
        finally:
            pdfium.FPDF_ClosePage(page)
        self.fragments[-1] = text.fragments
        self.characters += text.characters
        self.unmapped += text.unmapped
        self.left_out += [(number, text.slanted)] if text.slanted else []
        self.scans += [number] if not text.characters and text.images else []

    def lay_out(self) -> dict[str, Any]:
        """The lines of the document, or why it has none."""
        if not self.characters:
            if self.scans:
                return {"error": _SCAN + _ADVICE}
            said = self.problems[0][1] if self.problems else "PDFに文字がありません。"
            return {"error": said}
        if self.unmapped > _UNREADABLE_SHARE * self.characters:
            return {"error": _UNMAPPED + _ADVICE}
        if self.unmapped:
            message = f"符号のない文字（{self.unmapped:,}か所）をU+FFFDに置き換えました。"
            self.problems.append((None, message))
        self.problems += [(page, f"画像だけのページです。{_ADVICE}") for page in self.scans]
        pages = tuple(self._pages())
        return {
            "lines": list(_lines(pages)),
            "left_out": sorted(self.left_out, key=lambda line: line[0]),
            "problems": sorted(self.problems, key=lambda said: said[0] or 0),
        }

    def _pages(self) -> Iterator[_Page]:
        """Each page without what runs at its edges, and with its lines in order."""
        running = find_running(self.fragments)
        out = {id(fragment) for rows in running for row in rows for fragment in row}
        if len(out) == sum(map(len, self.fragments)):
            running = [[] for _ in self.fragments]  # pages of nothing else: that is the text
        for number, (page, rows) in enumerate(zip(self.fragments, running, strict=True), start=1):
            out = {id(fragment) for row in rows for fragment in row}
            self.left_out += [(number, text_of(row)) for row in rows]
            rest = [fragment for fragment in page if id(fragment) not in out]
            vertical = is_vertical(rest)
            above: list[SetLine] = []
            below: list[SetLine] = []
            if vertical:
                rest, above, below = apart_from_vertical(rest)
                rest = list(turn(rest))
            rest, ruby = without_ruby(rest)
            self.left_out += [(number, fragment.text) for fragment in ruby]
            lines = set_lines(rest, find_gutters(rest))
            yield _Page(number, (*above, *lines, *below), vertical)


def _lines(pages: Sequence[_Page]) -> Iterator[tuple[str, int, int]]:
    """Text with its indentation, page, and number on the page; "" where there is a gap."""
    sizes = [line.size for page in pages for line in page.lines]
    if not sizes:
        return
    size = max(median(sizes), 0.1)
    margins = _margins(pages, size)
    pitch = _pitch(pages)
    for page in pages:
        before: SetLine | None = None
        for number, line in enumerate(page.lines, start=1):
            if before and line.column == before.column:
                apart = _middle(before) - _middle(line)
                if apart > _PARAGRAPH * max(pitch, line.size, before.size):
                    yield "", page.number, number
            margin = margins[page.number % 2, page.vertical, line.column]
            columns = round((line.box.left - margin) / (size / 2))
            yield " " * max(0, min(columns, _MOST_INDENT)) + line.text, page.number, number
            before = line


def _margins(pages: Sequence[_Page], size: float) -> dict[tuple[int, bool, int], float]:
    """Where lines begin that are not indented: left and right pages, each column."""
    lefts: dict[tuple[int, bool, int], Counter[int]] = {}
    for page in pages:
        for line in page.lines:
            key = page.number % 2, page.vertical, line.column
            lefts.setdefault(key, Counter())[round(line.box.left * 4 / size)] += 1
    margins = {}
    for key, counts in lefts.items():
        usual = [at for at, count in counts.items() if count >= max(2, 0.01 * counts.total())]
        margins[key] = min(usual or counts) * size / 4
    return margins


def _pitch(pages: Sequence[_Page]) -> float:
    """The usual distance between two lines."""
    apart = [
        distance
        for page in pages
        for one, two in itertools.pairwise(page.lines)
        if one.column == two.column and (distance := _middle(one) - _middle(two)) > 0
    ]
    return median(apart) if apart else 0.0


def _middle(line: SetLine) -> float:
    return (line.box.bottom + line.box.top) / 2
