"""ISO dates as people write them: 令和5年12月11日（2023年）."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from index.analysis.calendar import ERAS


def era_date(iso: str) -> str:
    """A day with its era; as it is where it is no date, or before 1873."""
    era = era_day(iso)
    return iso if era is None else f"{era}（{int(iso[:4])}年）"


@lru_cache(maxsize=4096)
def era_day(iso: str) -> str | None:
    """令和5年12月11日, or null where the text is no date or before 1873."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return None
    year = _era_year(day)
    return None if year is None else f"{year}{day.month}月{day.day}日"


@lru_cache(maxsize=256)
def era_years(year: int) -> str:
    """2019年（平成31年・令和元年）."""
    if not date.min.year <= year <= date.max.year:
        return f"{year}年"
    ends = (_era_year(date(year, 1, 1)), _era_year(date(year, 12, 31)))
    names = "・".join(dict.fromkeys(name for name in ends if name))
    return f"{year}年（{names}）" if names else f"{year}年"


def _era_year(day: date) -> str | None:
    for era in ERAS:
        if day >= era.begins:
            count = day.year - era.year + 1
            return f"{era.name}{'元' if count == 1 else count}年"
    return None
