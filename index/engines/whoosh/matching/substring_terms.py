"""The tokens whose form contains a string: most of its occurrences without reading texts.

Nearly every occurrence of a common string is inside one token, so the postings of the
tokens that contain it count it. Texts are read only for occurrences that run over several
tokens, or over punctuation, which has no term.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from index.analysis.normalization.folding import fold
from index.analysis.normalization.search_text import search_form
from index.engines.whoosh.arrays import in_sorted
from index.engines.whoosh.matching.substring import (
    NO_SPANS,
    SpanArray,
    merge_spans,
    scan,
    scan_across_tokens,
    single_spelling,
)
from index.engines.whoosh.matching.surface_forms import expand_to_tokens, group_by_surface
from index.engines.whoosh.segment.reader import SegmentReader
from index.engines.whoosh.segment.stored_text import code_units
from index.engines.whoosh.segment.term_lookup import TokenForm, tokens_containing

# A longer string is hardly ever in one token, and each of its bigrams is looked up in blocks.
_MAX_STRING_LENGTH = 8
# Reading the postings of a token takes as long as scanning for this many occurrences; a
# string in more different tokens (numbers, mostly) is scanned for.
_OCCURRENCES_PER_TOKEN, _MIN_TOKENS, _MAX_TOKENS = 100, 100, 400
# The cost estimate of a string in more than _MAX_TOKENS tokens assumes this many.
_ASSUMED_TOKENS = 3000


class ScanCost(NamedTuple):
    """The work of finding a string: tokens that contain it, their postings, parts of the text."""

    tokens: int = 0
    postings: int = 0
    parts: int = 0


class SubstringTerms:
    """The tokens of one segment whose form contains `text`, looked up once.

    An `exact` string is not found in the spaced letters of a token.
    """

    def __init__(self, segment: SegmentReader, text: str, *, exact: bool = False) -> None:
        self._segment = segment
        self._text = text
        self._exact = exact

    @cached_property
    def _tokens(self) -> list[TokenForm] | None:
        """At most _MAX_TOKENS + 1; None for a string whose occurrences tokens do not give."""
        pattern = single_spelling(self._segment, self._text, exact=self._exact)
        if pattern is None or not 1 <= len(pattern) <= _MAX_STRING_LENGTH:
            return None
        return tokens_containing(self._segment, pattern, _MAX_TOKENS + 1)

    @cached_property
    def _suffices(self) -> bool:
        """Whether reading the postings of the tokens is sooner done than a scan, and exact."""
        if self._tokens is None:
            return False
        postings = sum(token.doc_freq for token in self._tokens)
        most = min(max(_MIN_TOKENS, postings // _OCCURRENCES_PER_TOKEN), _MAX_TOKENS)
        # A token of other characters may be punctuation elsewhere, which has no term.
        return len(self._tokens) <= most and all(
            fold(token.surface).isalnum() for token in self._tokens
        )

    def hits(self) -> tuple[Sequence[TokenForm], SpanArray] | None:
        """The tokens that contain the string, widths and case aside, and its other occurrences.

        None if a scan is as quick.
        """
        tokens = self._tokens
        if tokens is None or not self._suffices:
            return None
        form = search_form(self._text)
        if len(form) == 1:
            # It is in one token wherever that has a term.
            within = sum(
                int(token.postings.freqs.sum()) * fold(token.surface).count(form)
                for token in tokens
            )
            every = int(self._segment.character_counts[code_units(form)].sum())
            return (tokens, NO_SPANS) if within == every else None
        forms = {fold(token.surface) for token in tokens}
        found = scan_across_tokens(self._segment, self._text, exact=self._exact)
        elsewhere = _outside_tokens(self._segment, found, forms)
        spaced = self._segment.spaced_docs
        if self._exact and len(spaced):
            # Where tokens are in spaced letters, their counts say nothing.
            tokens = [token.outside(spaced) for token in tokens]
            there = scan(self._segment, self._text, spaced, exact=True)
            rest = elsewhere.only(~in_sorted(elsewhere.docs, spaced))
            elsewhere = merge_spans([rest, there])
        return tokens, elsewhere

    def forget_tokens(self) -> None:
        """Free the tokens and their postings until they are needed again."""
        self.__dict__.pop("_tokens", None)

    def cost(self, *, by_tokens: bool) -> ScanCost:
        """The work of finding the string, by the tokens that contain it if these suffice."""
        codes = code_units(search_form(self._text))
        tokens = self._tokens
        if by_tokens and tokens is not None and self._suffices:
            postings = sum(token.doc_freq for token in tokens)
            if len(codes) == 1:
                return ScanCost(len(tokens), postings)
            parts = self._segment.bigrams.candidates_across_words(codes)
            return ScanCost(len(tokens), postings, len(parts))
        candidates = self._segment.bigrams.candidates(codes)
        count = self._segment.bigrams.part_count if candidates is None else len(candidates)
        if tokens is None:
            return ScanCost(0, 0, count)
        return ScanCost(_ASSUMED_TOKENS if len(tokens) > _MAX_TOKENS else len(tokens), 0, count)


def _outside_tokens(segment: SegmentReader, spans: SpanArray, forms: set[str]) -> SpanArray:
    """The spans of a string that are not inside one token with one of the forms."""
    if not len(spans.docs) or not forms:
        return spans
    rest = np.arange(len(spans.docs))
    for step in range(1, int(spans.ends[0] - spans.starts[0])):
        rest = rest[~segment.at_token_boundary(spans.docs[rest], spans.starts[rest] + step)]
    groups = group_by_surface(segment, expand_to_tokens(segment, spans.only(rest)))
    outside = np.ones(len(spans.docs), np.bool_)
    outside[rest[groups.mask(forms.__contains__)]] = False
    return spans.only(outside)
