"""The numbers of a text, in any writing, each replaced by its value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

BEGIN, END = "\x02", "\x03"
"""Enclose a number that was read: five persons are \\x025\\x03人, in digits and in kanji."""

MAX_IN_KANJI = 10_000

_KANJI_DIGITS = "〇一二三四五六七八九"
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "億": 10**8, "兆": 10**12}
# Thousands are set apart by a comma, in vertical writing by 、; the fraction by a full stop or ・.
_COEFFICIENT = "|".join(
    f"{digit}+(?:[,、]{digit}{{3}}(?!{digit}))*(?:[.・]{digit}+)?"
    for digit in ("[0-9]", f"[{_KANJI_DIGITS}]")
)
_BELOW_LARGE = f"(?:(?:{_COEFFICIENT})?[十百千])+(?:{_COEFFICIENT})?|{_COEFFICIENT}"
_NUMBER = re.compile(f"(?:(?:{_BELOW_LARGE})[万億兆])+(?:{_BELOW_LARGE})?|{_BELOW_LARGE}")
# More than two numbers parted by points are no fraction: 3・4・5丁目.
_ANY_DIGIT = f"[0-9{_KANJI_DIGITS}]"
_LIST = re.compile(f"{_ANY_DIGIT}+(?:[.・]{_ANY_DIGIT}+){{2,}}")
_EVERY = re.compile(f"(?P<list>{_LIST.pattern})|(?P<number>{_NUMBER.pattern})")
# Longest stretches of what numbers are written with, which are then read.
_RUN = re.compile(f"[0-9{_KANJI_DIGITS}十百千](?:[,、.・]?[0-9{_KANJI_DIGITS}十百千万億兆])*")
_DIGITS_OF_LIST = re.compile(f"{_ANY_DIGIT}+")
_PART = re.compile(f"(?P<coefficient>{_COEFFICIENT})|(?P<unit>[十百千万億兆])")
_DIGITS = str.maketrans(_KANJI_DIGITS + "・", "0123456789.", ",、")


class Number(NamedTuple):
    """A number of a text, its characters from `start` to before `end`, and its value."""

    start: int
    end: int
    value: str


def numbers(folded: str) -> Iterator[Number]:
    """The numbers of a folded text, in order."""
    for run in _RUN.finditer(folded):
        for match in _EVERY.finditer(run.group()):
            parts = _DIGITS_OF_LIST.finditer(match.group()) if match["list"] else (match,)
            begin = run.start() + (match.start() if match["list"] else 0)
            for part in parts:
                start, end = part.span()
                yield Number(begin + start, begin + end, value_of(part.group()))


def read_numbers(folded: str) -> str:
    """A folded text with the value of each number in its place."""
    pieces: list[str] = []
    at = 0
    for start, end, value in numbers(folded):
        pieces += (folded[at:start], BEGIN, value, END)
        at = end
    return "".join((*pieces, folded[at:]))


def value_of(number: str) -> str:
    """The value of a folded number: 3億4,600万 and 三億四千六百万 are 346000000."""
    whole = below_large = Decimal(0)
    coefficient: Decimal | None = None
    for part in _PART.finditer(number):
        if part["coefficient"]:
            coefficient = Decimal(part["coefficient"].translate(_DIGITS))
        elif (unit := part["unit"]) in _SMALL:
            below_large += (1 if coefficient is None else coefficient) * _SMALL[unit]
            coefficient = None
        else:
            whole += (below_large + (coefficient or 0)) * _LARGE[unit]
            below_large, coefficient = Decimal(0), None
    value = whole + below_large + (coefficient or 0)
    return f"{value.normalize():f}"


def in_kanji(value: int) -> str:
    """A number from 1 to below MAX_IN_KANJI as it is spoken: 35 is 三十五."""
    written = ""
    for unit, size in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit = value // size % 10
        if digit:
            written += (_KANJI_DIGITS[digit] if digit > 1 or not unit else "") + unit
    return written
