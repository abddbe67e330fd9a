"""A text whose speeches run on in one line → a line for each mark, and for each part of the header.

…会議録　令和７年１２月９日　○議長（東雲一郎君）　開きます。○２番（浜風円君）　橋の…
○東雲会長　始めます。○浜風委員　橋の…か。   【会長】始めます。【浜風委員】橋の…か。
会長：始めます。浜風委員：橋の…か。
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from indexer.dates import printed_dates
from indexer.lines import Line
from indexer.styles.exchanges import is_question
from indexer.styles.speaker_marks.marks import (
    SIGNS,
    closing_brackets,
    opening_brackets,
)
from indexer.styles.speaker_marks.speaker import read_mark

_BEGINS = r"(?:(?<=[。？！」』）)〕\s])|^)"
_LABEL = rf"[^（()）。、：:\s{SIGNS}{opening_brackets()}{closing_brackets()}]{{1,20}}"
_MARKS = (
    re.compile(rf"{_BEGINS}[{SIGNS}][ 　]?(?P<label>{_LABEL})[（(][^（()）。]{{2,16}}[)）]"),
    re.compile(rf"{_BEGINS}[{SIGNS}](?P<label>{_LABEL})[ 　]"),
    re.compile(
        rf"{_BEGINS}[{opening_brackets(in_text=True)}](?P<label>{_LABEL})"
        rf"[{closing_brackets(in_text=True)}]"
    ),
    re.compile(rf"{_BEGINS}(?P<label>{_LABEL})[：:]"),
)
"""The ways of marking, the surest first; each is the only one of its line."""
_GAP = re.compile(r"[ 　]{2,}|　")
_MIN_MARKS, _MIN_LENGTH = 3, 60


def unfold_lines(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines, each that holds several marks cut before them."""
    for line in lines:
        starts = _find_starts(line.text) if len(line.text) >= _MIN_LENGTH else ()
        if not starts:
            yield line
            continue
        yield from _header(line, line.text[: starts[0]])
        turns = pairwise((*starts, len(line.text)))
        yield from (line._replace(text=line.text[start:end]) for start, end in turns)


def _find_starts(text: str) -> Sequence[int]:
    """Where the turns of a line begin; empty where it has none, or one alone.

    A list of people has marks without sentences.
    """
    for pattern in _MARKS:
        found = list(pattern.finditer(text))
        starts = [each.start() for each in found]
        turns = [text[start:end] for start, end in pairwise((*starts, len(text)))]
        said = len(turns) >= _MIN_MARKS and all("。" in turn for turn in turns)
        if said and (
            pattern is _MARKS[0] or _are_speakers([each["label"] for each in found], text)
        ):
            return starts
    return ()


def _are_speakers(labels: Sequence[str], text: str) -> bool:
    """Whether most labels are those of speakers, or some recur where questions are asked."""
    times = Counter(labels)
    if 2 * sum(_is_holder(label) for label in labels) >= len(labels):
        return True
    return len(times) > 1 and 2 * len(times) <= len(labels) + 1 and is_question(text)


def _is_holder(label: str) -> bool:
    found = read_mark(label)
    return found is not None and found.speaker.role is not None


def _header(line: Line, text: str) -> Iterator[Line]:
    """The parts of what stands before the first mark: between gaps, and from a date on."""
    for part in _GAP.split(text):
        whole = (found.start() for found in printed_dates(part) if "年" in found[0])
        at = next(whole, 0)
        yield from (line._replace(text=each) for each in (part[:at], part[at:]) if each)
