"""A meeting as documents of an index: one for its header, one for each utterance.

Documents are sent to the process that analyzes them, so they are made of strings, bytes and
arrays, which take little time to send.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.segment.schema import (
    COLUMNS,
    DOC_VALUES,
    MEETING,
    UTTERANCE,
    digest,
    encode_value,
)
from index.minutes import KINDS, Meeting, MeetingHead, Utterance
from index.serialization import meeting_records

_KINDS = {kind: number for number, kind in enumerate(KINDS)}


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
    heading_ids = [numbers.setdefault(_headings(meeting, each), len(numbers)) for each in spoken]
    return Documents(
        ids=[meeting.id, *(each.id for each in spoken)],
        doc_values=_doc_values(meeting),
        records=meeting_records(meeting),
        texts=[each.text for each in spoken],
        headings=[*numbers],
        heading_ids=heading_ids,
    )


def _doc_values(meeting: Meeting) -> npt.NDArray[np.void]:
    spoken, head = meeting.utterances, meeting.head
    doc_values = np.zeros(1 + len(spoken), DOC_VALUES)
    for column in COLUMNS.values():
        # The header has the values of the meeting, too, so that runs of equal values are long.
        if column.field.of is MeetingHead:
            doc_values[column.name] = encode_value(column.field, column.key(head))
        else:
            keys = map(column.key, spoken)
            doc_values[column.name][1:] = [encode_value(column.field, key) for key in keys]
    doc_values["group"][0] = digest(meeting.id)
    doc_values["group"][1:] = [digest(each.group) for each in spoken]
    doc_values["kind"][1:] = [_KINDS[each.kind] for each in spoken]
    doc_values["order"] = np.arange(len(doc_values))
    doc_values["type"] = UTTERANCE
    doc_values["type"][0] = MEETING
    return doc_values


def _headings(meeting: Meeting, utterance: Utterance) -> str:
    """The context of an utterance, which is searched with it: one line for each heading."""
    agenda = utterance.agenda
    parts = (
        meeting.body,
        meeting.title,
        agenda.number if agenda else None,
        agenda.title if agenda else None,
        utterance.section,
        utterance.topic,
        utterance.speaker,
        utterance.affiliation,
        utterance.party,
    )
    return "\n".join(part for part in parts if part)
