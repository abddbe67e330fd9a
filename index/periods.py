"""Periods as people type them → first and last day."""

from __future__ import annotations

import re
from calendar import monthrange
from contextlib import suppress
from typing import NamedTuple

from index.analysis.calendar import DATE_SIGNS, to_arabic_numerals, western_year

_EARLIEST, _LATEST = 0, 99_991_231

# Patterns of what stands between the first and the last day.
SPAN_DASHES = "~〜～–—"
SPAN_SIGN = rf"\.\.+|[{SPAN_DASHES}]|から"
_SPAN = re.compile(SPAN_SIGN)
_DAY = re.compile(
    r"(?P<era>[^\W\d_]{1,2})?(?P<year>\d{1,4}|元)年?(?:度)?"
    rf"(?:[{DATE_SIGNS}月]?(?P<month>\d{{1,2}})月?(?:[{DATE_SIGNS}]?(?P<day>\d{{1,2}})日?)?)?"
)


class Period(NamedTuple):
    """From a day to a day, both included, as YYYYMMDD; a month has the days 0 to 31."""

    first: int
    last: int

    @property
    def days(self) -> tuple[str | None, str | None]:
        """The first and the last day in ISO 8601; null where it has no beginning or no end."""
        return (
            _iso(self.first) if self.first > _EARLIEST else None,
            _iso(self.last) if self.last < _LATEST else None,
        )


def read_period(text: str) -> Period | None:
    """The period of 2023, 2023-04, 令和5年12月, 2023-04..2024-03, 2023..; None for another text."""
    text = re.sub(r"\s|まで$", "", to_arabic_numerals(text))
    parts = _SPAN.split(text)
    if len(parts) > 2 or not any(parts):
        return None
    begins = _read_day(parts[0]) if parts[0] else Period(_EARLIEST, _EARLIEST)
    ends = _read_day(parts[-1]) if parts[-1] else Period(_LATEST, _LATEST)
    if begins is None or ends is None:
        return None
    return Period(min(begins.first, ends.first), max(begins.last, ends.last))


def _iso(day: int) -> str | None:
    """A day in ISO 8601, or the nearest of its month; null where no calendar has its year."""
    year, month = day // 10_000, min(max(day // 100 % 100, 1), 12)
    if year < 1:
        return None
    return f"{year:04}-{month:02}-{min(max(day % 100, 1), monthrange(year, month)[1]):02}"


def _read_day(text: str) -> Period | None:
    """A day, month, year or fiscal year (年度, from April), as its first and last day."""
    match = _DAY.fullmatch(text)
    year = _western(match["era"], match["year"]) if match else None
    if match is None or year is None:
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


def _western(era: str | None, year: str) -> int | None:
    """The Western year of a year as typed; without an era it has four digits."""
    if not era:
        return int(year) if len(year) == 4 else None
    with suppress(KeyError):
        return western_year(era, year)
    return None
