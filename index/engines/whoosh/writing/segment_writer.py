"""Writes a whole segment from arrays, without a Python object per posting.

An occurrence of a term is a term id and a place: places number all positions of a field in all
documents consecutively, so that one sort orders the occurrences by term, document and position.
The files are those that Whoosh's codec reads, and three more: `.pairs`,
`.counts` and `.groups`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from whoosh.codec.whoosh3 import STORED_COLUMN, W3Codec
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.filetables import OrderedHashWriter
from whoosh.system import pack_ushort
from whoosh.util.numeric import byte_to_length

from index.engines.whoosh.arrays import Integers, Mask, run_sizes, run_starts
from index.engines.whoosh.segment.bigram_blocks import encode_bigram_blocks
from index.engines.whoosh.segment.bigram_counts import (
    NO_BIGRAMS,
    count_bigrams,
    meeting_bounds,
)
from index.engines.whoosh.segment.columns import BlobBuilder
from index.engines.whoosh.segment.postings import PostingLists, encode_postings
from index.engines.whoosh.segment.stored_text import continues_word
from index.engines.whoosh.segment.whoosh_codec import FlatCodec
from index.engines.whoosh.segment.whoosh_files import INDEX_NAME

PAIRS_EXT, COUNTS_EXT, GROUPS_EXT = ".pairs", ".counts", ".groups"
_TOKEN_FIELD = "short"
# An occurrence as one uint64: the rank of its term among those of the field, and its place.
_PLACE_BITS, _PLACE_MASK = np.uint64(32), np.uint64(0xFFFFFFFF)
# Occurrences made into posting lists at once; bounds the memory, and suits the CPU's caches.
_OCCURRENCES_AT_ONCE = 1 << 19

# What W3TermInfo.to_bytes writes of a term whose postings are not inlined.
TERM_INFO = np.dtype(
    [
        ("is_inlined", "u1"),
        ("weight", ">f4"),
        ("doc_freq", ">u4"),
        ("min_length", "u1"),
        ("max_length", "u1"),
        ("max_weight", ">f4"),
        ("min_doc", ">u4"),
        ("max_doc", ">u4"),
        ("offset", ">i8"),
        ("size", ">i4"),
    ]
)
# Whoosh stores a length as one byte: the first whose length here is not below it.
_LENGTHS = np.array([byte_to_length(byte) for byte in range(256)])

# Term ids and places of some occurrences, int[N] each.
TermPositions = tuple[npt.NDArray[Any], npt.NDArray[Any]]


class FieldOccurrences(NamedTuple):
    """The occurrences of the terms of one field in a segment of D documents.

    terms      the terms by id
    parts      yields all occurrences, some at a time, in any order, each time it is called;
               duplicates count once
    bounds     int64[D + 1]: where the places of each document begin, and the last end
    positions  false where only the documents are stored
    """

    terms: Sequence[bytes]
    parts: Callable[[], Iterable[TermPositions]]
    bounds: Integers
    positions: bool = True


def write_segment(
    folder: Path,
    doc_values: npt.NDArray[np.void],
    blobs: Mapping[str, BlobBuilder],
    fields: Iterable[tuple[str, FieldOccurrences]],
    groups: bytes,
    *,
    counted: bool = True,
) -> Any:
    """Write the files of a segment; returns Whoosh's segment, which no index names yet.

    `fields` come ascending by name; their memory is freed before the texts are read.
    `groups` is the content of the `.groups` file. Only if they are `counted`, `.counts` has the
    bigrams of the texts.
    """
    storage = FileStorage(str(folder))
    segment = FlatCodec().new_segment(storage, INDEX_NAME)
    segment.set_doc_count(len(doc_values))
    segment._fieldlengths = {}
    rows: dict[str, npt.NDArray[Any]] = {"doc_values": doc_values}
    writer = _FieldsWriter(storage, segment)
    is_word = np.zeros(0, np.bool_)
    for name, occurrences in fields:
        if name == _TOKEN_FIELD:
            is_word = _have_terms(blobs["units"], occurrences)
        lengths = writer.add(name, occurrences)
        if occurrences.positions:
            segment._fieldlengths[name] = int(lengths.sum())
            rows[f"_{name}_len"] = _length_bytes(lengths)
    writer.close()

    def created(extension: str) -> Any:
        return segment.create_file(storage, extension)

    for name, content in rows.items():
        with created(f".{name}{W3Codec.COLUMN_EXT}") as file:
            file.write(content.tobytes())
    for name, blob in blobs.items():
        with created(f".{name}{W3Codec.COLUMN_EXT}") as file:
            blob.write(file)
    with created(f"._stored{W3Codec.COLUMN_EXT}") as file:
        STORED_COLUMN.writer(file).finish(segment.doc_count_all())
    with created(GROUPS_EXT) as file:
        file.write(groups)
    sizes, characters = blobs["folded"].sizes() // 2, blobs["folded"].content().view("<u2")
    with created(PAIRS_EXT) as file:
        continues = continues_word(blobs["units"].content(), sizes, is_word)
        file.write(encode_bigram_blocks(characters, continues))
    with created(COUNTS_EXT) as file:
        bounds = meeting_bounds(doc_values["type"], sizes)
        file.write((count_bigrams(characters, bounds) if counted else NO_BIGRAMS).encode())
    return segment


def _have_terms(token_bits: BlobBuilder, occurrences: FieldOccurrences) -> Mask:
    """Whether each token of all texts, in order, has a term; punctuation has none."""
    sizes = token_bits.sizes()
    counts = np.append(0, np.cumsum(np.bitwise_count(token_bits.content()), dtype=np.int64))
    # A document may have fewer places than tokens: none after the last that has a term.
    first_tokens = counts[np.append(0, np.cumsum(sizes))[:-1]]
    shifts = (first_tokens - occurrences.bounds[:-1]).astype(np.uint32)
    shifts = np.repeat(shifts, np.diff(occurrences.bounds))
    have = np.zeros(int(counts[-1]), np.bool_)
    for _, places in occurrences.parts():
        have[places + shifts[places]] = True
    return have


def _length_bytes(lengths: Integers) -> npt.NDArray[np.uint8]:
    return np.minimum(np.searchsorted(_LENGTHS, lengths), 255).astype(np.uint8)


class _FieldsWriter:
    """Writes the `.trm` and the `.pst` file of a segment, field by field."""

    def __init__(self, storage: Any, segment: Any) -> None:
        self._postings = segment.create_file(storage, W3Codec.POSTS_EXT)
        self._terms = OrderedHashWriter(segment.create_file(storage, W3Codec.TERMS_EXT))
        self._fields: dict[str, int] = {}
        self._terms.extras["fieldmap"] = self._fields
        self._end = 0

    def add(self, name: str, occurrences: FieldOccurrences) -> Integers:
        """Write a field; returns int64[D], the number of terms in each document."""
        start = pack_ushort(self._fields.setdefault(name, len(self._fields)))
        bounds = occurrences.bounds
        docs = np.arange(len(bounds) - 1, dtype=np.uint32)
        doc_of_place = np.repeat(docs, np.diff(bounds))
        terms, keys = _sorted_keys(occurrences)
        # Without positions there are no lengths.
        lengths = np.zeros(len(docs), np.int64)
        if occurrences.positions:
            for part in _split_by_term(keys):
                here = doc_of_place[part.astype(np.uint32)]
                lengths += np.bincount(here, minlength=len(docs))
        length_bytes = _length_bytes(lengths)
        for part in _split_by_term(keys):
            ranks, lists = _posting_lists(part, doc_of_place, bounds, occurrences.positions)
            content, offsets = encode_postings(lists)
            self._postings.write(content.tobytes())
            infos = _term_infos(lists, length_bytes, offsets + self._end).tobytes()
            self._end += len(content)
            for at, rank in enumerate(ranks.tolist()):
                info = infos[at * TERM_INFO.itemsize : (at + 1) * TERM_INFO.itemsize]
                self._terms.add(start + terms[rank], info)
        return lengths

    def close(self) -> None:
        self._terms.close()
        self._postings.close()


def _sorted_keys(occurrences: FieldOccurrences) -> tuple[list[bytes], npt.NDArray[np.uint64]]:
    """The terms that occur, sorted, and the keys (rank, place) of all occurrences, sorted."""
    used = np.zeros(len(occurrences.terms), np.bool_)
    count = 0
    for ids, _ in occurrences.parts():
        used[ids] = True
        count += len(ids)
    by_rank = sorted(np.flatnonzero(used).tolist(), key=occurrences.terms.__getitem__)
    rank = np.zeros(len(used), np.uint64)
    rank[by_rank] = np.arange(len(by_rank), dtype=np.uint64) << _PLACE_BITS
    keys = np.empty(count, np.uint64)
    end = 0
    for ids, places in occurrences.parts():
        start, end = end, end + len(ids)
        keys[start:end] = rank[ids] | places.astype(np.uint64)
    keys.sort()
    return [occurrences.terms[term_id] for term_id in by_rank], keys


def _split_by_term(keys: npt.NDArray[np.uint64]) -> Iterator[npt.NDArray[np.uint64]]:
    """The distinct keys in parts of bounded size; no term is in two parts."""
    start = 0
    while start < len(keys):
        end = min(start + _OCCURRENCES_AT_ONCE, len(keys))
        if end < len(keys):
            end = int(np.searchsorted(keys, keys[end - 1] | _PLACE_MASK, "right"))
        part = keys[start:end]
        yield part[run_starts(part)]
        start = end


def _posting_lists(
    keys: npt.NDArray[np.uint64],
    doc_of_place: npt.NDArray[np.uint32],
    bounds: Integers,
    positions: bool,
) -> tuple[npt.NDArray[np.uint32], PostingLists]:
    """The ranks of the terms of some keys, and their posting lists."""
    ranks = (keys >> _PLACE_BITS).astype(np.uint32)
    places = keys.astype(np.uint32)
    docs = doc_of_place[places]
    term_starts = run_starts(ranks)
    new_posting = np.zeros(len(keys), np.bool_)
    new_posting[term_starts] = True
    new_posting[run_starts(docs)] = True
    posting_starts = np.flatnonzero(new_posting)
    freqs = run_sizes(posting_starts, len(keys))
    starts = np.append(np.searchsorted(posting_starts, term_starts), len(posting_starts))
    stored = places - bounds[docs] if positions else places[:0]
    position_starts = np.append(term_starts, len(keys)) if positions else np.zeros_like(starts)
    posting_docs = docs[posting_starts].astype(np.int64)
    lists = PostingLists(starts, posting_docs, freqs, position_starts, stored)
    return ranks[term_starts], lists


def _term_infos(
    lists: PostingLists, lengths: npt.NDArray[np.uint8], offsets: Integers
) -> npt.NDArray[np.void]:
    """TERM_INFO of each list; `lengths` are the length bytes of all documents."""
    starts, ends = lists.starts[:-1], lists.starts[1:]
    infos = np.zeros(len(starts), TERM_INFO)
    here = lengths[lists.docs]
    infos["weight"] = np.add.reduceat(lists.freqs, starts)
    infos["doc_freq"] = ends - starts
    infos["min_length"] = np.minimum.reduceat(here, starts)
    infos["max_length"] = np.maximum.reduceat(here, starts)
    infos["max_weight"] = np.maximum.reduceat(lists.freqs, starts)
    infos["min_doc"] = lists.docs[starts]
    infos["max_doc"] = lists.docs[ends - 1]
    infos["offset"] = offsets[:-1]
    infos["size"] = np.diff(offsets)
    return infos
