"""Printed speakers → who they are: the parts of what is printed, and the person.

A person is known by a full name, which the minutes print with an honorific (汐見花子君,
町長（波止一郎君）), with an office, or in a roster. A surname alone (汐見委員) is the one person of
that body whose full name begins so, if there is exactly one about that year; a hint in brackets
(汐見（花）委員) is the beginning of the given name. Officials are many, and few of them are ever
named in full: the surname of one says who it is only before the same office as the full name, in
years that follow one another. Where two may be meant, and where none is named, it is nobody.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Set
from functools import lru_cache
from statistics import median
from typing import Literal, NamedTuple, TypeAlias

from index.analysis.names import NameReadings
from index.minutes import Attendee, Role
from index.name_writings import Pair, pair_writings
from index.speaker_parts import Parts, divide_speakers

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
_DIVIDED: tuple[Role, ...] = ("chair", "official", "secretariat")
_HONORIFIC = "君|くん|さん|氏|様|殿"
_MEMBER_OFFICE = re.compile(r"(?<!監査)(?<!教育)(?:議員|委員|議長|委員長|^理事)$")
# Offices that several people have at once.
_SHARED_OFFICE = re.compile(
    "(?:臨時|副|前)?委員長?|(?:副|前)?議員|理事|会長|[0-9]+番"
    "|(?:担当|専門|統括|主任|副)?(?:[部課係局室所館次]長|参事|主幹|主査|書記)"
)
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


class Speaker(NamedTuple):
    """Who a voice is: its name and office, as far as they are certain, and whose voice it is.

    `person` is the full name of the person; of several writings, the one that was printed first.
    """

    name: str | None
    office: str | None
    person: str | None


class Writings(NamedTuple):
    """The writings of the name of a person, the latest first.

    `alike` are the persons whose name may be another writing of it, each by its first full name.
    """

    names: tuple[str, ...]
    alike: tuple[str, ...]


class Identified(NamedTuple):
    """Who each voice is, and the writings of the name of each person, by body and full name."""

    speakers: Mapping[Voice, Speaker]
    writings: Mapping[tuple[str, str], Writings]


Meetings: TypeAlias = Callable[[Iterable[Voice | Listed]], Set[int]]
"""The meetings in which any of some voices and entries of rosters is printed."""


class _Attested(NamedTuple):
    """A full name as it is printed in a year, on which side, with which office."""

    year: int
    side: Side | None
    office: str | None


# By the name, as it is compared.
_Places = defaultdict[str, set[_Attested]]
_Names = Mapping[str, Collection[_Attested]]


def identify(
    voices: Collection[Voice],
    listed: Collection[Listed],
    readings: NameReadings,
    meetings: Meetings,
) -> Identified:
    """Who each voice is, and the writings of the name of each person."""
    of_body: dict[str, list[Voice]] = defaultdict(list)
    rosters: dict[str, list[Listed]] = defaultdict(list)
    for voice in voices:
        of_body[voice.body].append(voice)
    for entry in listed:
        rosters[entry.body].append(entry)
    speakers: dict[Voice, Speaker] = {}
    writings: dict[tuple[str, str], Writings] = {}
    for body, own in of_body.items():
        attested = _attest(own, rosters[body])
        divided = _divide(own, rosters[body], readings)
        officeholders = _Officeholders(attested, own)
        members = _Members(attested, [divided.get(voice, voice) for voice in own])
        printed = _Printed(own, rosters[body], meetings)
        sure, possible = pair_writings(members.years, readings, printed.meet, members.heard)
        members.join(sure)
        for voice in own:
            speakers[voice] = _speaker(voice, divided, attested, officeholders, members)
        writings |= {(body, name): each for name, each in _writings(attested, possible, members)}
    return Identified(speakers, writings)


def _divide(
    voices: Collection[Voice], listed: Collection[Listed], readings: NameReadings
) -> dict[Voice, Voice]:
    """The voices whose name and office are printed in one, each with both."""
    surnames = {voice.name for voice in voices}
    apart = [Parts(each.name, each.office) for each in voices if each.name and each.office]
    entries = [entry.attendee for entry in listed]
    apart += [Parts(each.name, each.office) for each in entries if each.office]
    whole = [each for each in voices if each.role in _DIVIDED and not (each.name or each.office)]
    parts = divide_speakers(
        {each.speaker for each in whole},
        apart,
        lambda name: name in surnames or bool(readings.of(name, "姓")),
    )
    return {
        voice: voice._replace(name=name, office=office)
        for voice in whole
        if voice.speaker in parts
        for name, office in [parts[voice.speaker]]
    }


def _speaker(
    voice: Voice,
    divided: Mapping[Voice, Voice],
    attested: _Names,
    officeholders: _Officeholders,
    members: _Members,
) -> Speaker:
    """Who a voice is; the person is the only one whom it can be."""
    own = divided.get(voice, voice)
    printed = _folded(own.name or "")
    if printed in attested:
        return Speaker(own.name, own.office, members.person(printed))
    if voice.role == "witness":
        return Speaker(own.name, own.office, None)
    holders = dict(officeholders.called(voice))
    persons = {members.person(name) for name in holders}
    if len(persons) == 1:
        parts = next(iter(holders.values()))
        return Speaker(own.name or parts.name, own.office or parts.office, *persons)
    if not persons and voice.role in ("member", "chair"):
        persons = {*members.called(printed, voice.year)}
    return Speaker(own.name, own.office, persons.pop() if len(persons) == 1 else None)


class _Officeholders:
    """Who is meant by a surname before an office."""

    def __init__(self, attested: _Names, voices: Collection[Voice]) -> None:
        # The years of each full name, by office.
        self._named: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        for name, places in attested.items():
            for place in places:
                if place.office and not _SHARED_OFFICE.fullmatch(place.office):
                    self._named[place.office][name].add(place.year)
        self._divisions = {each: [*self._divide(each)] for each in {v.speaker for v in voices}}
        # The years in which a surname is printed before an office.
        self._years: dict[Parts, set[int]] = defaultdict(set)
        for voice in voices:
            for parts in self._divisions[voice.speaker]:
                self._years[parts].add(voice.year)

    def called(self, voice: Voice) -> Iterator[tuple[str, Parts]]:
        """The full names of the holders of an office who may be meant, with what is printed.

        They are named in full about that year; or else the one of that surname who ever is holds
        the office as long as the surname is printed before it year after year.
        """
        for parts in self._divisions[voice.speaker]:
            called = _SPEAKER.fullmatch(parts.name)
            holders = self._named[parts.office] if called else {}
            own = {
                name: years
                for name, years in holders.items()
                if called and _is_called(name, called["surname"], called["hint"])
            }
            for name, years in own.items():
                reach = years if len(own) > 1 else _reach(years, self._years[parts])
                if any(abs(year - voice.year) <= _OFFICE_YEARS for year in years) or (
                    voice.year in reach
                ):
                    yield name, _as_printed(voice.speaker, parts)

    def _divide(self, speaker: str) -> Iterator[Parts]:
        """A surname and an office of which somebody is named in full, wherever one may end."""
        printed = _folded(speaker)
        for start in range(1, len(printed)):
            if printed[start:] in self._named:
                yield Parts(printed[:start], printed[start:])


def _reach(sure: Set[int], printed: Set[int]) -> Set[int]:
    """Some years, with those next to them of others, and so on; no year, which is 0, is apart."""
    reach = sure - {0}
    while more := {
        year for year in printed if year not in reach and not reach.isdisjoint({year - 1, year + 1})
    }:
        reach |= more
    return reach


def _as_printed(speaker: str, parts: Parts) -> Parts:
    """Both parts as they are printed, not as they are compared.

    A character that is compared as several (㍿) may be of both: it is of the name.
    """
    ends = range(len(speaker) + 1)
    end = next(end for end in ends if len(_folded(speaker[:end])) >= len(parts.name))
    return Parts(speaker[:end].strip(), speaker[end:].strip())


class _Members:
    """The members of a body, and who is meant by a surname.

    years   the years in which each full name is printed as that of a member
    """

    def __init__(self, attested: _Names, voices: Collection[Voice]) -> None:
        self.years: dict[str, set[int]] = {}
        for name, places in attested.items():
            if years := {place.year for place in places if place.side == "assembly"}:
                self.years[name] = years
        self._persons: dict[str, str] = {}
        # First and last year, by the first character of the name.
        self._sitting: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
        for name, years in self.years.items():
            self._sitting[name[0]][name] = (min(years), max(years))
        # The years in which a member has a hint.
        self._hinted = {
            voice.year
            for voice in voices
            if voice.role == "member" and "(" in _folded(voice.name or "")
        }
        # The years in which a surname is printed. A longer surname is not a shorter one with a
        # given name.
        self._surnames: dict[str, set[int]] = defaultdict(set)
        for voice in voices:
            if voice.role in ("member", "chair") and voice.name:
                found = _SPEAKER.fullmatch(_folded(voice.name))
                if found and found["surname"] not in attested:
                    self._surnames[found["surname"]].add(voice.year)

    def heard(self, pair: Pair) -> Set[int]:
        """The years in which a surname is printed that is of nobody else who sits then."""
        names = pair.kana, pair.kanji
        surnames = {surname for name in names if (surname := self._surname(name))}
        others = [
            (min(years), max(years))
            for name, years in self.years.items()
            if name not in names and any(map(name.startswith, surnames))
        ]
        return {
            year
            for year in set[int]().union(*(self._surnames[surname] for surname in surnames))
            if not any(first <= year <= last for first, last in others)
        }

    def join(self, pairs: Iterable[Pair]) -> None:
        """From now on, each pair of names is of one person, who sits in the years of both."""
        for pair in pairs:
            names = sorted((pair.kana, pair.kanji), key=lambda name: (min(self.years[name]), name))
            years = set[int]().union(*(self.years[name] for name in names))
            for name in names:
                self._persons[name] = names[0]
                self._sitting[name[0]][name] = (min(years), max(years))

    def person(self, name: str) -> str:
        """The first full name of the person of a full name."""
        return self._persons.get(name, name)

    def called(self, printed: str, year: int) -> Iterator[str]:
        """The persons whose names begin as printed, who may sit in that year."""
        called = _SPEAKER.fullmatch(printed)
        if called is None:
            return
        names = [
            name
            for name in self._sitting.get(printed[:1], {})
            if _is_called(name, called["surname"], called["hint"])
        ]
        alike = {self.person(name): self._sitting[name[0]][name] for name in names}
        near = _near(alike, year, _TERM)
        if self._hints_usual(year):
            # Both would have a hint if they sat at once, and one of them surely sits: in a year
            # between those of the full name all the time, in its first and last a part of it.
            if len(_near(near, year, -1)) == 1:
                near = _near(near, year, 0)
            elif len(_near(near, year, 0)) == 1:
                near = _near(near, year, _HALF_TERM)
        # Of several over the years, the one who left is not taken for the one to come.
        sits = _near(near, year, _TERM if len(alike) == 1 else _HALF_TERM)
        if len(near) == 1:
            for name in names:
                if self.person(name) in sits and self._surname(name) == called["surname"]:
                    yield self.person(name)

    def _hints_usual(self, year: int) -> bool:
        """Whether members of the same surname are told apart by hints about that year."""
        return not self._hinted.isdisjoint({year - 1, year, year + 1})

    def _surname(self, name: str) -> str | None:
        """The longest surname that is printed with which a name begins: 汐 is not 汐見花子."""
        begins = (name[:end] for end in range(len(name) - 1, 0, -1))
        return next((each for each in begins if each in self._surnames), None)


def _near(
    sitting: Mapping[str, tuple[int, int]], year: int, margin: int
) -> Mapping[str, tuple[int, int]]:
    """Those who sit in a year, or some years before or after it.

    With a negative margin, those who sit so many years before it and after it.
    """
    return {
        name: (first, last)
        for name, (first, last) in sitting.items()
        if first - margin <= year <= last + margin
    }


def _is_called(name: str, surname: str, hint: str | None) -> bool:
    return len(name) > len(surname) and name.startswith(surname + (hint or ""))


class _Printed:
    """Where full names are printed."""

    def __init__(
        self, voices: Collection[Voice], listed: Collection[Listed], meetings: Meetings
    ) -> None:
        self._by_name: dict[str, list[Voice | Listed]] = defaultdict(list)
        for voice in voices:
            self._by_name[_folded(voice.name or "")].append(voice)
        for entry in listed:
            self._by_name[_folded(entry.attendee.name)].append(entry)
        self._meetings = meetings

    def meet(self, pair: Pair) -> bool:
        """Whether one meeting has both names of a pair."""
        some, others = (self._meetings(self._by_name[name]) for name in (pair.kana, pair.kanji))
        return not some.isdisjoint(others)


def _writings(
    attested: _Names, possible: Collection[Pair], members: _Members
) -> Iterator[tuple[str, Writings]]:
    """The writings of each person's name, by the first full name."""
    names: dict[str, list[str]] = defaultdict(list)
    alike: dict[str, set[str]] = defaultdict(set)
    for name in attested:
        names[members.person(name)].append(name)
    for pair in possible:
        kana, kanji = members.person(pair.kana), members.person(pair.kanji)
        alike[kana].add(kanji)
        alike[kanji].add(kana)
    for person, own in names.items():
        latest = sorted(own, key=lambda name: -max(place.year for place in attested[name]))
        yield person, Writings(tuple(latest), tuple(sorted(alike[person])))


def _attest(voices: Collection[Voice], listed: Collection[Listed]) -> _Names:
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
