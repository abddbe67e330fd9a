"""Japanese dates: the eras with their first days, numbers written in kanji, dates in a text."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from index.analysis.numbers import KANJI_DIGITS, number_value


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
MIN_YEAR, MAX_YEAR = 1868, 2100
# No era was longer than 昭和; plans name years beyond the end of an era (平成40年).
MAX_ERA_YEAR = 64

# Between the numbers of a date, in NFKC: R5.3.1, R5・3・1, 2023/3/1, 2023-03-01. A longer dash is
# between two dates.
DATE_HYPHENS = "-‐−"
DATE_SIGNS = f"{DATE_HYPHENS}/.・"

# A circle before a number is a bullet, and circles alone are placeholders (○○年).
_FIRST, _REST = f"{KANJI_DIGITS}十百千", f"{KANJI_DIGITS}○◯十百千"
# In kanji, or in digits and powers (2千5百).
_NUMBER = re.compile(rf"[0-9]{{1,3}}[十百千][{_REST}0-9]{{0,8}}|[{_FIRST}][{_REST}]{{0,11}}")

_N = rf"(?:[0-9]{{1,4}}|[{_FIRST}][{_REST}]{{0,6}})"
_ERA = "|".join(name for era in ERAS for name in (era.name, f"(?<![A-Za-z]){era.initial}"))
_DATE = re.compile(
    rf"(?<![0-9{_REST}])(?:(?P<era>{_ERA})(?P<of_era>元|{_N})|(?P<western>{_N}))"
    rf"(?:年(?:(?P<fiscal>度)|(?P<month>{_N})月(?:(?P<day>{_N})日)?)?"
    rf"|(?P<sign>[{DATE_SIGNS}])(?P<month_>[0-9]{{1,2}})(?:(?P=sign)(?P<day_>[0-9]{{1,2}}))?"
    rf"(?![{DATE_SIGNS}0-9]))",
    re.IGNORECASE,
)


class PrintedDate(NamedTuple):
    """A year, month or day in a text, from `start` to before `end`; 0 for what is not printed.

    `fiscal` is a 年度, from April.
    """

    start: int
    end: int
    fiscal: bool
    year: int
    month: int = 0
    day: int = 0

    def __str__(self) -> str:
        """In Western years: 2023年度, 2023年3月1日."""
        units = zip((self.year, self.month, self.day), "年月日", strict=True)
        printed = "".join(f"{number}{unit}" for number, unit in units if number)
        return printed + "度" * self.fiscal

    @property
    def is_possible(self) -> bool:
        if not MIN_YEAR <= self.year <= MAX_YEAR or self.month > 12:
            return False
        return self.day <= (monthrange(self.year, self.month)[1] if self.month else 0)

    @property
    def eras(self) -> Iterator[tuple[Era, int]]:
        """The eras that it is in, with its year of each."""
        last_month = self.month or 12
        last_day = self.day or monthrange(self.year, last_month)[1]
        first = date(self.year, self.month or 1, self.day or 1)
        last = date(self.year, last_month, last_day)
        later = date.max
        for era in ERAS:
            if first < later and era.begins <= last:
                yield era, self.year - era.year + 1
            later = era.begins


def find_dates(text: str) -> Iterator[PrintedDate]:
    """The dates in a text in NFKC, of an era or Western, that have a year: R5.3.1, 2023年3月."""
    for found in _DATE.finditer(text):
        era, sign = found["era"], found["sign"]
        month, day = found["month"] or found["month_"], found["day"] or found["day_"]
        if sign and not (day or era or sign == "/"):
            continue  # 2023.3 is a decimal number, and 2023-3 may be anything.
        year = western_year(era, found["of_era"]) if era else number_value(found["western"])
        numbers = [number_value(each) for each in (month, day) if each]
        printed = PrintedDate(*found.span(), bool(found["fiscal"]), year, *numbers)
        if all(numbers) and printed.is_possible:
            yield printed


def western_year(era: str, year: str) -> int:
    """The Western year of a year (a number or 元) of an era (name or initial). Raises KeyError."""
    for each in ERAS:
        if era.upper() in (each.name, each.initial):
            return each.year - 1 + (1 if year == "元" else number_value(year))
    raise KeyError(era)


def to_arabic_numerals(text: str) -> str:
    """The text in NFKC, with digits for kanji numbers: 平成三十年二月 → 平成30年2月."""
    normalized = unicodedata.normalize("NFKC", text)
    return _NUMBER.sub(lambda found: str(number_value(found.group())), normalized)
