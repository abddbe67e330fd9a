"""Who speaks in each document, as `index.persons` finds out from all that is printed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.arrays import Docs, Mask
from index.minutes import ROLES, Utterance
from index.persons import Listed, Person, Voice, identify, person_id

Column = Callable[[str], npt.NDArray[Any]]

# What makes a voice, each with an odd factor of its own: their sum is a digest of the row.
_FACTORS = {
    "speaker_text": 1,
    "body": 0x9E3779B97F4A7C15,
    "year": 0xC2B2AE3D27D4EB4F,
    "role": 0xD6E8FEB86659FD93,
}


class People:
    """The persons of a snapshot, and who of them speaks in each document.

    persons   the persons by their code, less 1
    codes     uintW[D]: the code of the person who speaks in each document, 0 for nobody
    """

    def __init__(
        self,
        column: Column,
        docs: Docs,
        utterance: Callable[[int], Utterance],
        body: Callable[[int], str],
        listed: Iterable[Listed],
    ) -> None:
        """From doc values by name, the utterances, what a document says of its speaker and the
        body that met, and the entries of all rosters.
        """
        firsts, numbers, counts = _distinct(column, docs)
        voices = list(_voices(column, firsts, utterance, body))
        names = identify(voices, set(listed))
        found: dict[tuple[str, str], Counter[Voice]] = defaultdict(Counter)
        for voice, count in zip(voices, counts.tolist(), strict=True):
            if voice in names:
                found[voice.body, names[voice]][voice] += count
        self.persons = [_person(*who, own) for who, own in sorted(found.items())]
        self._code_of = {each.id: code for code, each in enumerate(self.persons, 1)}
        of_voice = [
            self._code_of[person_id(voice.body, names[voice])] if voice in names else 0
            for voice in voices
        ]
        self.codes = np.zeros(len(column("year")), np.min_scalar_type(len(self.persons)))
        self.codes[docs] = np.array(of_voice, self.codes.dtype)[numbers]

    def person(self, identifier: str) -> Person | None:
        code = self._code_of.get(identifier)
        return None if code is None else self.persons[code - 1]

    def of(self, doc: int) -> str | None:
        """The id of the person who speaks in a document, if it is known."""
        code = int(self.codes[doc])
        return self.persons[code - 1].id if code else None

    def mask(self, identifiers: Iterable[str]) -> Mask:
        """bool[D]: the documents in which one of some persons speaks."""
        wanted = [self._code_of[each] for each in identifiers if each in self._code_of]
        mask: Mask = np.isin(self.codes, np.array(wanted, self.codes.dtype))
        return mask


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


def _person(body: str, name: str, voices: Counter[Voice]) -> Person:
    speeches: Counter[int] = Counter()
    sides: Counter[bool] = Counter()
    for voice, count in voices.items():
        speeches[voice.year] += count
        sides[voice.role in ("member", "chair")] += count
    is_member = sides[True] >= sides[False]
    return Person(person_id(body, name), body, name, dict(sorted(speeches.items())), is_member)
