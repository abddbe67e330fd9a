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
from indexer.styles.speakers import Speaker
from indexer.styles.spoken.names import Who, read_parted, read_who

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
        return re.sub(r"\s+", "", self.printed or self.who.agree)


_CIRCLES = "○◯〇◎◆●◇"
# Some systems number their speeches: 12 ◯議長（東雲一郎君）　.
_CIRCLE = re.compile(rf"(?:[0-9]{{1,4}}[ 　:：]*)?[{_CIRCLES}][ 　]*")
_PAREN = r"[^（()）\n。、「」：:]{0,24}[（(][^（()）\n。、「」]{2,24}[)）]"
_WITH_PAREN = re.compile(
    rf"(?P<mark>{_PAREN}(?:議員|委員|参考人|君)?(?:[（(]続き?[)）])?)(?P<gap>[ 　]*[:：;；]?[ 　]*)"
)
_WITH_INITIAL = re.compile(
    r"(?P<mark>[^\s（()）。、：:]{1,6}[（(][^（()）。、]{1,4}[)）][^\s（()）。、：:；;]{2,14})"
    r"(?P<gap>[ 　]+|[:：;；][ 　]*|$)"
)
_PARTED = re.compile(r"(?P<mark>[^ 　:：;；。、「」（()）]{1,30})(?P<gap>[ 　]+|[:：;；][ 　]*|$)")
_BRACKET = re.compile(
    r"(?:【(?P<a>[^【】]{1,30})】|[‹〈《＜<](?P<b>[^‹›〈〉《》＜＞<>]{1,30})[›〉》＞>]"
    r"|[\[［](?P<c>[^\[\]［］]{1,30})[\]］]|〔(?P<d>[^〔〕「」]{1,30})〕"
    r"|[（(](?P<e>[^（()）「」]{1,20})[)）])[ 　]*[:：]?[ 　]*"
)
_NAMED = re.compile(rf"(?P<mark>{_PAREN})(?:[ 　]+|$|[ 　]*[:：;；][ 　]*)")
_COLON = re.compile(r"(?P<mark>[^:：;；。、「」]{1,26}?)[ 　]*[:：;；][ 　]*(?=\S)")
_CLOSE = re.compile(r"(?P<mark>[^（()）。、「」:：]{2,20})[)）][ 　]*(?=\S)")
_SPACED = re.compile(
    r"(?P<mark>[^ 　。、「」:：]{1,30}(?:[ 　][^ 　。、「」:：]{1,12})?)(?P<gap>[ 　]+)(?=\S)"
)
_POINT = re.compile(r"(?P<ask>[・･])[ 　]*(?=\S)|(?P<answer>[→⇒➡])[ 　]*(?=\S)")
_QUESTION = r"質問|質疑|問|意見|Ｑ|Q"
_ANSWER = r"回答|答弁|答|Ａ|A"
_LETTERED = re.compile(
    rf"[【（(\[［〔＜<]?(?:(?P<ask>{_QUESTION})|(?P<answer>{_ANSWER}))(?:[ 　]*[0-9０-９]{{1,3}})?"
    r"(?:[】）)\]］〕＞>][ 　]*[:：]?[ 　]*|[ 　]*[:：.．][ 　]*|[ 　]+)(?=\S)"
)
_HAN_NAME = re.compile(r"[一-鿿々ヶぁ-ゔァ-ヴー]{2,8}")
_HONOURED = re.compile(r"(?P<name>[一-鿿々ヶぁ-ゔァ-ヴー]{2,10}?)(?:君|くん|さん|氏|議員|委員)")
_MOST_WORDS = 4
_LONGEST = 30
_WIDEST = 60


# Most lines are words, and are seen many times faster to be no more.
_MAY_MARK = re.compile(
    r"[○◯〇◎◆●◇【‹〈《＜<\[［〔（(・･→⇒➡質問回答意ＱQＡA0-9]"
    r"|[^。、「」]{0,40}(?:[　:：;；()（）]|  |$)"
)


def find_candidates(text: str) -> Iterator[Candidate]:
    """Every way in which a stripped line may begin with a mark, the surest first."""
    if not _MAY_MARK.match(text):
        return
    circle = _CIRCLE.match(text)
    if circle:
        yield from _circled(text, circle.end())
        return
    head = text[:_WIDEST]
    if found := _BRACKET.match(head):
        who = read_who(next(part for part in found.groups() if part))
        if who:
            yield Candidate("bracket", head[: found.end()].strip(" 　:："), who, found.end())
    for family, pattern in (("named", _NAMED), ("colon", _COLON), ("close", _CLOSE)):
        if (found := pattern.match(head)) and (who := read_who(found["mark"])):
            yield Candidate(family, found["mark"].strip(), who, found.end())  # type: ignore[arg-type]
    if len(text) <= _LONGEST and (who := read_who(text)):
        yield Candidate("alone", text, who, len(text))
    elif (
        (found := _SPACED.match(head))
        and _is_wide(found["gap"])
        and (who := read_who(found["mark"]))
    ):
        yield Candidate("spaced", found["mark"].strip(), who, found.end())
    yield from _points(head)


def _circled(text: str, start: int) -> Iterator[Candidate]:
    found = _WITH_INITIAL.match(text, start) or _WITH_PAREN.match(text, start)
    if found and (who := read_who(found["mark"])):
        yield Candidate("circle", found["mark"].strip(), who, found.end())
        return
    best: Candidate | None = None
    bare: Candidate | None = None
    for mark, end, gap in _prefixes(text, start):
        named = _named_after(mark, best, end)
        who = read_parted(mark) or read_who(mark)
        if named:
            best = named
        elif who and (best is None or (who.speaker.name and not best.who.certain)):
            best = Candidate("circle", mark.strip(), who, end)
        else:
            bare = bare or _bare(mark, end, gap, best)
    if bare and (best is None or bare.who.speaker.office):
        yield bare
    if best:
        yield best


def _named_after(mark: str, before: Candidate | None, end: int) -> Candidate | None:
    """A name with an honorific after an office or a seat: ○議長　東雲一郎君　."""
    if before is None or before.who.speaker.name or not before.who.speaker.office:
        return None
    found = _HONOURED.fullmatch(re.sub(r"\s", "", mark.removeprefix(before.printed or "")))
    if not found:
        return None
    speaker = before.who.speaker._replace(name=found["name"])
    return Candidate("circle", mark.strip(), Who(speaker, True, found["name"]), end)


def _bare(mark: str, end: int, gap: str, before: Candidate | None) -> Candidate | None:
    """A name alone, or one after an office (○議長　東雲一郎　)."""
    name = mark.removeprefix(before.printed or "").strip() if before else mark
    if not _HAN_NAME.fullmatch(name) or not (_is_wide(gap) or not gap):
        return None
    if before is None:
        return Candidate("circle", mark, Who(Speaker(mark), False, mark), end, bare=True)
    if before.who.speaker.name:
        return None
    speaker = before.who.speaker._replace(name=name)
    return Candidate("circle", mark, Who(speaker, False, name), end, bare=True)


def _prefixes(text: str, start: int) -> Iterator[tuple[str, int, str]]:
    """The first words of a line, ever more of them: 塩屋; 塩屋　委員長."""
    at = start
    for _ in range(_MOST_WORDS):
        found = _PARTED.match(text, at)
        if not found:
            return
        yield text[start : found.end("mark")], found.end(), found["gap"]
        if found["gap"].strip(" 　") or found.end() >= len(text):
            return
        at = found.end()


def _points(head: str) -> Iterator[Candidate]:
    found = _POINT.match(head) or _LETTERED.match(head)
    if not found:
        return
    role: Role = "member" if found["ask"] else "official"
    agree = "asks" if found["ask"] else "answers"
    yield Candidate("point", None, Who(Speaker(role=role), False, agree), found.end())


def _is_wide(gap: str) -> bool:
    return "　" in gap or len(gap) > 1
