"""Gathers the documents of a segment, meeting by meeting, and writes it when told to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.analysis.analyzer import Analyzer
from index.analysis.batch import NO_TERM, BatchAnalyzer, BatchTokens
from index.engines.whoosh.segment.columns import BlobBuilder
from index.engines.whoosh.segment.documents import Documents
from index.engines.whoosh.segment.postings import Integers
from index.engines.whoosh.segment.stored_text import fold_texts
from index.engines.whoosh.segment.synonym_groups import encode_groups
from index.engines.whoosh.segment.token_boundaries import boundary_bits
from index.engines.whoosh.writing.segment_writer import (
    Columns,
    FieldOccurrences,
    TermPositions,
    write_segment,
)

_NO_HEADING = -1
# So many words are kept taken apart from one segment to the next.
_KEPT_WORDS = 400_000


class SegmentBuilder:
    """The documents of one segment after another."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._words = analyzer.morphemes
        self._vocabulary = BatchAnalyzer(self._words)
        self._begin()

    def _begin(self) -> None:
        self._ids: list[str] = []
        self._meetings: list[str] = []
        # Of each document, the number of its meeting and of its headings.
        self._meeting_of: list[Integers] = []
        self._heading_ids: list[Integers] = []
        self._doc_values: list[npt.NDArray[np.void]] = []
        self._blobs = {name: BlobBuilder() for name in ("folded", "lost", "units", "record")}
        self._headings: dict[str, int] = {}
        self._texts, self._heading_texts = _TokenBuffer(), _TokenBuffer()

    def __len__(self) -> int:
        """How many documents there are."""
        return len(self._ids)

    def add(self, documents: Documents) -> None:
        """Add the documents of a meeting."""
        # The header has no text and stands under no heading.
        texts = ["", *documents.texts]
        units = self._vocabulary.analyze(texts)
        self._texts.add(units)
        self._add_columns(documents, texts, units)
        self._meeting_of.append(np.full(len(texts), len(self._meetings)))
        self._meetings.append(documents.ids[0])
        self._ids += documents.ids
        new = [each for each in documents.headings if each not in self._headings]
        self._headings.update(zip(new, range(len(self._headings), 1 << 62), strict=False))
        self._heading_texts.add(self._vocabulary.analyze(new))
        numbers = np.array([self._headings[each] for each in documents.headings], np.int64)
        self._heading_ids.append(np.append(_NO_HEADING, numbers[documents.heading_ids]))

    def _add_columns(self, documents: Documents, texts: Sequence[str], units: BatchTokens) -> None:
        lengths = np.diff(units.bounds)
        documents.doc_values["length"] = lengths
        self._doc_values.append(documents.doc_values)
        folded = fold_texts(texts)
        self._blobs["folded"].add(folded.folded, folded.folded_sizes)
        self._blobs["lost"].add(folded.lost, folded.lost_sizes)
        self._blobs["units"].add(*boundary_bits(units.lengths, units.bounds))
        sizes = np.array([len(record) for record in documents.records])
        self._blobs["record"].add(np.frombuffer(b"".join(documents.records), np.uint8), sizes)

    def write(self, folder: Path) -> Any:
        """Write what was gathered as a segment, and begin the next."""
        columns = Columns({"doc_values": np.concatenate(self._doc_values)}, self._blobs)
        segment = write_segment(folder, columns, self._fields(), self._groups())
        self._begin()
        if len(self._vocabulary) > _KEPT_WORDS:
            self._vocabulary = BatchAnalyzer(self._words)
        return segment

    def _groups(self) -> bytes:
        """The groups of words that mean the same, of the words of the texts."""
        used = np.zeros(len(self._vocabulary.terms), np.bool_)
        for numbers, _ in chain(self._texts.short(), self._texts.long()):
            used[numbers] = True
        return encode_groups(list(self._vocabulary.terms), self._vocabulary.groups, used)

    def _fields(self) -> Iterator[tuple[str, FieldOccurrences]]:
        """The occurrences of each field, by name."""
        terms = list(self._vocabulary.terms)
        yield "headings", self._under_headings(terms)
        ids = dict.fromkeys(self._ids)
        numbers = dict(zip(ids, range(len(ids)), strict=True))
        number_of = np.array([numbers[each] for each in self._ids])
        names = [each.encode() for each in ids]
        yield "id", _named(names, number_of)
        bounds = self._texts.bounds()
        yield "long", FieldOccurrences(terms, self._texts.long, bounds)
        names = [each.encode() for each in self._meetings]
        yield "meeting", _named(names, np.concatenate(self._meeting_of))
        yield "short", FieldOccurrences(terms, self._texts.short, bounds)
        # What takes most of the memory is not needed for what is left to be written.
        self._texts = self._heading_texts = _TokenBuffer()

    def _under_headings(self, terms: Sequence[bytes]) -> FieldOccurrences:
        """The occurrences of each document's headings."""
        under = np.concatenate(self._heading_ids)
        parts = chain(self._heading_texts.short(), self._heading_texts.long())
        numbers, places = map(np.concatenate, zip(*parts, strict=True))
        order = np.argsort(places, kind="stable")
        numbers, places = numbers[order], places[order]
        bounds = self._heading_texts.bounds()
        # Each document has a copy of what its headings have; the header has nothing.
        stand = under != _NO_HEADING
        room = np.where(stand, np.diff(bounds)[under], 0) if len(bounds) > 1 else 0 * under
        own_bounds = np.append(0, np.cumsum(room))
        at = np.searchsorted(places, bounds)
        first, last = at[under[stand]], at[under[stand] + 1]
        counts = last - first
        ends = np.cumsum(counts)
        copied = np.arange(int(counts.sum())) + np.repeat(first - (ends - counts), counts)
        moved = np.repeat(own_bounds[:-1][stand] - bounds[under[stand]], counts)
        stands = [(numbers[copied], places[copied] + moved)]
        return FieldOccurrences(terms, lambda: stands, own_bounds)


def _named(names: Sequence[bytes], number_of: Integers) -> FieldOccurrences:
    """One name of each document."""
    documents = np.arange(len(number_of) + 1)
    stands = [(number_of, documents[:-1])]
    return FieldOccurrences(names, lambda: stands, documents, positions=False)


class _TokenBuffer:
    """The units of some texts, added a few at a time; places count short units."""

    def __init__(self) -> None:
        self._count = 0
        self._bounds: list[Integers] = []
        self._short: list[npt.NDArray[np.int32]] = []
        self._long: list[npt.NDArray[np.int32]] = []
        self._long_at: list[npt.NDArray[np.uint32]] = []

    def add(self, units: BatchTokens) -> None:
        self._bounds.append(units.bounds[1:] + self._count)
        self._short.append(units.terms)
        self._long.append(units.compounds)
        self._long_at.append((units.compound_starts + self._count).astype(np.uint32))
        self._count += len(units.terms)

    def bounds(self) -> Integers:
        """Where each text begins, and where the last ends."""
        return np.concatenate([np.zeros(1, np.int64), *self._bounds])

    def short(self) -> Iterator[TermPositions]:
        """The term of each short unit that has one, and its place."""
        count = 0
        for short in self._short:
            at = np.flatnonzero(short != NO_TERM)
            yield short[at], at + count
            count += len(short)

    def long(self) -> Iterator[TermPositions]:
        """The term of each long unit, and its place."""
        return zip(self._long, self._long_at, strict=True)
