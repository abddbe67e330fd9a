"""Writes a segment whole, from arrays: no Python for each posting.

The occurrences of a field are a term's number and a place each. Places number all
positions of all documents through, so that one sort orders a field's occurrences by
term, document and position. The files are those that Whoosh's codec reads.
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

from index.engines.whoosh.segment.bigram_blocks import encode_bigram_blocks
from index.engines.whoosh.segment.columns import BlobBuilder
from index.engines.whoosh.segment.postings import Integers
from index.engines.whoosh.segment.postings_codec import PostingLists, encode_postings
from index.engines.whoosh.segment.token_boundaries import continues_word
from index.engines.whoosh.segment.whoosh_codec import FlatCodec

PAIRS_EXT, GROUPS_EXT = ".pairs", ".groups"
_PLACE_BITS, _PLACE_MASK = np.uint64(32), np.uint64(0xFFFFFFFF)
_INDEX_NAME = "MAIN"
_SHORT = "short"
# So many occurrences are made into posting lists at once: what a processor's caches hold
# some of, and little memory.
_AT_ONCE = 1 << 19

# What W3TermInfo.to_bytes writes of a term whose postings are not inlined.
TERM_INFO = np.dtype(
    [
        ("inlined", "u1"),
        ("weight", ">f4"),
        ("docs", ">u4"),
        ("shortest", "u1"),
        ("longest", "u1"),
        ("most", ">f4"),
        ("first", ">u4"),
        ("last", ">u4"),
        ("offset", ">i8"),
        ("size", ">i4"),
    ]
)
# Whoosh keeps a length as one byte: that of the first of these not below it.
_LENGTHS = np.array([byte_to_length(byte) for byte in range(256)])


# Occurrence by occurrence, which term it is, by number, and at which place.
TermPositions = tuple[npt.NDArray[Any], npt.NDArray[Any]]


class FieldOccurrences(NamedTuple):
    """Where the terms of one field stand in a segment.

    `parts` gives, as often as it is asked, all occurrences of `terms`, some at a time and in
    any order; one that is named twice counts once. The places of document d begin at
    `bounds[d]`. `positions` is false where only the document is kept.
    """

    terms: Sequence[bytes]
    parts: Callable[[], Iterable[TermPositions]]
    bounds: Integers
    positions: bool = True


class Columns(NamedTuple):
    """What is kept of a segment's documents beside their terms: rows, and blobs by name."""

    rows: Mapping[str, npt.NDArray[Any]]
    blobs: Mapping[str, BlobBuilder]


def write_segment(
    folder: Path, columns: Columns, fields: Iterable[tuple[str, FieldOccurrences]], groups: bytes
) -> Any:
    """Write the files of a segment; returns Whoosh's segment, which no index names yet.

    `fields` ascend by name, and are let go before the texts are read. `groups` is what
    `synonyms.py` keeps of them.
    """
    storage = FileStorage(str(folder))
    segment = FlatCodec().new_segment(storage, _INDEX_NAME)
    rows = dict(columns.rows)
    segment.set_doc_count(len(next(iter(rows.values()))))
    segment._fieldlengths = {}
    writer = _FieldsWriter(storage, segment)
    words = np.zeros(0, np.bool_)
    for name, occurrences in fields:
        if name == _SHORT:
            words = _words(columns.blobs["units"], occurrences)
        lengths = writer.add(name, occurrences)
        if occurrences.positions:
            segment._fieldlengths[name] = int(lengths.sum())
            rows[f"_{name}_len"] = _length_bytes(lengths)
    writer.close()
    for name, content in rows.items():
        with _created(storage, segment, f".{name}{W3Codec.COLUMN_EXT}") as file:
            file.write(content.tobytes())
    for name, blobs in columns.blobs.items():
        with _created(storage, segment, f".{name}{W3Codec.COLUMN_EXT}") as file:
            blobs.write(file)
    with _created(storage, segment, f"._stored{W3Codec.COLUMN_EXT}") as file:
        STORED_COLUMN.writer(file).finish(segment.doc_count_all())
    with _created(storage, segment, GROUPS_EXT) as file:
        file.write(groups)
    with _created(storage, segment, PAIRS_EXT) as file:
        folded, units = columns.blobs["folded"], columns.blobs["units"].joined()
        within = continues_word(units, folded.sizes() // 2, words)
        file.write(encode_bigram_blocks(folded.joined().view("<u2"), within))
    return segment


def _words(units: BlobBuilder, occurrences: FieldOccurrences) -> npt.NDArray[np.bool_]:
    """Of the short units of all texts, in order, which have a term."""
    sizes = units.sizes()
    counts = np.append(0, np.cumsum(np.bitwise_count(units.joined()), dtype=np.int64))
    # A document's places may be fewer than its units: none is behind its last term.
    firsts = counts[np.append(0, np.cumsum(sizes))[:-1]]
    shifts = (firsts - occurrences.bounds[:-1]).astype(np.uint32)
    shifts = np.repeat(shifts, np.diff(occurrences.bounds))
    words = np.zeros(int(counts[-1]), np.bool_)
    for _, places in occurrences.parts():
        words[places + shifts[places]] = True
    return words


def _created(storage: Any, segment: Any, extension: str) -> Any:
    return segment.create_file(storage, extension)


def _length_bytes(lengths: Integers) -> npt.NDArray[np.uint8]:
    return np.minimum(np.searchsorted(_LENGTHS, lengths), 255).astype(np.uint8)


class _FieldsWriter:
    """Writes the `.trm` and the `.pst` file of a segment, field by field."""

    def __init__(self, storage: Any, segment: Any) -> None:
        self._postings = _created(storage, segment, W3Codec.POSTS_EXT)
        self._terms = OrderedHashWriter(_created(storage, segment, W3Codec.TERMS_EXT))
        self._fields: dict[str, int] = {}
        self._terms.extras["fieldmap"] = self._fields
        self._end = 0

    def add(self, name: str, occurrences: FieldOccurrences) -> Integers:
        """Write a field; returns how many terms each document has in it."""
        start = pack_ushort(self._fields.setdefault(name, len(self._fields)))
        bounds = occurrences.bounds
        documents = np.arange(len(bounds) - 1, dtype=np.uint32)
        document_of = np.repeat(documents, np.diff(bounds))
        terms, keys = _sorted_keys(occurrences)
        # In a field without positions no document is longer than another.
        lengths = np.zeros(len(documents), np.int64)
        if occurrences.positions:
            for part in _parts(keys):
                here = document_of[part.astype(np.uint32)]
                lengths += np.bincount(here, minlength=len(documents))
        length_bytes = _length_bytes(lengths)
        for part in _parts(keys):
            ranks, lists = _posting_lists(part, document_of, bounds, occurrences.positions)
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
    """The terms that occur, ascending; and each occurrence as rank and place in one number."""
    used = np.zeros(len(occurrences.terms), np.bool_)
    count = 0
    for numbers, _ in occurrences.parts():
        used[numbers] = True
        count += len(numbers)
    ascending = sorted(np.flatnonzero(used).tolist(), key=occurrences.terms.__getitem__)
    rank = np.zeros(len(used), np.uint64)
    rank[ascending] = np.arange(len(ascending), dtype=np.uint64) << _PLACE_BITS
    keys = np.empty(count, np.uint64)
    end = 0
    for numbers, places in occurrences.parts():
        start, end = end, end + len(numbers)
        keys[start:end] = rank[numbers] | places.astype(np.uint64)
    keys.sort()
    return [occurrences.terms[number] for number in ascending], keys


def _parts(keys: npt.NDArray[np.uint64]) -> Iterator[npt.NDArray[np.uint64]]:
    """Parts of some keys, no term in two of them; each key once."""
    start = 0
    while start < len(keys):
        end = min(start + _AT_ONCE, len(keys))
        if end < len(keys):
            end = int(np.searchsorted(keys, keys[end - 1] | _PLACE_MASK, "right"))
        part = keys[start:end]
        yield part[np.append(True, part[1:] != part[:-1])]
        start = end


def _posting_lists(
    keys: npt.NDArray[np.uint64],
    document_of: npt.NDArray[np.uint32],
    bounds: Integers,
    positions: bool,
) -> tuple[npt.NDArray[np.uint32], PostingLists]:
    """The ranks of the terms of some keys, and their postings."""
    ranks = (keys >> _PLACE_BITS).astype(np.uint32)
    places = keys.astype(np.uint32)
    docs = document_of[places]
    other_term = np.append(True, ranks[1:] != ranks[:-1])
    begins = np.flatnonzero(other_term | np.append(True, docs[1:] != docs[:-1]))
    freqs = np.diff(np.append(begins, len(keys)))
    term_places = np.flatnonzero(other_term)
    starts = np.append(np.searchsorted(begins, term_places), len(begins))
    kept = places - bounds[docs] if positions else places[:0]
    ends = np.append(term_places, len(keys)) if positions else np.zeros_like(starts)
    return ranks[term_places], PostingLists(
        starts, docs[begins].astype(np.int64), freqs, ends, kept
    )


def _term_infos(
    lists: PostingLists, lengths: npt.NDArray[np.uint8], offsets: Integers
) -> npt.NDArray[np.void]:
    """What Whoosh keeps of each term, and where its list stands."""
    starts, ends = lists.starts[:-1], lists.starts[1:]
    infos = np.zeros(len(starts), TERM_INFO)
    here = lengths[lists.docs]
    infos["weight"] = np.add.reduceat(lists.freqs, starts)
    infos["docs"] = ends - starts
    infos["shortest"] = np.minimum.reduceat(here, starts)
    infos["longest"] = np.maximum.reduceat(here, starts)
    infos["most"] = np.maximum.reduceat(lists.freqs, starts)
    infos["first"] = lists.docs[starts]
    infos["last"] = lists.docs[ends - 1]
    infos["offset"] = offsets[:-1]
    infos["size"] = np.diff(offsets)
    return infos
