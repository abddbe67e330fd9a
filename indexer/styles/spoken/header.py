"""The head of verbatim minutes: title, body, date, place, attendance and schedule."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.minutes import AgendaItem, Attendee, Meeting, Source
from indexer.dates import find_hours
from indexer.identifiers import meeting_id
from indexer.layout import Shape
from indexer.lines import Line, TextFile
from indexer.styles.agenda_items import NUMBER, read_item
from indexer.styles.agenda_phrases import entry_key
from indexer.styles.line_heads import BULLETS
from indexer.styles.meeting_names import (
    choose_title,
    find_form_name,
    id_name,
    id_number,
    read_body,
    read_number,
)
from indexer.styles.sitting_day import find_sitting_day
from indexer.styles.speaker_marks.marks import CIRCLES, PLAIN_CIRCLES, opening_brackets
from indexer.styles.speaker_marks.not_speakers import find_hour
from indexer.styles.summary.header import (
    HeaderPart,
    agenda_of,
    attendees_of,
    divide,
    text_of,
)

_TITLE = re.compile(
    r".*(?:会議録|議事録|会議要録|速記録|会議記録|定例会|臨時会|定例議会|臨時議会|本会議|委員会|審議会|協議会|審査会|懇談会|検討会|部会|会議).*"
)
_NO_TITLE = re.compile(
    r".{0,4}(?:会議録|議事録)の?(?:写し?|謄本|抄本).*|.*(?:議事日程|会議録目次|会議に付した|署名|傍聴|出席|欠席|[。、]).*|目次"
    rf"|[{PLAIN_CIRCLES}].*"
)
# みさき町議会だより　第２２号; 告示 and the like have numbers, too, but no meeting.
_ISSUED = re.compile(r"(?!.*告示)\S{0,30}(?:議会|委員会|審議会|協議会)\S{0,12}\s*第\s*\S{1,4}\s*号")
_YEAR = r"(?:令和|平成|昭和)\s*[元0-9０-９一二三四五六七八九十]+\s*年度?"
_SESSION = r"第\s*[0-9０-９一二三四五六七八九十]+\s*回"
_BEGUN = re.compile(rf"{_YEAR}(?:\s*{_SESSION})?|{_SESSION}")
_RECORD_OF_DAY = re.compile(
    r"(?:会議録|議事録|速記録)\s*[（(]?第\s*[0-9０-９一二三四五六七八九十]+\s*[日号]目?[)）]?"
)
_MAX_TITLE_LINES = 12
_MAX_TITLE_LENGTH = 80
_MIN_LABELS = 2
_MAX_CONTENTS_LENGTH = 200
_SCHEDULE = re.compile(
    rf"[{CIRCLES}{opening_brackets(titles=True)}１-９1-9０0.．、\s]*(?:議事日程|会議に付した|付議事件|付議案件|本日の会議).*"
)
_ENTRY = re.compile(
    r"(?P<entry>(?:追加)?日程第\s*[0-9０-９一二三四五六七八九十百]+)(?:号)?[\s、]*(?P<title>.*)"
    r"|(?P<number>第\s*[0-9０-９一二三四五六七八九十百]+)\s+(?P<short>\S.*)"
)
_NUMBERED = re.compile(rf"(?:[0-9０-９]{{1,2}}[\s.．、]+)?(?P<item>{NUMBER}.*)")
_SCHEDULE_ENDS = re.compile(
    rf"[{PLAIN_CIRCLES}]?\s*(?:出席|欠席|説明のため|職務のため|傍聴|開会|午[前後]|[─━―]{{4,}}).*"
)
_BULLET = re.compile(rf"^[ 　]*[{BULLETS}][ 　\t]+(?=\S)")
_BESIDE_TITLE = re.compile(
    rf"^(?:[{BULLETS}][ 　\t]+|[（(－-][ 　]*[0-9０-９]{{1,4}}[ 　]*[)）－-][ 　]+)(?=\S)"
)
"""A bullet, or the number of the page: （1）　令和６年第３回…."""
_IN_CONTENTS = re.compile(
    r".*\S[ 　]*[…‥・･．.―─－—]{2,}[ 　]*[0-9０-９〇一二三四五六七八九十]{1,4}\s*"
)
"""An entry of a table of contents: 議案第３号…………５."""
_CLOSED = re.compile(r"[（(](?:質疑|質問|討論|採決|以上|付託|提案|委員長報告).*[)）]")


def read_header(
    file: TextFile, lines: Sequence[Line], shape: Shape, roster: tuple[Attendee, ...]
) -> Meeting:
    """The meeting as the lines before the first turn print it, still without utterances."""
    text = "\n".join(line.text for line in lines)
    title = _title(lines) or file.name
    parts = _parts(lines)
    when = text_of(parts, "when")
    day = find_sitting_day([line.text for line in lines], title)
    begins, ends = find_hours(when or day.after)
    listed = (read_item(title) for _, title in _scheduled(lines))
    agenda = tuple(dict.fromkeys(listed)) or agenda_of(parts, shape)
    named = title != file.name
    return Meeting(
        id=meeting_id(id_name(title) if named else "", title, id_number(title), day.date),
        body=read_body(title, (line.text for line in lines)) if named else "",
        title=title,
        published=Source(file.name, file.sha256),
        utterances=(),
        number=read_number(title),
        date=day.date,
        date_text=day.printed,
        begins=begins or find_hour(text, opens=True),
        ends=ends or find_hour(text, opens=False),
        place=text_of(parts, "place") or None,
        agenda=agenda,
        attendees=roster or attendees_of(parts, agenda),
    )


def _title(lines: Sequence[Line]) -> str:
    """The name that a form gives, or the first line that names a meeting; else the first line."""
    printed = [line.text.strip() for line in lines if line.text.strip()][:_MAX_TITLE_LINES]
    printed = [_BESIDE_TITLE.sub("", text) for text in printed]
    if form := find_form_name(printed):
        return choose_title(_named(printed[: form[0]]), form[2])
    first = printed[0] if printed and len(printed[0]) <= _MAX_TITLE_LENGTH else ""
    if _ISSUED.fullmatch(first) and not _NO_TITLE.fullmatch(first):
        return first
    return _named(printed) or first


def _named(printed: Sequence[str]) -> str:
    """The first line that names a meeting, below the year and number that it goes on from.

    The kind of record and the day may be under it: 会議録（第４日）.
    """
    for at, text in enumerate(printed):
        names = _TITLE.fullmatch(text) and not _NO_TITLE.fullmatch(text)
        if names and len(text) <= _MAX_TITLE_LENGTH:
            above = printed[at - 1] if at else ""
            below = next(iter(printed[at + 1 : at + 2]), "")
            whole = f"{above}{text}" if _BEGUN.fullmatch(above) else text
            return f"{whole}　{below}" if _RECORD_OF_DAY.fullmatch(below) else whole
    return ""


def _parts(lines: Sequence[Line]) -> tuple[HeaderPart, ...]:
    """The labelled parts of a council's header (日時, 場所, 出席者), where there are some."""
    parts = divide(lines).header if any(line.text.strip() for line in lines) else ()
    return parts if len(parts) >= _MIN_LABELS else ()


def read_schedule(lines: Sequence[Line]) -> dict[str, AgendaItem]:
    """The items of a printed schedule by their entries in it: 日程第2."""
    return {entry: read_item(title) for entry, title in _scheduled(lines) if entry}


def is_in_contents(text: str) -> bool:
    return len(text) <= _MAX_CONTENTS_LENGTH and _IN_CONTENTS.fullmatch(text) is not None


def ends_with_schedule(lines: Sequence[Line]) -> bool:
    """Whether the numbered lines of a header are those of a list, none of them printed again."""
    entries = [entry for entry, _ in _scheduled(lines) if entry]
    return len(entries) > 1 and len(set(entries)) == len(entries)


def _scheduled(lines: Sequence[Line]) -> Iterator[tuple[str | None, str]]:
    """The items of a schedule, in its order, each with its entry if that has a number."""
    inside = waiting = False
    key: str | None = None
    for line in lines:
        text = _BULLET.sub("", line.text).strip()
        entry = _ENTRY.fullmatch(text)
        if not text or _CLOSED.fullmatch(text) or is_in_contents(text):
            continue
        if _SCHEDULE.fullmatch(text):
            inside, waiting = True, False
        elif entry and (inside or entry["title"] is not None):
            title = (entry["title"] or entry["short"] or "").strip()
            key = entry_key(entry["entry"] or f"日程{entry['number']}")
            inside, waiting = True, not title
            if title:
                yield key, title
        elif _SCHEDULE_ENDS.fullmatch(text):
            inside = waiting = False
        elif inside and (found := _NUMBERED.fullmatch(text)):
            yield key if waiting else None, found["item"]
            waiting = False
        elif waiting:
            waiting = False
            yield key, text
