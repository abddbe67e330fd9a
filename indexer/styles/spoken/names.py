"""What is printed in a speaker mark → name, office and role; null where it is no speaker.

Here the sign around it is gone, so it must itself look like one who speaks: an
office, a seat, a name with an honorific, or a name and an office.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from index.minutes import Role
from indexer.styles.speakers import Speaker, department_of, role_of


class Who(NamedTuple):
    """A speaker as marked; `certain` where it can be nothing else but one who speaks.

    `agree` is the name or office that a roster may confirm, without spaces.
    """

    speaker: Speaker
    certain: bool
    agree: str


_NO_SPEAKER = re.compile(
    r"出席|欠席|列席|傍聴|署名|日程|会議録|議事録|速記|付託|招集|開会|閉会|開議|散会|延会|休憩|再開(?!発)|報告$|指名"
    r"|派遣|の件|職務のため|説明のため|質問者|発言者|氏名|定数|名簿|順序|提出|議案|陳情第|請願第|午[前後]|場所|日時"
    r"|[0-9０-９]+[名人]|について|[年月日]$|資料(?!館|室|課)|別紙|次第|議題|選任|選出|互選|就任|挨拶|あいさつ|辞任|異動|補欠|選挙$"
)
_NO_NAME = re.compile(
    r"[0-9０-９]|[号回件]$|^(?:[数何全各]|[一二三四五六七八九十]+)[名人]$|^(?:なし|無|同|続き?|案|仮|休憩|略|欠席?|新|旧|前|全|全員|以下|各|写|抄|再|継続|仮称|以下|当時|例)$"
    r"|起立|挙手|拍手|登壇|発言|[、。]"
)
_HONORIFIC = r"(?:君|くん|さん|氏|様|議員|委員)"
_OFFICE_OF = re.compile(
    rf"(?P<office>[^（()）]+)[（(](?P<name>[^（()）]+?)(?P<honorific>{_HONORIFIC})?[)）]"
)
_INSIDE = re.compile(r"[（(](?P<inside>[^（()）]{2,})[)）]")
_SEAT = r"(?:議席)?第?[0-9０-９〇一二三四五六七八九十百]+番(?:議員|委員)?"
_SEATED = re.compile(
    rf"(?P<office>{_SEAT})(?:[（(](?P<party>[^（()）]+)[)）])?(?P<name>[^（()）]{{2,12}}?)"
    rf"(?P<honorific>{_HONORIFIC})?"
)
_NAMED = re.compile(r"(?P<name>[^（()）]{1,10}?)(?P<honorific>君|くん|さん|氏)")
_INITIAL = re.compile(r"(?P<name>[^（()）]{1,6}[（(][^（()）]{1,4}[)）])(?P<office>[^（()）]{2,8})")
_LETTER = re.compile(
    r"(?P<office>委員|参加者|住民|町民|市民|区民)(?P<letter>[A-ZＡ-Ｚ0-9０-９①-⑳])"
)
_PRESIDES = (
    r"(?:臨時|仮|年長)?(?:副?(?:委員長|議長|座長|会長|部会長|理事長)(?:職務代(?:行|理)者?|代理)?)"
)
_TITLED = re.compile(
    rf"(?P<name>[^（()）]{{1,8}}?)(?P<office>{_PRESIDES}|議員|委員|(?:市|町|村|区)長|副?知事|教育長)"
)
_SURNAME = re.compile(r"[一-鿿々ヶヵ]{1,4}|[ァ-ヴー]{2,6}|[ぁ-ゔ]{2,5}")
_WHOLE_NAME = re.compile(r"(?=.*[ぁ-ゔァ-ヴ])[一-鿿々ヶヵぁ-ゔァ-ヴー]{4,8}")
_BODIES = re.compile(
    "特別|運営|専門|公募|学識|予算|決算|総務|企画|財政|文教|教育|厚生|福祉|民生|市民|区民|町民|村民|建設|土木|都市|経済"
    "|産業|環境|まち|こども|子ども|ふるさと|町内|自治|商店|広報|改革|選挙|監査|農業|公平|分科|審議|協議|医師|商工|老人|婦人"
    r"|^(?:小|部|副|仮|前|元|新|各|本|正|議)$|(?:本会議|調査|検討|委員)"
)
_WORD = re.compile(
    r"[一-鿿々ァ-ヴー・ヶ0-9０-９A-Za-zＡ-Ｚ]+|(?!.*(?:を|です|ます|する|した|から|まで))[^、。]+長"
)
_OFFICES = re.compile(
    rf"{_PRESIDES}|委員|議員|事務局|当局|執行部|説明員|理事者|参考人|公述人|証人|幹事|書記|担当課?|所管課|傍聴者|住民|町民"
    r"|市民|区民|参加者|司会(?:者)?|実施機関|諮問庁|各委員|(?:担当|所管|説明)者|オブザーバー|コンサルタント|アドバイザー"
    r"|(?:町|市|区|村|県)側?|監査委員|[Ａ-ＺA-Z]委員"
)
_UNIT = re.compile(r"[^（()）]*(?:課|部|局|室|係|班|センター)")
# A petitioner's address follows, where nobody speaks: 請願者　東雲町.
_WITNESS_FIRST = re.compile(r"(?:請願者|陳情者|参考人|公述人|証人).")
_GOES_ON = re.compile(r"[（(]続き?[)）]$")
_LONGEST = 30


@lru_cache(maxsize=8192)
def read_who(printed: str) -> Who | None:
    """Take what a mark prints apart, its spaces left out; null where nobody is named."""
    text = _GOES_ON.sub("", re.sub(r"\s+", "", printed))
    if not text or len(text) > _LONGEST or _NO_SPEAKER.search(text):
        return None
    if found := _INSIDE.fullmatch(text):
        inner = read_who(found["inside"])
        return inner if inner and inner.speaker.role else None
    if found := _OFFICE_OF.fullmatch(text):
        who = _office_of(found["office"], found["name"], found["honorific"])
        if who:
            return who
    if found := _INITIAL.fullmatch(text):
        role = role_of(found["office"])
        return Who(Speaker(found["name"], found["office"], role), True, text) if role else None
    if (found := _SEATED.fullmatch(text)) and not _NO_NAME.search(found["name"]):
        speaker = Speaker(found["name"], found["office"], "member", found["party"])
        return Who(speaker, found["honorific"] is not None, found["name"])
    return _plain(text)


def read_parted(printed: str) -> Who | None:
    """A name and an office that a space parts: 小栗　建設部長; null where it is not certain."""
    name, *rest = printed.split()
    office = "".join(rest)
    if not office or _BODIES.search(name) or not _SURNAME.fullmatch(name) or _UNIT.fullmatch(name):
        return None
    whole = read_who(office)
    if whole is None or whole.speaker.name or read_who(name):
        return None
    return Who(whole.speaker._replace(name=name), True, name)


def _office_of(office: str, name: str, honorific: str | None) -> Who | None:
    role = role_of(office)
    if _UNIT.fullmatch(name) and not honorific:
        known = role or ("official" if _UNIT.fullmatch(office) else None)
        return (
            Who(Speaker(None, f"{office}（{name}）", known, name), False, office) if known else None
        )
    if _NO_NAME.search(name) or len(name) > 14 or (role is None and not honorific):
        return None
    inner = read_who(name) if not honorific else None
    if inner and inner.speaker.name is None:
        return None
    return Who(Speaker(name, office, role or _by(honorific), department_of(office)), True, name)


def _by(honorific: str | None) -> Role | None:
    return "member" if honorific in ("君", "議員", "委員") else None


def _plain(text: str) -> Who | None:
    """A name and an office run together, a name with an honorific, or an office alone."""
    if _OFFICES.fullmatch(text):
        return Who(Speaker(None, text, _role(text), department_of(text)), False, text)
    if found := _LETTER.fullmatch(text):
        role: Role = "member" if found["office"] == "委員" else "witness"
        return Who(Speaker(None, text, role), False, text)
    if found := _TITLED.fullmatch(text):
        name, office = found["name"], found["office"]
        sure = _SURNAME.fullmatch(name) or _WHOLE_NAME.fullmatch(name)
        if sure and not _BODIES.search(name):
            return Who(Speaker(name, office, _role(office)), False, name)
    role_printed = role_of(text) if not _WITNESS_FIRST.match(text) else None
    if role_printed and _WORD.fullmatch(text):
        if text.endswith(("委員", "議員")) and not _BODIES.search(text):
            return None
        return Who(Speaker(None, text, role_printed, department_of(text)), False, text)
    if found := _NAMED.fullmatch(text):
        speaker = Speaker(found["name"], None, _by(found["honorific"]))
        return None if _NO_NAME.search(found["name"]) else Who(speaker, False, found["name"])
    unit = _UNIT.fullmatch(text) and _WORD.fullmatch(text)
    return Who(Speaker(None, text, "official", text), False, text) if unit else None


def _role(office: str) -> Role | None:
    if re.search("会長|部会長|理事長|議長|座長|委員長|^司会", office):
        return "chair"
    if office.endswith(("住民", "町民", "市民", "区民", "参加者", "傍聴者")):
        return "witness"
    known = role_of(office)
    if known is None and re.search("課|側|^[町市区村県]$|機関|庁|担当|所管|執行部|説明", office):
        return "official"
    return known
