"""Finds terms in a segment's `.trm` file in a few microseconds.

The file is Whoosh's (whoosh.filedb.filetables, an ordered hash in CDB's manner), and
so is the reader that opens it; only the two look-ups every query makes are here, without
the layers they have there: of one term, and of all terms that begin so. Numbers in the
file are big-endian.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import lru_cache
from mmap import mmap
from typing import Any

from whoosh.codec.whoosh3 import W3TermsReader
from whoosh.filedb.structfile import BufferFile

# A slot of a hash table: the hash, and where the entry is (0: nowhere).
_SLOT = struct.Struct("!Iq")
# An entry: the lengths of its key and its value, then both.
_LENGTHS = struct.Struct("!ii")
_FIELD = struct.Struct("!H")
# In a value, behind what else W3TermInfo keeps: where the posting list is.
_OFFSET = struct.Struct("!q")
_OFFSET_AT = struct.calcsize("!BfIBBfII")
# A query asks each segment in turn for the same few terms.
_KEPT_HASHES = 256


class Dictionary:
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

    def beginning(self, field: str, prefix: bytes) -> Iterator[tuple[bytes, int]]:
        """The terms of a field that begin so, in order, and where the list of each is."""
        number = self._fields.get(field)
        if number is None:
            return
        start = _FIELD.pack(number)
        at = self._first(start + prefix)
        while at < self._end:
            length, known = _LENGTHS.unpack_from(self._content, at)
            at += _LENGTHS.size + length
            key = self._content[at - length : at]
            if not key.startswith(start + prefix):
                return
            yield key[_FIELD.size :], _OFFSET.unpack_from(self._content, at + _OFFSET_AT)[0]
            at += known

    def _first(self, key: bytes) -> int:
        """Where the first entry is whose key is not before this one."""
        low, high = 0, self._count
        while low < high:
            middle = (low + high) // 2
            at = self._entry(middle)
            length, _ = _LENGTHS.unpack_from(self._content, at)
            at += _LENGTHS.size
            if self._content[at : at + length] < key:
                low = middle + 1
            else:
                high = middle
        return self._entry(low) if low < self._count else self._end

    def _entry(self, number: int) -> int:
        """Where an entry is."""
        (at,) = self._place.unpack_from(self._content, self._places + number * self._place.size)
        return int(at)


@lru_cache
def _kept(hash_function: Any) -> Any:
    """A hash function that remembers what it was last asked, for all segments together."""
    return lru_cache(maxsize=_KEPT_HASHES)(hash_function)
