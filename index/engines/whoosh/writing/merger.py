"""Segments merged into one: which, and how. Array by array, not posting by posting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.filetables import OrderedHashReader
from whoosh.system import pack_ushort

from index.engines.whoosh.segment.columns import BlobBuilder, open_map, read_blobs
from index.engines.whoosh.segment.postings import Bytes, Integers
from index.engines.whoosh.segment.postings_codec import decode_postings
from index.engines.whoosh.segment.schema import DOC_VALUES, TERM_FIELDS
from index.engines.whoosh.segment.synonym_groups import join_lines
from index.engines.whoosh.writing.segment_writer import (
    GROUPS_EXT,
    TERM_INFO,
    Columns,
    FieldOccurrences,
    write_segment,
)

# A segment of more documents is left as it is: some five million characters.
MAX_MERGED_DOCS = 15_000
# So many smaller ones are searched one after another without being felt.
MAX_SMALL_SEGMENTS = 8
_BLOBS = ("folded", "lost", "units", "record")
_FIELD_ID_SIZE = 2


def merge_small_segments(folder: Path, segments: Sequence[Any]) -> list[Any]:
    """The segments an index is to have: some of these, and one made of the others.

    Small ones are merged when there are many; a large one is rewritten only where half
    of it is deleted.
    """
    there = [segment for segment in segments if segment.doc_count()]
    small = sorted((each for each in there if _documents(each) <= MAX_MERGED_DOCS), key=_documents)
    count = count_to_merge([_documents(each) for each in small])
    together, rest = small[:count], [*small[count:], *(each for each in there if each not in small)]
    # One at a time, so that what a merge takes does not grow with the collection.
    groups = [together, *([each] for each in rest if _is_half_deleted(each))]
    old = [segment for group in groups for segment in group]
    kept = [segment for segment in there if segment not in old]
    return [*kept, *(_merge(folder, group) for group in groups if group)]


def count_to_merge(sizes: Sequence[int]) -> int:
    """How many of some small segments, ascending in size, are merged.

    One is merged with all that are smaller once they are together as large as it is, so
    that what is added a meeting at a time is rewritten but a few times.
    """
    if len(sizes) <= MAX_SMALL_SEGMENTS:
        return 0
    totals = list(accumulate(sizes))
    fit = [count for count in range(2, len(sizes) + 1) if totals[count - 1] <= 2 * MAX_MERGED_DOCS]
    even = [count for count in fit if sizes[count - 1] <= totals[count - 2]]
    return max(even or [count for count in fit if count <= MAX_SMALL_SEGMENTS // 2])


def _documents(segment: Any) -> int:
    return int(segment.doc_count())


def _is_half_deleted(segment: Any) -> bool:
    return bool(2 * segment.deleted_count() > segment.doc_count_all())


def _merge(folder: Path, segments: Sequence[Any]) -> Any:
    """Write one segment with the live documents of others, in their order."""
    sources = []
    base = 0
    for segment in segments:
        sources.append(_MergeSource(folder, segment, base))
        base += segment.doc_count()
    blobs = {name: BlobBuilder() for name in _BLOBS}
    for source in sources:
        for name, column in blobs.items():
            column.add(*source.blobs(name))
    columns = Columns(
        {"doc_values": np.concatenate([source.doc_values() for source in sources])}, blobs
    )
    groups = join_lines(line for source in sources for line in source.groups().splitlines())
    return write_segment(folder, columns, _fields(sources, base), groups)


def _fields(sources: Sequence[_MergeSource], count: int) -> Iterator[tuple[str, FieldOccurrences]]:
    for name in sorted({name for source in sources for name in source.fields}):
        yield name, _field(sources, name, count)


class _LiveOccurrences(NamedTuple):
    """The live occurrences of a field in one segment: by term, new document, position."""

    terms: list[bytes]
    numbers: Integers
    docs: Integers
    positions: Integers


def _field(sources: Sequence[_MergeSource], name: str, count: int) -> FieldOccurrences:
    """The occurrences of a field in all segments, documents numbered anew."""
    numbers: dict[bytes, int] = {}
    gathered = []
    room = np.zeros(count, np.int64)
    for source in sources:
        found = source.places(name)
        number_of = np.array(
            [numbers.setdefault(term, len(numbers)) for term in found.terms], np.uint32
        )
        gathered.append((number_of[found.numbers], found.docs, found.positions))
        np.maximum.at(room, found.docs, found.positions + 1)
    bounds = np.append(0, np.cumsum(room))
    return FieldOccurrences(
        [*numbers],
        lambda: ((every, bounds[docs] + positions) for every, docs, positions in gathered),
        bounds,
        positions=name in TERM_FIELDS,
    )


class _MergeSource:
    """A segment that is merged; `base` is what its first live document is numbered now."""

    def __init__(self, folder: Path, segment: Any, base: int) -> None:
        self._folder = folder
        self._segment = segment
        count = segment.doc_count_all()
        self._live = np.ones(count, np.bool_)
        self._live[list(segment.deleted_docs())] = False
        self._renumbered = base + np.cumsum(self._live) - 1
        self._postings = self._file(W3Codec.POSTS_EXT)
        self.fields, self._terms = self._read_terms()

    def _file(self, extension: str) -> Bytes:
        path = self._folder / self._segment.make_filename(extension)
        return np.frombuffer(open_map(path), np.uint8)

    def _read_terms(self) -> tuple[Mapping[str, int], list[tuple[bytes, bytes]]]:
        """The fields by number, and all terms with what is kept of them."""
        storage = FileStorage(str(self._folder), readonly=True)
        name = self._segment.make_filename(W3Codec.TERMS_EXT)
        with storage.open_file(name) as file:
            reader = OrderedHashReader(file, storage.file_length(name))
            return reader.extras["fieldmap"], list(reader)

    def groups(self) -> bytes:
        """Its words that are in groups; some may stand in deleted documents alone."""
        return self._file(GROUPS_EXT).tobytes()

    def doc_values(self) -> npt.NDArray[np.void]:
        return self._file(f".doc_values{W3Codec.COLUMN_EXT}").view(DOC_VALUES)[self._live]

    def blobs(self, name: str) -> tuple[Bytes, Integers]:
        """A column's blobs of the live documents, one after another, and their sizes."""
        content, bounds = read_blobs(self._file(f".{name}{W3Codec.COLUMN_EXT}"))
        offsets = bounds.astype(np.int64)
        sizes = offsets[1:] - offsets[:-1]
        kept = np.repeat(self._live, sizes)
        return content[: len(kept)][kept], sizes[self._live]

    def places(self, field: str) -> _LiveOccurrences:
        """The live occurrences of a field."""
        start = pack_ushort(self.fields.get(field, len(self.fields)))
        found = [(key, info) for key, info in self._terms if key.startswith(start)]
        terms = [key[_FIELD_ID_SIZE:] for key, _ in found]
        infos = np.frombuffer(b"".join(info for _, info in found), TERM_INFO)
        lists = decode_postings(self._postings, infos["offset"].astype(np.int64))
        numbers = np.repeat(np.arange(len(terms)), np.diff(lists.starts))
        docs, positions = lists.docs, lists.positions
        if len(positions):
            numbers, docs = np.repeat(numbers, lists.freqs), np.repeat(docs, lists.freqs)
        else:
            positions = np.zeros(len(docs), np.int64)
        live = self._live[docs]
        return _LiveOccurrences(terms, numbers[live], self._renumbered[docs[live]], positions[live])
