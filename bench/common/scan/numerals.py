"""The numbers of a text, in any writing, each replaced by its value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

BEGIN, END = "\x02", "\x03"
"""Enclose a number that was read: five persons are \\x025\\x03人, in digits and in kanji."""

MAX_IN_KANJI = 10_000

_KANJI_DIGITS = "〇一二三四五六七八九"
# What follows a number says whether ・ is the point of a fraction.
_MAX_BEHIND = 6
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "億": 10**8, "兆": 10**12}
# Thousands are set apart by a comma, in vertical writing by 、; the fraction by a full stop.
_WHOLE = "|".join(
    f"{first}{digit}*(?:[,、]{digit}{{3}}(?!{digit}))*"
    for first, digit in (
        ("[0-9]", "[0-9]"),
        ("[一二三四五六七八九]", f"[{_KANJI_DIGITS}]"),
    )
)
# ・ is the point of a fraction where such things are counted: 一・二丁目 are two.
_IN_FRACTIONS = (
    "[%倍割度万億兆]|パーセント|ポイント|キロ|メートル|センチ|ミリ|トン|平[方米]|時間|秒"
)
_FRACTION = "|".join(
    (
        r"\.[0-9]+",
        f"・[0-9]+(?={_IN_FRACTIONS})",
        f"[.・][{_KANJI_DIGITS}]+(?={_IN_FRACTIONS})",
    )
)
_COEFFICIENT = f"(?:{_WHOLE})(?:{_FRACTION})?|〇[.・][{_KANJI_DIGITS}]+|〇+"
_BELOW_LARGE = f"(?:(?:{_COEFFICIENT})?[十百千])+(?:{_COEFFICIENT})?|{_COEFFICIENT}"
_EXACT = f"(?:(?:{_BELOW_LARGE})[万億兆])+(?:{_BELOW_LARGE})?|{_BELOW_LARGE}"
_ABOUT = "数何幾"
# What is counted; other things are numbered, so that 四、五丁目 are two.
_QUANTITY = re.compile(
    "[人名件軒本枚社校戸台倍割円分秒店冊通%]|時間|[日週年]間|世帯|団体|パーセント|ポイント"
    "|[かカヶケヵ個箇][所月国]|(?:キロ|センチ|ミリ)?(?:メートル|グラム)|キロ"
)
# 数十, 何百, 六百何万 and 十数 are numbers of their own.
_NUMBER = re.compile(
    f"(?:{_EXACT})?[{_ABOUT}](?:[十百千万億兆]+|10+)|(?:{_EXACT})(?:数(?=[人名年月日回件個校か所歳時分]))?"
)
# Longest stretches of what numbers are written with, which are then read.
_NUMERAL = f"[0-9{_KANJI_DIGITS}十百千万億兆{_ABOUT}]"
_FIRST_YEAR = "(?P<first>(?<=平成|昭和|大正|明治|令和)元(?=年))"
_RUN = re.compile(f"{_FIRST_YEAR}|(?![万億兆]){_NUMERAL}(?:[,、.・]?{_NUMERAL})*")
# Small kana of one counter: 3ヶ所, 3カ所, 3箇所 are 3か所.
_KA = re.compile(f"(?<={END})[カヵヶケ箇](?=[月所国年])")
_PART = re.compile(f"(?P<coefficient>[0-9{_KANJI_DIGITS}][0-9{_KANJI_DIGITS},、.・]*)|(?P<unit>.)")
_DIGITS = str.maketrans(_KANJI_DIGITS + "・", "0123456789.", ",、")


class Number(NamedTuple):
    """A number of a text, its characters from `start` to before `end`, and its value."""

    start: int
    end: int
    value: str


def numbers(folded: str) -> Iterator[Number]:
    """The numbers of a folded text, in order; two that are about (四、五人) are one."""
    before: Number | None = None
    for number in _single_numbers(folded):
        if before and _are_about(folded, before, number):
            value = f"{before.value}、{number.value}"
            before = Number(before.start, number.end, value)
            continue
        if before:
            yield before
        before = number
    if before:
        yield before


def _single_numbers(folded: str) -> Iterator[Number]:
    """The numbers one by one; the first year of an era is one of them."""
    for run in _RUN.finditer(folded):
        if run["first"]:
            yield Number(*run.span(), "1")
            continue
        for match in _NUMBER.finditer(folded, run.start(), run.end() + _MAX_BEHIND):
            if match.start() < run.end():
                yield Number(*match.span(), value_of(match.group()))


def _are_about(folded: str, low: Number, high: Number) -> bool:
    """Whether two numbers are neighbours before what is counted: 4、5, 24、5 and 二、三十."""
    if folded[low.end : high.start] not in ("、", ",") or not _QUANTITY.match(folded, high.end):
        return False
    if not low.value.isdecimal() or not high.value.isdecimal():
        return False
    # The 2 of m2, 30戸 is of a unit.
    if re.fullmatch("[a-z]", folded[low.start - 1 : low.start]):
        return False
    first, second = int(low.value), int(high.value)
    if second < 10:
        return first % 10 + 1 == second
    tens = first < 10 and high.value.rstrip("0") == str(first + 1)
    return tens or second == first + 1


def read_numbers(folded: str) -> str:
    """A folded text with the value of each number in its place, and か of か所 in one writing."""
    pieces: list[str] = []
    at = 0
    for start, end, value in numbers(folded):
        pieces += (folded[at:start], BEGIN, value, END)
        at = end
    return _KA.sub("か", "".join((*pieces, folded[at:])))


@lru_cache(maxsize=1 << 16)
def value_of(number: str) -> str:
    """The value of a folded number: 3億4,600万 and 三億四千六百万 are 346000000, 数十 is 数10."""
    return "".join(
        part if part in _ABOUT else _exact_value(part) for part in re.split(f"([{_ABOUT}])", number)
    )


def _exact_value(number: str) -> str:
    # Numbers of telephones begin with zeros.
    if not number or number.isdecimal():
        return number
    whole = below_large = Decimal(0)
    coefficient: Decimal | None = None
    for part in _PART.finditer(number):
        if part["coefficient"]:
            coefficient = Decimal(part["coefficient"].translate(_DIGITS))
        elif (unit := part["unit"]) in _SMALL:
            below_large += (1 if coefficient is None else coefficient) * _SMALL[unit]
            coefficient = None
        else:
            # 何万 has nothing before.
            whole += (below_large + (coefficient or 0) or 1) * _LARGE[unit]
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
