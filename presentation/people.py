"""Everyone who speaks, in the order of a register of names."""

from __future__ import annotations

import unicodedata
from bisect import bisect
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from index.analysis.names import hiragana
from index.analysis.normalization.search_text import search_form
from index.persons import Person

# The first kana of each row of the syllabary; code points are in its order.
_ROWS = "あかさたなはまやらわ"
NO_READING = "読みの不明な氏名"


class Row(NamedTuple):
    """The people whose names are read with one row of the syllabary, in its order."""

    kana: str
    people: tuple[Person, ...]


class PeopleGroup(NamedTuple):
    """The members of a body, or its officials; those whose reading is unknown are the last."""

    body: str
    label: str
    rows: tuple[Row, ...]

    @property
    def size(self) -> int:
        return sum(len(row.people) for row in self.rows)


def group_people(people: Iterable[Person]) -> Iterator[PeopleGroup]:
    """By body, the members before the officials."""
    for (body, official), group in groupby(sorted(people, key=_side), key=_side):
        label = "行政・事務局など" if official else "議員・委員"
        own = groupby(sorted(group, key=_order), key=_row)
        yield PeopleGroup(body, label, tuple(Row(kana, tuple(some)) for kana, some in own))


def is_named(person: Person, typed: str) -> bool:
    """Whether what is typed is in a writing of a name, or in its reading."""
    names = (person.name, *person.others, person.reading or "")
    wanted = _compared(typed)
    return any(wanted in _compared(name) for name in names)


def _side(person: Person) -> tuple[str, bool]:
    return person.body, not person.is_member


def _order(person: Person) -> tuple[bool, str, str]:
    return person.reading is None, person.reading or "", person.name


def _row(person: Person) -> str:
    if not person.reading:
        return NO_READING
    # か is the base of が.
    first = unicodedata.normalize("NFD", person.reading)[0]
    return _ROWS[max(bisect(_ROWS, first) - 1, 0)]


def _compared(name: str) -> str:
    return hiragana("".join(search_form(name).split()))
