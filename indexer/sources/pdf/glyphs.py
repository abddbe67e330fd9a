"""A page of a PDF → fragments: pieces of text set without a break, with their boxes.

Points, the origin at the bottom left of the page as it is looked at. PDFium gives
each character with the box of its advance; the spaces and line ends that it generates
are left out, because the gaps are more reliable.
"""

from __future__ import annotations

import ctypes
import itertools
import math
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import pypdfium2.raw as pdfium

from indexer.layout import width
from indexer.radicals import with_kanji
from indexer.sources.limits import MAX_PAGE_GLYPHS

_MAX_GAP = 1.5
"""A gap of this many characters ends a fragment; columns are further apart."""
_MIN_LINE_GAP = 0.2  # between vertical lines, in characters
_MIN_NUMBER_GAP = 0.4  # between a number and text, in characters
_MAX_COORDINATE = 1e5
"""Nothing is printed this far outside of a page, in points."""
_MAX_SLANT = math.radians(5)
"""Text that is turned further is a watermark."""
_VERTICAL_FORMS = (("\ufe10", "\ufe19"), ("\ufe30", "\ufe48"))


class Box(NamedTuple):
    """A rectangle on a page, in points."""

    left: float
    bottom: float
    right: float
    top: float

    @classmethod
    def around(cls, boxes: Sequence[Box]) -> Box:
        """The smallest box in which all of the boxes are."""
        lefts, bottoms, rights, tops = zip(*boxes, strict=True)
        return cls(min(lefts), min(bottoms), max(rights), max(tops))

    @property
    def middle(self) -> float:
        return (self.bottom + self.top) / 2

    @property
    def height(self) -> float:
        return max(self.top - self.bottom, 0.1)


class Fragment(NamedTuple):
    """Text set without a break; `size` is that of its characters, `vertical` its direction."""

    text: str
    box: Box
    size: float
    vertical: bool = False


class PageText(NamedTuple):
    """The fragments of a page in the order of the file.

    `unmapped` of the `characters` have no code; a page with `images` alone is a scan.
    """

    fragments: tuple[Fragment, ...]
    characters: int
    unmapped: int
    images: int


class TooManyGlyphs(Exception):
    """A page has more characters than any printed page."""


class _Glyph(NamedTuple):
    text: str
    box: Box


def read_page(page: pdfium.FPDF_PAGE) -> PageText:
    """The text of a loaded page. Raises TooManyGlyphs."""
    text_page = pdfium.FPDFText_LoadPage(page)
    if not text_page:
        return PageText((), 0, 0, _images(page))
    try:
        if pdfium.FPDFText_CountChars(text_page) > MAX_PAGE_GLYPHS:
            raise TooManyGlyphs
        glyphs = list(_glyphs(page, text_page))
    finally:
        pdfium.FPDFText_ClosePage(text_page)
    unmapped = sum(glyph.text == "\ufffd" for glyph in glyphs)
    printed = sum(not glyph.text.isspace() for glyph in glyphs)
    images = 0 if printed else _images(page)
    return PageText(tuple(_fragments(glyphs)), printed, unmapped, images)


def spaces(gap: float, size: float, before: str, after: str, usual: float = 0.0) -> str:
    """The spaces for a gap between two characters; `usual` of it is only their spacing.

    Word puts a quarter of a character between Japanese and Latin letters; that is no space.
    """
    apart = (gap - max(0.0, usual)) / size
    if apart < 0.2:
        return ""
    wide = (width(before) == 2) + (width(after) == 2)
    if apart < (0.2, 0.28, 0.25)[wide]:
        return ""
    if apart < 0.75:
        return " "
    return " " * round(2 * apart) if " " in (before, after) else "　" * round(apart)


def _images(page: pdfium.FPDF_PAGE) -> int:
    count = min(pdfium.FPDFPage_CountObjects(page), 1000)
    kinds = (
        pdfium.FPDFPageObj_GetType(pdfium.FPDFPage_GetObject(page, index)) for index in range(count)
    )
    return sum(kind != pdfium.FPDF_PAGEOBJ_TEXT for kind in kinds)


def _glyphs(page: pdfium.FPDF_PAGE, text_page: pdfium.FPDF_TEXTPAGE) -> Iterator[_Glyph]:
    turn = pdfium.FPDFPage_GetRotation(page)
    rect = pdfium.FS_RECTF()
    place = ctypes.byref(rect)
    for index in range(pdfium.FPDFText_CountChars(text_page)):
        code = pdfium.FPDFText_GetUnicode(text_page, index)
        if pdfium.FPDFText_IsGenerated(text_page, index) == 1:
            continue
        if not pdfium.FPDFText_GetLooseCharBox(text_page, index, place):
            continue
        box = Box(rect.left, rect.bottom, rect.right, rect.top)
        if min(box) < -_MAX_COORDINATE or max(box) > _MAX_COORDINATE or math.isnan(sum(box)):
            continue
        text = _character(code)
        angle = pdfium.FPDFText_GetCharAngle(text_page, index) % (math.pi / 2)
        if min(angle, math.pi / 2 - angle) > _MAX_SLANT:
            continue
        if text == " " and box.right - box.left > 0.75 * box.height:
            text = "　"
        if text:
            yield _Glyph(text, _turned(box, turn))


@lru_cache(maxsize=1 << 14)
def _character(code: int) -> str:
    if code in (2, 0xAD):
        return "-"  # PDFium's mark for a hyphen at the end of a line
    if code in (0, 0xFFFE, 0xFFFF) or 0xD800 <= code < 0xF900 or code > 0x10FFFF:
        return "\ufffd"
    text = chr(code)
    if any(first <= text <= last for first, last in _VERTICAL_FORMS):
        return unicodedata.normalize("NFKC", text)
    if unicodedata.category(text) in ("Cc", "Cf"):
        return " " if text == "\t" else ""
    return " " if text == "\xa0" else with_kanji(text)


def _turned(box: Box, quarters: int) -> Box:
    """A box on the page turned clockwise, as it is looked at."""
    left, bottom, right, top = box
    if quarters == 1:
        return Box(bottom, -right, top, -left)
    if quarters == 2:
        return Box(-right, -top, -left, -bottom)
    return Box(-top, left, -bottom, right) if quarters == 3 else box


def _fragments(glyphs: list[_Glyph]) -> Iterator[Fragment]:
    run: list[_Glyph] = []
    vertical: bool | None = None
    for glyph in glyphs:
        if glyph.text.isspace() and not run:
            continue
        follows = _follows(run[-1], glyph) if run else None
        if len(run) == 2 and follows is (not vertical) and _begin_lines(run, downward=follows):
            # A line of one character, and the first of the next.
            yield from _fragment(run[:1], None)
            run, vertical = run[1:], None
        if follows is False and _is_number_apart(run, glyph):
            follows = None
        if follows is None or (vertical is not None and follows != vertical):
            yield from _fragment(run, vertical)
            run, vertical = [], None
            if glyph.text.isspace():
                continue
        else:
            vertical = follows
        if not run or not _is_shadow(run[-1], glyph):
            run.append(glyph)
    yield from _fragment(run, vertical)


def _follows(before: _Glyph, glyph: _Glyph) -> bool | None:
    """Whether a character goes on downward; False to the right, None where it does not."""
    one, two = before.box, glyph.box
    size = max(one.height, two.height)
    across = abs((one.bottom + one.top) - (two.bottom + two.top)) / 2
    if across < 0.2 * size and -0.5 * size <= two.left - one.right < _MAX_GAP * size:
        return False
    if _is_shadow(before, glyph):
        return False
    along = abs((one.left + one.right) - (two.left + two.right)) / 2
    down = one.bottom - two.top
    return True if along < 0.3 * size and -0.5 * size <= down < _MAX_GAP * size else None


def _is_number_apart(run: Sequence[_Glyph], glyph: _Glyph) -> bool:
    """Whether a number, which may be in the margin, is set off from what follows."""
    gap = glyph.box.left - run[-1].box.right
    return gap > _MIN_NUMBER_GAP * glyph.box.height and all(each.text.isdecimal() for each in run)


def _begin_lines(run: Sequence[_Glyph], *, downward: bool) -> bool:
    """Whether two characters begin two lines of that direction, not far from one another.

    Two digits side by side in a vertical line are together.
    """
    one, two = (glyph.box for glyph in run)
    return not downward or two.left - one.right > _MIN_LINE_GAP * one.height


def _is_shadow(before: _Glyph, glyph: _Glyph) -> bool:
    """Whether a character is printed a second time, a little aside, to look bold."""
    one, two = before.box, glyph.box
    near = 0.25 * one.height
    return (
        before.text == glyph.text
        and abs(one.left - two.left) < near
        and abs(one.bottom - two.bottom) < near
    )


def _hidden(glyph: _Glyph, size: float) -> float:
    """The space beside a bracket turned for vertical writing, whose box is that of its ink."""
    height = glyph.box.top - glyph.box.bottom
    return size - height if height < 0.6 * size and width(glyph.text) == 2 else 0.0


def _fragment(run: list[_Glyph], vertical: bool | None) -> Iterator[Fragment]:
    while run and run[-1].text.isspace():
        run.pop()
    if not run:
        return
    sizes = sorted(glyph.box.height for glyph in run)
    size = sizes[len(sizes) // 2]
    gaps = [
        one.box.bottom - two.box.top - _hidden(one, size) - _hidden(two, size)
        if vertical
        else two.box.left - one.box.right
        for one, two in itertools.pairwise(run)
    ]
    usual = sorted(gaps)[len(gaps) // 4] if len(gaps) > 2 else 0.0
    parts = [run[0].text]
    for gap, (before, glyph) in zip(gaps, itertools.pairwise(run), strict=True):
        parts += [spaces(gap, size, before.text[-1], glyph.text[0], usual), glyph.text]
    box = Box.around([glyph.box for glyph in run])
    yield Fragment("".join(parts), box, size, bool(vertical))
