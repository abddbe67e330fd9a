"""The numbers that Word counts itself: paragraph properties → 「（１）」「ア」「・」.

Office Open XML, part 1, 17.9: a paragraph names a list and a level; the list's level
has a first number, a format and a text in which %1 is the first level's number.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from lxml import etree

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_KANA = (
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
)
_IROHA = (
    "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス"
)
_DIGITS = str.maketrans("0123456789", "０１２３４５６７８９")
_KANJI = "〇一二三四五六七八九"
_ROMAN = {100: "c", 90: "xc", 50: "l", 40: "xl", 10: "x", 9: "ix", 5: "v", 4: "iv", 1: "i"}
_MAX_NUMBER = 9_999


class _Level(NamedTuple):
    start: int
    format: str
    text: str


class WordNumbering:
    """The numbered lists of a document, and the number that each has reached."""

    def __init__(self, root: etree._Element | None) -> None:
        self.lists: dict[str, dict[int, _Level]] = {}
        self.counts: dict[str, dict[int, int]] = {}
        if root is None:
            return
        abstract = {
            each.get(WORD + "abstractNumId"): _levels(each)
            for each in root.iter(WORD + "abstractNum")
        }
        for each in root.iter(WORD + "num"):
            found = each.find(WORD + "abstractNumId")
            if found is not None:
                levels = abstract.get(found.get(WORD + "val"), {})
                self.lists[each.get(WORD + "numId") or ""] = levels

    def next_number(self, properties: Any) -> str:  # noqa: ANN401 - an element or nothing
        """The number printed before the next paragraph; "" where it has none."""
        found = properties.find(WORD + "numPr") if properties is not None else None
        if found is None:
            return ""
        name = _value(found, "numId", "")
        level = _number(_value(found, "ilvl", "0"), 0)
        levels = self.lists.get(name, {})
        if level not in levels:
            return ""
        counts = self.counts.setdefault(name, {})
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]
        text = _shown(levels, counts, level)
        return f"{text} " if text else ""


def _levels(abstract: etree._Element) -> dict[int, _Level]:
    return {
        _number(level.get(WORD + "ilvl") or "", 0): _Level(
            _number(_value(level, "start", "1"), 1),
            _value(level, "numFmt", "decimal"),
            _value(level, "lvlText", "")[:40],
        )
        for level in abstract.iter(WORD + "lvl")
    }


def _shown(levels: dict[int, _Level], counts: dict[int, int], level: int) -> str:
    """The text of a level; a character of a symbol font (private use) is a bullet."""
    if levels[level].format == "bullet":
        text = levels[level].text
        return "・" if not text or "\ue000" <= text[0] <= "\uf8ff" else text

    def number(found: re.Match[str]) -> str:
        at = int(found[1]) - 1
        of = levels.get(at)
        return _printed(counts.get(at, of.start), of.format) if of else ""

    return re.sub(r"%([1-9])", number, levels[level].text)


def _printed(value: int, style: str) -> str:
    value = max(0, min(value, _MAX_NUMBER))
    write = _FORMATS.get(style)
    return write(value) if write and value else str(value)


def _among(signs: str) -> Callable[[int], str]:
    return lambda value: signs[(value - 1) % len(signs)]


def _kanji(value: int) -> str:
    if value > 99:
        return "".join(_KANJI[int(digit)] for digit in str(value))
    tens, ones = divmod(value, 10)
    ten = ("" if tens < 2 else _KANJI[tens]) + "十" if tens else ""
    return ten + (_KANJI[ones] if ones else "")


def _roman(value: int) -> str:
    parts = ["m" * (value // 1000), "d" * (value % 1000 // 500)]
    value %= 500
    for unit, sign in _ROMAN.items():
        parts.append(sign * (value // unit))
        value %= unit
    return "".join(parts)


_FORMATS: dict[str, Callable[[int], str]] = {
    "none": lambda _: "",
    "decimalFullWidth": lambda value: str(value).translate(_DIGITS),
    "decimalFullWidth2": lambda value: str(value).translate(_DIGITS),
    "decimalEnclosedCircle": lambda value: chr(0x245F + value) if value <= 20 else f"({value})",
    "aiueo": _among(_KANA),
    "aiueoFullWidth": _among(_KANA),
    "iroha": _among(_IROHA),
    "irohaFullWidth": _among(_IROHA),
    "japaneseCounting": _kanji,
    "ideographDigital": _kanji,
    "japaneseDigitalTenThousand": _kanji,
    "lowerLetter": _among("abcdefghijklmnopqrstuvwxyz"),
    "upperLetter": _among("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    "lowerRoman": _roman,
    "upperRoman": lambda value: _roman(value).upper(),
}


def _value(element: etree._Element, tag: str, default: str) -> str:
    found = element.find(WORD + tag)
    value = found.get(WORD + "val") if found is not None else None
    return default if value is None else str(value)


def _number(text: str, default: int) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else default
