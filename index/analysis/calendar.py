"""Japanese eras: their first days and years, for whoever reads or writes dates."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class Era(NamedTuple):
    """An era: its name, initial, first Western year, and first day in use."""

    name: str
    initial: str
    year: int
    begins: date


# Japan has used the Gregorian calendar since 1873, the sixth year of Meiji.
ERAS = (
    Era("令和", "R", 2019, date(2019, 5, 1)),
    Era("平成", "H", 1989, date(1989, 1, 8)),
    Era("昭和", "S", 1926, date(1926, 12, 25)),
    Era("大正", "T", 1912, date(1912, 7, 30)),
    Era("明治", "M", 1868, date(1873, 1, 1)),
)


def western_year(era: str, year: int) -> int:
    """The Western year of a year of an era, by its name or initial. Raises KeyError."""
    for each in ERAS:
        if era.upper() in (each.name, each.initial):
            return each.year + year - 1
    raise KeyError(era)
