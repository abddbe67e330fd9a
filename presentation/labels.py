"""The model in the words of the pages: kinds, roles, who speaks, citations."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from index.fields import FIELDS
from index.minutes import AgendaItem, Attendee, Kind, MeetingHead, Source, Utterance
from index.query import Sort
from index.results import FormBasis
from presentation.eras import era_day, era_years

if TYPE_CHECKING:
    from index.results import Gone

KIND_WORDS: dict[Kind, str] = {
    "question": "質問",
    "answer": "答え",
    "comment": "意見",
    "speech": "発言",
    "report": "報告",
    "narrative": "議事",
    "note": "注記",
}
ROLE_WORDS = {role: choice.label for role, choice in FIELDS["role"].choices.items()}
FIELD_WORDS = {name: field.label for name, field in FIELDS.items()}
SORT_WORDS: dict[Sort, str] = {
    "relevance": "関連度の高い順",
    "newest": "新しい順",
    "oldest": "古い順",
}
BASIS_WORDS: dict[FormBasis, str] = {
    "literal": "",
    "spelling": "別の形",
    "within": "語の一部",
    "synonym": "同義語",
    "opposite": "逆の立場",
    "pattern": "",
}


# A citation is one line; beyond so many speakers it says that there are others.
MOST_SPEAKERS = 8


class Who(NamedTuple):
    """Who speaks: the name to show, what else is known, and whether it is inferred."""

    name: str
    detail: str
    inferred: bool


def who(utterance: Utterance) -> Who | None:
    """Who speaks, or null where nobody does (a narrative, a note)."""
    role = ROLE_WORDS[utterance.role] if utterance.role else ""
    affiliation = utterance.affiliation or ""
    inferred = utterance.basis == "inferred" and bool(role or affiliation)
    if utterance.speaker:
        detail = "・".join(_more_than(utterance.speaker, role, affiliation, utterance.party))
        return Who(utterance.speaker, detail, inferred)
    if role:
        return Who(role, "".join(_more_than(role, affiliation)), inferred)
    return Who(affiliation, "", inferred) if affiliation else None


def _more_than(name: str, *parts: str | None) -> list[str]:
    """The parts that say something, each once, without what `name` says already."""
    return [part for part in dict.fromkeys(parts) if part and part != name]


def spoken_by(utterance: Utterance) -> str:
    """Who speaks, in one word: 林委員, 行政側（保護課）, 議事."""
    speaker = who(utterance)
    if speaker is None:
        return KIND_WORDS[utterance.kind]
    if utterance.speaker or not speaker.detail:
        return speaker.name
    return f"{speaker.name}（{speaker.detail}）"


def agenda_words(item: AgendaItem | None) -> str:
    return "" if item is None else " ".join(part for part in (item.number, item.title) if part)


def attendee_words(person: Attendee) -> str:
    """What is known of a person but the name and the list: department, office and party."""
    office = None if person.office == person.side else person.office
    return " ".join(_more_than(person.name, person.department, office, person.party))


def hours_words(begins: str | None, ends: str | None) -> str:
    """From when to when: 13:00–15:30, or the one of them that is known."""
    if begins and ends:
        return f"{begins}–{ends}"
    return f"{begins}から" if begins else f"{ends}まで" if ends else ""


def heading(lead: Utterance, utterances: Sequence[Utterance]) -> str:
    """What an exchange is about: topic, agenda item or section of `lead`, else who speaks."""
    agenda = lead.agenda.title if lead.agenda else None
    about = lead.topic or agenda or lead.section
    if about:
        return about
    speakers = list(dict.fromkeys(spoken_by(each) for each in utterances if who(each)))
    if len(speakers) > 1:
        return f"{'と'.join(speakers[:2])}{'ほか' if len(speakers) > 2 else ''}のやりとり"
    kind = KIND_WORDS[lead.kind]
    return f"{spoken_by(lead)}の{kind}" if who(lead) else kind


def meeting_words(meeting: MeetingHead) -> str:
    """Body and title, the body once where the title already says it."""
    if meeting.body in meeting.title:
        return meeting.title
    return f"{meeting.body} {meeting.title}"


def citation(
    meeting: MeetingHead, lead: Utterance, utterances: Sequence[Utterance], address: str
) -> str:
    """One line that says where a passage stands: meeting, date, subject, speakers, address.

    The agenda item and the topic are those of `lead`.
    """
    date = (era_day(meeting.date) or meeting.date) if meeting.date else None
    speakers = list(dict.fromkeys(spoken_by(each) for each in utterances))
    more = "ほか" if len(speakers) > MOST_SPEAKERS else ""
    parts = (
        f"「{meeting_words(meeting)}」",
        date,
        agenda_words(lead.agenda),
        lead.topic,
        "、".join(speakers[:MOST_SPEAKERS]) + more,
        address,
    )
    return " ".join(" ".join(part.split()) for part in parts if part)


def filter_words(name: str, value: str) -> str:
    """A filter's value as people say it."""
    field = FIELDS[name]
    if value in field.choices:
        return field.choices[value].label
    return era_years(int(value)) if field.kind == "year" and value.isdecimal() else value


def source_words(source: Source) -> str:
    """File, page and line; folders are the operator's business and not shown."""
    parts = [PurePath(source.file.replace("\\", "/")).name]
    if source.page is not None:
        parts.append(f"{source.page}ページ")
    if source.line is not None:
        parts.append(f"{source.line}行")
    return " ".join(parts)


def official_url(published: Source | MeetingHead) -> str | None:
    """Where it was published, if that is an address of the web; any other is not linked."""
    try:
        parts = urlsplit(published.url or "")
    except ValueError:
        return None
    return published.url if parts.scheme in {"http", "https"} and parts.netloc else None


def gone_title(last: Gone) -> str:
    """What is no more, in one line."""
    if last.is_meeting:
        return "この会議の会議録は、いまはありません"
    return "この発言は、いまの会議録にはありません"


def gone_notice(last: Gone) -> str:
    """Since when it is no more, and what is shown instead."""
    day = era_day(last.day) or last.day
    return (
        f"{day}の更新で会議録からなくなりました（訂正または取下げ）。"
        "本文は、それまで載っていたものです。"
    )
