"""A meeting as Whoosh documents: one for its header, one for each utterance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from index.analysis import Analyzer
from index.engines.whoosh.schema import FACTS, MEETING, NO_ROLE, UTTERANCE, digest
from index.fields import IndexedText, Postings, headings, indexed
from index.folding import fold
from index.minutes import KINDS, ROLES, Meeting, Utterance
from index.records import meeting_record, utterance_record

Document = dict[str, Any]


def documents(meeting: Meeting, analyzer: Analyzer) -> Iterator[Document]:
    """The documents of a meeting, the header first, then in the order of the minutes."""
    yield _header(meeting)
    cache: dict[str, Postings] = {}
    for order, utterance in enumerate(meeting.utterances, 1):
        under = headings(meeting, utterance)
        if under not in cache:
            cache[under] = _merged(indexed(under, analyzer))
        yield _document(meeting, utterance, order, indexed(utterance.text, analyzer), cache[under])


def _merged(text: IndexedText) -> Postings:
    merged = {term: list(positions) for term, positions in text.short.items()}
    for term, positions in text.long.items():
        merged[term] = sorted({*merged.get(term, ()), *positions})
    return merged


def _header(meeting: Meeting) -> Document:
    facts = np.zeros(1, FACTS)
    facts["meeting"] = digest(meeting.id)
    facts["group"] = digest(meeting.id)
    facts["type"] = MEETING
    facts["date"] = day_number(meeting.date)
    return {
        "id": meeting.id,
        "meeting": meeting.id,
        "record": meeting_record(meeting),
        "facts": facts.tobytes(),
    }


def _document(
    meeting: Meeting, utterance: Utterance, order: int, text: IndexedText, under: Postings
) -> Document:
    return {
        "id": utterance.id,
        "meeting": meeting.id,
        "short": text.short,
        "long": text.long,
        "headings": under,
        "text": utterance.text.encode(),
        "folded": fold(utterance.text).encode("utf-16-le"),
        "units": text.units,
        "record": utterance_record(utterance),
        "facts": _facts(meeting, utterance, order, len(text.units)),
    }


def _facts(meeting: Meeting, utterance: Utterance, order: int, length: int) -> bytes:
    facts = np.zeros(1, FACTS)
    facts["group"] = digest(utterance.group)
    facts["meeting"] = digest(meeting.id)
    facts["body"] = digest(meeting.body)
    facts["agenda"] = digest(agenda_name(utterance))
    facts["speaker"] = digest(speaker_name(utterance))
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


def day_number(date: str | None) -> int:
    """2023-12-11 → 20231211; no date is 0, and so comes before all others."""
    return int(date.replace("-", "")) if date else 0
