"""Looks terms up in a segment's `.trm` file in a few microseconds.

The file is Whoosh's (whoosh.filedb.filetables.OrderedHashWriter: an ordered hash file in the
manner of CDB, numbers big-endian). It is read here without Whoosh's layers, by binary search: one
term, the terms with a prefix; all terms of some fields; and, by an index of bigrams, tokens that
contain a string.
"""

from __future__ import annotations

import struct
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property
from io import BytesIO
from itertools import takewhile
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.analysis.normalization.folding import fold
from index.analysis.tokens import form_of
from index.engines.whoosh.arrays import Bytes, Docs, Integers, drop_repeats
from index.engines.whoosh.segment.stored_text import code_units
from index.engines.whoosh.segment.whoosh_files import unpickle

# Behind the entries: 256 hash tables, where each begins and its size, a pickled dictionary, the
# offset of each entry, and the size of these last two.
_TABLES_SIZE = 256 * struct.calcsize("!qi")
_TABLE_START, _SIZE = struct.Struct("!q"), struct.Struct("!i")
# An entry: the sizes of its key and its value, then both.
_SIZES = struct.Struct("!ii")
# A key: the number of the field, then the term.
_FIELD = struct.Struct("!H")
# In a value, as W3TermInfo.to_bytes writes it: the document frequency, and the offset of the
# posting list.
_DOC_FREQ, _DOC_FREQ_AT = struct.Struct("!I"), struct.calcsize("!Bf")
_OFFSET, _OFFSET_AT = struct.Struct("!q"), struct.calcsize("!BfIBBfII")
# Every n-th key is held in memory, as the first step of a binary search.
_KEY_SAMPLING = 256
# A private-use character, which no string that is looked for contains.
_SEPARATOR = "\ue000"


class TermEntry(NamedTuple):
    """A term, the offset of its posting list, and its document frequency."""

    term: bytes
    offset: int
    doc_freq: int


class TermTableEntries(NamedTuple):
    """All N terms of some fields, in the order of the file (by field number, then term).

    Term i is content[starts[i] : starts[i] + sizes[i]], of the field whose index among
    those asked for is fields[i], in counts[i] documents, with its posting list at
    offsets[i]. All int64[N].
    """

    content: Bytes
    starts: Integers
    sizes: Integers
    fields: Integers
    counts: Integers
    offsets: Integers

    def terms(self) -> list[bytes]:
        content = self.content.data
        bounds = zip(self.starts.tolist(), self.sizes.tolist(), strict=True)
        return [bytes(content[start : start + size]) for start, size in bounds]


class TermDictionary:
    """The terms of one segment; `fields` are the numbers of its fields. Thread-safe."""

    def __init__(self, content: Bytes) -> None:
        self._array = content
        self._content = content.data
        end = len(content) - _SIZE.size
        tables_end = end - _SIZE.unpack_from(self._content, end)[0]
        (self._end,) = _TABLE_START.unpack_from(self._content, tables_end - _TABLES_SIZE)
        stream = BytesIO(self._content[tables_end:end])
        extras = unpickle(stream)
        self.fields: dict[str, int] = extras["fieldmap"]
        # The offset of each entry, in the order of the keys.
        self._count: int = extras["indexlen"]
        self._entry_offset = struct.Struct("!" + extras["indextype"])
        self._index_start = tables_end + stream.tell()

    def find(self, field: str, term: bytes) -> int | None:
        """The offset of a term's posting list; None if the term does not occur."""
        entry = next(self._entries_from(field, term), None)
        return entry.offset if entry and entry.term == term else None

    def with_prefix(self, field: str, prefix: bytes) -> Iterator[TermEntry]:
        """The terms of a field that begin with some bytes, in order."""
        following = self._entries_from(field, prefix)
        return takewhile(lambda entry: entry.term.startswith(prefix), following)

    def _entries_from(self, field: str, term: bytes) -> Iterator[TermEntry]:
        """The terms of a field from the first that is not less than `term`, in order."""
        if (number := self.fields.get(field)) is None:
            return
        prefix = _FIELD.pack(number)
        at = self._first_entry(prefix + term)
        while at < self._end:
            key_size, value_size = _SIZES.unpack_from(self._content, at)
            at += _SIZES.size + key_size
            key = bytes(self._content[at - key_size : at])
            if not key.startswith(prefix):
                return
            (doc_freq,) = _DOC_FREQ.unpack_from(self._content, at + _DOC_FREQ_AT)
            (offset,) = _OFFSET.unpack_from(self._content, at + _OFFSET_AT)
            yield TermEntry(key[_FIELD.size :], offset, doc_freq)
            at += value_size

    def entries(self, fields: Sequence[str]) -> TermTableEntries:
        """All terms of some fields."""
        content = self._array
        size = self._entry_offset.size
        index = content[self._index_start : self._index_start + self._count * size]
        at = index.view(f">{self._entry_offset.format[-1]}").astype(np.int64)
        # By the number of a field in the file: its index among those asked for.
        asked = np.full(len(self.fields), -1)
        for number, field in enumerate(fields):
            if field in self.fields:
                asked[self.fields[field]] = number
        field_of = asked[_read_numbers(content, at + _SIZES.size, _FIELD.size)]
        at, field_of = at[field_of >= 0], field_of[field_of >= 0]
        starts, sizes = at + _SIZES.size, _read_numbers(content, at, _SIZES.size // 2)
        values = starts + sizes
        return TermTableEntries(
            content,
            starts + _FIELD.size,
            sizes - _FIELD.size,
            field_of,
            _read_numbers(content, values + _DOC_FREQ_AT, _DOC_FREQ.size),
            _read_numbers(content, values + _OFFSET_AT, _OFFSET.size),
        )

    @cached_property
    def _sampled_keys(self) -> list[bytes]:
        return [self._key(number) for number in range(0, self._count, _KEY_SAMPLING)]

    def _first_entry(self, key: bytes) -> int:
        """The offset of the first entry whose key is not less than this one."""
        sample = bisect_left(self._sampled_keys, key)
        low, high = max(0, sample - 1) * _KEY_SAMPLING, min(sample * _KEY_SAMPLING, self._count)
        number = bisect_left(range(high), key, low, high, key=self._key)
        return self._offset_of(number) if number < self._count else self._end

    def _key(self, number: int) -> bytes:
        """The key of the n-th entry."""
        at = self._offset_of(number)
        size, _ = _SIZES.unpack_from(self._content, at)
        at += _SIZES.size
        return bytes(self._content[at : at + size])

    def _offset_of(self, number: int) -> int:
        """The offset of the n-th entry."""
        at = self._index_start + number * self._entry_offset.size
        return int(self._entry_offset.unpack_from(self._content, at)[0])


def _read_numbers(content: Bytes, offsets: Integers, size: int) -> Integers:
    """The big-endian numbers of `size` bytes at some offsets."""
    numbers = np.zeros(len(offsets), np.int64)
    for byte in range(size):
        numbers = (numbers << 8) | content[offsets + byte]
    return numbers


class TokenSubstringIndex:
    """Finds the tokens of a segment whose surface form contains a string.

    The folded forms of the terms are joined to one text, whose bigrams are sorted, each with
    its offset. A string is looked for only where its first bigram occurs, found by binary
    search. Every array is as narrow as possible: each process has one for each segment.
    """

    def __init__(self, entries: TermTableEntries) -> None:
        """Take the terms (key, FORM_MARK, surface form) of the tokens."""
        forms = list(map(form_of, entries.terms()))
        self._content = entries.content
        self._starts, self._sizes = entries.starts.astype(np.uint32), entries.sizes.astype(np.int32)
        self._offsets, self._counts = entries.offsets.copy(), entries.counts.astype(np.int32)
        self._codes = code_units(fold(_SEPARATOR.join(forms)))
        self._ends = np.cumsum([len(form) + 1 for form in forms], dtype=np.int32) - 1
        bigrams = _bigrams(self._codes)
        self._offsets_of_bigrams = np.argsort(bigrams, kind="stable").astype(np.int32)
        self._bigrams = bigrams[self._offsets_of_bigrams]

    def containing(self, pattern: str) -> Docs:
        """The numbers of the terms whose form contains a folded string, ascending."""
        codes = code_units(pattern)
        if len(codes) == 1:
            starts = np.flatnonzero(self._codes == codes).astype(np.int32)
            return drop_repeats(self._ends.searchsorted(starts, "right"))
        bigram = _bigrams(codes)[0]
        first = self._bigrams.searchsorted(bigram, "left")
        last = self._bigrams.searchsorted(bigram, "right")
        starts = self._offsets_of_bigrams[first:last]
        starts = starts[starts + len(codes) <= len(self._codes)]
        for at in range(2, len(codes)):
            starts = starts[self._codes[starts + at] == codes[at]]
        return drop_repeats(self._ends.searchsorted(starts, "right"))

    def printed_as(self, pattern: str) -> Docs:
        """The numbers of the terms whose form is a folded string, ascending."""
        found = self.containing(pattern)
        sizes = self._ends[found] - np.where(found, self._ends[found - 1] + 1, 0)
        same: Docs = found[sizes == len(code_units(pattern))]
        return same

    def term(self, number: int) -> TermEntry:
        start, size = int(self._starts[number]), int(self._sizes[number])
        term = self._content[start : start + size].tobytes()
        return TermEntry(term, int(self._offsets[number]), int(self._counts[number]))


def _bigrams(codes: npt.NDArray[np.uint16]) -> npt.NDArray[np.uint32]:
    """Each two neighbouring characters as one number."""
    wide = codes.astype(np.uint32)
    return (wide[:-1] << np.uint32(16)) | wide[1:]
