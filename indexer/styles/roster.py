"""The attendance list that heads verbatim minutes → attendees, where it is certain.

     出席議員　百二十三名            　出席委員
    一番古城まさお君                　　　委員長　東雲　一郎君
     出席説明員                     　　　理事　浜風　　円君　理事　灯台みさき君
    知事小池…君                     　　　（建設省水路局長）　小栗　　守君

Left, an assembly: each person stands on a line of their own that ends in 君 or an
honorific. Right, the National Diet. A person is taken only where it is certain how
far the office goes; the others stay in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.minutes import Attendee
from indexer.styles.offices import role_in_diet
from indexer.styles.speakers import department_of

_SIDE = re.compile(
    r"[\s　]*[○◯〇]?"
    r"(?P<side>(?:出席|欠席)?(?:議員|委員|説明員|理事者|説明のため出席した者|事務局職員|参考人))"
    r"(?:[\s　（(].*)?"
)
_SEAT = re.compile(
    r"[\s　]*(?P<office>[0-9０-９〇一二三四五六七八九十百]+番)[\s　]*"
    r"(?P<name>[^（()）]{2,16}?)(?:君|議員|さん)"
)
_OFFICIAL = re.compile(
    r"[\s　]*(?P<office>副?知事|副?[市区町村]長|教育長|警視総監|消防総監|会計管理者"
    r"|[^\s　（()）]*?(?:局長|本部長|部長|課長|室長|所長|市場長)(?:兼務)?)"
    r"[\s　]*(?P<name>[^（()）長]{2,12}|長[^（()）長]{1,11})(?:君|さん)"
)


def read_roster(text: str) -> Iterator[Attendee]:
    """The people present, in the order of the list; those absent are left out."""
    side = ""
    for line in text.split("\n"):
        if found := _SIDE.fullmatch(line):
            side = found["side"]
        elif re.match(r"[\s　]*(?:欠員|.*議事日程|.*日程第)", line):
            side = ""
        elif side and not side.startswith("欠席"):
            pattern = _SEAT if side.endswith(("議員", "委員")) else _OFFICIAL
            if person := pattern.fullmatch(line.rstrip()):
                name = re.sub(r"[\s　]+", "", person["name"])
                office = person["office"]
                yield Attendee(name, side, office, department_of(office))


_DIET_SIDE = re.compile(
    r"(?P<side>出席(?:小?委員|分科員|議員|国務大臣|政府委員|者)|委員外の出席者|国務大臣|副大臣|大臣政務官"
    r"|政府参考人|政府特別補佐人|政府委員|説明員|参考人|公述人|証人|衆議院議員|参議院議員|事務局側)"
    r"(?:は左のとおり。?)?(?:[（(].*)?"
)
_DIET_END = re.compile(r"[─━―]{3,}|.*(?:委員の異動|付した案件|議事日程|辞任|補欠選任)|欠席.*")
_DIET_PERSON = re.compile(r"(?:[（(](?P<inside>[^（()）君]+)[)）])?(?P<words>[^（()）君]+)君")
_LONGEST_NAME = 5


def read_diet_roster(text: str) -> Iterator[Attendee]:
    """The people present at a meeting of the National Diet, in the order of the list."""
    side, shared, beyond = "", None, False
    for line in text.split("\n"):
        words = re.sub(r"\s", "", line)
        if found := _DIET_SIDE.fullmatch(words):
            side, shared = found["side"], None
        elif _DIET_END.fullmatch(words):
            side = ""
        elif side and re.fullmatch("[…・.]{3,}", words):
            # Here the Shugiin goes on with those who are no members, without a heading;
            # 政府参考人 is one only to the offices in parentheses under it.
            side, shared, beyond = "出席者", None, True
        elif words in ("委員長", "理事", "委員"):
            shared = words
        elif side:
            side = "出席者" if beyond and words[:1] not in ("（", "(") else side
            yield from _diet_people(line, side, shared)


def _diet_people(line: str, side: str, shared: str | None) -> Iterator[Attendee]:
    for person in _DIET_PERSON.finditer(re.sub(r"([)）])\s+", r"\1", line)):
        words = person["words"].split()
        office = person["inside"]
        if not office and len(words) > 1 and len(words[0]) > 1 and role_in_diet(words[0]):
            office, words = words[0], words[1:]
        if 1 <= len(words) <= 2 and (len(words) == 1 or max(map(len, words)) <= _LONGEST_NAME):
            called = office or shared
            yield Attendee("".join(words), side, called, department_of(called) if called else None)
