"""Look up terms and phrases in a segment: keys → documents, frequencies, positions.

Documents are numbered from the segment's first. A place is a document and a position
in it (of a short unit) as one number, so that sorted places are in order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property, reduce

import numpy as np

from index.analysis.normalization.folding import fold
from index.analysis.tokens import form_of, term_prefix
from index.engines.whoosh.arrays import (
    NO_DOCS,
    Docs,
    in_sorted,
    intersect_sorted,
    ranges,
    run_starts,
    sort_unique,
    union_sorted,
)
from index.engines.whoosh.segment.postings import PostingList
from index.engines.whoosh.segment.reader import SegmentReader

# A position and its document as one number: no utterance has 2^32 units.
POSITION_BITS = 32


class TokenForm:
    """One printed form of a key in one segment; its postings are read when asked for.

    `doc_freq` is in how many documents it is; `is_short` if it is known to be a short unit.
    """

    def __init__(
        self,
        surface: str,
        segment: SegmentReader,
        offset: int,
        doc_freq: int,
        *,
        is_short: bool = False,
    ) -> None:
        self.surface = surface
        self.doc_freq = doc_freq
        self.is_short = is_short
        self._segment = segment
        self._offset = offset

    @cached_property
    def postings(self) -> PostingList:
        return self._segment.postings_at(self._offset)

    def occurrences(self, docs: Docs | None = None) -> Docs:
        """Its places, in some documents (ascending) alone if given; ascending."""
        mine, freqs, at = self.postings.docs, self.postings.freqs, None
        if docs is not None:
            kept = in_sorted(mine, docs)
            if not kept.all():
                at = ranges((freqs.cumsum() - freqs)[kept], freqs[kept])
                mine, freqs = mine[kept], freqs[kept]
        places: Docs = (mine.repeat(freqs) << POSITION_BITS) | self.postings.positions_at(at)
        return places


def split_occurrences(places: Docs) -> tuple[Docs, Docs]:
    """The documents and the positions of places."""
    return places >> POSITION_BITS, places & ((1 << POSITION_BITS) - 1)


def token_forms(segment: SegmentReader, key: str, fields: Sequence[str]) -> Iterator[TokenForm]:
    """Every printed form that is indexed under a key."""
    start = term_prefix(key)
    for field in fields:
        for term, offset, count in segment.terms_with_prefix(field, start):
            printed = term[len(start) :].decode()
            yield TokenForm(printed, segment, offset, count, is_short=field == "short")


def tokens_containing(segment: SegmentReader, pattern: str, most: int) -> list[TokenForm]:
    """The forms of short units in which a folded string stands, at most so many."""
    forms = segment.short_forms
    return [
        TokenForm(form_of(term), segment, offset, count, is_short=True)
        for term, offset, count in map(forms.term, forms.having(pattern)[:most].tolist())
    ]


def docs_with_any(forms: Sequence[TokenForm]) -> Docs:
    """The documents that have any of some forms, ascending."""
    every = [form.postings.docs for form in forms]
    return every[0] if len(every) == 1 else sort_unique(np.concatenate([NO_DOCS, *every]))


def count_by_doc(forms: Sequence[TokenForm]) -> tuple[Docs, Docs]:
    """The documents that have any of some forms, ascending, and at how many places.

    One place may be a unit by several keys, short and long. Mostly one form has nearly all
    of them: its places are read only where the others stand, too.
    """
    most, *others = sorted(forms, key=lambda form: -form.doc_freq)
    docs, freqs = most.postings.docs, most.postings.freqs
    if not others:
        return docs, freqs
    more = reduce(union_sorted, (form.occurrences() for form in others))
    more = (
        more[~in_sorted(more, most.occurrences(sort_unique(more >> POSITION_BITS)))]
        >> POSITION_BITS
    )
    if not len(more):
        return docs, freqs
    firsts = run_starts(more)
    every = union_sorted(docs, more)
    counts = np.zeros(len(every), np.int64)
    counts[every.searchsorted(docs)] = freqs
    counts[every.searchsorted(more[firsts])] += np.diff(np.append(firsts, len(more)))
    return every, counts


def phrase_occurrences(units: Sequence[Sequence[TokenForm]]) -> Docs:
    """The places at which units stand in a row, each in one of its forms, ascending."""
    if not units or not all(units):
        return NO_DOCS
    by_rarity = sorted(enumerate(units), key=lambda each: _spread_of(each[1]))
    docs = docs_with_any(by_rarity[0][1])
    for _, forms in by_rarity[1:]:
        having = (in_sorted(docs, form.postings.docs) for form in forms)
        docs = docs[reduce(np.logical_or, having)]
    found: Docs | None = None
    for offset, forms in by_rarity:
        if not len(docs):
            return NO_DOCS
        places = [form.occurrences(docs) for form in forms]
        here = places[0] if len(places) == 1 else np.sort(np.concatenate(places), kind="stable")
        here -= offset
        found = here if found is None else intersect_sorted(found, here)
        # A phrase of common words is in far fewer documents than all of them are.
        docs = sort_unique(found >> POSITION_BITS)
    assert found is not None
    return found


def _spread_of(forms: Sequence[TokenForm]) -> int:
    """How many documents some forms are in, one that has two counted twice."""
    return sum(form.doc_freq for form in forms)


def other_phrase_occurrences(units: Sequence[Sequence[TokenForm]], printed: Sequence[str]) -> Docs:
    """The places of a phrase at which one of its units is not printed as `printed` (folded)."""
    found = NO_DOCS
    for at, (forms, own) in enumerate(zip(units, printed, strict=True)):
        others = [form for form in forms if fold(form.surface) != own]
        if others:
            found = union_sorted(found, phrase_occurrences([*units[:at], others, *units[at + 1 :]]))
    return found
