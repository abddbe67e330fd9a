"""A text whose speeches only their marks part → pieces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from indexer.sources.lines import Line
from indexer.styles.published.between import (
    ENDS,
    is_bracketed,
    is_break,
    is_flush,
    read_circled,
    read_time,
    split_between,
)
from indexer.styles.published.heads import HEADS, Head, find_head
from indexer.styles.published.pieces import Piece, begun
from indexer.styles.published.uncircled import find_line, find_uncircled

_FEW, _ENOUGH = 2, 3
_SEAT = re.compile(r"(?:議席)?第?[0-9０-９〇一二三四五六七八九十百]+番")


def split_text(lines: Sequence[Line]) -> Iterator[Piece]:
    """Cut a text at its marks; what stands before the first is printed."""
    heads = list(_heads(lines))
    places = [at for at, head in enumerate(heads) if head]
    before = places[0] if places else len(lines)
    yield from split_between(lines[:before])
    for start, end in zip(places, [*places[1:], len(lines)], strict=False):
        head = heads[start]
        if head:
            yield from _one_turn(lines, start, end, head)


def is_record(lines: Sequence[Line]) -> bool:
    """Whether what the system calls a heading holds speeches."""
    return len(lines) > _ENOUGH and any(head for head in _heads(lines))


def _heads(lines: Sequence[Line]) -> Iterator[Head | None]:
    """The mark at each line. One that is indented, or by a circle of headings, must be sure."""
    says = _followed(lines)
    found = [
        find_head(line.text, speech=False, followed=says[at])
        if line.text.lstrip()[:1] in HEADS and line.text.strip()
        else None
        for at, line in enumerate(lines)
    ]
    if sum(head is not None for head in found) < _FEW:
        found = list(_uncircled(lines, found))
    flush = {
        head.circle for head, line in zip(found, lines, strict=True) if head and is_flush(line)
    }
    for at, (head, line) in enumerate(zip(found, lines, strict=True)):
        if head and not says[at] and (_SEAT.match(head.printed) or not is_flush(line)):
            # ○　１番　東雲一郎: who is present, and no word said.
            yield head if head.printed.endswith(("）", ")")) else None
        elif head is None or is_flush(line) or not flush:
            yield head
        else:
            named = re.search(r"[（(][^（()）]+[)）]$|(?:君|さん|氏)$", head.printed)
            yield head if named or (head.circle in flush and "　" in line.text.strip()) else None


def _uncircled(lines: Sequence[Line], found: Sequence[Head | None]) -> Iterator[Head | None]:
    """The marks of a text without circles: with parentheses, or else names alone on lines."""
    plain = [find_uncircled(line.text) for line in lines]
    if sum(head is not None for head in plain) < _ENOUGH:
        plain = [
            find_line(line.text) if at + 1 < len(lines) and _is_indented(lines[at + 1]) else None
            for at, line in enumerate(lines)
        ]
    enough = sum(head is not None for head in plain) >= _ENOUGH
    for head, other in zip(found, plain, strict=True):
        yield head or (other if enough else None)


def _is_indented(line: Line) -> bool:
    return line.text[:1] in (" ", "　") and "。" in line.text


def _followed(lines: Sequence[Line]) -> list[bool]:
    """Whether a sentence ends on each line or under it, before the next circle."""
    result = [False] * len(lines)
    says = False
    for at in range(len(lines) - 1, -1, -1):
        says = says or "。" in lines[at].text
        result[at] = says
        if lines[at].text.lstrip()[:1] in HEADS and lines[at].text.strip():
            says = False
    return result


def _one_turn(lines: Sequence[Line], start: int, end: int, head: Head) -> Iterator[Piece]:
    """The speech from a mark on, up to the heading or time that ends it, and what follows."""
    stop = next((at for at in range(start + 1, end) if is_break(lines, at, end)), end)
    yield begun(lines[start:stop], head)
    if stop == end:
        return
    resumes = _resumes(lines, stop, end)
    yield from split_between(lines[stop:resumes])
    if resumes < end:
        again = find_head(lines[start].text, speech=True)
        yield from (
            part._replace(mark="") for part in _continued(lines, resumes, end, again or head)
        )


def _continued(lines: Sequence[Line], start: int, end: int, head: Head) -> Iterator[Piece]:
    stop = next((at for at in range(start + 1, end) if is_break(lines, at, end)), end)
    yield Piece("speech", tuple(lines[start:stop]), head.printed, head.circle)
    yield from split_between(lines[stop:end])


def _resumes(lines: Sequence[Line], start: int, end: int) -> int:
    """Where the same speaker goes on under a heading without a new mark; else the end."""
    for at in range(start, end):
        text = lines[at].text
        if time := read_time(text):
            return end if time["act"] else at
        if ENDS.search(text) and not is_bracketed(text) and not read_circled(text):
            return at
    return end
