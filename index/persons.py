"""Persons: human beings within a body over the years, as far as the minutes tell of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

_ASSEMBLY = re.compile("(?<![審協])議会$|^(?:衆議院|参議院)")


@dataclass(frozen=True, slots=True)
class Person:
    """One human being within a body over the years.

    `id` is ASCII, of the body and the full name that was printed first; `name` is the latest
    writing of the name, `others` are the other ones. `reading` is the dictionary's, in hiragana,
    null if it lacks the surname. `office` is the latest one of an official. `speeches` are those
    of each year, in order; `is_member` says whether most of them were made as a member, or as the
    chair of members.
    """

    id: str
    body: str
    name: str
    others: tuple[str, ...]
    reading: str | None
    office: str | None
    speeches: Mapping[int, int]
    is_member: bool

    @property
    def total(self) -> int:
        return sum(self.speeches.values())

    def has_id(self, identifier: str) -> bool:
        """Whether an id is of any writing of the name."""
        names = (self.name, *self.others) if self.others else ()
        return self.id == identifier or identifier in {person_id(self.body, each) for each in names}

    @property
    def years(self) -> tuple[int, int] | None:
        """The first and the last year; null where no meeting has a date."""
        dated = [year for year in self.speeches if year]
        return (min(dated), max(dated)) if dated else None


class Held(NamedTuple):
    """What a person has, as an office: the first and the last day with it, and the speeches.

    Days are ISO 8601, null where no meeting has a date.
    """

    value: str
    first: str | None
    last: str | None
    speeches: int


@dataclass(frozen=True, slots=True)
class Profile:
    """What the minutes tell of a person: offices and parties by their first day.

    Who sits in an assembly is a member of it (議員) from the first speech to the last, in whatever
    style. `committees` and `subjects`, which are agenda items, are the most frequent first.
    `alike` are persons whose name may be another writing of this one.
    """

    person: Person
    alike: tuple[Person, ...]
    offices: tuple[Held, ...]
    parties: tuple[Held, ...]
    committees: tuple[Held, ...]
    subjects: tuple[Held, ...]


def is_assembly(body: str) -> bool:
    """Whether who sits in a body is a member of an assembly (議員), whatever the committee."""
    return bool(_ASSEMBLY.search(body))


def person_id(body: str, name: str) -> str:
    """The id of a person of that full name; the same in every index."""
    return "p" + blake2b(f"{body}\n{name}".encode(), digest_size=6).hexdigest()
