"""Printed speakers → persons: human beings within a body over the years.

A person is known by a full name, which the minutes print with an honorific (汐見花子君,
町長（波止一郎君）), with an office, or in a roster. A surname alone (汐見委員) is the one person of
that body whose full name begins so, if there is exactly one about that year; a hint in brackets
(汐見（花）委員) is the beginning of the given name. Officials are many, and few of them are ever
named in full: the surname of one says who it is only before the same office as the full name.
Where two may be meant, and where none is named, it is nobody.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from statistics import median
from typing import Literal, NamedTuple

from index.minutes import Attendee, Role

Side = Literal["assembly", "administration"]

_TERM = 4
"""Years for which a member may sit before or after any speech under the full name."""
_HALF_TERM = 2
"""As before, where others of the same surname have sat in other years."""
_OFFICE_YEARS = 1
"""Years by which a full name may precede or follow the surname before the same office."""
_USUAL_LENGTH = 4
"""Characters of a full name, as a rule; a surname has two or three."""
_MIN_NAMES = 3
"""Names before one office by which to tell whether they are usually full."""
_HONORIFIC = "君|くん|さん|氏|様|殿"
_MEMBER_OFFICE = re.compile(r"(?<!監査)(?<!教育)(?:議員|委員|議長|委員長|^理事)$")
_SHARED_OFFICE = re.compile("(?:臨時|副|前)?委員長?|(?:副|前)?議員|理事|会長|部長|課長|[0-9]+番")
_SPEAKER = re.compile(r"(?P<surname>[^()]+?)(?:\((?P<hint>[^()]{1,3})\))?")


class Voice(NamedTuple):
    """A speaker as printed in the minutes of a body in a year; 0 is no year."""

    body: str
    year: int
    speaker: str
    name: str | None
    office: str | None
    role: Role | None


class Listed(NamedTuple):
    """An entry of the roster of a meeting of that body and year."""

    body: str
    year: int
    attendee: Attendee


class _Attested(NamedTuple):
    """A full name as it is printed in a year, on which side, with which office."""

    year: int
    side: Side | None
    office: str | None


# By the name, as it is compared.
_Places = defaultdict[str, set[_Attested]]


@dataclass(frozen=True, slots=True)
class Person:
    """One human being within a body over the years; `id` is ASCII, of the body and the name.

    `speeches` are those of each year, in order; `is_member` says whether most of them were made
    as a member, or as the chair of members.
    """

    id: str
    body: str
    name: str
    speeches: Mapping[int, int]
    is_member: bool

    @property
    def total(self) -> int:
        return sum(self.speeches.values())

    @property
    def years(self) -> tuple[int, int] | None:
        """The first and the last year; null where no meeting has a date."""
        dated = [year for year in self.speeches if year]
        return (min(dated), max(dated)) if dated else None


class Held(NamedTuple):
    """An office or a party of a person: the first and the last day with it, and the speeches.

    Days are ISO 8601, null where no meeting has a date.
    """

    value: str
    first: str | None
    last: str | None
    speeches: int


@dataclass(frozen=True, slots=True)
class Profile:
    """What the minutes tell of a person: offices and parties by their first day.

    `committees` and `subjects`, which are agenda items, are the most frequent first.
    """

    person: Person
    offices: tuple[Held, ...]
    parties: tuple[Held, ...]
    committees: tuple[Held, ...]
    subjects: tuple[Held, ...]


def person_id(body: str, name: str) -> str:
    """The id of a person of that full name; the same in every index."""
    return "p" + blake2b(f"{body}\n{name}".encode(), digest_size=6).hexdigest()


def identify(voices: Collection[Voice], listed: Collection[Listed]) -> dict[Voice, str]:
    """The full name of each voice that is known to be one person's; the others are left out."""
    of_body: dict[str, list[Voice]] = defaultdict(list)
    rosters: dict[str, list[Listed]] = defaultdict(list)
    for voice in voices:
        of_body[voice.body].append(voice)
    for entry in listed:
        rosters[entry.body].append(entry)
    return {
        voice: name
        for body, own in of_body.items()
        for known in [_BodyNames(own, rosters[body])]
        for voice in own
        if (name := known.name(voice))
    }


class _BodyNames:
    """The full names of one body, and who is meant by what is printed."""

    def __init__(self, voices: Collection[Voice], listed: Collection[Listed]) -> None:
        self._attested = _attest(voices, listed)
        # By the first character.
        self._sitting: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
        self._by_office: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for name, places in self._attested.items():
            years = [place.year for place in places if place.side == "assembly"]
            if years:
                self._sitting[name[0]][name] = (min(years), max(years))
            for place in places:
                if place.office:
                    self._by_office[place.office].append((name, place.year))
        # The years in which a member has a hint.
        self._hinted = {
            voice.year
            for voice in voices
            if voice.role == "member" and "(" in _folded(voice.name or "")
        }
        # The surnames that are printed; a longer one is not another with a longer given name.
        self._surnames = {
            found["surname"]
            for voice in voices
            if voice.role in ("member", "chair") and voice.name
            if (found := _SPEAKER.fullmatch(_folded(voice.name)))
        } - {*self._attested}

    def name(self, voice: Voice) -> str | None:
        """The one full name that a voice can be; null if there is none, or are several."""
        printed = _folded(voice.name or "")
        if printed in self._attested:
            return printed
        if voice.role == "witness":
            return None
        found = {*self._in_office(voice)}
        if not found and voice.role in ("member", "chair"):
            found = {*self._sitting_as(printed, voice.year)}
        return found.pop() if len(found) == 1 else None

    def _in_office(self, voice: Voice) -> Iterator[str]:
        """The full names printed with the same office about that year, if it is of one person."""
        printed = _folded(voice.speaker)
        for start in range(1, len(printed)):
            holders = self._by_office.get(printed[start:])
            called = _SPEAKER.fullmatch(printed[:start]) if holders else None
            if called and holders and not _SHARED_OFFICE.fullmatch(printed[start:]):
                yield from (
                    name
                    for name, year in holders
                    if abs(year - voice.year) <= _OFFICE_YEARS
                    and _is_called(name, called["surname"], called["hint"])
                )

    def _sitting_as(self, printed: str, year: int) -> Iterator[str]:
        """The full names of members that begin as printed, who may sit in that year."""
        called = _SPEAKER.fullmatch(printed)
        if called is None:
            return
        alike = [
            (name, first, last)
            for name, (first, last) in self._sitting.get(printed[:1], {}).items()
            if _is_called(name, called["surname"], called["hint"])
        ]
        near = [each for each in alike if each[1] - _TERM <= year <= each[2] + _TERM]
        if sum(first <= year <= last for _, first, last in near) == 1 and self._hints_usual(year):
            # Both would have a hint if they sat at once, and one of them surely sits.
            near = [e for e in near if e[1] - _HALF_TERM <= year <= e[2] + _HALF_TERM]
        # Of several over the years, the one who left is not taken for the one to come.
        margin = _TERM if len(alike) == 1 else _HALF_TERM
        for name, first, last in near:
            sits = first - margin <= year <= last + margin
            if len(near) == 1 and sits and self._surname(name) == called["surname"]:
                yield name

    def _hints_usual(self, year: int) -> bool:
        """Whether members of the same surname are told apart by hints about that year."""
        return not self._hinted.isdisjoint({year - 1, year, year + 1})

    def _surname(self, name: str) -> str | None:
        """The longest surname that is printed with which a name begins: 汐 is not 汐見花子."""
        begins = (name[:end] for end in range(len(name) - 1, 0, -1))
        return next((each for each in begins if each in self._surnames), None)


def _is_called(name: str, surname: str, hint: str | None) -> bool:
    return len(name) > len(surname) and name.startswith(surname + (hint or ""))


def _attest(
    voices: Collection[Voice], listed: Collection[Listed]
) -> Mapping[str, Collection[_Attested]]:
    """The full names of a body, and where each of them is printed."""
    with_honorific, in_rosters = _Places(set), _Places(set)
    # Each by itself: 議員 may have full names before it where 委員 has surnames.
    with_office: dict[str, _Places] = defaultdict(lambda: _Places(set))
    for voice in voices:
        name = _folded(voice.name or "")
        honored = re.search(f"{re.escape(name)}(?:{_HONORIFIC})", _folded(voice.speaker))
        office = _folded(voice.office or "")
        found = with_honorific if honored else with_office[office]
        found[name].add(_Attested(voice.year, _side(voice.role), office))
    for _, year, attendee in listed:
        office = _folded(attendee.office or "")
        member = _MEMBER_OFFICE.search(office or attendee.side)
        side: Side = "assembly" if member else "administration"
        in_rosters[_folded(attendee.name)].add(_Attested(year, side, office))
    full = _Places(set)
    ways = [(with_honorific, False), (in_rosters, False)]
    for found, usual_only in (*ways, *((each, True) for each in with_office.values())):
        for name in _full_names(found, usual_only=usual_only):
            full[name] |= found[name]
    shorter = {name[:end] for name in full for end in range(1, len(name))}
    return {name: places for name, places in full.items() if name not in shorter}


def _full_names(names: Collection[str], *, usual_only: bool) -> Iterator[str]:
    """Those of some names that are surely full, as they were all printed in one way.

    Where full names are usual, short ones are full, too (南洋, 林一); elsewhere 佐々木 is not.
    """
    possible = [name for name in names if len(name) > 1 and not re.search("[()0-9]", name)]
    enough = len(possible) >= (_MIN_NAMES if usual_only else 1)
    usual = enough and bool(possible) and median(map(len, possible)) >= _USUAL_LENGTH
    for name in possible:
        if usual or (not usual_only and len(name) > _USUAL_LENGTH):
            yield name


def _side(role: Role | None) -> Side | None:
    if role in ("member", "chair"):
        return "assembly"
    return "administration" if role in ("official", "secretariat") else None


@lru_cache(maxsize=1 << 14)
def _folded(text: str) -> str:
    """A name as it is compared: NFKC without spaces."""
    return "".join(unicodedata.normalize("NFKC", text).split())
