"""A text whose speeches run on in one line → a line for each mark, and for each part of the header.

…会議録　令和７年１２月９日　○議長（東雲一郎君）　開きます。○２番（浜風円君）　橋の…
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from indexer.dates import printed_dates
from indexer.lines import Line
from indexer.styles.speaker_marks.marks import SIGNS

_MARK = re.compile(
    rf"(?:(?<=[。」』）)〕\s])|^)[{SIGNS}][ 　]?[^（()）。、\s{SIGNS}]{{1,20}}"
    r"[（(][^（()）。]{2,16}[)）]"
)
_GAP = re.compile(r"[ 　]{2,}|　")
_MIN_MARKS = 3


def unfold_lines(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines, each that holds several marks cut before them."""
    for line in lines:
        starts = [found.start() for found in _MARK.finditer(line.text)]
        turns = [line.text[start:end] for start, end in pairwise((*starts, len(line.text)))]
        # A list of people has marks without sentences.
        if len(turns) < _MIN_MARKS or not all("。" in turn for turn in turns):
            yield line
            continue
        yield from _header(line, line.text[: starts[0]])
        yield from (line._replace(text=turn) for turn in turns)


def _header(line: Line, text: str) -> Iterator[Line]:
    """The parts of what stands before the first mark: between gaps, and from a date on."""
    for part in _GAP.split(text):
        whole = (found.start() for found in printed_dates(part) if "年" in found[0])
        at = next(whole, 0)
        yield from (line._replace(text=each) for each in (part[:at], part[at:]) if each)
