"""What a speech is about, in the words of the minutes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.minutes import Utterance
from index.passages import subject_at
from index.results import Span

# Titles of agenda items under which any subject comes: 一般質問, 所管事務調査, その他.
_GENERAL = re.compile(
    r"[0-9０-９]*\s*(?:.{0,2}政)?(?:(?:一般|代表|総括|個人|会派|緊急|関連)*(?:質問|質疑)|所管(?:事務|事項|質問).*"
    r"|(?:議案|請願|陳情|・)*(?:の)?審査|(?:その他|諸?報告|議事|調査|事項|概要|協議|特定|事件|事務|事業)+"
    r"|.{0,12}ほか[0-9０-９]+件)(?:について)?"
)
# Where a speaker says what is asked or answered: 校庭の芝生について伺います.
_ABOUT = re.compile(
    r"(?:について|につきまして|に関して)(?:は|も|の)?、?[^。\n]{0,24}?"
    r"(?:伺|尋ね|お聞き|聞きた|質問|質疑|教えて|お?答え|答弁|説明)"
)
_LEADS = re.compile(
    r"^(?:(?:それ)?では|まず|最初に|[初始は][めじ]めに|次に|続[いきけ](?:まし)?て|最後に|また|さらに|あと|それから"
    r"|私から|もう[1１一](?:点|つ)(?:は|が)?)+"
)
_BREAK = re.compile(r"[、。，？！（）()「」\s]")
_POINTS = re.compile(
    r"(?:[そこあど](?:の.{0,4}|れ|こ|ちら)|先ほど|今|以上|もう|何|(?:御|ご)?(?:質問|答弁)"
    r"|[0-9０-９一二三四五]+(?:点|つ|問))(?:の.*)?"
)
# In characters, of what is said so.
_MIN_LENGTH, _MAX_LENGTH = 2, 30
# A bill of all that a town does says little.
_BUDGET = re.compile(r"年度.*(?:予算|決算)")


NO_SUBJECT = "（議題の記載なし）"


def exchange_title(lead: Utterance, spans: Sequence[Span] = ()) -> str:
    """The subject of an exchange, from the speech that leads to it."""
    return subject_of(lead, spans) or NO_SUBJECT


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
    said = subject_at(utterance, at)
    if not said or _POINTS.fullmatch(said):
        said = _said_about(utterance.text, at)
    return said or (agenda if agenda and not _GENERAL.fullmatch(agenda) else None)


def _said_about(text: str, offset: int) -> str | None:
    """The last before `offset` of what the speaker asks or answers about, or else the first."""
    named = None
    for found in _ABOUT.finditer(text):
        before = text[max(0, found.start() - _MAX_LENGTH - 1) : found.start()]
        words = _LEADS.sub("", _BREAK.split(before)[-1].removesuffix("のこと"), count=1)
        if named and found.start() > offset:
            break
        if _MIN_LENGTH <= len(words) <= _MAX_LENGTH and not _POINTS.fullmatch(words):
            named = words
    return named
