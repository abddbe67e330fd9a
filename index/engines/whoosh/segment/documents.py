"""A meeting as documents of an index: one for its header, one for each utterance.

This is all that is handed to the process that analyzes it, so it is made of strings,
bytes and arrays, and nothing that takes long to hand over.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.segment.schema import DOC_VALUES, MEETING, NO_ROLE, UTTERANCE, digest
from index.fields import headings
from index.minutes import KINDS, ROLES, Meeting, Utterance
from index.serialization import meeting_records

_KINDS = {kind: number for number, kind in enumerate(KINDS)}
_ROLES = {role: number for number, role in enumerate(ROLES)} | {None: NO_ROLE}


class Documents(NamedTuple):
    """The documents of a meeting, the header first, then in the order of the minutes.

    `ids`, `doc_values` and `records` have one entry a document, `texts` and `heading_ids` one an
    utterance: its number among `headings`. The doc values lack the length in tokens.
    """

    ids: list[str]
    doc_values: npt.NDArray[np.void]
    records: list[bytes]
    texts: list[str]
    headings: list[str]
    heading_ids: list[int]

    @property
    def characters(self) -> int:
        return sum(map(len, self.texts))


def documents(meeting: Meeting) -> Documents:
    """The documents of a meeting."""
    spoken = meeting.utterances
    numbers: dict[str, int] = {}
    heading_ids = [numbers.setdefault(headings(meeting, each), len(numbers)) for each in spoken]
    return Documents(
        ids=[meeting.id, *(each.id for each in spoken)],
        doc_values=_doc_values(meeting),
        records=meeting_records(meeting),
        texts=[each.text for each in spoken],
        headings=[*numbers],
        heading_ids=heading_ids,
    )


def _doc_values(meeting: Meeting) -> npt.NDArray[np.void]:
    spoken = meeting.utterances
    doc_values = np.zeros(1 + len(spoken), DOC_VALUES)
    doc_values["group"][0] = doc_values["meeting"] = digest(meeting.id)
    doc_values["date"] = day_number(meeting.date)
    doc_values["order"] = np.arange(len(doc_values))
    doc_values["type"] = UTTERANCE
    doc_values["type"][0] = MEETING
    here = doc_values[1:]
    here["group"] = [digest(each.group) for each in spoken]
    here["body"] = digest(meeting.body)
    here["agenda"] = [digest(agenda_name(each)) for each in spoken]
    here["speaker"] = [digest(speaker_name(each)) for each in spoken]
    here["speaker_text"] = [digest(speaker_text(each)) for each in spoken]
    here["agenda_text"] = [digest(agenda_text(each)) for each in spoken]
    here["kind"] = [_KINDS[each.kind] for each in spoken]
    here["role"] = [_ROLES[each.role] for each in spoken]
    return doc_values


def agenda_name(utterance: Utterance) -> str | None:
    """What an agenda item is filtered by: its number, or without one its title."""
    agenda = utterance.agenda
    return None if agenda is None else agenda.number or agenda.title


def speaker_name(utterance: Utterance) -> str | None:
    """What a speaker is filtered by: the printed name, or the department that speaks."""
    return utterance.speaker or utterance.affiliation


def speaker_text(utterance: Utterance) -> str:
    """All that is known of who speaks: one name may speak in several capacities."""
    return "\n".join(filter(None, (utterance.speaker, utterance.affiliation)))


def agenda_text(utterance: Utterance) -> str:
    """All that is known of the agenda item: one number may be of many meetings."""
    agenda = utterance.agenda
    return "\n".join(filter(None, (agenda.number, agenda.title))) if agenda else ""


def day_number(date: str | None) -> int:
    """2023-12-11 → 20231211; no date is 0, and so comes before all others."""
    return int(date.replace("-", "")) if date else 0
