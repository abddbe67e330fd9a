"""Finds terms in a segment's `.trm` file in a few microseconds.

The file is Whoosh's (whoosh.filedb.filetables, an ordered hash in CDB's manner), and
so is the reader that opens it; only the two look-ups every query makes are here, without
the layers they have there: of one term, and of all terms that begin so. Numbers in the
file are big-endian.
"""

from __future__ import annotations

import struct
from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property, lru_cache
from mmap import mmap
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from whoosh.codec.whoosh3 import W3TermsReader
from whoosh.filedb.structfile import BufferFile

# A slot of a hash table: the hash, and where the entry is (0: nowhere).
_SLOT = struct.Struct("!Iq")
# An entry: the lengths of its key and its value, then both.
_LENGTHS = struct.Struct("!ii")
_SIZE = _LENGTHS.size // 2
# Before a term: the number of its field.
_FIELD = struct.Struct("!H")
# In a value, behind what else W3TermInfo keeps: where the posting list is.
_OFFSET = struct.Struct("!q")
_OFFSET_AT = struct.calcsize("!BfIBBfII")
# Before it: in how many documents the term is.
_COUNT = struct.Struct("!I")
_COUNT_AT = struct.calcsize("!Bf")
# A query asks each segment in turn for the same few terms.
_KEPT_HASHES = 256
# What a word takes is told by the same terms that it is then found by.
_KEPT_STARTS = 512
# One key in so many is kept, to begin looking near the one that is looked for.
_SIGNPOST = 256


class TermEntry(NamedTuple):
    """A term, where its postings are, and in how many documents it is."""

    term: bytes
    offset: int
    documents: int


class TermTableEntries(NamedTuple):
    """The terms of some fields: where in `content` they are, and what is kept of each.

    `starts` and `sizes` are in bytes, `fields` numbers in the order asked for, `counts`
    are documents, and `offsets` say where the postings are.
    """

    content: npt.NDArray[np.uint8]
    starts: npt.NDArray[np.int64]
    sizes: npt.NDArray[np.int64]
    fields: npt.NDArray[np.int64]
    counts: npt.NDArray[np.int64]
    offsets: npt.NDArray[np.int64]


class TermDictionary:
    """The terms of one segment; safe for many threads."""

    def __init__(self, content: mmap | bytes, codec: Any) -> None:
        self._content = content
        view = memoryview(content)
        reader = W3TermsReader(codec, BufferFile(view), len(view), None)
        self._fields: dict[str, int] = reader._fieldmap
        self._tables: list[tuple[int, int]] = reader._tindex.tables
        self._hash = _kept(reader._tindex.hashfn)
        self._end: int = reader._tindex.endofdata
        # Behind all else: where each entry is, in the order of the keys.
        self._count: int = reader._tindex.indexlen
        self._place = struct.Struct("!" + reader._tindex.extras["indextype"])
        self._places: int = reader._tindex.indexbase
        # Not a cache of a method: that would be a cycle, and keep the file open.
        self._beginning: dict[tuple[str, bytes], list[TermEntry]] = {}

    def find(self, field: str, term: bytes) -> int | None:
        """Where in the postings file the list of a term is; null if it does not occur."""
        number = self._fields.get(field)
        if number is None:
            return None
        key = _FIELD.pack(number) + term
        hashed = self._hash(key)
        start, slots = self._tables[hashed & 255]
        at = (hashed >> 8) % slots if slots else 0
        for _ in range(slots):
            found, entry = _SLOT.unpack_from(self._content, start + at * _SLOT.size)
            if not entry:
                return None
            if found == hashed:
                length, _ = _LENGTHS.unpack_from(self._content, entry)
                end = entry + _LENGTHS.size + length
                if self._content[end - length : end] == key:
                    return int(_OFFSET.unpack_from(self._content, end + _OFFSET_AT)[0])
            at = (at + 1) % slots
        return None

    def beginning(self, field: str, prefix: bytes) -> list[TermEntry]:
        """The terms of a field that begin so, in order."""
        listed = self._beginning.get((field, prefix))
        if listed is None:
            listed = self._read_beginning(field, prefix)
            if len(self._beginning) >= _KEPT_STARTS:
                self._beginning.clear()
            self._beginning[field, prefix] = listed
        return listed

    def _read_beginning(self, field: str, prefix: bytes) -> list[TermEntry]:
        found: list[TermEntry] = []
        number = self._fields.get(field)
        if number is None:
            return found
        start = _FIELD.pack(number) + prefix
        at = self._first(start)
        while at < self._end:
            length, known = _LENGTHS.unpack_from(self._content, at)
            at += _LENGTHS.size + length
            key = self._content[at - length : at]
            if not key.startswith(start):
                break
            (count,) = _COUNT.unpack_from(self._content, at + _COUNT_AT)
            (offset,) = _OFFSET.unpack_from(self._content, at + _OFFSET_AT)
            found.append(TermEntry(key[_FIELD.size :], offset, count))
            at += known
        return found

    def entries(self, fields: Sequence[str]) -> TermTableEntries:
        """All terms of some fields, read at once."""
        content = np.frombuffer(self._content, np.uint8)
        size = self._place.size
        places = content[self._places : self._places + self._count * size]
        at = places.view(f">{self._place.format[-1]}").astype(np.int64)
        asked = np.full(len(self._fields), -1)
        for number, field in enumerate(fields):
            if field in self._fields:
                asked[self._fields[field]] = number
        known = asked[_numbers(content, at + _LENGTHS.size, _FIELD.size)]
        at, known = at[known >= 0], known[known >= 0]
        starts, lengths = at + _LENGTHS.size, _numbers(content, at, _SIZE)
        values = starts + lengths
        return TermTableEntries(
            content,
            starts + _FIELD.size,
            lengths - _FIELD.size,
            known,
            _numbers(content, values + _COUNT_AT, _COUNT.size),
            _numbers(content, values + _OFFSET_AT, _OFFSET.size),
        )

    @cached_property
    def _signposts(self) -> list[bytes]:
        """One key in so many, in order."""
        return [self._key(number) for number in range(0, self._count, _SIGNPOST)]

    def _first(self, key: bytes) -> int:
        """Where the first entry is whose key is not before this one."""
        post = bisect_left(self._signposts, key)
        low, high = max(0, post - 1) * _SIGNPOST, min(post * _SIGNPOST, self._count)
        number = bisect_left(range(high), key, low, high, key=self._key)
        return self._entry(number) if number < self._count else self._end

    def _key(self, number: int) -> bytes:
        """The key of an entry."""
        at = self._entry(number)
        length, _ = _LENGTHS.unpack_from(self._content, at)
        at += _LENGTHS.size
        return self._content[at : at + length]

    def _entry(self, number: int) -> int:
        """Where an entry is."""
        (at,) = self._place.unpack_from(self._content, self._places + number * self._place.size)
        return int(at)


def _numbers(
    content: npt.NDArray[np.uint8], places: npt.NDArray[np.int64], size: int
) -> npt.NDArray[np.int64]:
    """The big-endian numbers of so many bytes at some places."""
    numbers = np.zeros(len(places), np.int64)
    for byte in range(size):
        numbers = (numbers << 8) | content[places + byte]
    return numbers


@lru_cache
def _kept(hash_function: Any) -> Any:
    """A hash function that remembers what it was last asked, for all segments together."""
    return lru_cache(maxsize=_KEPT_HASHES)(hash_function)
