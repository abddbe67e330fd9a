"""Lines of verbatim minutes → segments: the words of one speaker, or lines printed between.

A text is cut at the marks of its speakers, which `mark_evidence` finds. In a text that a system
publishes, headings and times between the speeches (◎会期の決定, 〇午後３時散会) are segments of
their own, said by nobody. A block that the system itself calls a speech is one segment, after
the lines before its mark. (Segments of a text; those of an index are something else.)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from index.minutes import Role
from indexer.dates import find_date
from indexer.layout import find_shape, indent
from indexer.lines import Line
from indexer.sources.published import Block, is_printed
from indexer.styles.mark_evidence import find_turns, listed_names
from indexer.styles.speaker_marks.candidates import find_circle_mark
from indexer.styles.speaker_marks.known_speaker import bare, find_expected
from indexer.styles.speaker_marks.marks import (
    HEADING_SIGNS,
    SIGNS,
    SpeakerMark,
    sign_of,
    squash,
    without_sign,
)
from indexer.styles.speaker_marks.not_speakers import (
    MAX_LINE,
    is_bracketed,
    is_heading,
    is_rule,
    is_time,
)
from indexer.styles.speaker_marks.roles import role_of

SegmentKind = Literal["speech", "printed", "heading", "time"]

_SENTENCE_ENDS = re.compile(r"[。．][」』）)〕]?\s*$")
_CIRCLED = re.compile(rf"(?P<circle>[{SIGNS}])\s*(?P<words>\S.*)")
_LIST = re.compile(
    r"第.{1,3}日|議事日程|議事次第|出席|欠席|列席|説明|職務|事務局|議会事務局|会議に付|付議|傍聴|地方自治法|法第|署名議員$|本日|目次"
)
_BREAKS = "△▽▲"
_MAX_HEADING_LENGTH = 60
_MIN_CIRCLE_MARKS = 2
_MIN_RECORD_LINES = 3


class Segment(NamedTuple):
    """Consecutive lines that one person says, or nobody; the mark is cut off the first.

    `role` is what the system says of the speaker by a sign of its own, `listed` the speaker as
    the system's own list has it.
    """

    kind: SegmentKind
    lines: tuple[Line, ...]
    mark: SpeakerMark | None = None
    role: Role | None = None
    listed: str | None = None

    @property
    def speaker(self) -> str | None:
        return self.mark.text if self.mark else None


def cut_at_marks(lines: Sequence[Line], marks: Mapping[int, SpeakerMark]) -> Iterator[Segment]:
    """The speeches of a text by the index of the line on which each begins."""
    starts = sorted(marks)
    for start, end in pairwise((*starts, len(lines))):
        yield _speech(lines[start:end], marks[start])


def _speech(lines: Sequence[Line], mark: SpeakerMark) -> Segment:
    return Segment("speech", (lines[0].cut(mark.end), *lines[1:]), mark)


def split_block(block: Block) -> Iterator[Segment]:
    """The segments of a published block, in order, with every line in one of them."""
    if block.kind == "speech":
        yield from _split_speech(block)
    elif block.kind == "text" or (block.kind == "heading" and _is_record(block.lines)):
        yield from _split_text(block.lines)
    elif is_printed(block.lines):
        yield Segment("heading" if block.kind == "heading" else "printed", block.lines)


# A block that the system calls a speech.


def _split_speech(block: Block) -> Iterator[Segment]:
    """The lines before the mark, and the speech; without a mark, the system's word is taken."""
    at, mark = _find_mark(block)
    if mark is None:
        yield from _unmarked(block)
        return
    if is_printed(block.lines[:at]):
        yield Segment("printed", block.lines[:at])
    others = {
        place: another
        for place in range(at + 1, len(block.lines))
        if (another := _another_mark(block.lines[place].text, mark))
    }
    first, *more = cut_at_marks(block.lines, {at: mark, **others})
    yield first._replace(role=block.role, listed=block.speaker)
    yield from more


def _unmarked(block: Block) -> Iterator[Segment]:
    speaker = block.speaker or ""
    sign = sign_of(speaker)
    if _is_named(speaker):
        mark = SpeakerMark(sign, without_sign(speaker), 0)
        yield Segment("speech", block.lines, mark, block.role, block.speaker)
    elif is_printed(block.lines):
        titled = sign or block.lines[_first_printed(block.lines)].text.lstrip()[:1]
        yield Segment("heading" if titled in tuple(_BREAKS) else "printed", block.lines)


def _another_mark(text: str, first: SpeakerMark) -> SpeakerMark | None:
    """The mark of a speech that the system did not separate: the same circle, office and name."""
    if not first.sign or text[:1] != first.sign:
        return None
    mark = find_circle_mark(text, speech=False)
    return mark if mark and mark.sure and mark.text.endswith(("）", ")")) else None


def _find_mark(block: Block) -> tuple[int, SpeakerMark | None]:
    """The line with the mark that the system names, or else the first with any mark."""
    listed = block.speaker if block.speaker and not block.speaker.endswith(("…", "...")) else None
    for at, named in _expected(block.lines, listed):
        longer = find_circle_mark(block.lines[at].text, speech=False)
        if longer and longer.end > named.end and longer.text.startswith(named.text):
            return at, longer
        return at, named
    first = _first_printed(block.lines)
    for at, line in enumerate(block.lines):
        if mark := find_circle_mark(line.text, speech=at == first):
            likely = not listed or _may_be(mark, listed, first=at == first)
            return at, mark if likely else None
    return 0, None


def _expected(lines: Sequence[Line], listed: str | None) -> list[tuple[int, SpeakerMark]]:
    """The lines that begin as the system's list names the speaker, those with a circle first."""
    names = [listed] if listed else []
    if listed and (parts := re.fullmatch(r"([^（()）]+)[（(]([^（()）]+)[)）]", listed)):
        names.append(parts[2] + parts[1])
    found = [
        (at, mark)
        for at, line in enumerate(lines)
        if (mark := next(filter(None, (find_expected(line.text, name) for name in names)), None))
    ]
    return sorted(found, key=lambda each: (not each[1].sign, each[0]))


def _may_be(mark: SpeakerMark, speaker: str, *, first: bool) -> bool:
    """Whether a mark may be that of the system's `speaker`, printed in another way: 委員長(塩屋).

    A mark further down in the words must name the same.
    """
    if not _is_named(speaker) or (mark.sure and first):
        return True
    named, printed = bare(speaker), bare(mark.text)
    return any(printed[at : at + 2] in named for at in range(len(printed) - 1))


def _first_printed(lines: Sequence[Line]) -> int:
    return next((at for at, line in enumerate(lines) if line.text.strip()), 0)


def _is_named(speaker: str) -> bool:
    """Whether an entry of the system's own list is a speaker, not a heading."""
    words, sign = without_sign(speaker), sign_of(speaker)
    if (sign and sign in HEADING_SIGNS) or re.fullmatch(r"[（(].{0,6}[)）]|\s*", words):
        return False
    if re.search(r"[（(][^（()）0-9０-９]{2,}[)）]$", words):
        return True
    named = role_of(words) or sign or re.search(r"(?:君|さん|氏|番)$", words)
    return bool(named) and not is_heading(words)


# A text whose speeches only their marks separate.


def _split_text(lines: Sequence[Line]) -> Iterator[Segment]:
    marks = _find_marks(lines)
    starts = sorted(marks)
    yield from _split_between(lines[: starts[0] if starts else len(lines)])
    for start, end in pairwise((*starts, len(lines))):
        yield from _split_turn(lines, start, end, marks[start])


def _is_record(lines: Sequence[Line]) -> bool:
    """Whether what the system calls a heading holds speeches."""
    return len(lines) > _MIN_RECORD_LINES and bool(_find_marks(lines))


def _find_marks(lines: Sequence[Line]) -> dict[int, SpeakerMark]:
    """The mark at each line; in a text with circles, those alone."""
    found = find_turns(lines, find_shape(lines), listed_names(lines))
    circled = sum(each.family == "circle" for each in found.values()) >= _MIN_CIRCLE_MARKS
    return {
        at: each.mark
        for at, each in found.items()
        if each.family == "circle" or not (circled or each.family == "point")
    }


def _split_turn(
    lines: Sequence[Line], start: int, end: int, mark: SpeakerMark
) -> Iterator[Segment]:
    """The speech from a mark on, up to the heading or time that ends it, and what follows."""
    stop = _speech_end(lines, start, end)
    yield _speech(lines[start:stop], mark)
    resumed = _resumed(lines, stop, end)
    yield from _split_between(lines[stop:resumed])
    if resumed < end:
        stop = _speech_end(lines, resumed, end)
        yield Segment("speech", tuple(lines[resumed:stop]), mark)
        yield from _split_between(lines[stop:end])


def _speech_end(lines: Sequence[Line], start: int, end: int) -> int:
    return next((at for at in range(start + 1, end) if _is_break(lines, at, end)), end)


def _resumed(lines: Sequence[Line], start: int, end: int) -> int:
    """The line on which the speaker goes on under a heading without a new mark; else the end."""
    for at in range(start, end):
        text = lines[at].text
        if is_time(text):
            return end
        if _SENTENCE_ENDS.search(text) and not is_bracketed(text) and not _read_circled(text):
            return at
    return end


# Lines printed between the speeches of a published text.


def _split_between(lines: Sequence[Line]) -> Iterator[Segment]:
    """The segments of lines that nobody says: each time and heading by itself, lists whole."""
    listed: list[Line] = []
    for at, line in enumerate(lines):
        # With its date a time is part of a list: 日時　令和６年６月１２日　午前10時開会.
        time = is_time(line.text) and not find_date(line.text)
        if time or _is_short_heading(lines, at):
            if is_printed(listed):
                yield Segment("printed", tuple(listed))
            listed = []
            yield Segment("time" if time else "heading", (line,))
        else:
            listed.append(line)
    if is_printed(listed):
        yield Segment("printed", tuple(listed))


def _read_circled(text: str) -> re.Match[str] | None:
    return _CIRCLED.fullmatch(text.strip()) if len(text) < MAX_LINE else None


def _is_short_heading(lines: Sequence[Line], at: int) -> bool:
    """A circled heading of its own, not the head of a list that follows it."""
    found = _read_circled(lines[at].text)
    if (
        not found
        or len(found["words"]) > _MAX_HEADING_LENGTH
        or _LIST.match(squash(found["words"]))
    ):
        return False
    below = lines[at + 1].text if at + 1 < len(lines) else ""
    return not below.strip() or is_rule(below[:MAX_LINE]) or is_bracketed(below)


def _is_break(lines: Sequence[Line], at: int, end: int) -> bool:
    """Whether a line ends the speech before it: a time, or a heading between blank lines."""
    text = lines[at].text
    if is_time(text):
        return True
    found = _read_circled(text)
    if not found or _SENTENCE_ENDS.search(text) or len(found["words"]) > _MAX_HEADING_LENGTH:
        return False
    if found["circle"] in _BREAKS or (indent(text) <= 1 and _is_last(lines, at, end)):
        return True
    if not (_is_gap(lines, at - 1) or _is_gap(lines, at + 1)):
        return False
    follows_words = at + 1 < end and _SENTENCE_ENDS.search(lines[at + 1].text)
    return not follows_words or is_heading(found["words"])


def _is_last(lines: Sequence[Line], at: int, end: int) -> bool:
    """Whether only bracketed lines are between a line and the next speech."""
    rest = (lines[below].text for below in range(at + 1, end))
    return end < len(lines) and all(not text.strip() or is_bracketed(text) for text in rest)


def _is_gap(lines: Sequence[Line], at: int) -> bool:
    """Whether a line is empty, a rule, a time or missing."""
    if not 0 <= at < len(lines):
        return True
    text = lines[at].text
    return not text.strip() or is_rule(text[:MAX_LINE]) or is_time(text)
