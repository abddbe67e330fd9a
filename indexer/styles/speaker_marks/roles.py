"""An office → the role it implies, and the department it leads or belongs to."""

from __future__ import annotations

import re

from index.minutes import Role
from indexer.styles.speaker_marks.marks import IS_SEAT

_CHAIR = re.compile(r"(?:委員長|議長|座長)(?:職務代[行理]者?)?$|^副?会長$|(?:部|分科)会長$")
_MEMBER = re.compile(r"(?:議員|委員)$")
_BOARD = re.compile(
    r"(?:政府|監査|教育|選挙管理|選管|農業|公平|人事|公安|収用|労働|固定資産評価審査|民生|児童)委員"
)
_SECRETARIAT = re.compile(r"書記(?:長)?$|議会(?:事務)?局|^(?:事務局|事務総長|議事)")
_WITNESS = re.compile(
    r"(?<!政府)参考人|公述人|証人|請願者|陳情者|外部監査人|(?:町|自治|商店|町内)会(?:会長|長|副会長|理事長)$"
)
_OFFICIAL = re.compile(
    r"(?:長|参事|参与|参事官|主査|主幹|主任|理事|理事者|総監|技監|管理者|収入役|助役|知事|次官|政務官|大臣"
    r"|書記官|政府参考人|説明員|説明者|代理者|補佐|審議官|局員|当局|幹事)(?:事務取扱|兼務|心得)?$"
)
_OFFICIAL_IN_MARKS = re.compile(
    r"[^\s（()）](?:監|主事|技師|技術員|リーダー|マネージャー|担当|政策官|調整官|監察官|顧問|相談員|指導員"
    r"|保健師|栄養士|学芸員|司書|弁護士|会計士)$"
)
_DEPARTMENT = re.compile(
    r"(?P<department>.+(?:本部|事務所|保健所|相談所|事務局|センター|図書館|局|部|課|室|所|館|署|場))"
    r"(?:長|次長|副?参事|課長補佐|長補佐|副?主幹|主査|理事|技監|長職務代理者)(?:事務取扱|兼務)?"
)
_HEADS_A_BODY = re.compile("会長|部会長|理事長|議長|座長|委員長|^司会")
_CITIZEN = ("住民", "町民", "市民", "区民", "参加者", "傍聴者")
_ADMINISTRATION = re.compile("課|側|^[町市区村県]$|機関|庁|担当|所管|執行部|説明")


def role_of(office: str) -> Role | None:
    """The role an office implies; null where it implies none."""
    if office.startswith("番外"):
        return "official"
    if IS_SEAT.fullmatch(office):
        return "member"
    if _WITNESS.search(office):
        return "witness"
    if _SECRETARIAT.search(office):
        return "secretariat"
    if _BOARD.search(office):
        return "official"
    if _CHAIR.search(office):
        return "chair"
    if _MEMBER.search(office):
        return "member"
    return "official" if _OFFICIAL.search(office) else None


def role_in_mark(office: str) -> Role | None:
    """The role an office implies, or an office that is printed in marks only: 危機管理監."""
    return role_of(office) or ("official" if _OFFICIAL_IN_MARKS.search(office) else None)


def role_of_title(title: str) -> Role | None:
    """The role of somebody whom a mark calls by a title alone: 会長, 市民, 担当課."""
    if _HEADS_A_BODY.search(title):
        return "chair"
    if title.endswith(_CITIZEN):
        return "witness"
    return role_of(title) or ("official" if _ADMINISTRATION.search(title) else None)


def role_by_honorific(honorific: str | None) -> Role | None:
    if honorific == "氏":
        return "witness"
    return "member" if honorific in ("君", "議員", "委員") else None


def department_of(office: str) -> str | None:
    """The department an office leads or belongs to: 障害者福祉課長 → 障害者福祉課."""
    found = _DEPARTMENT.fullmatch(office)
    return found["department"] if found and "担当" not in found["department"] else None
