"""The numbers of the lines, printed in the margin, which are no part of the text.

They are told from a numbered list by what is around them: no text begins as far left, no line is
passed over by the count, and most lines are counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from indexer.sources.pdf.glyphs import Fragment
from indexer.sources.pdf.setting import Row, rows_of

_NUMBER = re.compile("[0-9０-９]{1,4}")
_MIN_GAP = 0.5
"""The gap between a number and the text, in sizes of the text's characters."""
_MIN_NUMBERS, _MIN_SHARE = 5, 0.7


class _Numbered(NamedTuple):
    """A number in the margin, before a row that has a place on its page, from 0."""

    fragment: Fragment
    row: int

    @property
    def value(self) -> int:
        return int(self.fragment.text)


def find_line_numbers(pages: Iterable[Sequence[Fragment]]) -> set[int]:
    """The ids of the fragments that number the lines of a document."""
    found: set[int] = set()
    counted = lines = 0
    for page in pages:
        rows = rows_of(page)
        numbers = list(_in_margin(rows))
        steps = [_step(one, two) for one, two in pairwise(numbers)]
        if not all(steps):
            return set()
        usual = min(filter(None, steps), default=1)
        found |= {id(each.fragment) for each in numbers}
        counted += usual * len(numbers)
        lines += len(rows) if numbers else 0
    return found if len(found) >= _MIN_NUMBERS and counted >= _MIN_SHARE * lines else set()


def _in_margin(rows: Sequence[Row]) -> Iterator[_Numbered]:
    """The numbers that begin rows to the left of all text of a page."""
    begin = [row for row in rows if not _begins_with_number(row)]
    text = [row[1] if _begins_with_number(row) else row[0] for row in rows]
    left = min((each.box.left for each in text), default=0.0)
    if begin and min(row[0].box.left for row in begin) < left:
        return
    for at, row in enumerate(rows):
        gap = _MIN_GAP * text[at].size
        if _begins_with_number(row) and row[0].box.right + gap <= left:
            yield _Numbered(row[0], at)


def _begins_with_number(row: Row) -> bool:
    return len(row) > 1 and _NUMBER.fullmatch(row[0].text) is not None


def _step(one: _Numbered, two: _Numbered) -> int | None:
    """The number of lines from one number to the next; null where the count passes lines over."""
    step = two.value - one.value
    return step if 0 < two.row - one.row <= step else None
