"""What a speech is about, in the words of the minutes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.minutes import Utterance
from index.passages import subject_at
from index.results import Span
from index.subject_names import subject_name

# Titles of agenda items under which any subject comes: 一般質問, 所管事務調査, その他.
_GENERAL = re.compile(
    r"[0-9０-９]*\s*(?:.{0,2}政)?(?:(?:一般|代表|総括|個人|会派|緊急|関連)*(?:質問|質疑)|所管(?:事務|事項|質問).*"
    r"|(?:議案|請願|陳情|・)*(?:の)?審査|(?:その他|諸?報告|議事|調査|事項|概要|協議|特定|事件|事務|事業)+"
    r"|.{0,12}ほか[0-9０-９]+件)(?:について)?"
)
# Where a speaker says what is asked or answered (校庭の芝生について伺います), comes to it (水路に
# 移ります、水路のことですが), or names an item of a budget (水路費、３９万円余).
_ABOUT = re.compile(
    r"(?:について|につきまして|に関して|の(?:こと|件)[をで])(?:は|も|の)?、?[^。\n]{0,24}?"
    r"(?:伺|尋ね|お聞き|聞きた|聞かせ|質問|質疑|教えて|お?答え|答弁|説明)"
    r"|ということで、?(?:伺|お尋ね|お聞き|質問)|に(?:移り|入り)ます"
    r"|の(?:こと|件)(?:なの|なん)?です(?:が|けれど)|(?<=[費業金料託入])、?[0-9０-９][0-9０-９,，億万千]*円余"
)
# What says where in the papers an item is, before its name; and an item that is named so.
_PLACE = re.compile("^.*(?:ページの|にあります)")
_ITEM = re.compile(
    r"[0-9０-９]ページ(?:にあります|[の、])?(?P<item>(?:"
    r"(?!について|に関|につき|から|など|なの|なん|です|の(?:ところ|こと|ほう|中|部分)|と[0-9０-９])"
    r"[^、。\n「」（）()\s])+)"
)
_BREAK = re.compile(r"[、。，？！（）()「」\s]")
# In characters, of what is said so.
_MAX_LENGTH, _MAX_DISTANCE = 30, 500
# A bill of all that a town does says little.
_BUDGET = re.compile(r"年度.*(?:予算|決算)")


NO_SUBJECT = "（議題の記載なし）"


def exchange_title(lead: Utterance, spans: Sequence[Span] = ()) -> str:
    """The subject of an exchange, from the speech that leads to it."""
    return subject_of(lead, spans) or NO_SUBJECT


def heading_of(lead: Utterance, spans: Sequence[Span] = ()) -> str:
    """As `exchange_title`, or the agenda item where it is one of any subject."""
    agenda = lead.agenda.title if lead.agenda else None
    if agenda and _GENERAL.fullmatch(agenda):
        agenda = f"{agenda}（話題の記載なし）"
    return subject_of(lead, spans) or agenda or NO_SUBJECT


def names_subject(title: str) -> bool:
    """Whether the title of an agenda item says what is spoken of."""
    return not _GENERAL.fullmatch(title) and not _BUDGET.search(title)


def subject_of(utterance: Utterance, spans: Sequence[Span] = ()) -> str | None:
    """The subject of a speech, or of its passage with the first of `spans`; null if none is named.

    A topic, or an agenda item that names its subject; else what the speaker says it is, at the
    turn to it, or where something is asked or answered near by.
    """
    agenda = utterance.agenda.title if utterance.agenda else None
    if utterance.topic:
        return utterance.topic
    if agenda and names_subject(agenda):
        return agenda
    at = spans[0].start if spans else 0
    text = utterance.text
    return subject_at(utterance, at) or (spans and _item_at(text, at)) or _said_about(text, at)


def _item_at(text: str, offset: int) -> str | None:
    """The item of a budget or a report whose name has the character at `offset`."""
    begin = max(0, offset - _MAX_LENGTH)
    for found in _ITEM.finditer(text, begin, offset + _MAX_LENGTH):
        if found.start("item") <= offset < found.end("item"):
            return subject_name(found["item"])
    return None


def _said_about(text: str, offset: int) -> str | None:
    """The last before `offset` of what the speaker asks or answers about, or else the first.

    What is named further away than that is another subject.
    """
    named = None
    for found in _ABOUT.finditer(text, max(0, offset - _MAX_DISTANCE), offset + _MAX_DISTANCE):
        if named and found.start() > offset:
            break
        before = text[max(0, found.start() - _MAX_LENGTH - 1) : found.start()]
        words = _PLACE.sub("", _BREAK.split(before)[-1])
        if len(words) <= _MAX_LENGTH:
            named = subject_name(words) or named
    return named
