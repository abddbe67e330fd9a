"""A printed speaker → name, office, role and department, as far as is certain.

A surname run together with an office (日下部障害者福祉課長) is not parted: where
one ends and the other begins cannot be seen. Its last word still tells the role.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from index.minutes import Role


class Speaker(NamedTuple):
    """What a printed speaker says; null is what it does not say with certainty."""

    name: str | None = None
    office: str | None = None
    role: Role | None = None
    affiliation: str | None = None


_HONORIFIC = r"(?:君|くん|さん|氏|議員|委員)"
_OFFICE_OF = re.compile(
    rf"(?P<office>[^（()）]+)\s*[（(](?P<name>[^（()）]+?){_HONORIFIC}?\s*[)）]"
)
_ONLY_PARENTHESES = re.compile(r"[（(](?P<inside>[^（()）]{2,})[)）]")
_GIVEN_INITIAL = re.compile(r"(?P<name>[^（()）]+[（(][^（()）]{1,3}[)）])(?P<office>[^（()）]+)")
_SEAT = re.compile(r"(?:議席)?第?[0-9０-９〇一二三四五六七八九十百]+番(?:議員|委員)?")
_NAMED = re.compile(r"(?P<name>[^（()）]+?)\s*(?P<honorific>君|くん|さん|氏)")
_TITLED = re.compile(
    r"(?P<name>[^（()）]*?)\s*(?P<office>"
    r"(?:臨時|仮|年長)?(?:副?(?:委員長|議長|座長)(?:職務代(?:行|理)者?)?|議員|委員))"
)
_SURNAME = re.compile(r"[^\s（()）]{1,4}")
_COMMITTEE = re.compile(
    "特別|運営|専門|公募|学識|予算|決算|総務|企画|財政|文教|教育|厚生|福祉|民生|市民|区民|町民|建設|土木|都市|経済|産業|環境"
)

_CHAIR = re.compile(r"(?:委員長|議長|座長)(?:職務代[行理]者?)?$|^副?会長$")
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
_DEPARTMENT = re.compile(
    r"(?P<department>.+(?:本部|事務所|保健所|相談所|事務局|センター|図書館|局|部|課|室|所|館|署|場))"
    r"(?:長|次長|副?参事|課長補佐|長補佐|副?主幹|主査|理事|技監|長職務代理者)(?:事務取扱|兼務)?"
)


_LONGEST = 200
_HONORIFICS: Mapping[str, Role] = {"君": "member", "氏": "witness"}
_HEADS = re.compile(
    "副?(?:知事|市長|区長|町長|村長|会長)|助役|収入役|教育長|教育次長|会計管理者|警視総監|消防総監"
)
_GROUPS = re.compile("事務局長?|書記長?|参考人|公述人|証人|説明員|理事者|当局|政府参考人")
_CONCURRENT = re.compile(r"[（(][^（()）]*(?:事務取扱|兼務|兼任|代理)[^（()）]*[)）]")


@lru_cache(maxsize=4096)
def read_speaker(printed: str) -> Speaker:
    """Take a printed speaker apart: 議長（石川良一君）, 林（宏）委員, 百十六番（…君）."""
    printed = _CONCURRENT.sub("", printed).strip(" 　\t○◯〇◎◆●")
    if not printed or len(printed) > _LONGEST:
        return Speaker()
    if found := _ONLY_PARENTHESES.fullmatch(printed):
        return read_speaker(found["inside"])
    if found := _OFFICE_OF.fullmatch(printed):
        return _of_office(found["name"].strip(), found["office"].strip())
    if found := _GIVEN_INITIAL.fullmatch(printed):
        return _of_office(found["name"], found["office"])
    if found := _NAMED.fullmatch(printed):
        return Speaker(found["name"], None, _HONORIFICS.get(found["honorific"]))
    return _run_together(printed)


def _of_office(name: str | None, office: str) -> Speaker:
    return Speaker(name, office, role_of(office), department_of(office))


def _run_together(printed: str) -> Speaker:
    """A surname and an office without a sign between them, or an office alone."""
    role = role_of(printed)
    found = _TITLED.fullmatch(printed)
    if found and role in ("chair", "member"):
        name, office = found["name"].strip(), found["office"]
        if not name:
            return Speaker(None, office, role)
        certain = role == "member" or _SURNAME.fullmatch(name)
        if certain and not _COMMITTEE.search(name):
            return Speaker(name, office, role)
    if _HEADS.fullmatch(printed) or _GROUPS.fullmatch(printed):
        return Speaker(None, printed, role, None)
    return Speaker(None, None, role)


def role_of(office: str) -> Role | None:
    """The role an office implies; null where it implies none."""
    if _SEAT.fullmatch(office):
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


def department_of(office: str) -> str | None:
    """The department an office leads or belongs to: 障害者福祉課長 → 障害者福祉課."""
    found = _DEPARTMENT.fullmatch(office)
    return found["department"] if found and "担当" not in found["department"] else None
