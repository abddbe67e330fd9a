"""The pages of a PDF → the lines of the whole document.

Two things need more than one page: headers and footers are found because they repeat,
and an indentation is measured from the leftmost place where lines begin.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from indexer.sources.pdf.glyphs import Fragment, TooManyGlyphs, read_page
from indexer.sources.pdf.margin import find_line_numbers
from indexer.sources.pdf.running import find_running
from indexer.sources.pdf.setting import (
    SetLine,
    apart_from_vertical,
    find_gutters,
    is_vertical,
    set_lines,
    turn,
    without_ruby,
)

_MIN_EMPTY_LINE_PITCHES = 1.6
"""An empty line is put between lines further apart than this many times the usual pitch."""
_MAX_INDENT = 60
_MAX_UNMAPPED_SHARE = 0.3
_SCAN = "文字のない、画像だけのPDF（スキャン）です。"
_ADVICE = "OCR（例: ocrmypdf -l jpn）で文字を付けてから、もう一度実行してください。"
_UNMAPPED = "文字コードの情報がないPDFのため、読めません。"


class _LaidPage(NamedTuple):
    number: int
    lines: tuple[SetLine, ...]
    vertical: bool


class PdfReader:
    """Reads a document page by page; `error` is PDFium's code, 0 where it could be opened."""

    def __init__(self, content: bytes) -> None:
        pdfium.FPDF_InitLibrary()
        self.content = content  # PDFium reads from it until the end
        self.document = pdfium.FPDF_LoadMemDocument64(content, len(content), None)
        self.pages = pdfium.FPDF_GetPageCount(self.document) if self.document else 0
        self.error = 0 if self.pages else pdfium.FPDF_GetLastError() or 3
        self.fragments: list[tuple[Fragment, ...]] = []
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
        except TooManyGlyphs:
            self.problems.append((number, "一ページの文字が多すぎるため、読みません。"))
            return
        finally:
            pdfium.FPDF_ClosePage(page)
        self.fragments[-1] = text.fragments
        self.characters += text.characters
        self.unmapped += text.unmapped
        self.scans += [number] if not text.characters and text.images else []

    def lay_out(self) -> dict[str, Any]:
        """The lines of the document, or why it has none."""
        if not self.characters:
            if self.scans:
                return {"error": _SCAN + _ADVICE}
            return {"error": self.problems[0][1] if self.problems else "PDFに文字がありません。"}
        if self.unmapped > _MAX_UNMAPPED_SHARE * self.characters:
            return {"error": _UNMAPPED + _ADVICE}
        if self.unmapped:
            count = f"{self.unmapped:,}か所"
            message = f"文字コードの分からない文字（{count}）をU+FFFDに置き換えました。"
            self.problems.append((None, message))
        self.problems += [(page, f"画像だけのページです。{_ADVICE}") for page in self.scans]
        return {
            "lines": list(_lines(tuple(self._laid_pages()))),
            "problems": sorted(self.problems, key=lambda problem: problem[0] or 0),
        }

    def _laid_pages(self) -> Iterator[_LaidPage]:
        """Each page with its lines in reading order, without what is printed in its margins."""
        running = find_running(self.fragments)
        numbers = find_line_numbers(
            [fragment for fragment in page if id(fragment) not in out]
            for page, out in zip(self.fragments, running, strict=True)
        )
        if sum(map(len, running)) == sum(map(len, self.fragments)):
            running = [set() for _ in self.fragments]  # pages of nothing else: that is the text
        for number, (page, out) in enumerate(zip(self.fragments, running, strict=True), start=1):
            rest = [each for each in page if id(each) not in out and id(each) not in numbers]
            vertical = is_vertical(rest)
            above: list[SetLine] = []
            below: list[SetLine] = []
            if vertical:
                rest, above, below = apart_from_vertical(rest)
                rest = list(turn(rest))
            rest = without_ruby(rest)
            lines = set_lines(rest, find_gutters(rest))
            yield _LaidPage(number, (*above, *lines, *below), vertical)


def _lines(pages: Sequence[_LaidPage]) -> Iterator[tuple[str, int, int]]:
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
                apart = before.box.middle - line.box.middle
                if apart > _MIN_EMPTY_LINE_PITCHES * max(pitch, line.size, before.size):
                    yield "", page.number, number
            margin = margins[page.number % 2, page.vertical, line.column]
            columns = round((line.box.left - margin) / (size / 2))
            yield " " * max(0, min(columns, _MAX_INDENT)) + line.text, page.number, number
            before = line


def _margins(pages: Sequence[_LaidPage], size: float) -> dict[tuple[int, bool, int], float]:
    """The left edge of lines that are not indented, for left and right pages and each column."""
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


def _pitch(pages: Sequence[_LaidPage]) -> float:
    """The usual distance between two lines."""
    apart = [
        distance
        for page in pages
        for one, two in itertools.pairwise(page.lines)
        if one.column == two.column and (distance := one.box.middle - two.box.middle) > 0
    ]
    return median(apart) if apart else 0.0
