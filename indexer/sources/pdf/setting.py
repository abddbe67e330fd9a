"""Fragments of a page → its lines in the order in which they are read.

Upright pages are read from the top, columns one after another from the left. A page
set vertically is turned, so that its columns of characters are lines and its tiers are
columns; then both are read alike. Ruby is taken out of the line under it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from indexer.sources.pdf.glyphs import Box, Fragment, spaces

_KANA = re.compile(r"[ぁ-ゖァ-ヺー゛゜・\s]+")
# In character sizes of the text around:
_MAX_RUBY = 0.67  # the size of ruby, usually half
_MIN_GUTTER = 1.0
_MIN_COLUMN = 8  # the width of a column of prose; those of a list are narrower
_MAX_RAGGED = 1.6  # what a full line of prose may lack at either end
_MAX_DIGITS_ACROSS = 2  # the width of digits side by side in a vertical column
_MIN_ROWS, _MIN_ROWS_OF_FULL_COLUMN = 5, 15
# The share of the lines of prose that fill their column, of turns of a line or two, and of turns
# where so many lines end a sentence.
_MIN_FULL, _MIN_FULL_OF_TURNS, _MIN_FULL_OF_SHORT_TURNS = 0.5, 0.25, 0.1
_MIN_ENDED = 0.3
_MIN_CLAUSES = 0.4
_MAX_GAP_IN_TURN = 1.6  # between a speaker and the words
_MAX_INDENT = 2.5  # of the first lines of turns
_HANGING = ("。", "、", "．", "，", "」", "）")
_ENDS_CLAUSE = re.compile("[、。]")
# The share of a page's fragments that may cross a gutter: headings, tables.
_MAX_CROSSING = 0.15

Row = Sequence[Fragment]


class SetLine(NamedTuple):
    """A line as it was set: its text and box, and which column of the page it is in.

    The box is that of the page turned, where the page is set vertically.
    """

    text: str
    box: Box
    size: float
    column: int = 0


def is_vertical(fragments: Sequence[Fragment]) -> bool:
    """Whether most of the characters of a page run downward."""
    down = sum(len(fragment.text) for fragment in fragments if fragment.vertical)
    return down * 2 > sum(len(fragment.text) for fragment in fragments)


def turn(fragments: Iterable[Fragment]) -> tuple[Fragment, ...]:
    """A page set vertically, laid on its side: the rightmost column is the topmost line."""
    return tuple(
        fragment._replace(box=Box(-box.top, box.left, -box.bottom, box.right))
        for fragment in fragments
        for box in (fragment.box,)
    )


def apart_from_vertical(
    fragments: Iterable[Fragment],
) -> tuple[list[Fragment], list[SetLine], list[SetLine]]:
    """The fragments of a vertical page set downward, and the lines across it, above and below.

    Two digits side by side are part of their column.
    """
    inside: list[Fragment] = []
    across: list[Fragment] = []
    for each in fragments:
        wide = each.box.right - each.box.left > _MAX_DIGITS_ACROSS * each.size
        (across if wide and not each.vertical else inside).append(each)
    middle = median([each.box.middle for each in inside]) if inside else 0.0
    lines = [line_of(row, -1) for row in rows_of(across)]
    return (
        inside,
        [line for line in lines if line.box.middle > middle],
        [line for line in lines if line.box.middle <= middle],
    )


def without_ruby(fragments: Sequence[Fragment]) -> list[Fragment]:
    """The fragments without the kana that only say how those beneath them are read."""
    small = [each for each in fragments if _KANA.fullmatch(each.text)]
    bases = sorted(fragments, key=lambda each: each.box.top)
    tops = [each.box.top for each in bases]
    largest = max((each.size for each in fragments), default=0)
    ruby = {id(each) for each in small if _is_over(each, bases, tops, largest)}
    return [each for each in fragments if id(each) not in ruby]


def _is_over(
    small: Fragment, bases: Sequence[Fragment], tops: Sequence[float], largest: float
) -> bool:
    place = bisect_left(tops, small.box.bottom - largest)
    for base in bases[place:]:
        if base.box.top > small.box.bottom + largest:
            return False
        apart = small.box.bottom - base.box.top
        if (
            small.size <= _MAX_RUBY * base.size
            and -0.5 * base.size <= apart <= 0.6 * base.size
            and small.box.top > base.box.top
            and base.box.left - base.size <= small.box.left
            and small.box.right <= base.box.right + base.size
        ):
            return True
    return False


def find_gutter(fragments: Sequence[Fragment], deeper: int = 2) -> float | None:
    """The first gutter from the left between two columns of prose; None where there is none.

    Lists have gaps too: in prose, most lines fill their column and have no gaps inside. Of
    short turns fewer do; they are known by their commas and full stops.
    Lines of two columns need not be at the same height.
    """
    if not fragments:
        return None
    size = median([fragment.size for fragment in fragments])
    lefts = sorted(each.box.left for each in fragments)
    rights = sorted(each.box.right for each in fragments)
    most = _MAX_CROSSING * len(fragments)
    at = lefts[0] + _MIN_COLUMN * size
    while at < rights[-1] - _MIN_COLUMN * size:
        if bisect_left(lefts, at) - bisect_right(rights, at) <= most:
            left = [each for each in fragments if each.box.right <= at]
            right = [each for each in fragments if each.box.left >= at]
            if _are_columns(left, right, size, deeper):
                ends = max(each.box.right for each in left)
                return (ends + min(each.box.left for each in right)) / 2
        at += size / 2
    return None


def _are_columns(
    left: Sequence[Fragment], right: Sequence[Fragment], size: float, deeper: int
) -> bool:
    """Whether both sides are prose set to a width, with a gutter between them."""
    if len(left) < _MIN_ROWS or not right:
        return False
    gutter = min(each.box.left for each in right) - max(each.box.right for each in left)
    if gutter < _MIN_GUTTER * size or not _is_prose(left, size):
        return False
    if _is_begun(left, right, size):
        return True
    if len(right) < _MIN_ROWS:
        return False
    return _is_prose(right, size) or (deeper > 0 and find_gutter(right, deeper - 1) is not None)


def _is_begun(left: Sequence[Fragment], right: Sequence[Fragment], size: float) -> bool:
    """Whether few lines beside a column of prose are the first of the next, where a text ends."""
    rows, beside = rows_of(left), rows_of(right)
    if 2 * len(beside) > len(rows):
        return False
    level = abs(rows[0][0].box.middle - beside[0][0].box.middle) < size / 2
    flush = all(len(row) == 1 for row in beside)
    said = any(_ENDS_CLAUSE.search(each.text) for each in right)
    return len(rows) >= _MIN_ROWS_OF_FULL_COLUMN and level and flush and said


def _is_prose(fragments: Sequence[Fragment], size: float) -> bool:
    rows = rows_of(fragments)
    # A stop may hang over the edge.
    ends = [row[-1].box.right for row in rows if not row[-1].text.endswith(_HANGING)]
    edges = min(row[0].box.left for row in rows), max(ends or [row[-1].box.right for row in rows])
    if len(rows) < _MIN_ROWS or edges[1] - edges[0] < _MIN_COLUMN * size:
        return False
    end = sum(edges[1] - row[-1].box.right < _MAX_RAGGED * size for row in rows)
    clauses = sum(_ENDS_CLAUSE.search(each.text) is not None for each in fragments)
    said = clauses >= _MIN_CLAUSES * len(rows)
    widest = _MAX_GAP_IN_TURN if said else _MIN_GUTTER
    deepest = _MAX_INDENT if said else _MAX_RAGGED
    begin = sum(row[0].box.left - edges[0] < deepest * size for row in rows)
    whole = sum(
        all(two.box.left - one.box.right < widest * size for one, two in pairwise(row))
        for row in rows
    )
    ended = sum(row[-1].text.endswith("。") for row in rows)
    short = said and ended >= _MIN_ENDED * len(rows)
    few = _MIN_FULL_OF_SHORT_TURNS if short else _MIN_FULL_OF_TURNS if said else _MIN_FULL
    return min(begin, whole) >= 0.65 * len(rows) and end >= few * len(rows)


def set_lines(fragments: Sequence[Fragment], gutters: Sequence[float]) -> Iterator[SetLine]:
    """The lines of a page in reading order; `gutters` separate its columns, from the left.

    What crosses a gutter (a heading over both columns) ends the columns above it.
    """
    if not gutters:
        yield from (line_of(row, 0) for row in rows_of(fragments))
        return
    crossing: list[Fragment] = []
    beside: list[Fragment] = []
    for each in fragments:
        cuts = any(each.box.left < gutter < each.box.right for gutter in gutters)
        (crossing if cuts else beside).append(each)
    for row in (*rows_of(crossing), None):
        bound = row[0].box.middle if row else float("-inf")
        above = [each for each in beside if each.box.middle > bound]
        beside = [each for each in beside if each.box.middle <= bound]
        for column in range(len(gutters) + 1):
            part = [each for each in above if bisect_right(gutters, each.box.left) == column]
            yield from (line_of(row, column) for row in rows_of(part))
        if row:
            yield line_of(row, 0)


def find_gutters(fragments: Sequence[Fragment], most: int = 3) -> tuple[float, ...]:
    """All gutters of a page, from the left."""
    gutter = find_gutter(fragments) if most else None
    if gutter is None:
        return ()
    right = [each for each in fragments if each.box.left >= gutter]
    return (gutter, *find_gutters(right, most - 1))


def rows_of(fragments: Iterable[Fragment]) -> list[list[Fragment]]:
    """The rows of the fragments from the top; the fragments of a row from the left."""
    rows: list[list[Fragment]] = []
    lows: list[float] = []
    highs: list[float] = []
    for fragment in sorted(fragments, key=lambda each: -(each.box.bottom + each.box.top)):
        _, bottom, _, top = fragment.box
        for place in range(len(rows) - 1, max(-1, len(rows) - 4), -1):
            overlap = min(top, highs[place]) - max(bottom, lows[place])
            if overlap > 0.6 * min(top - bottom, highs[place] - lows[place]):
                rows[place].append(fragment)
                if top - bottom > highs[place] - lows[place]:
                    lows[place], highs[place] = bottom, top
                break
        else:
            rows.append([fragment])
            lows.append(bottom)
            highs.append(top)
    return [sorted(row, key=lambda each: each.box.left) for row in rows]


def line_of(row: Sequence[Fragment], column: int = 0) -> SetLine:
    """A row as one line."""
    size = max(fragment.size for fragment in row)
    parts = [row[0].text]
    for before, after in pairwise(row):
        gap = after.box.left - before.box.right
        parts += [spaces(gap, size, before.text[-1], after.text[0]), after.text]
    return SetLine("".join(parts), Box.around([each.box for each in row]), size, column)
