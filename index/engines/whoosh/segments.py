"""Writes a segment from whole arrays: no Python for each posting.

Occurrences are gathered as numbers, field by field, and sorted once when the segment
is finished. Whoosh's writer does the rest: locks, columns, the table of contents.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh.writing import SegmentWriter

from index.engines.whoosh.documents import Documents, FieldTerms
from index.engines.whoosh.postings import Integers, PostingList, read_postings
from index.fields import WORD_FIELDS

Numbers = npt.NDArray[np.uint32]


class FieldOccurrences:
    """The occurrences of one field in a segment that is being written."""

    def __init__(self) -> None:
        self._numbers: dict[bytes, int] = {}
        self._gathered: list[tuple[Numbers, Numbers, Numbers]] = []

    def _number(self, terms: list[bytes]) -> Numbers:
        """The numbers of terms, new ones being given the next."""
        numbers = self._numbers
        return np.array([numbers.setdefault(term, len(numbers)) for term in terms], np.uint32)

    def add(self, found: FieldTerms, first: int) -> None:
        """Add the terms of documents, of which the first has the number `first`."""
        if not found.terms:
            return
        numbers = self._number(found.terms)[np.asarray(found.numbers, np.int64)]
        docs = np.asarray(found.docs, np.uint32) + np.uint32(first)
        self._gathered.append((numbers, docs, np.asarray(found.positions, np.uint32)))

    def add_postings(self, term: bytes, postings: PostingList, docs: Integers) -> None:
        """Add a posting list under new document numbers; those below 0 are dropped."""
        every = np.repeat(docs, postings.freqs)
        positions = postings.positions
        if not len(positions):
            positions = np.zeros(len(every), np.int64)
        kept = every >= 0
        if kept.any():
            numbers = np.repeat(self._number([term]), int(kept.sum()))
            kept_docs, kept_positions = every[kept], positions[kept]
            self._gathered.append(
                (numbers, kept_docs.astype(np.uint32), kept_positions.astype(np.uint32))
            )

    def lists(self, *, positions: bool) -> Iterator[tuple[bytes, PostingList]]:
        """Each term with its posting list, terms ascending."""
        if not self._gathered:
            return
        terms = sorted(self._numbers)
        rank = np.empty(len(terms), np.uint32)
        rank[[self._numbers[term] for term in terms]] = np.arange(len(terms), dtype=np.uint32)
        numbers, docs, places = (np.concatenate(each) for each in zip(*self._gathered, strict=True))
        self._gathered.clear()
        numbers = rank[numbers]
        # Each term's documents, and positions within each, were gathered ascending.
        order = np.argsort(numbers, kind="stable")
        numbers, docs, places = numbers[order], docs[order], places[order]
        begins = np.flatnonzero(
            np.append(True, (numbers[1:] != numbers[:-1]) | (docs[1:] != docs[:-1]))
        )
        freqs = np.diff(np.append(begins, len(numbers)))
        postings = docs[begins].astype(np.int64)
        bounds = np.searchsorted(numbers[begins], np.arange(len(terms) + 1))
        ends = np.append(begins, len(numbers))
        for term, first, last in zip(terms, bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
            kept = places[ends[first] : ends[last]] if positions else places[:0]
            listed = PostingList(postings[first:last], freqs[first:last], kept.astype(np.int64))
            yield term, listed


class BulkWriter(SegmentWriter):
    """A segment writer that is given documents by the meeting."""

    def __init__(self, opened: Any, codec: Any) -> None:
        super().__init__(opened, codec=codec, compound=False)
        self._fields: dict[str, FieldOccurrences] = {}
        self._lengths: dict[str, list[int]] = {name: [] for name in WORD_FIELDS}

    def add_documents(self, documents: Documents) -> None:
        first = self.docnum
        for columns, lengths in zip(documents.columns, documents.lengths, strict=True):
            self._add_columns(columns, lengths)
        for name, found in documents.fields.items():
            self._field(name).add(found, first)
        self._added = True

    def _field(self, name: str) -> FieldOccurrences:
        return self._fields.setdefault(name, FieldOccurrences())

    def _add_columns(self, columns: dict[str, bytes], lengths: dict[str, int]) -> None:
        self.perdocwriter.start_doc(self.docnum)
        for name in WORD_FIELDS:
            self._lengths[name].append(lengths.get(name, 0))
            self.perdocwriter.add_field(name, self.schema[name], None, lengths.get(name, 0))
        for name, value in columns.items():
            self.perdocwriter.add_column_value(name, self.schema[name].column_type, value)
        self.perdocwriter.finish_doc()
        self.docnum += 1

    def add_postings_to_pool(self, reader: Any, startdoc: int, docmap: Any) -> None:
        """Take over the postings of a segment that is merged into this one."""
        count = reader.doc_count_all()
        docs = np.arange(startdoc, startdoc + count)
        if docmap is not None:
            docs = np.array([docmap.get(doc, -1) for doc in range(count)], np.int64)
        for name in WORD_FIELDS:
            every = [reader.doc_field_length(doc, name) for doc in range(count)]
            self._lengths[name] += [every[doc] for doc in range(count) if docs[doc] >= 0]
        content = reader.segment().open_file(reader.storage(), reader.codec().POSTS_EXT)
        buffer = np.frombuffer(content.read(), np.uint8)
        content.close()
        for (name, term), terminfo in reader:
            postings = read_postings(buffer, terminfo.extent()[0])
            self._field(name).add_postings(term, postings, docs[postings.docs])

    def _flush_segment(self) -> None:
        self.perdocwriter.close()
        for name in sorted(self._fields):
            words = name in WORD_FIELDS
            lengths = np.array(self._lengths[name] if words else [0] * self.docnum)
            self.fieldwriter.start_field(name, self.schema[name])
            for term, postings in self._fields[name].lists(positions=words):
                here = lengths[postings.docs]
                self.fieldwriter.add_list(term, postings, int(here.min()), int(here.max()))
            self.fieldwriter.finish_field()
        self.fieldwriter.close()
