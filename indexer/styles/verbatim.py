"""Verbatim minutes (会議録全文) of an assembly: a Diet-shaped record → a meeting.

The text of each speech stays as it is to the letter; only CRLF becomes LF, line breaks
at its end go, and a printed speaker mark at its head (○議長（…君）　) moves to
the speaker. Kinds and exchanges are inferred; roles too, but for the National
Diet, which prints a speaker's name and capacity separately.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from index.minutes import Attendee, Mark, Meeting, Source
from indexer.dates import number
from indexer.identifiers import assign, meeting_id
from indexer.lines import Line
from indexer.problems import Problem
from indexer.sources.diet import DietRecord, DietSpeech
from indexer.styles.diet import HOUSES, read_diet_roster, read_office
from indexer.styles.roster import read_roster
from indexer.styles.speaker_marks.known_speaker import PrintedMark, find_mark
from indexer.styles.speaker_marks.marks import unbracketed
from indexer.styles.speaker_marks.speaker import Speaker, read_speaker
from indexer.styles.turns import Turn, draft_turns, find_times

_ISSUE = re.compile(r"第?([0-9０-９〇一二三四五六七八九十百]+)号")
_HEADER = "会議録情報"


def parse(name: str, sha256: str, record: DietRecord) -> tuple[Meeting, tuple[Problem, ...]]:
    """The meeting of a record; `name` and `sha256` are of its file."""
    turns = _with_directors(
        tuple(_read_turn(name, sha256, speech, record.house) for speech in record.speeches)
    )
    problems: list[Problem] = []
    day = record.date if record.date and _is_date(record.date) else None
    if record.date and not day:
        message = f"日付「{record.date}」が読めません。"
        problems.append(Problem(name, None, record.line, message))
    if not turns:
        problems.append(Problem(name, None, record.line, "発言がひとつもない会議です。"))
    body, title = record.house or "", record.title or "（会議名なし）"
    issue = _issue_number(record.issue)
    # Committees of one house meet on the same day, each with a number of its own.
    address = meeting_id(f"{body}{title}", title, issue, day, record.id)
    attendees = _attendees(turns, record.house)
    drafts = tuple(draft_turns(turns, attendees))
    begins, ends = find_times(turns)
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
        agenda=tuple(dict.fromkeys(draft.agenda for draft in drafts if draft.agenda)),
        attendees=attendees,
    )
    return meeting, tuple(problems)


def _read_turn(name: str, sha256: str, speech: DietSpeech, house: str | None) -> Turn:
    text = re.sub(r"\r\n?", "\n", speech.text).rstrip("\n")
    source = Source(name, sha256, speech.page, speech.line, speech.url)
    trace = (Mark(0, speech.page, speech.line),)
    turn = Turn(text, source, None, Speaker(), trace=trace, published=speech.id)
    if speech.speaker == _HEADER or (speech.order == 0 and speech.speaker is None):
        return turn
    mark = find_mark(text, speech.speaker, speech.position)
    if mark:
        turn = turn._replace(text=text[mark.end :])
    adds = mark is not None and mark.office is not None
    if adds or speech.position or speech.role or house in HOUSES:
        return _with_office(turn, speech, mark, house)
    printed = mark.printed if mark else speech.speaker
    speaker = read_speaker(printed) if printed else Speaker()
    speaker = speaker._replace(party=speaker.party or speech.group)
    return turn._replace(printed=printed and unbracketed(printed), speaker=speaker)


def _with_office(
    turn: Turn, speech: DietSpeech, mark: PrintedMark | None, house: str | None
) -> Turn:
    """The turn of a speaker whose office the mark or the publisher prints beside the name."""
    printed = speech.speaker or (mark.name if mark else None)
    speaker = read_office(mark, speech.position, speech.role)._replace(party=speech.group)
    if printed and house not in HOUSES and not (mark and mark.office is not None):
        speaker = _with_printed(speaker, read_speaker(printed))
    known = printed if house in HOUSES else _name(printed, speech.position)
    return turn._replace(
        printed=printed and unbracketed(printed),
        speaker=speaker._replace(name=known, office=speech.position or speaker.office),
        called=speaker.office,
        basis="printed" if speaker.role or speaker.affiliation else "inferred",
    )


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
    """The speaker as the publisher gives it, completed by the printed speaker."""
    if printed.role == "chair" or given.role is None:
        given = given._replace(role=printed.role, office=printed.office or given.office)
    affiliation, party = given.affiliation or printed.affiliation, given.party or printed.party
    return given._replace(affiliation=affiliation, party=party)


def _with_directors(turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
    """理事 is a member where the same name is also printed as 委員 or 議員."""
    members = {turn.speaker.name for turn in turns if turn.speaker.role == "member"}
    return tuple(
        turn._replace(speaker=Speaker(name, "理事", "member", party=turn.speaker.party))
        if (printed := turn.printed or "").endswith("理事")
        and (name := printed.removesuffix("理事")) in members
        else turn
        for turn in turns
    )


def _attendees(turns: Sequence[Turn], house: str | None) -> tuple[Attendee, ...]:
    header = next((turn.text for turn in turns if turn.printed is None), "")
    if house in HOUSES:
        return tuple(read_diet_roster(header))
    return tuple(read_roster(Line(text, 1, 1) for text in header.split("\n")))


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
