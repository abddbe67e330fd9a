"""A text whose speeches only their marks part → pieces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from indexer.lines import Line
from indexer.styles.published.between import (
    ENDS,
    is_break,
    is_flush,
    read_circled,
    split_between,
)
from indexer.styles.published.pieces import Piece, begun
from indexer.styles.speaker_marks.candidates import Family, find_candidates, find_circle_mark
from indexer.styles.speaker_marks.marks import IS_SEAT, SpeakerMark, sign_of
from indexer.styles.speaker_marks.not_speakers import is_bracketed, is_heading, is_time

_FEW, _ENOUGH = 2, 3


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


def _heads(lines: Sequence[Line]) -> Iterator[SpeakerMark | None]:
    """The mark at each line. One that is indented, or by a circle of headings, must be sure."""
    says = _followed(lines)
    found = [
        find_circle_mark(line.text, speech=False, followed=says[at]) if sign_of(line.text) else None
        for at, line in enumerate(lines)
    ]
    if sum(head is not None for head in found) < _FEW:
        found = list(_uncircled(lines, found))
    flush = {head.sign for head, line in zip(found, lines, strict=True) if head and is_flush(line)}
    for at, (head, line) in enumerate(zip(found, lines, strict=True)):
        if head and not says[at] and (IS_SEAT.match(head.text) or not is_flush(line)):
            # ○　１番　東雲一郎: who is present, and no word said.
            yield head if head.text.endswith(("）", ")")) else None
        elif head is None or is_flush(line) or not flush:
            yield head
        else:
            named = re.search(r"[（(][^（()）]+[)）]$|(?:君|さん|氏)$", head.text)
            yield head if named or (head.sign in flush and "　" in line.text.strip()) else None


def _uncircled(
    lines: Sequence[Line], found: Sequence[SpeakerMark | None]
) -> Iterator[SpeakerMark | None]:
    """The marks of a text without circles: with parentheses, or else names alone on lines."""
    plain = [_of_family("named", line) for line in lines]
    if sum(head is not None for head in plain) < _ENOUGH:
        plain = [
            _of_family("alone", line) if _is_indented(lines[at + 1 : at + 2]) else None
            for at, line in enumerate(lines)
        ]
    enough = sum(head is not None for head in plain) >= _ENOUGH
    for head, other in zip(found, plain, strict=True):
        yield head or (other if enough else None)


def _of_family(family: Family, line: Line) -> SpeakerMark | None:
    """A mark without a circle, where the line is not indented: 議長（潮見望）:, 潮見委員."""
    if line.text[:1].isspace() or (family == "alone" and is_heading(line.text)):
        return None
    for found in find_candidates(line.text.rstrip()):
        if found.family == family and (found.certain or family == "alone"):
            return found.mark._replace(sign="")
    return None


def _is_indented(lines: Sequence[Line]) -> bool:
    return any(line.text[:1] in (" ", "　") and "。" in line.text for line in lines)


def _followed(lines: Sequence[Line]) -> list[bool]:
    """Whether a sentence ends on each line or under it, before the next circle."""
    result = [False] * len(lines)
    says = False
    for at in range(len(lines) - 1, -1, -1):
        says = says or "。" in lines[at].text
        result[at] = says
        if sign_of(lines[at].text):
            says = False
    return result


def _one_turn(lines: Sequence[Line], start: int, end: int, head: SpeakerMark) -> Iterator[Piece]:
    """The speech from a mark on, up to the heading or time that ends it, and what follows."""
    stop = next((at for at in range(start + 1, end) if is_break(lines, at, end)), end)
    yield begun(lines[start:stop], head)
    if stop == end:
        return
    resumes = _resumes(lines, stop, end)
    yield from split_between(lines[stop:resumes])
    if resumes < end:
        again = find_circle_mark(lines[start].text, speech=True)
        yield from (
            part._replace(mark="") for part in _continued(lines, resumes, end, again or head)
        )


def _continued(lines: Sequence[Line], start: int, end: int, head: SpeakerMark) -> Iterator[Piece]:
    stop = next((at for at in range(start + 1, end) if is_break(lines, at, end)), end)
    yield Piece("speech", tuple(lines[start:stop]), head.text, head.sign)
    yield from split_between(lines[stop:end])


def _resumes(lines: Sequence[Line], start: int, end: int) -> int:
    """Where the same speaker goes on under a heading without a new mark; else the end."""
    for at in range(start, end):
        text = lines[at].text
        if is_time(text):
            return end
        if ENDS.search(text) and not is_bracketed(text) and not read_circled(text):
            return at
    return end
