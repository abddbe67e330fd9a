"""The model in Japanese: kinds, roles, speakers, dates with their era, citations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import PurePath
from typing import NamedTuple
from urllib.parse import urlsplit

from index.analysis.calendar import ERAS
from index.fields import FIELDS
from index.minutes import (
    AgendaItem,
    Attendee,
    MeetingHead,
    Role,
    Source,
    Utterance,
)
from index.periods import read_period
from index.query import Sort
from index.results import FormBasis, Gone, SuggestionBasis

KIND_LABELS = {kind: choice.label for kind, choice in FIELDS["kind"].choices.items()}
ROLE_LABELS = {role: choice.label for role, choice in FIELDS["role"].choices.items()}
FIELD_LABELS = {name: field.label for name, field in FIELDS.items()}
SORT_LABELS: dict[Sort, str] = {
    "relevance": "関連度の高い順",
    "newest": "新しい順",
    "oldest": "古い順",
}
BASIS_LABELS: dict[FormBasis, str] = {
    "literal": "",
    "spelling": "別の表記",
    "within": "この言葉を含む言葉",
    "official": "言い換え",
    "synonym": "同義語",
    "opposite": "逆の立場",
    "part": "長い語・数の一部",
    "pattern": "",
}
# In the order in which suggestions are shown.
SUGGESTION_LABELS: dict[SuggestionBasis, str] = {
    "fields": "会議・日付・発言者として探す",
    "wider": "広げて検索",
    "similar": "もしかして",
}
# A citation is one line: of more speakers than these it names the first.


class SpeakerLabel(NamedTuple):
    """The name of a speaker as shown, and what else is known."""

    name: str
    detail: str


def speaker_label(utterance: Utterance) -> SpeakerLabel | None:
    """The speaker, or null where nobody speaks (a narrative, a note)."""
    each = utterance
    return _speaker_label(each.speaker, each.role, each.affiliation, each.party)


# A page names the same few speakers again and again.
@lru_cache(maxsize=1024)
def _speaker_label(
    speaker: str | None, role: Role | None, affiliation: str | None, party: str | None
) -> SpeakerLabel | None:
    office = ROLE_LABELS[role] if role else ""
    if speaker:
        detail = "・".join(_more_than(speaker, office, affiliation, party))
        return SpeakerLabel(speaker, detail)
    if office:
        return SpeakerLabel(office, "".join(_more_than(office, affiliation)))
    return SpeakerLabel(affiliation, "") if affiliation else None


def _more_than(name: str, *parts: str | None) -> list[str]:
    """The known parts, each once, without those equal to `name`."""
    return [part for part in dict.fromkeys(parts) if part and part != name]


def speaker_name(utterance: Utterance) -> str:
    """The speaker in one word, else the kind: 林委員, 行政側（保護課）, 議事."""
    speaker = speaker_label(utterance)
    if speaker is None:
        return KIND_LABELS[utterance.kind]
    if utterance.speaker or not speaker.detail:
        return speaker.name
    return f"{speaker.name}（{speaker.detail}）"


def voices(utterances: Sequence[Utterance]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Who asks and who answers; of what is neither, who speaks."""
    by_label: dict[str, dict[str, None]] = {}
    for each in utterances:
        if speaker_label(each):
            label = KIND_LABELS[each.kind]
            by_label.setdefault(label, {}).setdefault(speaker_name(each))
    return tuple((label, tuple(names)) for label, names in by_label.items())


def utterance_label(utterance: Utterance) -> str:
    """林委員の質問, 行政側（保護課）の答弁."""
    return f"{speaker_name(utterance)}の{KIND_LABELS[utterance.kind]}"


def agenda_label(item: AgendaItem | None) -> str:
    return "" if item is None else " ".join(part for part in (item.number, item.title) if part)


def attendee_label(person: Attendee) -> str:
    """Department, office and party of an attendee, without what the list's heading says."""
    office = None if person.office == person.side else person.office
    return " ".join(_more_than(person.name, person.department, office, person.party))


def hours_label(begins: str | None, ends: str | None) -> str:
    """13:00–15:30, 13:00から, 15:30まで, or nothing where neither is known."""
    if begins and ends:
        return f"{begins}–{ends}"
    return f"{begins}から" if begins else f"{ends}まで" if ends else ""


def meeting_name(meeting: MeetingHead) -> str:
    """The committee, with the title where it says more; as a line names a meeting."""
    title = meeting.title.replace("_", " ")
    committee = meeting.committee
    return title if not committee or committee in title else f"{committee} {title}"


def meeting_label(meeting: MeetingHead) -> str:
    """Body and title; the title alone where it names the body."""
    title = meeting.title.replace("_", " ")
    return title if meeting.body in title else f"{meeting.body} {title}"


def filter_label(name: str, value: str) -> str:
    """A filter's value in Japanese: a choice by its label, a year with its eras."""
    field = FIELDS[name]
    if field.kind == "date" and re.fullmatch(r"[\d-]*\.\.[\d-]*", value):
        return _period_label(value)
    if value in field.choices:
        return field.choices[value].label
    return era_years(int(value)) if field.kind == "year" and value.isdecimal() else value


def _period_label(value: str) -> str:
    """2015年4月1日〜2018年3月31日, 2015年4月1日から, 2018年3月31日まで."""
    period = read_period(value)
    first, last = (each and day_label(each) for each in period.days) if period else (None, None)
    if first and last:
        return first if first == last else f"{first}〜{last}"
    return f"{first}から" if first else f"{last}まで" if last else value


def source_label(source: Source) -> str:
    """File name, page and line; folders are not published."""
    parts = [PurePath(source.file.replace("\\", "/")).name]
    if source.page is not None:
        parts.append(f"{source.page}ページ")
    if source.line is not None:
        parts.append(f"{source.line}行")
    return " ".join(parts)


def official_url(published: Source | MeetingHead) -> str | None:
    """The address of the publication if it is one of the web: no other is linked."""
    try:
        parts = urlsplit(published.url or "")
    except ValueError:
        return None
    return published.url if parts.scheme in {"http", "https"} and parts.netloc else None


def gone_title(last: Gone) -> str:
    """One line that says what has vanished."""
    if last.is_meeting:
        return "この会議の会議録は、現在は公開されていません"
    return "この発言は、現在の会議録にはありません"


def gone_notice(last: Gone) -> str:
    """When it vanished, and what is shown instead."""
    day = era_day(last.day) or last.day
    return (
        f"{day}の更新で、訂正または取下げにより会議録からなくなりました。"
        "本文は、それまで掲載されていたものです。"
    )


def day_label(iso: str) -> str:
    """2023年12月11日; unchanged where it is no date."""
    parts = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", iso)
    return f"{int(parts[1])}年{int(parts[2])}月{int(parts[3])}日" if parts else iso


def year_and_day(iso: str) -> tuple[str, str]:
    """2016年 and （平成28年）11月28日; all of it and nothing where it is no date."""
    year, sign, day = day_label(iso).partition("年")
    era = era_day(iso)
    return year + sign, f"（{era.removesuffix(day)}）{day}" if era and day else day


def era_date(iso: str) -> str:
    """令和5年12月11日（2023年）; unchanged where it is no date, or before 1873."""
    era = era_day(iso)
    return iso if era is None else f"{era}（{int(iso[:4])}年）"


@lru_cache(maxsize=4096)
def era_day(iso: str) -> str | None:
    """令和5年12月11日; null where the text is no date, or before 1873."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return None
    year = _era_year(day)
    return None if year is None else f"{year}{day.month}月{day.day}日"


@lru_cache(maxsize=256)
def era_years(year: int) -> str:
    """2019年（平成31年・令和元年）."""
    if not date.min.year <= year <= date.max.year:
        return f"{year}年"
    ends = (_era_year(date(year, 1, 1)), _era_year(date(year, 12, 31)))
    names = "・".join(dict.fromkeys(name for name in ends if name))
    return f"{year}年（{names}）" if names else f"{year}年"


def _era_year(day: date) -> str | None:
    for era in ERAS:
        if day >= era.begins:
            count = day.year - era.year + 1
            return f"{era.name}{'元' if count == 1 else count}年"
    return None
