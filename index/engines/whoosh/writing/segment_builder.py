"""A meeting becomes documents, which are analyzed and collected until a segment is written.

A meeting has one document for its header and one for each utterance. They are sent to the
process that analyzes them, so they are strings, bytes and arrays, which take little time to send.
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
from index.engines.whoosh.arrays import Integers, ranges
from index.engines.whoosh.segment.columns import BLOB_COLUMNS, BlobBuilder
from index.engines.whoosh.segment.schema import (
    COLUMNS,
    DOC_VALUES,
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

_NO_HEADING = -1
# An analyzer that knows more words is not carried over to the next segment.
_MAX_KNOWN_WORDS = 400_000
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


class SegmentBuilder:
    """Builds one segment after another from the documents of meetings."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._morphemes = analyzer.morphemes
        self._analyzer = BatchAnalyzer(self._morphemes)
        self._begin()

    def _begin(self) -> None:
        self._ids: list[str] = []
        self._meetings: list[str] = []
        # Of each document, the number of its meeting and of its headings.
        self._meeting_of: list[Integers] = []
        self._heading_of: list[Integers] = []
        self._doc_values: list[npt.NDArray[np.void]] = []
        self._blobs = {name: BlobBuilder() for name in BLOB_COLUMNS}
        self._headings: dict[str, int] = {}
        self._texts, self._heading_texts = _TokenBuffer(), _TokenBuffer()

    def add(self, documents: Documents) -> None:
        """Add the documents of a meeting."""
        # The header has no text and no heading.
        found = search_texts(["", *documents.texts])
        tokens = self._analyzer.analyze(found.texts)
        self._texts.add(tokens)
        self._add_columns(documents, found, tokens)
        self._meeting_of.append(np.full(len(found.texts), len(self._meetings)))
        self._meetings.append(documents.ids[0])
        self._ids += documents.ids
        new = [each for each in documents.headings if each not in self._headings]
        for each in new:
            self._headings[each] = len(self._headings)
        self._heading_texts.add(self._analyzer.analyze(search_texts(new).texts))
        numbers = np.array([self._headings[each] for each in documents.headings], np.int64)
        self._heading_of.append(np.append(_NO_HEADING, numbers[documents.heading_ids]))

    def _add_columns(self, documents: Documents, found: SearchTexts, tokens: BatchTokens) -> None:
        documents.doc_values["length"] = np.diff(tokens.bounds)
        self._doc_values.append(documents.doc_values)
        folded, lost = encode_texts(found)
        self._blobs["folded"].add(*folded)
        self._blobs["lost"].add(*lost)
        self._blobs["units"].add(*boundary_bits(tokens.lengths, tokens.bounds))
        sizes = np.array([len(record) for record in documents.records])
        self._blobs["record"].add(np.frombuffer(b"".join(documents.records), np.uint8), sizes)

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
        yield "headings", self._heading_occurrences(terms)
        # An id may be that of two documents.
        ids = dict.fromkeys(self._ids)
        numbers = dict(zip(ids, range(len(ids)), strict=True))
        yield "id", _one_term_each([*ids], np.array([numbers[each] for each in self._ids]))
        bounds = self._texts.bounds()
        yield "long", FieldOccurrences(terms, self._texts.compounds, bounds)
        yield "meeting", _one_term_each(self._meetings, np.concatenate(self._meeting_of))
        yield "short", FieldOccurrences(terms, self._texts.tokens, bounds)
        # Most of the memory; not needed for what is still to be written.
        self._texts = self._heading_texts = _TokenBuffer()

    def _heading_occurrences(self, terms: Sequence[bytes]) -> FieldOccurrences:
        """Each document has a copy of the occurrences of its heading."""
        heading_of = np.concatenate(self._heading_of)
        ids, places = map(np.concatenate, zip(*self._heading_texts.all(), strict=True))
        order = np.argsort(places, kind="stable")
        ids, places = ids[order], places[order]
        bounds = self._heading_texts.bounds()
        has_heading = heading_of != _NO_HEADING
        headings = heading_of[has_heading]
        sizes = np.zeros(len(heading_of), np.int64)
        sizes[has_heading] = np.diff(bounds)[headings]
        doc_bounds = np.append(0, np.cumsum(sizes))
        firsts = np.searchsorted(places, bounds)
        counts = firsts[headings + 1] - firsts[headings]
        copied = ranges(firsts[headings], counts)
        moved = np.repeat(doc_bounds[:-1][has_heading] - bounds[headings], counts)
        occurrences = [(ids[copied], places[copied] + moved)]
        return FieldOccurrences(terms, lambda: occurrences, doc_bounds)


def _one_term_each(names: Sequence[str], number_of: Integers) -> FieldOccurrences:
    """A field with one term in each document: document d has names[number_of[d]]."""
    docs = np.arange(len(number_of) + 1)
    occurrences = [(number_of, docs[:-1])]
    terms = [each.encode() for each in names]
    return FieldOccurrences(terms, lambda: occurrences, docs, positions=False)


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
