"""Verbatim minutes (会議録全文) of an assembly: a Diet-shaped record → a meeting.

The text of each speech is kept to the letter; only CRLF becomes LF, line breaks
at its end go, and a printed speaker mark at its head (○議長（…君）　) moves to
the speaker. Roles, kinds and exchanges are inferred.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from index.minutes import AgendaItem, Attendee, Mark, Meeting, Source
from indexer.addresses import Draft, assign, meeting_id
from indexer.dates import find_hours, number
from indexer.exchanges import place_turns
from indexer.problems import Problem
from indexer.sources.diet import DietRecord, DietSpeech
from indexer.styles.acts import Turn, read_acts
from indexer.styles.headings import Heading, read_heading
from indexer.styles.roster import read_roster
from indexer.styles.speakers import Speaker, read_speaker, role_of

_MARK = re.compile(r"[○◯〇◎◆●]\s*(?P<speaker>[^\s　。、][^\n　。、]{0,40}?)　[ 　]*")
_SEPARATION = re.compile(r"[\s　（()）君]|さん|氏")
_ISSUE = re.compile(r"第?([0-9０-９〇一二三四五六七八九十百]+)号")
_BEGINS = re.compile(r"^[○◯〇\s　]*(午[前後].{1,12}?(?:開会|開議))", re.MULTILINE)
_ENDS = re.compile(r"^[○◯〇\s　]*(午[前後].{1,12}?(?:閉会|散会|延会))", re.MULTILINE)
_WITNESSES = ("証人", "参考人", "公述人")


class _Said(NamedTuple):
    """A speech with its speaker taken apart."""

    speech: DietSpeech
    printed: str | None
    speaker: Speaker
    text: str


def parse(name: str, sha256: str, record: DietRecord) -> tuple[Meeting, tuple[Problem, ...]]:
    """The meeting of a record; `name` and `sha256` are of the file it stands in."""
    said = _directors(tuple(map(_said, record.speeches)))
    problems: list[Problem] = []
    if record.date and not _is_date(record.date):
        message = f"日付「{record.date}」が読めません。"
        problems.append(Problem(name, None, record.line, message))
    if not said:
        problems.append(Problem(name, None, record.line, "発言がひとつもない会議です。"))
    body, title = record.house or "", record.title or "（会議名なし）"
    day = record.date if record.date and _is_date(record.date) else None
    issue = _issue_number(record.issue)
    address = meeting_id(body, title, issue, day, record.id)
    drafts = tuple(_drafts(name, sha256, said))
    begins, ends = _hours(said)
    meeting = Meeting(
        id=address,
        body=body,
        title=_title(title, record.issue),
        published=Source(name, sha256, url=record.url),
        utterances=assign(address, drafts),
        number=issue,
        date=day,
        date_text=record.date,
        begins=begins,
        ends=ends,
        agenda=_agenda(drafts),
        attendees=_attendees(said),
    )
    return meeting, tuple(problems)


def _said(speech: DietSpeech) -> _Said:
    text = re.sub(r"\r\n?", "\n", speech.text).rstrip("\n")
    printed = speech.speaker
    if printed and (mark := _MARK.match(text)) and _repeats(mark["speaker"], printed):
        printed, text = mark["speaker"].rstrip(), text[mark.end() :]
    speaker = read_speaker(printed) if printed else Speaker()
    if speech.role in _WITNESSES:
        speaker = speaker._replace(role="witness")
    elif speech.position and speaker.role != "chair":
        speaker = speaker._replace(role=role_of(speech.position) or speaker.role)
    return _Said(speech, printed, speaker, text)


def _repeats(mark: str, speaker: str) -> bool:
    """Whether a printed mark names the speaker: 議長（山田太郎君） or 山田国務大臣 for 山田太郎."""
    full, named = _SEPARATION.sub("", mark), _SEPARATION.sub("", speaker)
    surname = read_speaker(mark).name or named[:2]
    return named in full or full in named or (named.startswith(surname) and surname in full)


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
    turns = [Turn(one.printed, one.speaker.role, one.text) for one in said]
    places = place_turns(read_acts(turns))
    for one, place, heading in zip(said, places, _headings(said), strict=True):
        speech = one.speech
        yield Draft(
            kind=place.kind,
            text=one.text,
            source=Source(name, sha256, speech.page, speech.line, speech.url),
            speaker=one.printed,
            role=one.speaker.role,
            affiliation=one.speaker.affiliation,
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


def _attendees(said: Sequence[_Said]) -> tuple[Attendee, ...]:
    header = next((one.text for one in said if one.printed is None), None)
    return tuple(read_roster(header)) if header else ()


def _hours(said: Sequence[_Said]) -> tuple[str | None, str | None]:
    begins = next((found[1] for one in said[:3] if (found := _BEGINS.search(one.text))), None)
    ends = next((found[1] for one in said[:-4:-1] if (found := _ENDS.search(one.text))), None)
    return (
        find_hours(begins)[0] if begins else None,
        find_hours(ends)[0] if ends else None,
    )


def _title(title: str, issue: str | None) -> str:
    if not issue or _ISSUE.fullmatch(issue) or issue in title:
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
