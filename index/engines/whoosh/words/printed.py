"""All forms that minutes print, as the index has them: which match a pattern or a piece.

The terms of a segment (`key`, a mark, `form`) are gathered once as bytes, one after
another, so that those with some characters are found without a look at the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from index.engines.whoosh.arrays import Docs, ascending
from index.engines.whoosh.files.dictionary import Entries
from index.engines.whoosh.reading.snapshot import Snapshot
from index.engines.whoosh.reading.views import SegmentView, ranges
from index.spelling.units import FORM_MARK

_MARK = FORM_MARK.encode()
# Of terms that may match, those in most utterances are looked at first, and no more.
_MOST_TERMS = 2500
_FIELDS = ("short", "long", "headings")
_HEADINGS = _FIELDS.index("headings")


class Term(NamedTuple):
    """A printed form in one segment: how many utterances have it, where its postings are.

    Those of a `heading` are the utterances under it.
    """

    key: str
    form: str
    utterances: int
    offset: int
    heading: bool


class Printed:
    """The terms of one segment; safe for many threads."""

    def __init__(self, segment: SegmentView) -> None:
        self.segment = segment

    @cached_property
    def _entries(self) -> Entries:
        return self.segment.entries(_FIELDS)

    @cached_property
    def _content(self) -> bytes:
        """The terms, before each the last byte of its field's number: it parts them."""
        entries = self._entries
        return entries.content[ranges(entries.starts - 1, entries.sizes + 1)].tobytes()

    @cached_property
    def _ends(self) -> Docs:
        """Where in the content each term ends."""
        return np.cumsum(self._entries.sizes + 1)

    def having(self, piece: str, most: int | None = None) -> Docs:
        """The terms in which some characters stand, ascending by number; the first of so many."""
        content, wanted = self._content, piece.encode()
        starts: list[int] = []
        at = content.find(wanted)
        while at >= 0 and (most is None or len(starts) < most):
            starts.append(at)
            at = content.find(wanted, at + 1)
        return ascending(self._ends.searchsorted(np.array(starts, np.int64), "right"))

    def terms(self, numbers: Docs) -> Iterator[Term]:
        """Some terms, those that most utterances have first; no more than a few thousand."""
        counts = self._entries.counts[numbers]
        order = np.argsort(-counts, kind="stable")[:_MOST_TERMS]
        ends, content = self._ends, self._content
        for number, count in zip(numbers[order].tolist(), counts[order].tolist(), strict=True):
            end = int(ends[number])
            term = content[end - int(self._entries.sizes[number]) : end]
            key, _, form = term.partition(_MARK)
            yield Term(
                key.decode("utf-8", "replace"),
                form.decode("utf-8", "replace"),
                count,
                int(self._entries.offsets[number]),
                self._entries.fields[number] == _HEADINGS,
            )


class PrintedForms:
    """The terms of all segments of a snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._segments = [Printed(segment) for segment in snapshot.segments]

    def with_pieces(
        self, pieces: Sequence[str], most: int | None = None
    ) -> Iterator[Iterator[Term]]:
        """The terms that have one of some pieces, segment by segment; `most` for each piece."""
        for printed in self._segments:
            numbers = [printed.having(piece, most) for piece in pieces]
            yield printed.terms(ascending(np.sort(np.concatenate(numbers))))
