"""Years of an era and of the West as one word: 平成15年, 平成十五年 and 2003年 are 2003年.

A year (年) and a fiscal year (年度) are two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index.analysis.calendar import ERAS, western_year
from index.analysis.normalization.folding import nfkc_casefold
from index.analysis.tokens import CompoundToken, Token, unit

# What a unit may be in a year; nothing else has a part in one.
ERA, NUMBER, WESTERN, YEAR = 1, 2, 4, 8

_ERAS = {name for era in ERAS for name in (era.name, era.initial.casefold())}
_YEARS = frozenset({"年", "年度"})
_FIRST, _LAST = 1868, 2100
# No era was longer; plans reach beyond the end of one (平成40年).
_LONGEST_ERA = 64


def part(unit: Token) -> int:
    """What a unit may be in a year: ERA, YEAR, or NUMBER, perhaps with WESTERN; or 0."""
    if unit.key in _YEARS:
        return YEAR
    if unit.key.isascii() and unit.key.isdecimal() and len(unit.key) <= len(str(_LAST)):
        value = int(unit.key)
        # 2,003年 is so many years.
        western = _FIRST <= value <= _LAST and len(nfkc_casefold(unit.form)) == len(unit.key)
        return (NUMBER if 0 < value <= _LONGEST_ERA else 0) | (WESTERN if western else 0)
    return ERA if nfkc_casefold(unit.form) in _ERAS else 0


def size(parts: Sequence[int]) -> int:
    """How many units the year has that ends the sequence (of what `part` says); or 0."""
    *before, last = parts[-3:]
    if last != YEAR or not before:
        return 0
    if before[-1] & WESTERN:
        return 2
    return 3 if len(before) == 2 and before[0] == ERA and before[1] & NUMBER else 0


def year(units: Sequence[Token]) -> Token:
    """The units of a year as one."""
    *era, number, last = units
    value = int(number.key)
    if era:
        value = western_year(nfkc_casefold(era[0].form), value)
    return unit("".join(each.form for each in units), f"{value}{last.key}")


def years(short: Sequence[Token]) -> Iterator[CompoundToken]:
    """The years among the short units of a text."""
    for position, each in enumerate(short):
        if each.key in _YEARS:
            first = max(position - 2, 0)
            units = size([part(one) for one in short[first : position + 1]])
            if units:
                first = position + 1 - units
                yield CompoundToken(first, position + 1, year(short[first : position + 1]))
