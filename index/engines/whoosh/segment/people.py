"""Who speaks in each document, as `index.identification` finds out from all that is printed."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from index.analysis.names import NameReadings, is_kana
from index.engines.whoosh.arrays import Docs, Mask
from index.identification import Listed, Speaker, Voice, Writings, identify
from index.minutes import ROLES, Utterance
from index.persons import Person, person_id

Column = Callable[[str], npt.NDArray[Any]]

# What makes a voice, each with an odd factor of its own: their sum is a digest of the row.
_FACTORS = {
    "speaker_text": 1,
    "body": 0x9E3779B97F4A7C15,
    "year": 0xC2B2AE3D27D4EB4F,
    "role": 0xD6E8FEB86659FD93,
}


class People:
    """The persons of a snapshot, and who of them speaks in each document; `persons` has them all.

    _voices      uintW[D]: the number of the voice of each document, from 1; 0 where nobody speaks
    _codes       uintW[V + 1]: of each voice, the code of its person, from 1; 0 for nobody
    """

    def __init__(
        self,
        column: Column,
        docs: Docs,
        utterance: Callable[[int], Utterance],
        body: Callable[[int], str],
        listed: Iterable[tuple[int, Listed]],
        readings: NameReadings,
    ) -> None:
        """From doc values by name, the utterances, what a document says of its speaker and the
        body that met, and the entries of all rosters with the headers of their meetings.
        """
        firsts, numbers, counts = _distinct(column, docs)
        voices = list(_voices(column, firsts, utterance, body))
        rosters: dict[Listed, array[int]] = defaultdict(lambda: array("q"))
        for header, entry in listed:
            rosters[entry].append(header)
        meetings = _Meetings(voices, numbers, docs - column("order")[docs], rosters)
        speakers, writings = identify(voices, rosters.keys(), readings, meetings)
        found: dict[tuple[str, str], Counter[Voice]] = defaultdict(Counter)
        for voice, count in zip(voices, counts.tolist(), strict=True):
            if name := speakers[voice].person:
                found[voice.body, name][voice] += count
        known = sorted(found)
        self.persons = [
            _person(*who, writings[who], found[who], speakers, readings) for who in known
        ]
        self._code_of = {
            person_id(who[0], name): code
            for code, who in enumerate(known, 1)
            for name in writings[who].names
        }
        self._alike = {
            person_id(*who): [person_id(who[0], name) for name in writings[who].alike]
            for who in known
        }
        self._speakers = [speakers[voice] for voice in voices]
        own = [(voice.body, speakers[voice].person) for voice in voices]
        codes = [self._code_of[person_id(body, name)] if name else 0 for body, name in own]
        self._codes = np.array([0, *codes], np.min_scalar_type(len(known)))
        self._voices = np.zeros(len(column("year")), np.min_scalar_type(len(voices)))
        self._voices[docs] = numbers + 1

    def person(self, identifier: str) -> Person | None:
        """The person of an id, which may be of any writing of the name."""
        code = self._code_of.get(identifier)
        return None if code is None else self.persons[code - 1]

    def alike(self, person: Person) -> tuple[Person, ...]:
        """Those whose name may be another writing of the name of a person."""
        found = (self.person(each) for each in self._alike[person.id])
        return tuple(each for each in found if each)

    def told(self, doc: int, utterance: Utterance) -> Utterance:
        """The utterance of a document with its person, its name and its office, if known."""
        voice = int(self._voices[doc])
        if not voice:
            return utterance
        speaker, code = self._speakers[voice - 1], int(self._codes[voice])
        person = self.persons[code - 1].id if code else None
        return replace(utterance, person=person, name=speaker.name, office=speaker.office)

    def mask(self, identifiers: Iterable[str]) -> Mask:
        """bool[D]: the documents in which one of some persons speaks."""
        wanted = [self._code_of[each] for each in identifiers if each in self._code_of]
        mask: Mask = np.isin(self._codes, np.array(wanted, self._codes.dtype))[self._voices]
        return mask


class _Meetings:
    """The meetings, by their headers, in which any of some voices and entries is printed."""

    def __init__(
        self,
        voices: Sequence[Voice],
        numbers: Docs,
        headers: Docs,
        rosters: Mapping[Listed, Iterable[int]],
    ) -> None:
        """From the numbers of the voices, and the headers, of some documents."""
        # Rows of different values may be one voice: its number is that of the first.
        self._number_of: dict[Voice, int] = {}
        of_voice = [self._number_of.setdefault(each, at) for at, each in enumerate(voices)]
        self._numbers = np.array(of_voice, np.int64)[numbers]
        self._count, self._headers, self._rosters = len(voices), headers, rosters

    def __call__(self, printed: Iterable[Voice | Listed]) -> set[int]:
        spoken = np.zeros(self._count, np.bool_)
        found = set[int]()
        for each in printed:
            if isinstance(each, Listed):
                found.update(self._rosters[each])
            else:
                spoken[self._number_of[each]] = True
        return found.union(np.unique(self._headers[spoken[self._numbers]]).tolist())


def _distinct(column: Column, docs: Docs) -> tuple[Docs, Docs, Docs]:
    """The first document of each voice, the number of its voice by document, and their counts."""
    digests = np.zeros(len(docs), np.uint64)
    for name, factor in _FACTORS.items():
        digests += column(name)[docs].astype(np.uint64) * np.uint64(factor)
    _, firsts, numbers, counts = np.unique(
        digests, return_index=True, return_inverse=True, return_counts=True
    )
    # By document, because those of one meeting are read together.
    order = np.argsort(firsts)
    return docs[firsts[order]], np.argsort(order)[numbers], counts[order]


def _voices(
    column: Column,
    docs: Docs,
    utterance: Callable[[int], Utterance],
    body: Callable[[int], str],
) -> Iterator[Voice]:
    """The voice of each of some documents; of equal values, the text is read once."""
    bodies: dict[int, str] = {}
    speakers: dict[int, Utterance] = {}
    rows = zip(*(column(name)[docs].tolist() for name in _FACTORS), strict=True)
    for doc, (speaker, of_body, year, role) in zip(docs.tolist(), rows, strict=True):
        if of_body not in bodies:
            bodies[of_body] = body(doc)
        if speaker not in speakers:
            speakers[speaker] = utterance(doc)
        said = speakers[speaker]
        yield Voice(
            body=bodies[of_body],
            year=year,
            speaker=said.speaker or "",
            name=said.name,
            office=said.office,
            role=ROLES[role - 1] if role else None,
        )


def _person(
    body: str,
    name: str,
    writings: Writings,
    voices: Counter[Voice],
    speakers: Mapping[Voice, Speaker],
    readings: NameReadings,
) -> Person:
    speeches: Counter[int] = Counter()
    sides: Counter[bool] = Counter()
    offices: Counter[tuple[int, str]] = Counter()
    for voice, count in voices.items():
        speeches[voice.year] += count
        offices[voice.year, speakers[voice].office or ""] += count
        sides[voice.role in ("member", "chair")] += count
    is_member = sides[True] >= sides[False]
    latest, *others = writings.names
    # What is written in kana is read so.
    readable = max(writings.names, key=lambda each: sum(map(is_kana, each)))
    return Person(
        id=person_id(body, name),
        body=body,
        name=latest,
        others=tuple(others),
        reading=readings.full(readable),
        office=None if is_member else _latest(offices),
        speeches=dict(sorted(speeches.items())),
        is_member=is_member,
    )


def _latest(offices: Counter[tuple[int, str]]) -> str | None:
    """The most frequent office of the last year with any."""
    held = [(year, count, office) for (year, office), count in offices.items() if office]
    return max(held)[2] if held else None
