"""Japanese dates: the eras with their first days, and numbers written in kanji."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import NamedTuple


class Era(NamedTuple):
    """An era: its name, initial, first Western year, and first day in use."""

    name: str
    initial: str
    year: int
    begins: date


# The days are those of the imperial edicts on the era names (改元), but Meiji's: Japan has
# used the Gregorian calendar since 1873, its sixth year.
ERAS = (
    Era("令和", "R", 2019, date(2019, 5, 1)),
    Era("平成", "H", 1989, date(1989, 1, 8)),
    Era("昭和", "S", 1926, date(1926, 12, 25)),
    Era("大正", "T", 1912, date(1912, 7, 30)),
    Era("明治", "M", 1868, date(1873, 1, 1)),
)

_DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {"零": 0}
_POWERS = {"十": 10, "百": 100, "千": 1000}
_KANJI_NUMBER = re.compile("[〇零一二三四五六七八九十百千]{1,12}")


def western_year(era: str, year: str) -> int:
    """The Western year of a year (digits or 元) of an era (name or initial). Raises KeyError."""
    for each in ERAS:
        if era.upper() in (each.name, each.initial):
            return each.year - 1 + (1 if year == "元" else int(year))
    raise KeyError(era)


def to_arabic_numerals(text: str) -> str:
    """The text in NFKC, with digits for kanji numbers: 平成三十年二月 → 平成30年2月."""
    normalized = unicodedata.normalize("NFKC", text)
    return _KANJI_NUMBER.sub(lambda found: str(_number(found.group())), normalized)


def _number(kanji: str) -> int:
    """三十一, 百十四, 二〇二三 → 31, 114, 2023."""
    if not _POWERS.keys() & set(kanji):
        return int("".join(str(_DIGITS[digit]) for digit in kanji))
    total = value = 0
    for character in kanji:
        if character in _POWERS:
            total += (value or 1) * _POWERS[character]
            value = 0
        else:
            value = value * 10 + _DIGITS[character]
    return total + value
