"""All terms of an index as bytes, to be searched by the pieces of their printed forms.

The terms of a segment (key, mark, form) are gathered once, one after another, so that those
that contain a piece are found in one search of the bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.analysis.tokens import FORM_MARK, form_of
from index.engines.whoosh.arrays import NO_DOCS, Docs, Mask, drop_repeats, ranges, sort_unique
from index.engines.whoosh.segment.reader import SegmentReader
from index.engines.whoosh.segment.schema import TERM_FIELDS
from index.engines.whoosh.segment.term_lookup import TokenForm

# Precedes each term, so that no piece reaches from one term into the next.
_SEPARATOR = b"\0"
# Of the terms that contain a piece, only this many are looked at, those in most utterances.
_MAX_TERMS = 2500


class Term(NamedTuple):
    """A term of one segment; the documents of a heading's term are the utterances under it."""

    token: TokenForm
    is_heading: bool


class TermKeys(NamedTuple):
    """The keys of a segment's T terms, as spans of the characters of all terms.

    `characters` are uint32[N]; `starts` and `sizes`, int64[T], are those of the keys.
    """

    characters: npt.NDArray[np.uint32]
    starts: Docs
    sizes: Docs


class _Terms(NamedTuple):
    """The terms of a segment, T of them.

    `content` are their bytes. For each term, `ends` (int32[T]) says where it ends there, `counts`
    in how many documents it is, `offsets` where its postings are, `is_heading` whether it is
    a term of headings.
    """

    content: bytes
    ends: npt.NDArray[np.int32]
    counts: npt.NDArray[np.int32]
    offsets: npt.NDArray[np.int64]
    is_heading: Mask


class TermTable:
    """The terms of one segment, read when first needed; safe for many threads."""

    def __init__(self, segment: SegmentReader) -> None:
        self._segment = segment

    @cached_property
    def _terms(self) -> _Terms:
        entries = self._segment.dictionary.entries(TERM_FIELDS)
        content = entries.content[ranges(entries.starts - 1, entries.sizes + 1)]
        ends = np.cumsum(entries.sizes + 1)
        content[ends - entries.sizes - 1] = ord(_SEPARATOR)
        return _Terms(
            content.tobytes(),
            ends.astype(np.int32),
            entries.counts.astype(np.int32),
            entries.offsets,
            entries.fields == TERM_FIELDS.index("headings"),
        )

    @property
    def counts(self) -> npt.NDArray[np.int32]:
        """The document frequency of each term."""
        return self._terms.counts

    def keys(self) -> TermKeys:
        """The keys of all terms; those of headings have a size of 0."""
        terms = self._terms
        content = np.frombuffer(terms.content, np.uint8)
        characters = np.frombuffer(terms.content.decode().encode("utf-32-le"), "<u4")
        # All bytes of a UTF-8 character but the first begin with the bits 10.
        numbers = np.cumsum((content & 0xC0) != 0x80) - 1
        starts = numbers[np.append(0, terms.ends[:-1])] + 1 if len(terms.ends) else NO_DOCS
        marks = np.flatnonzero(characters == ord(FORM_MARK))
        sizes = marks[marks.searchsorted(starts)] - starts
        return TermKeys(characters, starts, np.where(terms.is_heading, 0, sizes))

    def form(self, number: int) -> str:
        """The printed form of a term."""
        content, ends = self._terms.content, self._terms.ends
        start = int(ends[number - 1]) if number else 0
        return form_of(content[start : int(ends[number])])

    def with_pieces(self, pieces: Sequence[str]) -> Iterator[Term]:
        """The terms that contain one of some pieces, at most _MAX_TERMS, the commonest first."""
        numbers = sort_unique(np.concatenate([self._containing(each.encode()) for each in pieces]))
        terms = self._terms
        for number in numbers[np.argsort(-terms.counts[numbers], kind="stable")[:_MAX_TERMS]]:
            form, documents = self.form(int(number)), int(terms.counts[number])
            token = TokenForm(form, self._segment, int(terms.offsets[number]), documents)
            yield Term(token, bool(terms.is_heading[number]))

    def _containing(self, piece: bytes) -> Docs:
        """The numbers of the terms that contain some bytes, ascending."""
        content, starts = self._terms.content, []
        at = content.find(piece)
        while at >= 0:
            starts.append(at)
            at = content.find(piece, at + 1)
        return drop_repeats(self._terms.ends.searchsorted(np.array(starts, np.int32), "right"))
