"""Looks terms and phrases up in a segment: keys → documents, frequencies, occurrences.

Documents are numbered from the segment's first. An occurrence is a document and the position
of a token in it as one int64, `doc << 32 | position`, so that sorted occurrences are in the
order of the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from functools import cached_property, reduce

import numpy as np

from index.analysis.normalization.folding import fold
from index.analysis.tokens import form_of, key_of, term_prefix
from index.engines.whoosh.arrays import (
    NO_DOCS,
    Docs,
    Mask,
    drop_repeats,
    in_sorted,
    intersect_sorted,
    positions_of,
    ranges,
    run_sizes,
    run_starts,
    sort_unique,
    union_sorted,
)
from index.engines.whoosh.segment.postings import PostingList, read_postings
from index.engines.whoosh.segment.reader import SegmentReader

# No utterance has 2^32 tokens.
POSITION_BITS = 32
# No phrase has more tokens.
_MAX_SHIFT = 16
# Fewer occurrences are sooner searched for.
_MIN_DENSE = 10_000


class TokenForm:
    """One surface form of a `key` in one segment; its postings are read when first needed.

    `doc_freq` is the number of its documents, `offset` where its postings are; `is_short` is
    true of a token, false of a compound token.
    """

    def __init__(
        self,
        surface: str,
        segment: SegmentReader,
        offset: int,
        doc_freq: int,
        *,
        key: str = "",
        is_short: bool = False,
    ) -> None:
        self.surface = surface
        self.key = key
        self.doc_freq = doc_freq
        self.is_short = is_short
        self.segment = segment
        self.offset = offset

    @cached_property
    def postings(self) -> PostingList:
        return read_postings(self.segment.posting_lists, self.offset)

    def forget_postings(self) -> None:
        """Free its postings until they are needed again."""
        self.__dict__.pop("postings", None)

    @property
    def size(self) -> int:
        """About how many bytes its postings take in memory, once they are read."""
        return 2 * self.doc_freq * np.dtype(np.int64).itemsize

    def outside(self, docs: Docs) -> TokenForm:
        """The same, without some documents (sorted)."""
        mine, freqs, positions = self.postings
        left = ~in_sorted(mine, docs)
        if left.all():
            return self
        other = copy(self)
        other.postings = PostingList(mine[left], freqs[left], positions[left.repeat(freqs)])
        other.doc_freq = len(other.postings.docs)
        return other

    def occurrences(self, docs: Docs | None = None) -> Docs:
        """Its occurrences, sorted; only those in `docs` (sorted) if given."""
        mine, freqs, positions = self._located(docs)
        occurrences: Docs = (mine << POSITION_BITS).repeat(freqs)
        occurrences |= positions
        return occurrences

    def _located(self, docs: Docs | None) -> PostingList:
        """Its postings, of `docs` (sorted) alone if given."""
        mine, freqs, positions = self.postings
        if docs is not None:
            wanted = positions_of(docs, mine)
            if len(wanted) < len(mine):
                positions = positions[ranges((freqs.cumsum() - freqs)[wanted], freqs[wanted])]
                mine, freqs = mine[wanted], freqs[wanted]
        return PostingList(mine, freqs, positions)


def split_occurrences(occurrences: Docs) -> tuple[Docs, Docs]:
    """The documents and the positions of occurrences."""
    return occurrences >> POSITION_BITS, occurrences & ((1 << POSITION_BITS) - 1)


def token_forms(segment: SegmentReader, key: str, fields: Sequence[str]) -> Iterator[TokenForm]:
    """The surface forms that are indexed under a key in some fields."""
    start = term_prefix(key)
    for field in fields:
        for term, offset, doc_freq in segment.dictionary.with_prefix(field, start):
            surface = term[len(start) :].decode()
            yield TokenForm(surface, segment, offset, doc_freq, key=key, is_short=field == "short")


def tokens_containing(
    segment: SegmentReader, pattern: str, limit: int | None = None
) -> list[TokenForm]:
    """The forms of tokens that contain a folded string, at most `limit` if given."""
    index = segment.token_substrings
    return _tokens(segment, index.containing(pattern)[:limit])


def tokens_printed_as(segment: SegmentReader, form: str) -> list[TokenForm]:
    """The forms of tokens that are a folded string: of each key, in each width."""
    return _tokens(segment, segment.token_substrings.printed_as(form))


def _tokens(segment: SegmentReader, numbers: Docs) -> list[TokenForm]:
    """The forms of tokens with some numbers in their index."""
    found = []
    for term, offset, doc_freq in map(segment.token_substrings.term, numbers.tolist()):
        key, surface = key_of(term), form_of(term)
        found.append(TokenForm(surface, segment, offset, doc_freq, key=key, is_short=True))
    return found


def docs_with_any(forms: Sequence[TokenForm], docs: Docs | None = None) -> Docs:
    """The documents that have any of some forms, as a sorted set; only those in `docs` if given."""
    every = [form.postings.docs for form in forms]
    if docs is not None:
        every = [intersect_sorted(docs, each) for each in every]
    return union_sorted(*every)


def count_by_doc(forms: Sequence[TokenForm], among: Docs | None = None) -> tuple[Docs, Docs]:
    """The documents that have any of some forms, sorted, and the occurrences in each.

    Only documents in `among` (sorted) if that is given.

    An occurrence may be indexed under several keys, as a token and as a compound; it counts
    once. Usually one form has nearly all occurrences: its positions are read only in the
    documents of the others.
    """
    largest, *others = sorted(forms, key=lambda form: -form.doc_freq)
    docs, freqs = largest.postings.docs, largest.postings.freqs
    if among is not None:
        wanted = positions_of(among, docs)
        docs, freqs = docs[wanted], freqs[wanted]
    if not others:
        return docs, freqs
    more = union_sorted(*(form.occurrences(among) for form in others))
    known = largest.occurrences(sort_unique(more >> POSITION_BITS))
    more = more[~in_sorted(more, known)] >> POSITION_BITS
    if not len(more):
        return docs, freqs
    starts = run_starts(more)
    every = union_sorted(docs, more)
    counts = np.zeros(len(every), np.int64)
    counts[every.searchsorted(docs)] = freqs
    counts[every.searchsorted(more[starts])] += run_sizes(starts, len(more))
    return every, counts


# The forms that a token of a phrase may have.
Forms = Sequence[TokenForm]


def phrase_occurrences(tokens: Sequence[Forms], among: Docs | None = None) -> Docs:
    """Where tokens follow one another, each in any of its forms: the first's, as a sorted set.

    Only in the documents `among` (a sorted set) if these are given.
    """
    return _phrase_occurrences([(forms, ()) for forms in tokens], among)[0]


def other_phrase_occurrences(
    tokens: Sequence[Forms], surfaces: Sequence[str], among: Docs | None = None
) -> Docs:
    """As `phrase_occurrences`, where at least one token's folded form is not that of `surfaces`."""
    each = list(zip(tokens, surfaces, strict=True))
    same = [[form for form in forms if fold(form.surface) == own] for forms, own in each]
    other = [[form for form in forms if fold(form.surface) != own] for forms, own in each]
    # Each token in another form, the rest in any; or all in any, if that is sooner done.
    phrases = [[*tokens[:at], forms, *tokens[at + 1 :]] for at, forms in enumerate(other) if forms]
    if sum(map(_least_doc_freq, phrases)) > _least_doc_freq(tokens):
        found, differs = _phrase_occurrences(list(zip(same, other, strict=True)), among)
        return found[differs]
    return union_sorted(*(phrase_occurrences(phrase, among) for phrase in phrases))


def _least_doc_freq(tokens: Sequence[Forms]) -> int:
    """At most how many documents have a phrase."""
    return min((sum(form.doc_freq for form in forms) for forms in tokens), default=0)


def _phrase_occurrences(
    tokens: Sequence[tuple[Forms, Forms]], among: Docs | None
) -> tuple[Docs, Mask]:
    """Where tokens follow one another, each in one of two kinds of forms.

    Also bool[N]: whether any is in one of the second kind.
    """
    every = [[*same, *others] for same, others in tokens]
    if not all(every) or not tokens:
        return NO_DOCS, np.zeros(0, np.bool_)
    rarity = [sum(form.doc_freq for form in forms) for forms in every]
    order = sorted(range(len(tokens)), key=rarity.__getitem__)
    docs = docs_with_any(every[order[0]], among)
    for at in order[1:]:
        having = (in_sorted(docs, form.postings.docs) for form in every[at])
        docs = docs[reduce(np.logical_or, having)]
    segment = every[0][0].segment
    found: Docs | None = None
    differs = np.zeros(0, np.bool_)
    for at in order:
        here, elsewhere = (_occurrences_of(forms, docs) - at for forms in tokens[at])
        if found is None:
            found = here
            if len(elsewhere):
                found = np.sort(np.concatenate((here, elsewhere)), kind="stable")
            differs = _among(segment, found, elsewhere)
        else:
            has_other = _among(segment, found, elsewhere)
            follows = _among(segment, found, here) | has_other
            found, differs = found[follows], (differs | has_other)[follows]
        # A phrase of common words is in far fewer documents than all of its words are.
        docs = drop_repeats(found >> POSITION_BITS)
    assert found is not None
    return found, differs


def _among(segment: SegmentReader, occurrences: Docs, among: Docs) -> Mask:
    """Which occurrences of a segment are among others; both sorted."""
    if min(len(occurrences), len(among)) < _MIN_DENSE:
        return in_sorted(occurrences, among)
    # Numbered without gaps but for short ones, in which a token before its text falls.
    firsts = segment.text_starts + _MAX_SHIFT * np.arange(1, segment.doc_count + 1)
    # Less than an occurrence by as much in each document.
    less = (np.arange(segment.doc_count + 1) << POSITION_BITS) - np.append(firsts, 0)
    dense = []
    for each in (occurrences, among):
        numbers = each + _MAX_SHIFT
        numbers -= less.take(numbers >> POSITION_BITS)
        dense.append(numbers)
    return in_sorted(*dense)


def _occurrences_of(forms: Forms, docs: Docs) -> Docs:
    """The occurrences of some forms in some documents (sorted), sorted."""
    every = [form.occurrences(docs) for form in forms]
    if len(every) == 1:
        return every[0]
    return np.sort(np.concatenate([NO_DOCS, *every]), kind="stable")
