"""Office as the National Diet prints it → role and affiliation; nothing is guessed.

mark       ○佐藤国務大臣　: in what capacity the turn is spoken
position   国土交通大臣, 国土交通省港湾局長, 委員長
role       証人, 参考人, 公述人, 政府参考人
group      the parliamentary group (会派), for members
"""

from __future__ import annotations

import re

from index.minutes import Role
from indexer.styles.marks import PrintedMark
from indexer.styles.speakers import Speaker, department_of, role_of

HOUSES = ("衆議院", "参議院", "両院")

_HONORIFICS = ("君", "くん", "さん", "氏")
_CHAIR = re.compile(
    r"(?:.*委員長|.*議長|座長|(?:調査会|審査会|審議会)?副?会長|主査)(?:職務)?(?:代[行理]者?)?"
)
_MEMBER = re.compile(r"(?:.*議員|.*委員|分科員|理事)")
_BOARD = re.compile(r"政府委員|.*委員会(?:副?委員長|委員)|.*専門委員")
_OFFICIAL = re.compile(r"政府.*|会計検査院.*|.*(?:大臣|長官|政務官|総裁|総長)")
_SECRETARIAT = re.compile(
    r"(?:議院)?(?:事務(?:総|次)長|法制局長|参事)|(?:.*委員会)?専門員|国立国会図書館長"
)
_PLAIN_CHAIR = ("委員長", "議長")


def read_office(
    mark: PrintedMark | None, position: str | None, role: str | None, group: str | None
) -> Speaker:
    """The office, role and affiliation of a named speaker, as far as they are printed."""
    capacity = mark.office if mark and mark.office not in _HONORIFICS else None
    office = capacity or position or role
    if mark and capacity == "理事" and mark.printed.startswith("理事"):
        # 理事（…君） is printed in the Sangiin where a director is in the chair.
        known: Role | None = "chair"
    else:
        known = role_in_diet(role) or role_in_diet(capacity) or role_in_diet(position)
    if known is None and mark and mark.office == "君":
        known = "member"
    return Speaker(None, office, known, _affiliation(known, position or capacity or role, group))


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


def _affiliation(role: Role | None, office: str | None, group: str | None) -> str | None:
    """What a reader must know beside the role: the department or position, or the group."""
    if role == "member":
        return group
    if role == "chair":
        return None if office in _PLAIN_CHAIR else office
    if office is None:
        return group
    return (department_of(office) if role == "official" else None) or office
