"""All forms that minutes print, as the index has them: which match a pattern or a piece.

The terms of a segment (`key`, a mark, `form`) are gathered once as bytes, one after
another, so that those with some characters are found without a look at the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.analysis.tokens import FORM_MARK, form_of
from index.engines.whoosh.arrays import NO_DOCS, Docs, Mask, ascending, ranges, sort_unique
from index.engines.whoosh.segment.reader import SegmentReader
from index.engines.whoosh.segment.snapshot import Snapshot

# Before each term, so that no piece reaches from one into the next.
_BEGIN = b"\0"
# Of terms that may match, those in most utterances are looked at first, and no more.
_MOST_TERMS = 2500
_FIELDS = ("short", "long", "headings")
_HEADINGS = _FIELDS.index("headings")


class Term(NamedTuple):
    """A printed form in one segment: how many utterances have it, where its postings are.

    Those of a `heading` are the utterances under it.
    """

    form: str
    utterances: int
    offset: int
    heading: bool


class Keys(NamedTuple):
    """The characters of a segment's terms, and where in them each key starts, and its size."""

    characters: npt.NDArray[np.uint32]
    starts: Docs
    sizes: Docs


class _Table(NamedTuple):
    """All terms of a segment: their bytes, each with _BEGIN before it, and what is kept of each.

    `ends` are where in `content` each ends.
    """

    content: bytes
    ends: npt.NDArray[np.int32]
    counts: npt.NDArray[np.int32]
    offsets: npt.NDArray[np.int64]
    heading: Mask


def _table(segment: SegmentReader) -> _Table:
    entries = segment.term_table(_FIELDS)
    content = entries.content[ranges(entries.starts - 1, entries.sizes + 1)]
    ends = np.cumsum(entries.sizes + 1)
    content[ends - entries.sizes - 1] = ord(_BEGIN)
    return _Table(
        content.tobytes(),
        ends.astype(np.int32),
        entries.counts.astype(np.int32),
        entries.offsets,
        entries.fields == _HEADINGS,
    )


class Printed:
    """The terms of one segment; safe for many threads."""

    def __init__(self, segment: SegmentReader) -> None:
        self._segment = segment

    @cached_property
    def table(self) -> _Table:
        return _table(self._segment)

    def keys(self) -> Keys:
        """The keys of all terms but those of headings, which have a size of 0."""
        content = np.frombuffer(self.table.content, np.uint8)
        text = self.table.content.decode()
        characters = np.frombuffer(text.encode("utf-32-le"), "<u4")
        # Of characters of several bytes, all but the first begin with 10.
        places = np.cumsum((content & 0xC0) != 0x80) - 1
        starts = places[np.append(0, self.table.ends[:-1])] + 1 if len(self.table.ends) else NO_DOCS
        marks = np.flatnonzero(characters == ord(FORM_MARK))
        sizes = marks[marks.searchsorted(starts)] - starts
        return Keys(characters, starts, np.where(self.table.heading, 0, sizes))

    def form(self, number: int) -> str:
        """The form of a term."""
        content, ends = self.table.content, self.table.ends
        start = int(ends[number - 1]) if number else 0
        return form_of(content[start : int(ends[number])])

    def having(self, piece: bytes) -> Docs:
        """The terms in which some bytes stand, ascending by number."""
        content, starts = self.table.content, []
        at = content.find(piece)
        while at >= 0:
            starts.append(at)
            at = content.find(piece, at + 1)
        return ascending(self.table.ends.searchsorted(np.array(starts, np.int32), "right"))

    def terms(self, numbers: Docs) -> Iterator[Term]:
        """Some terms, those that most utterances have first; no more than a few thousand."""
        table, counts = self.table, self.table.counts[numbers]
        order = np.argsort(-counts, kind="stable")[:_MOST_TERMS]
        for number, count in zip(numbers[order].tolist(), counts[order].tolist(), strict=True):
            offset, heading = int(table.offsets[number]), bool(table.heading[number])
            yield Term(self.form(number), count, offset, heading)


class TermTable:
    """The terms of all segments of a snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.segments = [Printed(segment) for segment in snapshot.segments]

    def with_pieces(self, pieces: Sequence[str]) -> Iterator[Iterator[Term]]:
        """The terms that have one of some pieces, segment by segment."""
        for printed in self.segments:
            numbers = [printed.having(piece.encode()) for piece in pieces]
            yield printed.terms(sort_unique(np.concatenate(numbers)))
