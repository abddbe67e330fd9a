"""What speaker marks are made of, in every way of writing minutes."""

from __future__ import annotations

import re

CIRCLES = "○◯〇◎◆●◇★☆◉⦿"
"""The signs before one who speaks; headings and rosters wear them, too."""

HEADING_SIGNS = "△▽▲▼□■"
SIGNS = CIRCLES + HEADING_SIGNS
OTHER_SIGNS = HEADING_SIGNS + "＊*"
"""Mostly before a heading or a note; before a mark that can be nothing else they only adorn it."""

SPACE = r"[ 　\t\xa0]"
COLON = r"[：:；;]"
GROUP = r"[（(](?:[^（()）\n]|[（(][^（()）\n]*[)）])*[)）]"
KANJI = "一-鿿㐀-䶿豈-﫿𠀀-𯨟々ヶヵ"
"""The inside of a class of characters: names are written with 﨑 and 𠮷, too."""

NUMBER = "[0-9０-９〇一二三四五六七八九十百]"
HONORIFIC = r"(?:君|くん|さん|氏|様|議員|委員)"
SEAT = rf"(?:議席)?(?:番外)?第?{NUMBER}+番(?:議員|委員)?"

PARTY = (
    r"[^（()）\s0-9０-９]{1,16}?(?:党|会|クラブ|ネット|フォーラム|維新|会派|の風|団|会議)"
    r"|公明|自民|立憲|共産|社民|国民|維新|れいわ|参政|無所属|諸派"
)

OFFICE_OF = re.compile(
    rf"(?P<office>[^（()）]+(?:{GROUP})*?)\s*[（(](?P<name>[^（()）]+?)(?P<honorific>{HONORIFIC})?\s*[)）]"
)
"""議長（東雲一郎君）, 潮見支所長（兼防災監）（浜風円君）."""

INITIAL = re.compile(
    r"(?P<name>(?P<surname>[^（()）]+)[（(][^（()）]{1,4}[)）])(?P<office>[^（()）。、：:；;]+)"
)
"""浜風（ま）委員: a surname, part of what is told apart by it, and an office."""

IS_SEAT = re.compile(SEAT)
HONOURED = re.compile(rf"{HONORIFIC}$")
_SIGN = re.compile(rf"[\s　]*[{SIGNS}][\s　]*")


def squash(text: str) -> str:
    """A text without spaces, as a mark is that is set apart: 議　長（東雲　一郎君）."""
    return re.sub(r"\s+", "", text)


def sign_of(text: str) -> str:
    """The sign at the head of a text; empty where there is none."""
    found = _SIGN.match(text)
    return found[0].strip() if found else ""


def without_sign(text: str) -> str:
    return _SIGN.sub("", text, count=1).strip()
