"""The head of verbatim minutes: title, body, date, place, attendance and schedule."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.minutes import Attendee, Meeting, Source
from indexer.dates import find_date, find_date_text, find_hours
from indexer.identifiers import meeting_id
from indexer.layout import Shape
from indexer.lines import Line, TextFile
from indexer.styles.headings import read_item
from indexer.styles.speaker_marks.marks import CIRCLES, PLAIN_CIRCLES, opening_brackets
from indexer.styles.speaker_marks.not_speakers import find_hour
from indexer.styles.summary.header import (
    HeaderPart,
    agenda_of,
    attendees_of,
    divide,
    read_body,
    read_number,
    text_of,
)

_TITLE = re.compile(
    r".*(?:会議録|議事録|会議要録|速記録|会議記録|定例会|臨時会|定例議会|臨時議会|本会議|委員会|審議会|協議会|審査会|懇談会|検討会|部会|会議).*"
)
_NO_TITLE = re.compile(
    r".*(?:議事日程|会議録目次|会議に付した|署名|傍聴|出席|欠席|[。、]).*|目次"
    rf"|[{PLAIN_CIRCLES}].*"
)
_MAX_TITLE_LINES = 12
_MAX_TITLE_LENGTH = 80
_MIN_LABELS = 2
_SCHEDULE = re.compile(
    rf"[{CIRCLES}{opening_brackets(titles=True)}１-９1-9０0.．、\s]*(?:議事日程|会議に付した|付議事件|付議案件|本日の会議).*"
)
_ENTRY = re.compile(
    r"(?:追加)?日程第[0-9０-９一二三四五六七八九十百]+(?:号)?[\s、]*(?P<title>.*)"
    r"|第\s*[0-9０-９一二三四五六七八九十百]+\s+(?P<short>\S.*)"
)
_NUMBERED = re.compile(
    r"(?:[0-9０-９]{1,2}[\s.．、]+)?(?P<item>(?:議案|諮問|報告|陳情|請願|認定|承認|同意|発議"
    r"|意見書案|決議案|議員提出議案|議第|報第)"
    r".{0,8}第\s*[0-9０-９一二三四五六七八九十百]+\s*号.*)"
)
_SCHEDULE_ENDS = re.compile(
    rf"[{PLAIN_CIRCLES}]?\s*(?:出席|欠席|説明のため|職務のため|傍聴|開会|午[前後]|[─━―]{{4,}}).*"
)
_CLOSED = re.compile(r"[（(](?:質疑|質問|討論|採決|以上|付託|提案|委員長報告).*[)）]")


def read_header(
    file: TextFile, lines: Sequence[Line], shape: Shape, roster: tuple[Attendee, ...]
) -> Meeting:
    """The meeting as the lines before the first turn print it, still without utterances."""
    text = "\n".join(line.text for line in lines)
    title = _title(lines) or file.name
    body = read_body(title) if title != file.name else ""
    number = read_number(title)
    parts = _parts(lines)
    when = text_of(parts, "when")
    begins, ends = find_hours(when)
    agenda = tuple(dict.fromkeys(map(read_item, _scheduled(lines)))) or agenda_of(parts, shape)
    date = find_date(when) or find_date(text)
    return Meeting(
        id=meeting_id(body, title, number, date),
        body=body,
        title=title,
        published=Source(file.name, file.sha256),
        utterances=(),
        number=number,
        date=date,
        date_text=find_date_text(when) or find_date_text(text),
        begins=begins or find_hour(text, opens=True),
        ends=ends or find_hour(text, opens=False),
        place=text_of(parts, "place") or None,
        agenda=agenda,
        attendees=roster or attendees_of(parts, agenda),
    )


def _title(lines: Sequence[Line]) -> str:
    """The first line that names a meeting; else the first line, if it is short enough."""
    printed = [line.text.strip() for line in lines if line.text.strip()][:_MAX_TITLE_LINES]
    named = (text for text in printed if _TITLE.fullmatch(text) and not _NO_TITLE.fullmatch(text))
    first = printed[0] if printed and len(printed[0]) <= _MAX_TITLE_LENGTH else ""
    return next((text for text in named if len(text) <= _MAX_TITLE_LENGTH), first)


def _parts(lines: Sequence[Line]) -> tuple[HeaderPart, ...]:
    """The labelled parts of a council's header (日時, 場所, 出席者), where there are some."""
    parts = divide(lines).header if any(line.text.strip() for line in lines) else ()
    return parts if len(parts) >= _MIN_LABELS else ()


def _scheduled(lines: Sequence[Line]) -> Iterator[str]:
    """The items of a schedule, in its order."""
    inside = waiting = False
    for line in lines:
        text = line.text.strip()
        entry = _ENTRY.fullmatch(text)
        if not text or _CLOSED.fullmatch(text):
            continue
        if _SCHEDULE.fullmatch(text):
            inside, waiting = True, False
        elif entry and (inside or entry["title"] is not None):
            title = (entry["title"] or entry["short"] or "").strip()
            inside, waiting = True, not title
            if title:
                yield title
        elif _SCHEDULE_ENDS.fullmatch(text):
            inside = waiting = False
        elif inside and (found := _NUMBERED.fullmatch(text)):
            waiting = False
            yield found["item"]
        elif waiting:
            waiting = False
            yield text
