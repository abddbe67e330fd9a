"""Verbatim minutes (会議録全文) of an assembly: a Diet-shaped record → a meeting.

The text of each speech is kept to the letter; only CRLF becomes LF, line breaks
at its end go, and a printed speaker mark at its head (○議長（…君）　) moves to
the speaker. Kinds and exchanges are inferred; roles too, but for the National
Diet, which prints a name and, apart from it, in what capacity the person speaks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from index.minutes import AgendaItem, Attendee, Basis, Mark, Meeting, Source
from indexer.addresses import Draft, assign, meeting_id
from indexer.dates import find_hours, number
from indexer.exchanges import place_turns
from indexer.problems import Problem
from indexer.sources.diet import DietRecord, DietSpeech
from indexer.styles.acts import Turn, read_acts
from indexer.styles.headings import Heading, read_heading
from indexer.styles.marks import find_mark
from indexer.styles.offices import HOUSES, read_office
from indexer.styles.roster import read_diet_roster, read_roster
from indexer.styles.speakers import Speaker, read_speaker

_ISSUE = re.compile(r"第?([0-9０-９〇一二三四五六七八九十百]+)号")
_BEGINS = re.compile(r"^[○◯〇\s　]*(午[前後].{1,12}?(?:開会|開議))", re.MULTILINE)
_ENDS = re.compile(r"^[○◯〇\s　]*(午[前後].{1,12}?(?:閉会|散会|延会))", re.MULTILINE)
_HEADER = "会議録情報"


class _Said(NamedTuple):
    """A speech with its speaker taken apart; `called` is how the mark calls the speaker."""

    speech: DietSpeech
    printed: str | None
    speaker: Speaker
    text: str
    called: str | None = None
    basis: Basis = "inferred"


def parse(name: str, sha256: str, record: DietRecord) -> tuple[Meeting, tuple[Problem, ...]]:
    """The meeting of a record; `name` and `sha256` are of the file it stands in."""
    said = _directors(tuple(_said(speech, record.house) for speech in record.speeches))
    problems: list[Problem] = []
    if record.date and not _is_date(record.date):
        message = f"日付「{record.date}」が読めません。"
        problems.append(Problem(name, None, record.line, message))
    if not said:
        problems.append(Problem(name, None, record.line, "発言がひとつもない会議です。"))
    body, title = record.house or "", record.title or "（会議名なし）"
    day = record.date if record.date and _is_date(record.date) else None
    issue = _issue_number(record.issue)
    # Committees of one house meet on the same day, each with a number of its own.
    address = meeting_id(f"{body}{title}", title, issue, day, record.id)
    drafts = tuple(_drafts(name, sha256, said))
    begins, ends = _hours(said)
    meeting = Meeting(
        id=address,
        body=body,
        title=_title(title, record.issue, record.house),
        published=Source(name, sha256, url=record.url),
        utterances=assign(address, drafts),
        number=issue,
        date=day,
        date_text=record.date,
        begins=begins,
        ends=ends,
        agenda=_agenda(drafts),
        attendees=_attendees(said, record.house),
    )
    return meeting, tuple(problems)


def _said(speech: DietSpeech, house: str | None) -> _Said:
    text = re.sub(r"\r\n?", "\n", speech.text).rstrip("\n")
    if speech.speaker == _HEADER or (speech.order == 0 and speech.speaker is None):
        return _Said(speech, None, Speaker(), text)
    mark = find_mark(text, speech.speaker, speech.position)
    text = text[mark.end :] if mark else text
    adds = mark is not None and mark.office is not None
    if not (adds or speech.position or speech.role or house in HOUSES):
        printed = mark.printed if mark else speech.speaker
        speaker = read_speaker(printed) if printed else Speaker()
        if speaker.role == "member" and not speaker.affiliation:
            speaker = speaker._replace(affiliation=speech.group)
        return _Said(speech, printed, speaker, text)
    name = speech.speaker or (mark.name if mark else None)
    speaker = read_office(mark, speech.position, speech.role, speech.group)
    if not adds and name and house not in HOUSES:
        speaker = _with_printed(speaker, read_speaker(name))
    basis: Basis = "printed" if speaker.role or speaker.affiliation else "inferred"
    called = speaker.office
    known = name if house in HOUSES else _name(name, speech.position)
    speaker = speaker._replace(name=known, office=speech.position or called)
    return _Said(speech, name, speaker, text, called, basis)


def _name(printed: str | None, position: str | None) -> str | None:
    """The name in a printed speaker, who holds `position`: 小栗 in 小栗財政課長."""
    if not printed:
        return None
    speaker = read_speaker(printed)
    if speaker.name or speaker.office:
        return speaker.name
    if position and printed.endswith(position):
        return printed.removesuffix(position).strip() or None
    return printed if speaker.role is None else None


def _with_printed(given: Speaker, printed: Speaker) -> Speaker:
    """What the publisher says of a speaker, completed by what the printed one says itself."""
    if printed.role == "chair" or given.role is None:
        given = given._replace(role=printed.role, office=printed.office or given.office)
    return given._replace(affiliation=given.affiliation or printed.affiliation)


def _directors(said: tuple[_Said, ...]) -> tuple[_Said, ...]:
    """理事 is a member where the same name is also printed as 委員 or 議員."""
    members = {one.speaker.name for one in said if one.speaker.role == "member"}
    return tuple(
        one._replace(speaker=Speaker(one.printed[:-2], "理事", "member"))
        if one.printed and one.printed.endswith("理事") and one.printed[:-2] in members
        else one
        for one in said
    )


def _drafts(name: str, sha256: str, said: Sequence[_Said]) -> Iterator[Draft]:
    turns = [Turn(one.called or one.printed, one.speaker.role, one.text) for one in said]
    places = place_turns(read_acts(turns))
    for one, place, heading in zip(said, places, _headings(said), strict=True):
        speech = one.speech
        yield Draft(
            kind=place.kind,
            text=one.text,
            source=Source(name, sha256, speech.page, speech.line, speech.url),
            speaker=one.printed,
            name=one.speaker.name,
            office=one.speaker.office,
            role=one.speaker.role,
            affiliation=one.speaker.affiliation,
            basis=one.basis,
            agenda=heading.item,
            section=heading.section,
            trace=(Mark(0, speech.page, speech.line),),
            exchange=place.exchange,
            published=speech.id,
        )


def _headings(said: Sequence[_Said]) -> Iterator[Heading]:
    """What is on the table at each speech."""
    current = Heading()
    for one in said:
        found = read_heading(one.text, current) if one.speaker.role == "chair" else None
        if found and found.begins_after:
            yield current
        current = found or current
        if not (found and found.begins_after):
            yield current


def _agenda(drafts: Sequence[Draft]) -> tuple[AgendaItem, ...]:
    return tuple(dict.fromkeys(draft.agenda for draft in drafts if draft.agenda))


def _attendees(said: Sequence[_Said], house: str | None) -> tuple[Attendee, ...]:
    header = next((one.text for one in said if one.printed is None), "")
    return tuple(read_diet_roster(header) if house in HOUSES else read_roster(header))


def _hours(said: Sequence[_Said]) -> tuple[str | None, str | None]:
    begins = next((found[1] for one in said[:3] if (found := _BEGINS.search(one.text))), None)
    ends = next((found[1] for one in said[:-4:-1] if (found := _ENDS.search(one.text))), None)
    return (
        find_hours(begins)[0] if begins else None,
        find_hours(ends)[0] if ends else None,
    )


def _title(title: str, issue: str | None, house: str | None) -> str:
    if not issue or issue in title or (_ISSUE.fullmatch(issue) and house not in HOUSES):
        return title
    return f"{title} {issue}"


def _issue_number(issue: str | None) -> int | None:
    found = _ISSUE.search(issue or "")
    return number(found[1]) if found else None


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
