"""The signs that mark a speaker: the one table of them, and the pieces that marks are made of.

Every pattern that looks for a speaker's mark, or for a heading or a stage direction in the same
brackets, is built from `BRACKETS` and `CIRCLES`. To read another mark, add a row to `BRACKETS` if
it has a sign on both sides (▶山田委員◀), or a character to `CIRCLES` if it has one before the
name (◎山田委員).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple


class BracketFamily(NamedTuple):
    """Brackets that may enclose a speaker, alone on a line or before the words.

    Any character of `opening` pairs with any of `closing`: ‹会長>. Between them are at most
    `longest` characters, none of them in `excluded`. `in_text` says that the bracket is rare in
    running text: inside a turn it shows that the mark of another turn was missed. `titles` says
    that headings are printed in the same brackets.
    """

    opening: str
    closing: str
    longest: int = 30
    excluded: str = ""
    in_text: bool = True
    titles: bool = True


BRACKETS = (
    BracketFamily("【", "】"),
    BracketFamily("‹〈《＜<", "›〉》＞>"),
    BracketFamily("[［", "]］", in_text=False),
    BracketFamily("〔", "〕", excluded="「」", in_text=False),
    BracketFamily("（(", "）)", longest=20, excluded="「」", in_text=False, titles=False),
)
_OPENING = "".join(family.opening for family in BRACKETS)
if len({*_OPENING}) < len(_OPENING) or not all(family.closing for family in BRACKETS):
    raise ValueError("BRACKETS: a family has no closing bracket, or an opening one of another's")

PLAIN_CIRCLES = "○◯〇◎◆"
CIRCLES = PLAIN_CIRCLES + "●◇★☆◉⦿"
"""The signs before a speaker, and before headings and rosters; the plain are never bullets."""

HEADING_SIGNS = "△▽▲▼□■"
SIGNS = CIRCLES + HEADING_SIGNS
OTHER_SIGNS = HEADING_SIGNS + "＊*"
"""Mostly before a heading or a note; before what can only be a speaker they are an ornament."""

ASKS, ANSWERS = "・･", "→⇒➡"
"""The signs before a question and before its answer, where no speaker is named."""


class SpeakerMark(NamedTuple):
    """A mark at the head of a line, whose words begin at `end`.

    `text` is the speaker as printed, without the sign (○, 【】) that marks it. A mark that is not
    `sure` has a form that a heading may have, too.
    """

    sign: str
    text: str
    end: int
    sure: bool = True


def opening_brackets(*, titles: bool | None = None, in_text: bool | None = None) -> str:
    """The opening brackets, escaped for a class of characters; of all families or of some."""
    return re.escape("".join(family.opening for family in _families(titles, in_text)))


def closing_brackets(*, titles: bool | None = None, in_text: bool | None = None) -> str:
    """As `opening_brackets`, the closing ones."""
    return re.escape("".join(family.closing for family in _families(titles, in_text)))


def _families(titles: bool | None, in_text: bool | None) -> list[BracketFamily]:
    return [
        family
        for family in BRACKETS
        if titles in (None, family.titles) and in_text in (None, family.in_text)
    ]


def read_bracketed(text: str) -> SpeakerMark | None:
    """The bracketed mark at the head of a text, with the colon and spaces after it."""
    for family in BRACKETS:
        if text.startswith(tuple(family.opening)) and (found := _pattern(family).match(text)):
            sign = found["opening"] + found["closing"]
            return SpeakerMark(sign, found["mark"].strip(), found.end())
    return None


@lru_cache
def _pattern(family: BracketFamily) -> re.Pattern[str]:
    opening, closing = re.escape(family.opening), re.escape(family.closing)
    inside = rf"[^{opening}{closing}{family.excluded}]{{1,{family.longest}}}"
    return re.compile(
        rf"(?P<opening>[{opening}])(?P<mark>{inside})(?P<closing>[{closing}])[ 　]*[:：]?[ 　]*"
    )


SPACE = r"[ 　\t\xa0]"
COLON = r"[：:；;]"
# Possessive (++): otherwise a hundred bytes are kept for each character after an open bracket.
GROUP = r"[（(](?:[^（()）\n]++|[（(][^（()）\n]*+[)）])*+[)）]"
VARIATION = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
"""Selects a shape of the character before it; another shape of a kanji is no other name."""
KANJI = f"一-鿿㐀-䶿豈-﫿𠀀-𯨟々ヶヵ{VARIATION}"
"""For the inside of a character class; names are also written with 﨑, 𠮷, and 葛 in two shapes."""
NAME_LETTER = rf"[{KANJI}ぁ-ゔァ-ヴー]"

NUMBER = "[0-9０-９〇一二三四五六七八九十百]"
HONORIFIC = r"(?:君|くん|さん|氏|様|議員|委員)"
SEAT = rf"(?:議席)?(?:番外)?第?{NUMBER}+番(?:議員|委員)?"

PARTY = (
    r"[^（()）\s0-9０-９]{1,16}?(?:党|会|クラブ|ネット|フォーラム|維新|会派|の風|団|会議)"
    r"|公明|自民|立憲|共産|社民|国民|維新|れいわ|参政|無所属|諸派"
)

_PARTY = re.compile(
    rf"(?!.*(?:委員|審議|審査|協議)会)(?:{PARTY}|[^（()）\s]{{2,16}}(?:ネットワーク|市民|みらい|未来|改革))"
    "[0-9０-９]{0,2}"
)


def party_of(text: str | None) -> str | None:
    """The party in parentheses beside a name; null where they hold an office or a department."""
    return text if text and _PARTY.fullmatch(text) else None


OFFICE_OF = re.compile(
    rf"(?P<office>[^（()）]+(?:{GROUP})*?)\s*[（(](?P<name>[^（()）]+?)(?P<honorific>{HONORIFIC})?\s*[)）]"
)
"""議長（東雲一郎君）, 潮見支所長（兼防災監）（浜風円君）."""

INITIAL = re.compile(
    r"(?P<name>(?P<surname>[^（()）]+)[（(][^（()）]{1,4}[)）])(?P<office>[^（()）。、：:；;]+)"
)
"""浜風（ま）委員: a surname, the part of the given name that distinguishes it, and an office."""

INSIDE = re.compile(r"[（(](?P<inside>(?:[^（()）]|[（(][^（()）]*[)）]){2,})[)）]")
IS_SEAT = re.compile(SEAT)
HONOURED = re.compile(rf"{HONORIFIC}$")
# 大沢《おおさわ》隆; in one bracket in another, also in parentheses: （大沢（おおさわ）隆君）.
_RUBY = re.compile(
    rf"(?<=[{KANJI}])(?:《[ぁ-ゔー・ 　]+》|[（(][ぁ-ゔー・ 　]{{2,}}[)）](?=[^（()）]*[)）]))"
)
_VARIATION = re.compile(f"[{VARIATION}]")
_SIGN = re.compile(rf"\s*[{SIGNS}]\s*")


def squash(text: str) -> str:
    """A text without its spaces, for letter-spaced marks: 議　長（東雲　一郎君）."""
    return "".join(text.split())


def without_ruby(text: str) -> str:
    """A mark without the kana that say how its kanji are read."""
    return _RUBY.sub("", text)


def usual_shapes(text: str) -> str:
    """A text without the selectors that choose a shape of a character."""
    return _VARIATION.sub("", text)


def name_key(text: str) -> str:
    """A name or office as it is compared, without spaces and selectors of shapes."""
    return usual_shapes(squash(text))


def sign_of(text: str) -> str:
    """The sign at the head of a text; empty where there is none."""
    found = _SIGN.match(text)
    return found[0].strip() if found else ""


def without_sign(text: str) -> str:
    return _SIGN.sub("", text, count=1).strip()


def unbracketed(speaker: str) -> str:
    """A speaker without the brackets around the whole: 【会長】, （東雲一郎議長）."""
    if found := INSIDE.fullmatch(speaker):
        return found["inside"]
    mark = read_bracketed(speaker)
    return mark.text if mark and mark.end == len(speaker) else speaker
