"""A meeting becomes documents, which are analyzed and collected until a segment is written.

A meeting has one document for its header, one for each utterance and one for each heading. They
are sent to the process that analyzes them, so they are strings, bytes and arrays, which take
little time to send.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from index.analysis.analyzer import Analyzer
from index.analysis.batch import NO_TERM, BatchAnalyzer, BatchTokens
from index.analysis.normalization.search_text import SearchTexts, search_texts
from index.engines.whoosh.arrays import Bytes, Integers
from index.engines.whoosh.segment.columns import BLOB_COLUMNS, BlobBuilder
from index.engines.whoosh.segment.headings import encode_under
from index.engines.whoosh.segment.schema import (
    COLUMNS,
    DOC_VALUES,
    HEADING,
    MEETING,
    UTTERANCE,
    digest,
    encode_value,
)
from index.engines.whoosh.segment.stored_text import boundary_bits, encode_texts
from index.engines.whoosh.segment.synonym_groups import encode_groups
from index.engines.whoosh.writing.segment_writer import (
    FieldOccurrences,
    TermPositions,
    write_segment,
)
from index.minutes import KINDS, Meeting, MeetingHead, Utterance
from index.serialization import meeting_records

# An analyzer that knows more words is not carried over to the next segment.
_MAX_KNOWN_WORDS = 400_000
_KINDS = {kind: number for number, kind in enumerate(KINDS)}


class Documents(NamedTuple):
    """The documents of a meeting: the header, the utterances in order, then the headings.

    The header has no text, and headings have neither ids nor records. `under` has the utterances
    under each heading (segment/headings.py). The doc values lack the length in tokens.
    """

    ids: list[str]
    doc_values: npt.NDArray[np.void]
    records: list[bytes]
    texts: list[str]
    under: list[Bytes]

    @property
    def characters(self) -> int:
        return sum(map(len, self.texts))


def documents(meeting: Meeting) -> Documents:
    """The documents of a meeting."""
    spoken = meeting.utterances
    headings: dict[str, list[int]] = {}
    for doc, utterance in enumerate(spoken, 1):
        for heading in dict.fromkeys(_headings(meeting, utterance)):
            headings.setdefault(heading, []).append(doc)
    first = 1 + len(spoken)
    return Documents(
        ids=[meeting.id, *(each.id for each in spoken)],
        doc_values=_doc_values(meeting, len(headings)),
        records=meeting_records(meeting),
        texts=["", *(each.text for each in spoken), *headings],
        under=[encode_under(doc, under) for doc, under in enumerate(headings.values(), first)],
    )


def _doc_values(meeting: Meeting, heading_count: int) -> npt.NDArray[np.void]:
    spoken, head = meeting.utterances, meeting.head
    first_heading = 1 + len(spoken)
    doc_values = np.zeros(first_heading + heading_count, DOC_VALUES)
    utterances = doc_values[1:first_heading]
    for column in COLUMNS.values():
        # All have the values of the meeting, so that runs of equal values are long.
        if column.field.of is MeetingHead:
            doc_values[column.name] = encode_value(column.field, column.key(head))
        else:
            keys = map(column.key, spoken)
            utterances[column.name] = [encode_value(column.field, key) for key in keys]
    doc_values["group"] = digest(meeting.id)
    utterances["group"] = [digest(each.group) for each in spoken]
    utterances["kind"] = [_KINDS[each.kind] for each in spoken]
    doc_values["order"] = np.arange(len(doc_values))
    doc_values["type"][0] = MEETING
    utterances["type"] = UTTERANCE
    doc_values["type"][first_heading:] = HEADING
    return doc_values


def _headings(meeting: Meeting, utterance: Utterance) -> Iterator[str]:
    """The headings of an utterance, which are searched with it."""
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
    return filter(None, parts)


class SegmentBuilder:
    """Builds one segment after another from the documents of meetings."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._morphemes = analyzer.morphemes
        self._analyzer = BatchAnalyzer(self._morphemes)
        self._begin()

    def _begin(self) -> None:
        self._ids: list[str] = []
        self._meetings: list[str] = []
        # The documents that have an id, and the number of the meeting of each document.
        self._with_id: list[Integers] = []
        self._meeting_of: list[Integers] = []
        self._count = 0
        self._doc_values: list[npt.NDArray[np.void]] = []
        self._blobs = {name: BlobBuilder() for name in BLOB_COLUMNS}
        self._texts = _TokenBuffer()

    def add(self, documents: Documents) -> None:
        """Add the documents of a meeting."""
        found = search_texts(documents.texts)
        tokens = self._analyzer.analyze(found.texts)
        self._texts.add(tokens)
        self._add_columns(documents, found, tokens)
        self._meeting_of.append(np.full(len(found.texts), len(self._meetings)))
        self._meetings.append(documents.ids[0])
        self._ids += documents.ids
        self._with_id.append(self._count + np.arange(len(documents.ids)))
        self._count += len(found.texts)

    def _add_columns(self, documents: Documents, found: SearchTexts, tokens: BatchTokens) -> None:
        documents.doc_values["length"] = np.diff(tokens.bounds)
        self._doc_values.append(documents.doc_values)
        folded, lost = encode_texts(found)
        self._blobs["folded"].add(*folded)
        self._blobs["lost"].add(*lost)
        self._blobs["units"].add(*boundary_bits(tokens.lengths, tokens.bounds))
        records = [np.frombuffer(record, np.uint8) for record in documents.records]
        none = np.zeros(0, np.uint8)
        for name, contents in (
            ("record", records + [none] * len(documents.under)),
            ("under", [none] * len(records) + documents.under),
        ):
            sizes = np.array([len(content) for content in contents])
            self._blobs[name].add(np.concatenate(contents), sizes)

    def write(self, folder: Path) -> Any:
        """Write a segment of what was added, and begin the next; returns Whoosh's segment."""
        doc_values = np.concatenate(self._doc_values)
        segment = write_segment(folder, doc_values, self._blobs, self._fields(), self._groups())
        self._begin()
        if len(self._analyzer) > _MAX_KNOWN_WORDS:
            self._analyzer = BatchAnalyzer(self._morphemes)
        return segment

    def _groups(self) -> bytes:
        """The `.groups` file: the synonym groups of the terms of the texts."""
        terms = list(self._analyzer.terms)
        used = np.zeros(len(terms), np.bool_)
        for ids, _ in self._texts.all():
            used[ids] = True
        return encode_groups(terms, self._analyzer.groups, used)

    def _fields(self) -> Iterator[tuple[str, FieldOccurrences]]:
        """The occurrences of each field, ascending by name."""
        terms = list(self._analyzer.terms)
        # An id may be that of two documents.
        ids = dict.fromkeys(self._ids)
        numbers = dict(zip(ids, range(len(ids)), strict=True))
        ids_of = np.array([numbers[each] for each in self._ids])
        yield "id", self._names([*ids], ids_of, np.concatenate(self._with_id))
        bounds = self._texts.bounds()
        yield "long", FieldOccurrences(terms, self._texts.compounds, bounds)
        meeting_of = np.concatenate(self._meeting_of)
        yield "meeting", self._names(self._meetings, meeting_of, np.arange(self._count))
        yield "short", FieldOccurrences(terms, self._texts.tokens, bounds)
        # Most of the memory; not needed for what is still to be written.
        self._texts = _TokenBuffer()

    def _names(self, names: Sequence[str], numbers: Integers, docs: Integers) -> FieldOccurrences:
        """A field with one term in each of some documents: the name of its number."""
        terms = [each.encode() for each in names]
        places = np.arange(self._count + 1)
        return FieldOccurrences(terms, lambda: [(numbers, docs)], places, positions=False)


class _TokenBuffer:
    """The tokens of texts, added a few texts at a time; a place is the number of a token."""

    def __init__(self) -> None:
        self._count = 0
        self._bounds: list[Integers] = []
        self._terms: list[npt.NDArray[np.int32]] = []
        self._compounds: list[npt.NDArray[np.int32]] = []
        self._compound_starts: list[npt.NDArray[np.uint32]] = []

    def add(self, tokens: BatchTokens) -> None:
        self._bounds.append(tokens.bounds[1:] + self._count)
        self._terms.append(tokens.terms)
        self._compounds.append(tokens.compounds)
        self._compound_starts.append((tokens.compound_starts + self._count).astype(np.uint32))
        self._count += len(tokens.terms)

    def bounds(self) -> Integers:
        """int64[T + 1]: where each text begins, and the last ends."""
        return np.concatenate([np.zeros(1, np.int64), *self._bounds])

    def tokens(self) -> Iterator[TermPositions]:
        """The tokens that have a term."""
        count = 0
        for terms in self._terms:
            at = np.flatnonzero(terms != NO_TERM)
            yield terms[at], at + count
            count += len(terms)

    def compounds(self) -> Iterator[TermPositions]:
        """The compound tokens; their place is that of their first token."""
        return zip(self._compounds, self._compound_starts, strict=True)

    def all(self) -> Iterator[TermPositions]:
        return chain(self.tokens(), self.compounds())
