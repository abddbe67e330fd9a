"""Merges segments into one, array by array, not posting by posting."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.arrays import Bytes, Docs, Integers
from index.engines.whoosh.segment.columns import BLOB_COLUMNS, BlobBuilder
from index.engines.whoosh.segment.postings import decode_postings
from index.engines.whoosh.segment.reader import SegmentReader
from index.engines.whoosh.segment.schema import TERM_FIELDS
from index.engines.whoosh.segment.synonym_groups import join_lines
from index.engines.whoosh.writing.segment_writer import (
    FieldOccurrences,
    write_segment,
)

# Larger segments are left as they are; about five million characters.
MAX_MERGED_DOCS = 15_000
# This many small segments are searched one after another without a noticeable delay.
MAX_SMALL_SEGMENTS = 8


def merge_small_segments(folder: Path, segments: Sequence[Any]) -> list[Any]:
    """Merge small segments if there are many; returns those that the index is to have."""
    filled = [segment for segment in segments if segment.doc_count()]
    small = sorted((each for each in filled if _docs(each) <= MAX_MERGED_DOCS), key=_docs)
    count = count_to_merge([_docs(each) for each in small])
    rest = [*small[count:], *(each for each in filled if each not in small)]
    # Large ones are rewritten one by one, so that the memory does not grow with the index.
    half_deleted = (each for each in rest if 2 * each.deleted_count() > each.doc_count_all())
    groups = [small[:count], *([each] for each in half_deleted)]
    merged = [segment for group in groups for segment in group]
    unchanged = [segment for segment in filled if segment not in merged]
    return [*unchanged, *(_merge(folder, group) for group in groups if group)]


def count_to_merge(sizes: Sequence[int]) -> int:
    """How many of some small segments are merged; their sizes in documents ascend."""
    if len(sizes) <= MAX_SMALL_SEGMENTS:
        return 0
    totals = list(accumulate(sizes))
    fit = [count for count in range(2, len(sizes) + 1) if totals[count - 1] <= 2 * MAX_MERGED_DOCS]
    # No larger than all before it together: so a meeting is rewritten only a few times.
    even = [count for count in fit if sizes[count - 1] <= totals[count - 2]]
    return max(even or [count for count in fit if count <= MAX_SMALL_SEGMENTS // 2])


def _docs(segment: Any) -> int:
    return int(segment.doc_count())


def _merge(folder: Path, segments: Sequence[Any]) -> Any:
    """Write one segment with the live documents of others, in their order."""
    sources = []
    base = 0
    for segment in segments:
        sources.append(_MergeSource(folder, segment, base))
        base += _docs(segment)
    blobs = {name: BlobBuilder() for name in BLOB_COLUMNS}
    for source in sources:
        for name, column in blobs.items():
            column.add(*source.blobs(name))
    doc_values = np.concatenate([source.doc_values() for source in sources])
    # Some of the terms may only be in deleted documents.
    groups = join_lines(
        line for source in sources for line in source.reader.synonym_groups.splitlines()
    )
    names = sorted({name for source in sources for name in source.reader.dictionary.fields})
    fields = ((name, _field(sources, name, base)) for name in names)
    return write_segment(folder, doc_values, blobs, fields, groups)


def _field(sources: Sequence[_MergeSource], name: str, doc_count: int) -> FieldOccurrences:
    """The occurrences of a field in all segments."""
    term_ids: dict[bytes, int] = {}
    parts = []
    lengths = np.zeros(doc_count, np.int64)
    for source in sources:
        terms, numbers, docs, positions = source.occurrences(name)
        ids = [term_ids.setdefault(term, len(term_ids)) for term in terms]
        parts.append((np.array(ids, np.uint32)[numbers], docs, positions))
        np.maximum.at(lengths, docs, positions + 1)
    bounds = np.append(0, np.cumsum(lengths))
    return FieldOccurrences(
        [*term_ids],
        lambda: ((ids, bounds[docs] + positions) for ids, docs, positions in parts),
        bounds,
        positions=name in TERM_FIELDS,
    )


class _MergeSource:
    """A segment to be merged; `base` is the number that its first live document gets."""

    def __init__(self, folder: Path, segment: Any, base: int) -> None:
        self.reader = SegmentReader(folder, segment, 0)
        self._live = np.ones(self.reader.doc_count, np.bool_)
        self._live[self.reader.deleted_docs()] = False
        self._renumbered = base + np.cumsum(self._live) - 1

    def doc_values(self) -> npt.NDArray[np.void]:
        return self.reader.doc_values()[self._live]

    def blobs(self, name: str) -> tuple[Bytes, Integers]:
        """The blobs of the live documents, one after another, and their sizes."""
        content, offsets = self.reader.blobs[name]
        sizes = np.diff(offsets)
        wanted = np.repeat(self._live, sizes)
        return content[: len(wanted)][wanted], sizes[self._live]

    def occurrences(self, field: str) -> tuple[list[bytes], Integers, Docs, Integers]:
        """The terms of a field, and its N occurrences in live documents.

        Three int64[N]: the index of the term in the list, the document in the merged segment,
        the position.
        """
        entries = self.reader.dictionary.entries([field])
        terms = entries.terms()
        lists = decode_postings(self.reader.posting_lists, entries.offsets)
        numbers = np.repeat(np.arange(len(terms)), np.diff(lists.starts))
        docs, positions = lists.docs, lists.positions
        if len(positions):
            numbers, docs = np.repeat(numbers, lists.freqs), np.repeat(docs, lists.freqs)
        else:
            positions = np.zeros(len(docs), np.int64)
        live = self._live[docs]
        return terms, numbers[live], self._renumbered[docs[live]], positions[live]
