"""A printed speaker → name, office, role and department, as far as is certain.

A surname run together with an office (日下部障害者福祉課長) is not parted: where
one ends and the other begins cannot be seen. Its last word still tells the role.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from index.minutes import Role
from indexer.styles.speaker_marks.not_speakers import is_no_name, names_nobody
from indexer.styles.speaker_marks.roles import (
    department_of,
    role_by_honorific,
    role_in_mark,
    role_of,
    role_of_title,
)
from indexer.styles.speaker_marks.signs import (
    GROUP,
    HONORIFIC,
    INITIAL,
    IS_SEAT,
    KANJI,
    OFFICE_OF,
    PARTY,
    SEAT,
    squash,
    without_sign,
)


class Speaker(NamedTuple):
    """What a printed speaker says; null is what it does not say with certainty."""

    name: str | None = None
    office: str | None = None
    role: Role | None = None
    affiliation: str | None = None
    party: str | None = None


class Who(NamedTuple):
    """A speaker as marked; `certain` where it can be nothing else but one who speaks.

    `agree` is the name or office that a roster may confirm, without spaces.
    """

    speaker: Speaker
    certain: bool
    agree: str


_INSIDE = re.compile(r"[（(](?P<inside>(?:[^（()）]|[（(][^（()）]*[)）]){2,})[)）]")
_TRAILING = re.compile(r"(?P<who>(?P<office>[^（()）]+)[（(][^（()）]+[)）])(?:議員|委員|参考人)")
_SEATED = re.compile(
    rf"(?P<office>{SEAT})(?:[（(](?P<party>[^（()）]+)[)）])?\s*(?P<name>[^（()）。、：:〔〕]{{2,12}}?)"
    rf"\s*(?P<honorific>{HONORIFIC})?"
)
_NAMED = re.compile(r"(?P<name>[^（()）]+?)\s*(?P<honorific>君|くん|さん|氏)")
_PARTY_MEMBER = re.compile(
    rf"(?P<who>[^（()）]+?(?:君|さん|議員|委員))[（(](?P<party>{PARTY})[)）]"
)
_MASKED = re.compile(r"[○◯〇●×△▲□■]+(?P<office>[^○◯〇●×△▲□■]{2,})")
_AT_SEAT = re.compile(rf"{SEAT}(?=.)")
_LETTER = re.compile(
    r"(?P<office>委員|参加者|住民|町民|市民|区民)(?P<letter>[A-ZＡ-Ｚ0-9０-９①-⑳])"
)
_PRESIDES = (
    r"(?:臨時|仮|年長)?(?:副?(?:委員長|議長|座長|会長|部会長|理事長)(?:職務代(?:行|理)者?|代理)?)"
)
_TITLED = re.compile(
    rf"(?P<name>[^（()）]*?)\s*(?P<office>{_PRESIDES}|議員|委員|副?(?:市|町|村|区)長|副?知事|教育長)"
)
_SURNAME = re.compile(rf"[{KANJI}ツッノ]{{1,4}}|[ァ-ヴー]{{2,6}}|[ぁ-ゔ]{{2,5}}")
_WHOLE_NAME = re.compile(rf"(?=.*[ぁ-ゔァ-ヴ])[{KANJI}ぁ-ゔァ-ヴー]{{4,8}}")
_BODIES = re.compile(
    "特別|運営|専門|公募|学識|予算|決算|総務|企画|財政|文教|教育|厚生|福祉|民生|市民|区民|町民|村民|建設|土木|都市|経済"
    "|産業|環境|まち|こども|子ども|ふるさと|町内|自治|商店|広報|改革|選挙|監査|農業|公平|分科|審議|協議|医師|商工|老人|婦人"
    r"|^(?:小|部|副|仮|前|元|新|各|本|正|議)$|(?:議会|本会議|調査|検討|委員)"
)
_WORD = re.compile(
    r"[一-鿿々ァ-ヴー・ヶ0-9０-９A-Za-zＡ-Ｚ]+|(?!.*(?:を|です|ます|する|した|から|まで))[^、。]+長"
)
TITLES = re.compile(
    rf"{_PRESIDES}|委員|議員|事務局長?|当局|執行部|説明員|理事者|(?:政府)?参考人|公述人|証人|幹事|書記長?|担当課?|所管課"
    r"|傍聴者|住民|町民|市民|区民|参加者|司会(?:者)?|実施機関|諮問庁|各委員|(?:担当|所管|説明)者|オブザーバー|コンサルタント"
    r"|アドバイザー|(?:町|市|区|村|県)側?|監査委員|[Ａ-ＺA-Z]委員|副?(?:知事|市長|区長|町長|村長)|助役|収入役|教育長|教育次長"
    r"|会計管理者|警視総監|消防総監"
)
UNIT = re.compile(r"[^（()）]*(?:課|部|局|室|係|班|センター)")
_CONCURRENT = re.compile(r"(?:[（(][^（()）]*(?:事務取扱|兼務|兼任|代理)[^（()）]*[)）])+$")
# A petitioner's address follows, where nobody speaks: 請願者　東雲町.
_WITNESS_FIRST = re.compile(r"(?:請願者|陳情者|参考人|公述人|証人).")
_BESIDE = re.compile(rf"{GROUP}+$")
_GOES_ON = re.compile(r"[（(]続き?[)）]$")
_LONGEST, _LONGEST_MARK, _LONGEST_NAME = 200, 30, 14
_LONGEST_IN_PARENS = 60


@lru_cache(maxsize=4096)
def read_speaker(printed: str) -> Speaker:
    """Take one who is known to speak apart: 議長（石川良一君）, 林（宏）委員, 百十六番（…君）."""
    printed = without_sign(_CONCURRENT.sub("", _GOES_ON.sub("", printed)))
    if not printed or len(printed) > _LONGEST:
        return Speaker()
    if found := _INSIDE.fullmatch(printed):
        return read_speaker(found["inside"])
    if (found := _TRAILING.fullmatch(printed)) and role_in_mark(found["office"]):
        return read_speaker(found["who"])
    if of_party := _of_party(printed):
        return of_party
    if IS_SEAT.fullmatch(printed):
        return Speaker(None, printed, role_of(printed))
    seated = _SEATED.fullmatch(printed)
    if not (seated and seated["party"]) and (
        found := OFFICE_OF.fullmatch(printed) or INITIAL.fullmatch(printed)
    ):
        name, office = found["name"].strip(), found["office"].strip()
        return _holder(name, office)
    if found := seated:
        return Speaker(found["name"], found["office"], "member", party=found["party"])
    if found := _NAMED.fullmatch(printed):
        return Speaker(found["name"], None, role_by_honorific(found["honorific"]))
    if titled := _titled(printed, known=True):
        return titled
    if TITLES.fullmatch(printed):
        return Speaker(None, printed, role_of_title(printed))
    return Speaker(None, None, role_of(printed))


@lru_cache(maxsize=8192)
def read_who(printed: str) -> Who | None:
    """Take what may be a mark apart, its spaces left out; null where it names nobody.

    Here nothing else says that somebody speaks, so it must itself look like one who
    does: an office, a seat, a name with an honorific, or a name and an office.
    """
    text = _GOES_ON.sub("", squash(printed))
    if found := _MASKED.fullmatch(text):
        # ○○委員, whose name the publisher has taken out
        return read_who(found["office"])
    # An office may be long where a name in parentheses ends it.
    longest = _LONGEST_IN_PARENS if text.endswith(("）", ")")) else _LONGEST_MARK
    if not text or len(text) > longest or names_nobody(text):
        return None
    if found := _INSIDE.fullmatch(text):
        inner = read_who(found["inside"])
        return inner if inner and inner.speaker.role else None
    if of_party := _of_party(text):
        return Who(of_party, True, of_party.name or text)
    if IS_SEAT.fullmatch(text):
        return Who(Speaker(None, text, role_of(text)), False, text)
    if (found := OFFICE_OF.fullmatch(text)) and (
        who := _office_of(found["office"], found["name"], found["honorific"])
    ):
        return who
    seated = _SEATED.fullmatch(text)
    if not (seated and seated["party"]) and (found := INITIAL.fullmatch(text)):
        speaker = _holder(found["name"], found["office"])
        return Who(speaker, True, text) if speaker.role else None
    if (found := seated) and not is_no_name(found["name"]):
        speaker = Speaker(found["name"], found["office"], "member", party=found["party"])
        return Who(speaker, found["honorific"] is not None, found["name"])
    return _plain(text)


def _holder(name: str | None, office: str, role: Role | None = None) -> Speaker:
    """One who holds an office; what stands in parentheses beside it says not which it is."""
    plain = _BESIDE.sub("", office)
    if name:
        # 議長（１番　東雲一郎君）, 会長（東雲会長）
        name = _AT_SEAT.sub("", name).strip()
        titled = _titled(name, known=False)
        name = titled.name if titled else name
    return Speaker(name, office, role_of(plain) or role, department_of(plain))


def _titled(text: str, *, known: bool) -> Speaker | None:
    """A name and a title without a sign between them; `known` says that somebody speaks."""
    found = _TITLED.fullmatch(text)
    if not found or not found["name"] or role_of(text) in ("witness", "secretariat"):
        return None
    name, office = found["name"], found["office"]
    sure = _SURNAME.fullmatch(name) or _WHOLE_NAME.fullmatch(name)
    if not (sure or (known and role_of(text) == "member")) or _BODIES.search(name):
        return None
    return Speaker(name, office, role_of_title(office))


def _office_of(office: str, name: str, honorific: str | None) -> Who | None:
    role = role_in_mark(_BESIDE.sub("", office))
    if UNIT.fullmatch(name) and not honorific:
        known = role or ("official" if UNIT.fullmatch(office) else None)
        speaker = Speaker(None, f"{office}（{name}）", known, name)
        return Who(speaker, False, office) if known else None
    if is_no_name(name) or len(name) > _LONGEST_NAME or (role is None and not honorific):
        return None
    inner = read_who(name) if not honorific else None
    if inner and inner.speaker.name is None:
        return None
    speaker = _holder(name, office, role or role_by_honorific(honorific))
    return Who(speaker, True, speaker.name or name)


def _of_party(text: str) -> Speaker | None:
    """A member with a name and a party: 浜風円議員（みさき会）, 浜風円君（みさき会）."""
    found = _PARTY_MEMBER.fullmatch(text)
    if not found:
        return None
    named = _NAMED.fullmatch(found["who"])
    if named and not is_no_name(named["name"]):
        return Speaker(named["name"], None, "member", party=found["party"])
    titled = _titled(found["who"], known=True)
    member = titled and titled.role == "member"
    return titled._replace(party=found["party"]) if titled and member else None


def _plain(text: str) -> Who | None:
    """A name and an office run together, a name with an honorific, or an office alone."""
    if TITLES.fullmatch(text):
        return Who(Speaker(None, text, role_of_title(text), department_of(text)), False, text)
    if found := _LETTER.fullmatch(text):
        role: Role = "member" if found["office"] == "委員" else "witness"
        return Who(Speaker(None, text, role), False, text)
    if (titled := _titled(text, known=False)) and titled.name:
        return Who(titled, False, titled.name)
    printed_role = role_of(text) if not _WITNESS_FIRST.match(text) else None
    if printed_role and _WORD.fullmatch(text):
        if text.endswith(("委員", "議員")) and not _BODIES.search(text):
            return None
        return Who(Speaker(None, text, printed_role, department_of(text)), False, text)
    if found := _NAMED.fullmatch(text):
        speaker = Speaker(found["name"], None, role_by_honorific(found["honorific"]))
        named = not is_no_name(found["name"]) and len(found["name"]) <= _LONGEST_NAME
        return Who(speaker, False, found["name"]) if named else None
    unit = UNIT.fullmatch(text) and _WORD.fullmatch(text)
    return Who(Speaker(None, text, "official", text), False, text) if unit else None
