"""Merges segments into one, array by array, not posting by posting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh.codec.whoosh3 import W3Codec

from index.engines.whoosh.arrays import Bytes, Docs, Integers
from index.engines.whoosh.segment.columns import BlobBuilder, Blobs, map_file
from index.engines.whoosh.segment.postings import decode_postings
from index.engines.whoosh.segment.schema import DOC_VALUES, TERM_FIELDS
from index.engines.whoosh.segment.synonym_groups import join_lines
from index.engines.whoosh.segment.term_dictionary import TermDictionary
from index.engines.whoosh.writing.segment_writer import (
    BLOB_COLUMNS,
    GROUPS_EXT,
    FieldOccurrences,
    write_segment,
)

# Larger segments are left as they are; about five million characters.
MAX_MERGED_DOCS = 15_000
# This many small segments are searched one after another without a noticeable delay.
MAX_SMALL_SEGMENTS = 8


def merge_small_segments(folder: Path, segments: Sequence[Any]) -> list[Any]:
    """Merge some of the segments if need be; returns those that the index is to have.

    Small ones are merged when there are many; a large one is rewritten only where half
    of it is deleted.
    """
    filled = [segment for segment in segments if segment.doc_count()]
    small = sorted((each for each in filled if _docs(each) <= MAX_MERGED_DOCS), key=_docs)
    count = count_to_merge([_docs(each) for each in small])
    rest = [*small[count:], *(each for each in filled if each not in small)]
    # Large ones are rewritten one by one, so that the memory does not grow with the index.
    groups = [small[:count], *([each] for each in rest if _is_half_deleted(each))]
    merged = [segment for group in groups for segment in group]
    unchanged = [segment for segment in filled if segment not in merged]
    return [*unchanged, *(_merge(folder, group) for group in groups if group)]


def count_to_merge(sizes: Sequence[int]) -> int:
    """How many of some small segments are merged; their sizes in documents ascend.

    A segment is merged once the smaller ones together are as large. So meetings that are
    added one by one are rewritten only a few times.
    """
    if len(sizes) <= MAX_SMALL_SEGMENTS:
        return 0
    totals = list(accumulate(sizes))
    fit = [count for count in range(2, len(sizes) + 1) if totals[count - 1] <= 2 * MAX_MERGED_DOCS]
    even = [count for count in fit if sizes[count - 1] <= totals[count - 2]]
    return max(even or [count for count in fit if count <= MAX_SMALL_SEGMENTS // 2])


def _docs(segment: Any) -> int:
    return int(segment.doc_count())


def _is_half_deleted(segment: Any) -> bool:
    return bool(2 * segment.deleted_count() > segment.doc_count_all())


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
    groups = join_lines(line for source in sources for line in source.groups().splitlines())
    return write_segment(folder, doc_values, blobs, _fields(sources, base), groups)


def _fields(
    sources: Sequence[_MergeSource], doc_count: int
) -> Iterator[tuple[str, FieldOccurrences]]:
    for name in sorted({name for source in sources for name in source.fields}):
        yield name, _field(sources, name, doc_count)


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
        self._folder = folder
        self._segment = segment
        self._live = np.ones(segment.doc_count_all(), np.bool_)
        self._live[list(segment.deleted_docs())] = False
        self._renumbered = base + np.cumsum(self._live) - 1
        self._terms = TermDictionary(self._map(W3Codec.TERMS_EXT), segment.codec())
        self.fields = self._terms.fields

    def _map(self, extension: str) -> Bytes:
        return map_file(self._folder / self._segment.make_filename(extension))

    def groups(self) -> bytes:
        """Its `.groups` file; some of the terms may only be in deleted documents."""
        return self._map(GROUPS_EXT).tobytes()

    def doc_values(self) -> npt.NDArray[np.void]:
        return self._map(f".doc_values{W3Codec.COLUMN_EXT}").view(DOC_VALUES)[self._live]

    def blobs(self, name: str) -> tuple[Bytes, Integers]:
        """The blobs of the live documents, one after another, and their sizes."""
        content, offsets = Blobs.read(self._map(f".{name}{W3Codec.COLUMN_EXT}"))
        sizes = np.diff(offsets)
        wanted = np.repeat(self._live, sizes)
        return content[: len(wanted)][wanted], sizes[self._live]

    def occurrences(self, field: str) -> tuple[list[bytes], Integers, Docs, Integers]:
        """The terms of a field, and its N occurrences in live documents.

        Three int64[N]: the index of the term in the list, the document in the merged segment,
        the position.
        """
        entries = self._terms.entries([field])
        terms = entries.terms()
        lists = decode_postings(self._map(W3Codec.POSTS_EXT), entries.offsets)
        numbers = np.repeat(np.arange(len(terms)), np.diff(lists.starts))
        docs, positions = lists.docs, lists.positions
        if len(positions):
            numbers, docs = np.repeat(numbers, lists.freqs), np.repeat(docs, lists.freqs)
        else:
            positions = np.zeros(len(docs), np.int64)
        live = self._live[docs]
        return terms, numbers[live], self._renumbered[docs[live]], positions[live]
