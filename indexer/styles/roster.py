"""The attendance list that heads plenary minutes → attendees, where it is certain.

     出席議員　百二十三名
    一番古城まさお君
     出席説明員
    知事小池…君

Each person stands on a line of their own that ends in 君 or an honorific. A line
is read only if its office ends where an office must; others stay in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.minutes import Attendee
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
