"""Numbers in kanji → numbers in digits, for whoever reads dates."""

from __future__ import annotations

import re
import unicodedata

_DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {"零": 0}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_KANJI = re.compile("[〇零一二三四五六七八九十百千]{1,12}")


def to_arabic_numerals(text: str) -> str:
    """Text in NFKC, its kanji numbers in digits: 平成三十年二月 → 平成30年2月."""
    return _KANJI.sub(lambda found: str(_value(found.group())), unicodedata.normalize("NFKC", text))


def _value(digits: str) -> int:
    """三十一, 百十四, 二〇二三 → 31, 114, 2023."""
    if not _UNITS.keys() & set(digits):
        return int("".join(str(_DIGITS[digit]) for digit in digits))
    total = value = 0
    for digit in digits:
        if digit in _UNITS:
            total += (value or 1) * _UNITS[digit]
            value = 0
        else:
            value = value * 10 + _DIGITS[digit]
    return total + value
