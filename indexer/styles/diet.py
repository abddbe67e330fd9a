"""Offices and attendance lists as the National Diet prints them; nothing is guessed.

mark       ○佐藤国務大臣　: in what capacity the turn is spoken
position   国土交通大臣, 国土交通省港湾局長, 委員長
role       証人, 参考人, 公述人, 政府参考人

  出席委員
委員長　東雲　一郎君
理事　浜風　　円君　理事　灯台みさき君
（建設省水路局長）　小栗　　守君
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.minutes import Attendee, Role
from indexer.styles.speaker_marks.known_speaker import PrintedMark
from indexer.styles.speaker_marks.marks import squash
from indexer.styles.speaker_marks.roles import department_of, role_of
from indexer.styles.speaker_marks.speaker import Speaker

HOUSES = ("衆議院", "参議院", "両院")

_CHAIR = re.compile(
    r"(?:.*委員長|.*議長|座長|(?:調査会|審査会|審議会)?副?会長|主査)(?:職務)?(?:代[行理]者?)?"
)
_MEMBER = re.compile(r"(?:.*議員|.*委員|分科員|理事)")
_BOARD = re.compile(r"政府委員|.*委員会(?:副?委員長|委員)|.*専門委員")
_OFFICIAL = re.compile(r"政府.*|会計検査院.*|.*(?:大臣|長官|政務官|総裁|総長)")
_SECRETARIAT = re.compile(
    r"(?:議院)?(?:事務(?:総|次)長|法制局長|参事)|(?:.*委員会)?専門員|国立国会図書館長"
)


def read_office(mark: PrintedMark | None, position: str | None, role: str | None) -> Speaker:
    """The office, role and affiliation of a named speaker, as far as they are printed."""
    capacity = mark.office if mark and mark.office not in ("君", "くん", "さん", "氏") else None
    office = capacity or position or role
    if mark and capacity == "理事" and mark.printed.startswith("理事"):
        # 理事（…君） is printed in the Sangiin where a director is in the chair.
        known: Role | None = "chair"
    else:
        known = role_in_diet(role) or role_in_diet(capacity) or role_in_diet(position)
    if known is None and mark and mark.office == "君":
        known = "member"
    return Speaker(None, office, known, _affiliation(known, position or capacity or role))


def role_in_diet(office: str | None) -> Role | None:
    """The role an office implies in the Diet, where 主査 is a chair and 理事 a member."""
    if not office:
        return None
    if _SECRETARIAT.fullmatch(office):
        return "secretariat"
    if _BOARD.fullmatch(office) or _OFFICIAL.fullmatch(office):
        return "official"
    if _CHAIR.fullmatch(office):
        return "chair"
    return "member" if _MEMBER.fullmatch(office) else role_of(office)


def _affiliation(role: Role | None, office: str | None) -> str | None:
    """The department or position that the role alone does not say."""
    if role == "member" or office is None:
        return None
    if role == "chair":
        return None if office in ("委員長", "議長") else office
    return (department_of(office) if role == "official" else None) or office


_SIDE = re.compile(
    r"(?P<side>出席(?:小?委員|分科員|議員|国務大臣|政府委員|者)|委員外の出席者|国務大臣|副大臣|大臣政務官"
    r"|政府参考人|政府特別補佐人|政府委員|説明員|参考人|公述人|証人|衆議院議員|参議院議員|事務局側)"
    r"(?:は左のとおり。?)?(?:[（(].*)?"
)
_LIST_ENDS = re.compile(r"[─━―]{3,}|.*(?:委員の異動|付した案件|議事日程|辞任|補欠選任)|欠席.*")
_PERSON = re.compile(r"(?:[（(](?P<inside>[^（()）君]+)[)）])?(?P<words>[^（()）君]+)君")
_MAX_NAME_PART_LENGTH = 5


def read_diet_roster(text: str) -> Iterator[Attendee]:
    """The people present at a meeting of the National Diet, in the order of the list."""
    side, shared, beyond = "", None, False
    for line in text.split("\n"):
        words = squash(line)
        if found := _SIDE.fullmatch(words):
            side, shared = found["side"], None
        elif _LIST_ENDS.fullmatch(words):
            side = ""
        elif side and re.fullmatch("[…・.]{3,}", words):
            # Here the Shugiin goes on with those who are no members, without a heading;
            # 政府参考人 heads only those with an office in parentheses.
            side, shared, beyond = "出席者", None, True
        elif words in ("委員長", "理事", "委員"):
            shared = words
        elif side:
            side = "出席者" if beyond and words[:1] not in ("（", "(") else side
            yield from _diet_people(line, side, shared)


def _diet_people(line: str, side: str, shared: str | None) -> Iterator[Attendee]:
    for person in _PERSON.finditer(re.sub(r"([)）])\s+", r"\1", line)):
        words = person["words"].split()
        office = person["inside"]
        if not office and len(words) > 1 and len(words[0]) > 1 and role_in_diet(words[0]):
            office, words = words[0], words[1:]
        if 1 <= len(words) <= 2 and (
            len(words) == 1 or max(map(len, words)) <= _MAX_NAME_PART_LENGTH
        ):
            called = office or shared
            yield Attendee("".join(words), side, called, department_of(called) if called else None)
