"""Periods as people type them → the first and last day, as numbers YYYYMMDD."""

from __future__ import annotations

import re
from typing import NamedTuple

from index.analysis.calendar import to_arabic_numerals, western_year

_EARLIEST, _LATEST = 0, 99_991_231

_SPAN = re.compile(r"\.\.+|[~〜～–—]|から")
_DAY = re.compile(
    r"(?P<era>[^\W\d_]{1,2})?(?P<year>\d{1,4}|元)年?(?:度)?"
    r"(?:[-/.月]?(?P<month>\d{1,2})月?(?:[-/.]?(?P<day>\d{1,2})日?)?)?"
)


class Period(NamedTuple):
    """From the day `first` to the day `last`, both included."""

    first: int
    last: int


def read_period(text: str) -> Period | None:
    """2023, 2023-04, 令和5年12月, 2023-04..2024-03, 2023.. → a period; null if none."""
    text = re.sub(r"\s|まで$", "", to_arabic_numerals(text))
    parts = _SPAN.split(text)
    if len(parts) > 2 or not any(parts):
        return None
    begins = _read_day(parts[0]) if parts[0] else Period(_EARLIEST, _EARLIEST)
    ends = _read_day(parts[-1]) if parts[-1] else Period(_LATEST, _LATEST)
    if begins is None or ends is None:
        return None
    return Period(min(begins.first, ends.first), max(begins.last, ends.last))


def _read_day(text: str) -> Period | None:
    """A day, month, year or fiscal year (年度, from April), as its first and last day."""
    match = _DAY.fullmatch(text)
    if not match:
        return None
    year = 1 if match["year"] == "元" else int(match["year"])
    if match["era"]:
        try:
            year = western_year(match["era"], year)
        except KeyError:
            return None
    elif match["year"] == "元" or len(match["year"]) != 4:
        return None
    base = year * 10_000
    if text.endswith("度"):
        return Period(base + 401, base + 10_331)
    if not match["month"]:
        return Period(base, base + 1231)
    month = base + int(match["month"]) * 100
    if not match["day"]:
        return Period(month, month + 31)
    return Period(month + int(match["day"]), month + int(match["day"]))
