"""A meeting as documents of an index: one for its header, one for each utterance."""

from __future__ import annotations

from array import array
from typing import NamedTuple

import numpy as np

from index.analysis import Analysis, Analyzer
from index.engines.whoosh.schema import FACTS, MEETING, NO_ROLE, UTTERANCE, digest
from index.engines.whoosh.texts import folded_bytes
from index.fields import Occurrences, all_units, headings, lengths, long_units, short_units
from index.minutes import KINDS, ROLES, Meeting, Utterance
from index.records import meeting_record, utterance_record


class FieldTerms(NamedTuple):
    """The terms of one field in some documents.

    `terms` are different from one another; occurrence by occurrence, `numbers` says
    which of them it is, `docs` in which document, `positions` where. Documents
    ascend, and positions within a document.
    """

    terms: list[bytes]
    numbers: array[int]
    docs: array[int]
    positions: array[int]


class Documents(NamedTuple):
    """Some documents: their columns, how many terms each has by field, and the terms."""

    columns: list[dict[str, bytes]]
    lengths: list[dict[str, int]]
    fields: dict[str, FieldTerms]


class _Gathering:
    """Gathers the documents of one meeting."""

    def __init__(self) -> None:
        self._columns: list[dict[str, bytes]] = []
        self._lengths: list[dict[str, int]] = []
        self._fields: dict[str, FieldTerms] = {}
        self._numbers: dict[str, dict[bytes, int]] = {}

    def add(self, columns: dict[str, bytes], fields: dict[str, Occurrences]) -> None:
        doc = len(self._columns)
        self._columns.append(columns)
        self._lengths.append({name: len(found.terms) for name, found in fields.items()})
        for name, found in fields.items():
            numbers = self._numbers.setdefault(name, {})
            field = self._fields.setdefault(
                name, FieldTerms([], array("I"), array("I"), array("I"))
            )
            field.numbers.extend([numbers.setdefault(term, len(numbers)) for term in found.terms])
            field.docs.extend([doc] * len(found.terms))
            field.positions.extend(found.positions)

    def documents(self) -> Documents:
        fields = {
            name: field._replace(terms=list(self._numbers[name]))
            for name, field in self._fields.items()
        }
        return Documents(self._columns, self._lengths, fields)


def documents(meeting: Meeting, analyzer: Analyzer) -> Documents:
    """The documents of a meeting, the header first, then in the order of the minutes."""
    gathering = _Gathering()
    gathering.add(_header(meeting), _ids(meeting.id, meeting.id))
    under: dict[str, Occurrences] = {}
    for order, utterance in enumerate(meeting.utterances, 1):
        heading = headings(meeting, utterance)
        if heading not in under:
            under[heading] = all_units(analyzer.analyze(heading))
        analysis = analyzer.analyze(utterance.text)
        gathering.add(
            _columns(meeting, utterance, order, analysis),
            {
                **_ids(utterance.id, meeting.id),
                "short": short_units(analysis),
                "long": long_units(analysis),
                "headings": under[heading],
            },
        )
    return gathering.documents()


def _ids(identifier: str, meeting: str) -> dict[str, Occurrences]:
    return {
        "id": Occurrences([identifier.encode()], array("I", [0])),
        "meeting": Occurrences([meeting.encode()], array("I", [0])),
    }


def _header(meeting: Meeting) -> dict[str, bytes]:
    facts = np.zeros(1, FACTS)
    facts["meeting"] = digest(meeting.id)
    facts["group"] = digest(meeting.id)
    facts["type"] = MEETING
    facts["date"] = day_number(meeting.date)
    # A header has no text, but each column stands in every segment.
    nothing = dict.fromkeys(("folded", "lost", "units"), b"")
    return {**nothing, "record": meeting_record(meeting), "facts": facts.tobytes()}


def _columns(
    meeting: Meeting, utterance: Utterance, order: int, analysis: Analysis
) -> dict[str, bytes]:
    folded, lost = folded_bytes(utterance.text)
    return {
        "folded": folded,
        "lost": lost,
        "units": lengths(analysis),
        "record": utterance_record(utterance),
        "facts": _facts(meeting, utterance, order, len(analysis.short)),
    }


def _facts(meeting: Meeting, utterance: Utterance, order: int, length: int) -> bytes:
    facts = np.zeros(1, FACTS)
    facts["group"] = digest(utterance.group)
    facts["meeting"] = digest(meeting.id)
    facts["body"] = digest(meeting.body)
    facts["agenda"] = digest(agenda_name(utterance))
    facts["speaker"] = digest(speaker_name(utterance))
    facts["voice"] = digest(voice_name(utterance))
    facts["item"] = digest(item_name(utterance))
    facts["date"] = day_number(meeting.date)
    facts["order"] = order
    facts["length"] = length
    facts["kind"] = KINDS.index(utterance.kind)
    facts["role"] = NO_ROLE if utterance.role is None else ROLES.index(utterance.role)
    facts["type"] = UTTERANCE
    return facts.tobytes()


def agenda_name(utterance: Utterance) -> str | None:
    """What an agenda item is filtered by: its number, or without one its title."""
    agenda = utterance.agenda
    return None if agenda is None else agenda.number or agenda.title


def speaker_name(utterance: Utterance) -> str | None:
    """What a speaker is filtered by: the printed name, or the department that speaks."""
    return utterance.speaker or utterance.affiliation


def voice_name(utterance: Utterance) -> str:
    """All that is known of who speaks: one name may speak in several capacities."""
    return "\n".join(filter(None, (utterance.speaker, utterance.affiliation)))


def item_name(utterance: Utterance) -> str:
    """All that is known of the agenda item: one number may be of many meetings."""
    agenda = utterance.agenda
    return "\n".join(filter(None, (agenda.number, agenda.title))) if agenda else ""


def day_number(date: str | None) -> int:
    """2023-12-11 → 20231211; no date is 0, and so comes before all others."""
    return int(date.replace("-", "")) if date else 0
