"""The numbers of the lines, printed in the margin, which are no part of the text.

They are told from a numbered list by what is around them: no text is as far out, no line is passed
over by the count, and most lines are counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from indexer.sources.pdf.glyphs import Fragment
from indexer.sources.pdf.setting import Row, rows_of

_NUMBER = re.compile("[0-9０-９]{1,4}")
_MIN_GAP = 0.5
"""The gap between a number and the text, in sizes of the text's characters."""
_MIN_NUMBERS, _MIN_SHARE = 5, 0.7


Side = Literal[0, -1]
"""The place of a number in its row: the first, in the left margin, or the last."""


class _Numbered(NamedTuple):
    """A number in the margin, beside a row that has a place on its page, from 0."""

    fragment: Fragment
    row: int

    @property
    def value(self) -> int:
        return int(self.fragment.text)


def find_line_numbers(pages: Iterable[Sequence[Fragment]]) -> set[int]:
    """The ids of the fragments that number the lines of a document."""
    rows = [rows_of(page) for page in pages]
    return _find(rows, 0) or _find(rows, -1)


def _find(pages: Iterable[Sequence[Row]], side: Side) -> set[int]:
    found: set[int] = set()
    counted = lines = 0
    for rows in pages:
        numbers = list(_in_margin(rows, side))
        steps = [_step(one, two, exact=side == -1) for one, two in pairwise(numbers)]
        if not all(steps):
            return set()
        usual = min(filter(None, steps), default=1)
        found |= {id(each.fragment) for each in numbers}
        counted += usual * len(numbers)
        lines += len(rows) if numbers else 0
    return found if len(found) >= _MIN_NUMBERS and counted >= _MIN_SHARE * lines else set()


def _in_margin(rows: Sequence[Row], side: Side) -> Iterator[_Numbered]:
    """The numbers beside rows, further out than all text of a page."""
    numbered = [len(row) > 1 and _NUMBER.fullmatch(row[side].text) is not None for row in rows]
    text = [
        (row[1:] if side == 0 else row[:-1]) if number else row
        for row, number in zip(rows, numbered, strict=True)
    ]
    left = min((row[0].box.left for row in text), default=0.0)
    right = max((row[-1].box.right for row in text), default=0.0)
    for at, (row, number) in enumerate(zip(rows, numbered, strict=True)):
        box = row[side].box
        gap = left - box.right if side == 0 else box.left - right
        if number and gap >= _MIN_GAP * text[at][0].size:
            yield _Numbered(row[side], at)


def _step(one: _Numbered, two: _Numbered, *, exact: bool) -> int | None:
    """The number of lines from one number to the next; null where the count passes lines over.

    Blank lines are counted, too, unless it is `exact`: the pages of a table of contents are none.
    """
    step, rows = two.value - one.value, two.row - one.row
    return step if rows == step or (not exact and 0 < rows < step) else None
