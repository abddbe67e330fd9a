"""The signs that may mark a speaker at the head of a line, by family.

circle    ○議長（東雲一郎君）　…  ○塩屋　委員長　…  ○総務課長;…
bracket   【会長】…  ‹会長>  ＜事務局＞
named     百十四番（浜風円君）  議長（東雲一郎君）　…    without any sign
colon     委員長(東雲君):…  会長：…
close     東雲委員長)…
alone     東雲会長                                        on a line of its own
spaced    会長　　…                                       a wide gap after it
point     ・ …  → …  Ｑ …  Ａ …                           no name at all
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from index.minutes import Role
from indexer.styles.speaker_marks.circle_marks import find_head, skip_gap
from indexer.styles.speaker_marks.not_speakers import is_heading, is_said
from indexer.styles.speaker_marks.people import Speaker, Who, read_who
from indexer.styles.speaker_marks.signs import CIRCLES, KANJI, OTHER_SIGNS, squash
from indexer.styles.speaker_marks.spaced import read_spaced

Family = Literal["circle", "bracket", "named", "colon", "close", "alone", "spaced", "point"]


class Candidate(NamedTuple):
    """What may be a mark: as printed, who it names, and where in the line words begin.

    `bare` is a name alone (○東雲一郎　): it counts only if a roster or another mark agrees.
    """

    family: Family
    printed: str | None
    who: Who
    end: int
    bare: bool = False

    @property
    def key(self) -> str:
        """The same for marks that name the same speaker, however they are spaced."""
        return squash(self.printed or self.who.agree)


# Some systems number their speeches: 12 ◯議長（東雲一郎君）　.
_CIRCLE = re.compile(rf"(?:[0-9]{{1,4}}[ 　:：]*)?(?=[{CIRCLES}])")
_PAREN = r"[^（()）\n。、「」：:]{0,24}[（(][^（()）\n。、「」]{2,24}[)）]"
_BRACKET = re.compile(
    r"(?:【(?P<a>[^【】]{1,30})】|[‹〈《＜<](?P<b>[^‹›〈〉《》＜＞<>]{1,30})[›〉》＞>]"
    r"|[\[［](?P<c>[^\[\]［］]{1,30})[\]］]|〔(?P<d>[^〔〕「」]{1,30})〕"
    r"|[（(](?P<e>[^（()）「」]{1,20})[)）])[ 　]*[:：]?[ 　]*"
)
_UNCIRCLED: tuple[tuple[Family, re.Pattern[str]], ...] = (
    ("named", re.compile(rf"(?P<mark>{_PAREN})(?:[ 　]+|$|[ 　]*[:：;；][ 　]*)")),
    ("colon", re.compile(r"(?P<mark>[^:：;；。、「」]{1,26}?)[ 　]*[:：;；][ 　]*(?=\S)")),
    ("close", re.compile(r"(?P<mark>[^（()）。、「」:：]{2,20})[)）][ 　]*(?=\S)")),
)
_SPACED = re.compile(
    r"(?P<mark>[^ 　。、「」:：]{1,30}(?:[ 　][^ 　。、「」:：]{1,12})?)(?:[ 　]{2,}|　)(?=\S)"
)
_POINT = re.compile(r"(?P<ask>[・･])[ 　]*(?=\S)|(?P<answer>[→⇒➡])[ 　]*(?=\S)")
_QUESTION = r"質問|質疑|問|意見|Ｑ|Q"
_ANSWER = r"回答|答弁|答|Ａ|A"
_LETTERED = re.compile(
    rf"[【（(\[［〔＜<]?(?:(?P<ask>{_QUESTION})|(?P<answer>{_ANSWER}))(?:[ 　]*[0-9０-９]{{1,3}})?"
    r"(?:[】）)\]］〕＞>][ 　]*[:：]?[ 　]*|[ 　]*[:：.．][ 　]*|[ 　]+)(?=\S)"
)
_WORD = re.compile(r"[ 　]*(?P<mark>[^ 　:：;；。、「」（()）]{1,30})(?=[ 　:：;；]|$)")
_KANA_KANJI = rf"[{KANJI}ぁ-ゔァ-ヴー]"
_NAMES = tuple(
    re.compile(rf"[ 　]*(?P<name>{name})(?:君|さん|氏)?(?:{ends})")
    for name, ends in (
        (rf"{_KANA_KANJI}{{1,3}}[ 　]{_KANA_KANJI}{{1,4}}?", "(?=　|  )"),
        (rf"{_KANA_KANJI}{{2,8}}?", "　|[ 　]{2}|[:：;；]?$"),
    )
)
# ○○委員, △△課長: the publisher has taken the name out.
_MASKED = re.compile(
    r"(?P<mark>(?P<sign>[○◯〇●×△▲□■])(?P=sign){1,3}(?P<office>[^\s○◯〇●×△▲□■（()）。、「」:：;；]{2,12}))"
    r"(?:(?P<colon>[ 　]*[:：;；][ 　]*)|[ 　]+|$)"
)
_GAP = " 　:：;；"
_LONGEST = 30
_WIDEST = 60

# Most lines are words, and are seen many times faster to be no more.
_MAY_MARK = re.compile(
    rf"[{CIRCLES}{OTHER_SIGNS}【‹〈《＜<\[［〔（(・･→⇒➡質問回答意ＱQＡA0-9]"
    r"|[^。、「」]{0,40}(?:[　:：;；()（）]|  |$)"
)


def find_candidates(text: str) -> Iterator[Candidate]:
    """Every way in which a stripped line may begin with a mark, the surest first."""
    if not _MAY_MARK.match(text):
        return
    masked = _MASKED.match(text[:_WIDEST])
    if masked and (who := read_who(masked["office"])) and who.speaker.role:
        family: Family = "colon" if masked["colon"] else "circle"
        yield Candidate(family, masked["mark"], who, masked.end())
        return
    if circle := _CIRCLE.match(text):
        yield from _circled(text[circle.end() :], circle.end())
        return
    if text.startswith(tuple(OTHER_SIGNS)):
        adorned = _circled(CIRCLES[0] + text[1:], 0)
        for each in adorned:
            if not each.bare and _is_person(each.who):
                yield each if each.who.certain else each._replace(family="spaced")
        return
    head = text[:_WIDEST]
    if found := _BRACKET.match(head):
        who = read_who(next(part for part in found.groups() if part))
        if who:
            yield Candidate("bracket", head[: found.end()].strip(" 　:："), who, found.end())
    for family, pattern in _UNCIRCLED:
        if (found := pattern.match(head)) and (who := read_who(found["mark"])):
            yield Candidate(family, found["mark"].strip(), who, found.end())
    if len(text) <= _LONGEST and (who := read_who(text)):
        yield Candidate("alone", text, who, len(text))
    elif (found := _SPACED.match(head)) and (who := read_who(found["mark"])):
        yield Candidate("spaced", found["mark"].strip(), who, found.end())
    yield from _points(head)


def _is_person(who: Who) -> bool:
    """Whether a mark after a sign of headings names one who speaks: ■総務課 heads a list."""
    speaker = who.speaker
    unit = speaker.office is not None and speaker.office == speaker.affiliation
    return who.certain or (speaker.role is not None and not unit)


def _circled(text: str, lead: int) -> Iterator[Candidate]:
    """What follows the circle at the head of a text; `lead` characters stand before that."""
    head = find_head(text, speech=False)
    mark, end = (head.printed, head.end) if head else ("", skip_gap(text, 1))
    who = _read(mark) if head else None
    if not head and (found := _WORD.match(text, end)) and not is_heading(found["mark"]):
        who = read_who(found["mark"])
        mark, end = (found["mark"], skip_gap(text, found.end())) if who else (mark, end)
    if who is None or (who.speaker.office and not who.speaker.name):
        yield from _bare(text, mark, end, who, lead)
    if who:
        yield Candidate("circle", mark, who, lead + end)


def _read(mark: str) -> Who | None:
    speaker = read_spaced(mark)
    return Who(speaker, True, speaker.name or mark) if speaker else read_who(mark)


def _bare(text: str, mark: str, at: int, who: Who | None, lead: int) -> Iterator[Candidate]:
    """A name alone, or one after an office (○議長　東雲一郎　)."""
    for found in filter(None, (pattern.match(text, at) for pattern in _NAMES)):
        name = squash(found["name"])
        if is_said(name):
            continue
        office = who.speaker if who else Speaker()
        printed = text[text.index(mark) : found.end()].strip(_GAP) if mark else name
        named = Who(office._replace(name=name), False, name)
        yield Candidate("circle", printed, named, lead + skip_gap(text, found.end()), True)


def _points(head: str) -> Iterator[Candidate]:
    found = _POINT.match(head) or _LETTERED.match(head)
    if not found:
        return
    role: Role = "member" if found["ask"] else "official"
    agree = "asks" if found["ask"] else "answers"
    yield Candidate("point", None, Who(Speaker(role=role), False, agree), found.end())
