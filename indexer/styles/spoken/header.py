"""The head of verbatim minutes: title, body, date, place, attendance and schedule."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from index.minutes import AgendaItem, Attendee
from indexer.dates import find_date, find_date_text, find_hours
from indexer.layout import join
from indexer.line_width import Shape
from indexer.lines import Line
from indexer.styles.speaker_marks.not_speakers import find_hour
from indexer.styles.spoken.schedule import read_schedule
from indexer.styles.summary.agenda import read_agenda
from indexer.styles.summary.attendance import read_attendance
from indexer.styles.summary.header import HeaderPart, read_body, read_number, take_apart

_TITLE = re.compile(
    r".*(?:会議録|議事録|会議要録|速記録|会議記録|定例会|臨時会|定例議会|臨時議会|本会議|委員会|審議会|協議会|審査会|懇談会|検討会|部会|会議).*"
)
_NO_TITLE = re.compile(
    r".*(?:議事日程|会議録目次|会議に付した|署名|傍聴|出席|欠席|[。、]).*|目次|[○◯〇◎].*"
)
_LINES = 12
_TITLE_LENGTH = 80
_LABELS = 2


class Header(NamedTuple):
    """What the head of minutes says; dates in ISO 8601, times HH:MM."""

    title: str
    body: str
    number: int | None
    date: str | None
    date_text: str | None
    begins: str | None
    ends: str | None
    place: str | None
    agenda: tuple[AgendaItem, ...]
    attendees: tuple[Attendee, ...]


def read_header(
    name: str, lines: Sequence[Line], shape: Shape, roster: tuple[Attendee, ...]
) -> Header:
    """Read the lines before the first turn; `name` is the file's, for a text without title."""
    text = "\n".join(line.text for line in lines)
    title = _title(lines) or name
    parts = _parts(lines)
    when = _value(parts, "when")
    begins, ends = find_hours(when)
    agenda = tuple(
        item for part in parts if part.label == "agenda" for item in read_agenda(part.lines, shape)
    )
    agenda = read_schedule(lines) or agenda
    return Header(
        title=title,
        body=read_body(title) if title != name else "",
        number=read_number(title),
        date=find_date(when) or find_date(text),
        date_text=find_date_text(when) or find_date_text(text),
        begins=begins or find_hour(text, opens=True),
        ends=ends or find_hour(text, opens=False),
        place=_value(parts, "place") or None,
        agenda=agenda,
        attendees=roster or _attendees(parts, agenda),
    )


def _title(lines: Sequence[Line]) -> str:
    """The first line that names a meeting; else the first line, if it is short enough."""
    printed = [line.text.strip() for line in lines if line.text.strip()][:_LINES]
    named = (text for text in printed if _TITLE.fullmatch(text) and not _NO_TITLE.fullmatch(text))
    first = printed[0] if printed and len(printed[0]) <= _TITLE_LENGTH else ""
    return next((text for text in named if len(text) <= _TITLE_LENGTH), first)


def _parts(lines: Sequence[Line]) -> tuple[HeaderPart, ...]:
    """The labelled parts of a council's header (日時, 場所, 出席者), where there are some."""
    if not any(line.text.strip() for line in lines):
        return ()
    parts = take_apart(lines).header
    return parts if len(parts) >= _LABELS else ()


def _value(parts: Sequence[HeaderPart], label: str) -> str:
    return " ".join(join(part.lines).text for part in parts if part.label == label).strip()


def _attendees(parts: Sequence[HeaderPart], agenda: Sequence[AgendaItem]) -> tuple[Attendee, ...]:
    return tuple(
        person
        for part in parts
        if part.label in ("present", "absent", "secretariat")
        for person in read_attendance(part.lines, part.printed, agenda)
    )
