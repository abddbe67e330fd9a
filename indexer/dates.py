"""Dates and hours as printed in minutes → ISO 8601."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from index.analysis.calendar import to_arabic_numerals, western_year

_DATE = re.compile(
    r"(?:(明治|大正|昭和|平成|令和|(?<![A-Za-z])[MTSHR])\s*(元|\d{1,2})|(?<!\d)(\d{4}))"
    r"\s*(?:(?:[(（][^()（）]{1,12}[)）]\s*)?年(?:\s*[(（][^()（）]{1,12}[)）])?\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日"
    r"|([./-])\s*(\d{1,2})\s*\6\s*(\d{1,2})(?!\d))"
)
_DIGITS = "[0-9０-９一二三四五六七八九十]+"
_REMARK = r"(?:\s*[(（][^()（）\n]{1,12}[)）])?"
_WEEKDAY = r"\s*[(（][^()（）\n]{1,6}[)）]"
_MONTH_DAY = rf"{_DIGITS}\s*月\s*{_DIGITS}\s*日(?:{_WEEKDAY}|\s*[月火水木金土日]曜日?)?"
_ERA_YEAR = (
    r"(?:[明大昭平令][治正和成]|西暦|(?<![A-Za-z])[MTSHR])?\s*[元0-9０-９〇一二三四五六七八九十]+"
    rf"{_REMARK}\s*年{_REMARK}\s*"
)
_WITH_STROKES = (
    r"(?:[MTSHR]\s*)?[0-9０-９]{1,4}([./．／-])[0-9０-９]{1,2}\1[0-9０-９]{1,2}" rf"(?:{_WEEKDAY})?"
)
_PRINTED = re.compile(rf"{_ERA_YEAR}{_MONTH_DAY}|{_WITH_STROKES}")
_PRINTED_DAY = re.compile(rf"(?:{_ERA_YEAR})?{_MONTH_DAY}|{_WITH_STROKES}")
_YEAR = re.compile(
    r"(?:(明治|大正|昭和|平成|令和|(?<![A-Za-z])[MTSHR])\s*(元|\d{1,2})|(?<!\d)(\d{4}))"
    r"\s*(?:[(（][^()（）]{1,12}[)）]\s*)?年\s*(?:[(（][^()（）]{1,12}[)）]\s*)?(度)?"
)
_FISCAL_YEAR_BEGINS = 4
_HOUR = re.compile(
    r"(午前|午後|AM|PM|(?<!\d))\s*(\d{1,2})\s*(?:時\s*(?:(\d{1,2})\s*分|(半))?|:\s*(\d{2}))",
    re.IGNORECASE,
)


def find_date(text: str) -> str | None:
    """The first possible date in a text, of an era or Western, as YYYY-MM-DD."""
    for found in _DATE.finditer(to_arabic_numerals(text)):
        era, era_year, western, month, day, _, month_, day_ = found.groups()
        year = int(western) if western else western_year(era, era_year)
        try:
            return date(year, int(month or month_), int(day or day_)).isoformat()
        except ValueError:
            continue
    return None


def find_hours(text: str) -> tuple[str | None, str | None]:
    """The hours a meeting begins and ends, as HH:MM.

    An end that says neither 午前 nor 午後 is in the afternoon where it would otherwise come
    before the beginning (午後１時～３時), and after midnight where it still would.
    """
    hours: list[str] = []
    for found in _HOUR.finditer(to_arabic_numerals(text.replace("正午", "12時"))):
        half, hour, minute, thirty, clock = found.groups()
        minutes = 30 if thirty else int(minute or clock or 0)
        value = _clock(int(hour), minutes, (half or "").upper())
        if value and hours and not half and value < hours[0]:
            afternoon = _clock(int(hour), minutes, "午後")
            value = afternoon if afternoon and afternoon >= hours[0] else value
        if value:
            hours.append(value)
    return (hours[0] if hours else None, hours[1] if len(hours) > 1 else None)


def find_date_text(text: str) -> str | None:
    """The date as printed, with its day of the week: 令和５年１２月１１日（月）."""
    found = _PRINTED.search(text)
    return found.group().strip() if found else None


def printed_dates(text: str) -> Iterator[re.Match[str]]:
    """Each date as printed, also without its year: ６月１２日（木）, with its day of the week."""
    return _PRINTED_DAY.finditer(text)


def find_year(text: str, month: int) -> int | None:
    """The first year in a text; of a fiscal year (令和６年度), the one in which a month is."""
    found = _YEAR.search(to_arabic_numerals(text))
    if not found:
        return None
    era, era_year, western, fiscal = found.groups()
    year = int(western) if western else western_year(era, era_year)
    return year + 1 if fiscal and month < _FISCAL_YEAR_BEGINS else year


def number(text: str) -> int | None:
    """A whole number in Arabic or kanji digits (７６, 七十六, 二〇二三)."""
    digits = to_arabic_numerals(text)
    return int(digits) if digits.isdecimal() and len(digits) < 10 else None


def _clock(hour: int, minute: int, half: str) -> str | None:
    if half in ("午後", "PM") and hour < 12:
        hour += 12
    return f"{hour:02}:{minute:02}" if hour * 60 + minute <= 1440 and minute < 60 else None
