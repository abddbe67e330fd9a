"""The lists that head verbatim minutes → attendees, where they are certain.

〇出席議員（12人）                       ３　出席説明員
  １番　東　雲　一　郎　　２番　浜　風　円      町　長　　東　雲　一　郎　　副町長　　潮　見　望
議　長　東雲一郎君                       総務課長　　　小　栗　　守
委員（みさき会）　浜風　円                ○自由会（２人）
出席議員　百二十三名                      知事東雲一郎君
一番浜風まこと君
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from index.minutes import Attendee
from indexer.lines import Line
from indexer.styles.speaker_marks.marks import (
    CIRCLES,
    HONORIFIC,
    KANJI,
    NUMBER,
    closing_brackets,
    name_key,
    opening_brackets,
    party_of,
    squash,
)
from indexer.styles.speaker_marks.roles import department_of, role_of
from indexer.styles.speaker_marks.speaker import RUN_TOGETHER

_SIDE = re.compile(
    r"(?P<side>(?:出席|欠席|列席|参加)?(?:した|する)?(?:議員|委員|説明員|理事者|参考人|者|職員|事務局職員|説明者|執行部)"
    r"|説明のため(?:議場に|に)?出席した(?:者|人)(?:の職氏名|の氏名)?|.{0,12}(?:職務のため|説明のため).{0,16}"
    r"|(?:議会)?事務局(?:職員)?(?:出席者)?|事務局出席職員.{0,8}|(?:地方自治法|法)第.{2,30})"
    rf"(?:[（(].*|は?次のとおり.*|[:：].*|{NUMBER}+[名人])?"
)
_ENDS = re.compile(
    r"(?:欠員|.{0,12}(?:議事日程|日程第)|会議に付した|付議事件|議題|傍聴|開[会議]|閉会|会議の?次第|審議|場所|日時).*"
)
_PARTY = re.compile(
    r"(?P<party>[^（()）\s0-9０-９]{2,24}(?:党|会|クラブ|ネット|派|の風|市民|フォーラム|無所属|維新|公明|議員団|会議))"
    r"[（(]?\s*[0-9０-９一二三四五六七八九十]*\s*[人名]?[)）]?"
)
_HEADED = re.compile(
    rf"[{CIRCLES}・]|[（(]?[0-9０-９]{{1,2}}[)）]?[\s.．、]|[{opening_brackets(titles=True)}]"
)
_SEAT_BEGINS = re.compile(r"(?:議席)?第?[0-9０-９]+番|[一二三四五六七八九十百]+番")
_SEAT = re.compile(
    rf"(?P<office>(?:議席)?第?{NUMBER}+番)(?:議員|委員)?\s*"
    r"(?:[（(](?P<party>[^（()）]{2,16})[)）])?\s*(?P<name>.+)"
)
_NAME = rf"[{KANJI}ぁ-ゔァ-ヴー]"
_CELL = re.compile(rf"(?:{_NAME}[ 　]{{0,4}}){{2,12}}{HONORIFIC}?")
_SHORT_OFFICES = re.compile(
    "副?(?:議長|委員長|会長|市長|町長|村長|区長|知事)|教育長|助役|収入役|委員|議員|書記|参考人|主査|主幹|主任|参事|理事"
    "|[局部次課係室所]長"
)
_AFTER = re.compile(r"(?P<name>[^（()）]+?)\s*[（(](?P<party>[^（()）]{2,20})[)）]")
# No line of a roster is longer; names and gaps are searched for in many ways.
_MAX_LINE_LENGTH = 400
_NOT_NAME = re.compile(
    rf"出席|欠席|なし|定数|以上|委員会|事件|名|{NUMBER}人$|議案|報告|条例|予算|第.+号"
)


def read_roster(lines: Iterable[Line]) -> Iterator[Attendee]:
    """The people present, in the order of the lists; those absent are left out."""
    side, party = "", None
    for line in lines:
        text = line.text.strip()
        flat = squash(text)
        if not flat or len(text) > _MAX_LINE_LENGTH:
            continue
        headed = _HEADED.match(text)
        head = squash(text[headed.end() :]) if headed else flat
        head = re.sub(rf"[{closing_brackets(titles=True)}]+$", "", head)
        if found := _SIDE.fullmatch(head):
            side, party = found["side"], None
        elif _ENDS.fullmatch(head):
            side, party = "", None
        elif side and (found := _PARTY.fullmatch(head)) and not re.search("委員会|君$", head):
            party = found["party"]
        elif side and not side.startswith("欠席"):
            yield from _of_line(text, side, party)


def _of_line(text: str, side: str, party: str | None) -> Iterator[Attendee]:
    """The people of a line: seats part them, or wide gaps."""
    seats = [found.start() for found in _SEAT_BEGINS.finditer(text)]
    if seats:
        for start, end in pairwise((*seats, len(text))):
            if found := _SEAT.fullmatch(text[start:end].strip()):
                yield from _person(
                    found["office"], found["name"], side, party_of(found["party"]) or party
                )
        return
    if found := RUN_TOGETHER.fullmatch(text):
        yield from _person(found["office"], found["name"], side, party)
        return
    office, held = "", list[str]()
    words = text.split()
    at = 0
    while at < len(words):
        length = _office_at(words, at)
        if length:
            yield from _person(office, " ".join(held), side, party)
            office, held = "".join(words[at : at + length]), []
        else:
            held.append(words[at])
        at += length or 1
    yield from _person(office, " ".join(held), side, party)


def _office_at(words: Sequence[str], at: int) -> int:
    """The number of words from `at` on that are an office, also with spaces (町　長); or 0."""
    if len(words[at]) > 2 and role_of(words[at]) not in (None, "witness"):
        return 1
    for length in (4, 3, 2, 1):
        if _SHORT_OFFICES.fullmatch("".join(words[at : at + length])):
            return length
    return 0


def _person(office: str, printed: str, side: str, party: str | None) -> Iterator[Attendee]:
    if not office or not printed:
        return
    if found := _AFTER.fullmatch(printed):
        printed, party = found["name"], party_of(found["party"]) or party
    cell = _CELL.fullmatch(printed.strip())
    name = re.sub(rf"{HONORIFIC}$", "", squash(printed))
    if cell and 2 <= len(name) <= 10 and not _NOT_NAME.search(name):
        yield Attendee(name, side, office, department_of(office), party=party)


def parties(attendees: Iterable[Attendee]) -> dict[str, str]:
    """The party by the key of a name; one listed with two may be two people's, and has none."""
    listed = {(name_key(each.name), each.party) for each in attendees if each.party}
    times = Counter(name for name, _ in listed)
    return {name: party for name, party in listed if party and times[name] == 1}
