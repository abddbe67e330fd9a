"""One writing of a word, as a string in one segment: which of its occurrences are the word.

What has the characters of a word by chance is found and listed as a `part`: a longer number
(15人 of 5人), and a longer word that a word in kana is not in (心がけ of がけ).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from index.analysis.normalization.folding import fold
from index.engines.whoosh.arrays import Docs, Mask, in_sorted, run_starts
from index.engines.whoosh.matching.number_edges import in_longer_numbers, with_numbers
from index.engines.whoosh.matching.resolved_word import SegmentTerms, StringRules
from index.engines.whoosh.matching.substring import SpanArray, merge_spans, scan
from index.engines.whoosh.matching.substring_terms import SubstringTerms
from index.engines.whoosh.matching.surface_forms import (
    Occurrences,
    are_single_tokens,
    expand_to_tokens,
    group_by_surface,
    token_spans,
    with_token_beside,
)
from index.engines.whoosh.segment.term_lookup import TokenForm, tokens_printed_as


class WordString:
    """A writing of a word, as a string in one segment; `kana` if it is a word in kana."""

    def __init__(self, terms: SegmentTerms, rules: StringRules, substring: SubstringTerms) -> None:
        self.rules = rules
        self.text, self.form = rules.writing.text, rules.writing.form
        self.kana = rules.writing.kana
        self._terms = terms
        self._segment = terms.segment
        self._substring = substring

    def scan(
        self, docs: Docs | None = None, windows: SpanArray | None = None, margin: int = 0
    ) -> SpanArray:
        """Where it occurs; in `docs`, and around `windows`, alone if given, as in `scan`."""
        exact = self._terms.word.exact
        return scan(self._segment, self.text, docs, windows, margin=margin, exact=exact)

    def counted(self) -> tuple[Sequence[TokenForm], SpanArray] | None:
        """The tokens that contain it and its other occurrences; None where a scan is as quick."""
        hits = self._substring.hits()
        if hits is None or not self._others:
            return hits
        tokens, elsewhere = hits
        others = {(token.surface, token.key) for token in self._others}
        words = [token for token in tokens if (token.surface, token.key) not in others]
        return words, merge_spans([elsewhere, token_spans(self._segment, self._others)])

    def forget_tokens(self) -> None:
        """Free what only `counted` needs."""
        self._substring.forget_tokens()

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        return sum(token.size for token in self.__dict__.get("_printed", ()))

    def own_tokens(self) -> list[TokenForm]:
        """The tokens that are the word as it is printed."""
        return [token for token in self._printed if token not in self._others]

    @property
    def is_single_kana(self) -> bool:
        """Whether it is a word of one kana: nothing longer has that as a word."""
        return self.kana is not None and len(self.form) == 1

    def is_by_chance(self, form: str) -> bool:
        """Whether a longer word, folded, has the characters of a word in kana by chance."""
        return self.kana is not None and form not in self._having_it

    def divide(self, spans: SpanArray) -> tuple[SpanArray, tuple[Occurrences, ...]]:
        """The occurrences that are the word or have it in them, and those that are parts."""
        kinds = [self._in_numbers] if self.rules.is_numeric else []
        if self.kana:
            kinds.append(self._in_words)
        if self.kana and self.kana.is_noun:
            kinds.append(self._as_other_words)
        parts: list[Occurrences] = []
        for kind in kinds:
            if len(spans.docs):
                parts.append(kind(spans))
                spans = spans.only(~in_sorted(spans.starts, parts[-1].spans.starts))
        return spans, tuple(map(_longer, parts))

    def _in_numbers(self, spans: SpanArray) -> Occurrences:
        """Where a number goes on beside it, or what looks like one is none."""
        inside = in_longer_numbers(self._segment, spans, self.form)
        for bound in self.rules.writing.bounds:
            inside |= ~self._segment.at_token_boundary(spans.docs, spans.starts + bound)
        found = spans.only(inside)
        return Occurrences(found, with_numbers(self._segment, found, self.form), "part")

    def _in_words(self, spans: SpanArray) -> Occurrences:
        """Where a longer word has the characters of a word in kana by chance."""
        inside = spans.only(~self._segment.are_tokens(*spans))
        surface = expand_to_tokens(self._segment, inside)
        groups = group_by_surface(self._segment, surface)
        found = Occurrences(inside, surface, "part", groups=groups)
        return found.only(groups.mask(self.is_by_chance))

    def _as_other_words(self, spans: SpanArray) -> Occurrences:
        """Where a noun's characters are another token, or several (は and し of はし)."""
        tokens = spans.only(self._segment.are_tokens(*spans))
        here = tokens.docs[run_starts(tokens.docs)]
        other = ~are_single_tokens(self._segment, tokens)
        others = token_spans(self._segment, self._others, here)
        compounds = token_spans(self._segment, self._compounds, here)
        other |= in_sorted(tokens.starts, others.starts)
        other &= ~in_sorted(tokens.starts, compounds.starts)
        found = tokens.only(other)
        surface = with_token_beside(self._segment, found)
        # Where nothing is beside it, it is a word.
        longer: Mask = surface.ends - surface.starts > found.ends - found.starts
        return Occurrences(found, surface, "part").only(longer)

    @cached_property
    def _having_it(self) -> frozenset[str]:
        """The folded forms of tokens that are a word in kana or have it as a word."""
        return self.rules.containing.union(fold(token.surface) for token in self._terms.tokens)

    @cached_property
    def _printed(self) -> list[TokenForm]:
        """The tokens that are printed as the string."""
        return tokens_printed_as(self._segment, self.form)

    @cached_property
    def _others(self) -> list[TokenForm]:
        """The tokens that are printed as a word in kana and are another word."""
        kana = self.kana
        if kana is None or not kana.is_noun:
            return []
        return [token for token in self._printed if not kana.is_same(token.key)]

    @cached_property
    def _compounds(self) -> list[TokenForm]:
        """The compounds that are the word as it is printed."""
        return [
            token
            for token in self._terms.tokens
            if not token.is_short and fold(token.surface) == self.form
        ]


def _longer(part: Occurrences) -> Occurrences:
    """The occurrences that are part of something longer: an idiom has no other form to list."""
    spans, surface = part.spans, part.surface
    is_longer: Mask = surface.ends - surface.starts > spans.ends - spans.starts
    return part.only(is_longer)
