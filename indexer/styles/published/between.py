"""Lines that stand between speeches, by their look: times and headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from indexer.dates import find_date
from indexer.layout import indent
from indexer.lines import Line
from indexer.styles.published.pieces import Piece, has_words
from indexer.styles.speaker_marks.marks import SIGNS, squash
from indexer.styles.speaker_marks.not_speakers import is_bracketed, is_heading, is_rule, is_time

_FAR = 400
_WIDEST = 60
_CIRCLED = re.compile(rf"(?P<circle>[{SIGNS}])[\s　]*(?P<words>\S.*)")
_LIST = re.compile(
    r"第.{1,3}日|議事日程|議事次第|出席|欠席|列席|説明|職務|事務局|議会事務局|会議に付|付議|傍聴|地方自治法|法第|署名議員$|本日|目次"
)
ENDS = re.compile(r"[。．][」』）)〕]?[\s　]*$")


def read_circled(text: str) -> re.Match[str] | None:
    return _CIRCLED.fullmatch(text.strip()) if len(text) < _FAR else None


def split_between(lines: Sequence[Line]) -> Iterator[Piece]:
    """What nobody says: times and headings each by itself, lists as they stand."""
    held: list[Line] = []
    for at, line in enumerate(lines):
        # With its date a time stands in a list: 日時　令和６年６月１２日　午前10時開会.
        time = is_time(line.text) and not find_date(line.text)
        if time or _is_short_heading(lines, at):
            if has_words(held):
                yield Piece("printed", tuple(held))
            held = []
            yield Piece("time" if time else "heading", (line,))
        else:
            held.append(line)
    if has_words(held):
        yield Piece("printed", tuple(held))


def _is_short_heading(lines: Sequence[Line], at: int) -> bool:
    """A circled heading of its own, not the head of a list that follows it."""
    found = read_circled(lines[at].text)
    if not found or len(found["words"]) > _WIDEST or _LIST.match(squash(found["words"])):
        return False
    below = lines[at + 1].text if at + 1 < len(lines) else ""
    return not below.strip() or is_rule(below[:_FAR]) or is_bracketed(below)


def is_break(lines: Sequence[Line], at: int, end: int) -> bool:
    """Whether a line ends the speech before it: a time, or a heading that stands apart."""
    text = lines[at].text
    if is_time(text):
        return True
    found = read_circled(text)
    if not found or ENDS.search(text) or len(found["words"]) > _WIDEST:
        return False
    if found["circle"] in "△▽▲" or (is_flush(lines[at]) and _is_last(lines, at, end)):
        return True
    before, after = _near(lines, at - 1), _near(lines, at + 1)
    apart = (before or after) and (at + 1 >= end or not ENDS.search(lines[at + 1].text))
    return bool(apart) or (is_heading(found["words"]) and bool(before or after))


def _is_last(lines: Sequence[Line], at: int, end: int) -> bool:
    """Whether the next speech follows a line, after no more than what is in brackets."""
    rest = (lines[below].text for below in range(at + 1, end))
    return end < len(lines) and all(not text.strip() or is_bracketed(text) for text in rest)


def _near(lines: Sequence[Line], at: int) -> bool:
    """Whether a line is empty, a rule, a time or missing: something stands apart beside it."""
    if not 0 <= at < len(lines):
        return True
    text = lines[at].text
    return not text.strip() or is_rule(text[:_FAR]) or is_time(text)


def is_flush(line: Line) -> bool:
    return indent(line.text) <= 1
