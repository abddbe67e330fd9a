"""Where a word occurs in one segment, in which surface forms, and why: decided only here.

A word is found in three ways:

    as a token      a token or compound has the word's key, from the dictionary or our folding
    as a phrase     several tokens in a row have the keys of the word's tokens
    as a string     the characters occur, perhaps inside a longer word

Postings of all documents and the spans of some are made from the same `Occurrences`, except
where token counts suffice: then no positions and no texts are read (`_counted_string`,
`_token_postings`), which is several times as fast for common words.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain

import numpy as np

from index.analysis.normalization.folding import fold, folded_spellings
from index.engines.whoosh.arrays import Docs, Mask, in_sorted, run_starts
from index.engines.whoosh.matching.resolved_word import SegmentTerms
from index.engines.whoosh.matching.substring import (
    NO_SPANS,
    SpanArray,
    count_common_character,
    merge_spans,
    scan,
)
from index.engines.whoosh.matching.substring_terms import SubstringTerms
from index.engines.whoosh.matching.surface_forms import (
    FormPostings,
    Occurrences,
    SurfaceForm,
    expand_to_tokens,
    group_by_surface,
    phrase_spans,
    token_spans,
)
from index.engines.whoosh.matching.word_query import FormSelection
from index.engines.whoosh.segment.reader import SegmentReader
from index.engines.whoosh.segment.stored_text import code_units
from index.engines.whoosh.segment.term_lookup import (
    TokenForm,
    count_by_doc,
    other_phrase_occurrences,
    phrase_occurrences,
    split_occurrences,
)
from index.results import FormBasis


class SegmentMatch(ABC):
    """The occurrences of a word or pattern in one segment: as single tokens, and otherwise.

    `tokens` (and compounds) match for the reason `basis`, or literally if they have the folded
    `form`. Subclasses find the other occurrences.
    """

    def __init__(
        self, segment: SegmentReader, form: str, tokens: Sequence[TokenForm], basis: FormBasis
    ) -> None:
        self._segment = segment
        self._form = form
        self._tokens = tokens
        self._basis: FormBasis = basis

    @abstractmethod
    def _occurrences(self, docs: Docs) -> Iterator[Occurrences]:
        """The occurrences in some documents (ascending) that are not single tokens."""

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        return sum(3 * token.postings.docs.nbytes for token in self._tokens)

    def spans(self, docs: Docs, selection: FormSelection) -> SpanArray:
        """The occurrences in some documents (ascending), in the selected forms, in order."""
        tokens = [
            token for token in self._tokens if selection.takes(fold(token.surface), self._basis)
        ]
        found = [each.selected(self._segment, selection) for each in self._occurrences(docs)]
        return merge_spans([*found, self._token_spans(tokens, docs)])

    def _token_spans(self, tokens: Sequence[TokenForm], docs: Docs) -> SpanArray:
        forms = [(token.occurrences(docs), len(token.surface)) for token in tokens]
        return token_spans(self._segment, forms)

    def _token_postings(self, docs: Docs | None = None) -> Iterator[FormPostings]:
        """The postings of its tokens, of `docs` alone if given; no position is read."""
        by_surface: dict[str, list[TokenForm]] = {}
        for token in self._tokens:
            by_surface.setdefault(token.surface, []).append(token)
        for surface, tokens in by_surface.items():
            form = fold(surface)
            is_own = form == self._form and self._basis == "spelling"
            basis = "literal" if is_own else self._basis
            yield FormPostings.of_one(
                SurfaceForm(form, surface, basis), *count_by_doc(tokens, docs)
            )


class WordSegmentMatch(SegmentMatch):
    """A word in one segment.

    `spellings` are other spellings, folded, that are searched for as strings. Unless
    `group_within`, the string inside a longer word counts as the word's own form.
    """

    def __init__(
        self,
        terms: SegmentTerms,
        as_string: bool,
        spellings: Sequence[str] = (),
        *,
        group_within: bool = True,
        basis: FormBasis = "spelling",
    ) -> None:
        word, form = terms.word, terms.word.form
        own = [token for token in terms.tokens if fold(token.surface) == form]
        # In its own form it is found as a string, if it is searched for as one.
        tokens = [token for token in terms.tokens if not (as_string and token in own)]
        super().__init__(terms.segment, form, tokens, basis)
        self._word = word
        self._as_string = as_string
        self._spellings = spellings
        self._group_within = group_within and bool(word.keys)
        self._phrase_tokens = terms.phrase
        # Shown as its token is mostly printed, or else as it was typed.
        printed = word.text
        if own and not word.phrase:
            printed = max((token.doc_freq, token.surface) for token in own)[1]
        self._own = SurfaceForm(form, printed, "literal")
        self._synonyms = [
            WordSegmentMatch(each, as_string=False, basis="synonym") for each in terms.synonyms
        ]

    @property
    def size(self) -> int:
        synonyms = sum(each.size for each in self._synonyms)
        return super().size + self._phrases.nbytes + synonyms

    def postings_in(self, docs: Docs) -> Iterator[FormPostings]:
        """As `postings`, of some documents (ascending) alone: only these are looked at."""
        yield from (
            found.postings(self._segment)
            for found in self._occurrences(docs)
            if len(found.spans.docs)
        )
        yield from self._token_postings(docs)
        for synonym in self._synonyms:
            yield from synonym.postings_in(docs)

    def postings(self, substring: SubstringTerms | None) -> Iterator[FormPostings]:
        """The documents and frequencies of every surface form in the segment.

        A document may occur several times. `substring` are the tokens that contain its string,
        where token counts suffice.
        """
        counted, string = self._counted_string(substring)
        yield from counted
        occurrences = chain(self._string_occurrences(string), self._phrase_occurrences())
        yield from (found.postings(self._segment) for found in occurrences if len(found.spans.docs))
        yield from self._token_postings()
        for synonym in self._synonyms:
            yield from synonym.postings(None)

    def spans(self, docs: Docs, selection: FormSelection) -> SpanArray:
        synonyms = (synonym.spans(docs, selection) for synonym in self._synonyms)
        return merge_spans([super().spans(docs, selection), *synonyms])

    def _occurrences(self, docs: Docs) -> Iterator[Occurrences]:
        string = scan(self._segment, self._word.text, docs) if self._as_string else NO_SPANS
        yield from self._string_occurrences(string, docs)
        yield from self._phrase_occurrences(docs)

    @cached_property
    def _token_forms(self) -> frozenset[str]:
        """The folded forms of those of its tokens that are not its own string."""
        return frozenset(fold(token.surface) for token in self._tokens)

    # Phrases

    @cached_property
    def _phrases(self) -> Docs:
        return self._find_phrases(None)

    def _phrases_in(self, docs: Docs | None) -> Docs:
        if docs is not None and "_phrases" not in self.__dict__:
            return self._find_phrases(docs)
        found = self._phrases
        return found if docs is None else found[in_sorted(split_occurrences(found)[0], docs)]

    def _find_phrases(self, docs: Docs | None) -> Docs:
        """Where the phrase occurs; if it is searched for as a string too, where in other forms."""
        if self._as_string:
            return other_phrase_occurrences(self._phrase_tokens, self._word.printed, docs)
        return phrase_occurrences(self._phrase_tokens, docs)

    def _phrase_occurrences(self, docs: Docs | None = None) -> Iterator[Occurrences]:
        """The occurrences as a phrase that are neither its string nor one of its tokens."""
        phrases = self._phrases_in(docs)
        if not len(phrases):
            return
        spans = phrase_spans(self._segment, phrases, len(self._word.phrase))
        groups = group_by_surface(self._segment, spans)
        known = np.zeros(len(spans.docs), np.bool_)
        if self._as_string:
            known |= groups.mask(lambda form: form == self._form)
        # A compound may be the same words.
        for token in self._tokens:
            own = fold(token.surface)
            if own in groups.forms:
                at = token.occurrences(spans.docs[run_starts(spans.docs)])
                known |= groups.mask(own.__eq__) & in_sorted(phrases, at)
        yield Occurrences(spans, spans, self._basis, groups=groups).only(~known)

    # Strings

    def _string_occurrences(
        self, string: SpanArray, docs: Docs | None = None
    ) -> Iterator[Occurrences]:
        """Its string and its other spellings, by the tokens they are in.

        `string` are the spans of its string. Where `docs` are given, it has those in these
        documents, and other spellings are searched for in them alone.
        """
        if self._word.opposites and len(string.docs):
            opposite = _has_prefix(self._segment, string, self._word.opposites)
            found = string.only(opposite)
            with_prefix = found._replace(starts=found.starts - 1)
            yield Occurrences(found, with_prefix, "opposite")
            string = string.only(~opposite)
        if len(string.docs):
            yield from self._own_string(string, docs)
        found_before = [string]
        for spelling in self._spellings:
            spans = _not_single_tokens(self._segment, scan(self._segment, spelling, docs))
            if len(spans.docs):
                spans = spans.only(~self._in_longer_form(spans, spelling, docs, found_before))
                found_before.append(spans)
                aligned = self._segment.are_tokens(*spans)
                own, inside = spans.only(aligned), spans.only(~aligned)
                yield Occurrences(own, own, "spelling")
                yield Occurrences(inside, expand_to_tokens(self._segment, inside), "within")

    def _own_string(self, string: SpanArray, docs: Docs | None) -> Iterator[Occurrences]:
        if not self._word.keys:
            yield Occurrences(string, string, "literal", self._own)
            return
        aligned = self._segment.are_tokens(*string)
        own, inside = string.only(aligned), string.only(~aligned)
        # (株) may be printed ㈱, which is another form.
        several = len(folded_spellings(self._word.text, self._segment.expanding_characters)) > 1
        yield Occurrences(own, own, "literal", None if several else self._own)
        if not self._group_within:
            yield Occurrences(inside, inside, "literal", self._own)
        elif len(inside.docs):
            yield from self._within(inside, docs)

    def _within(self, string: SpanArray, docs: Docs | None) -> Iterator[Occurrences]:
        """Its string inside longer words.

        In a token that is a form of the word itself (でき in できる) it has no weight of its
        own; should the token be another word there, it is found all the same.
        """
        surface = expand_to_tokens(self._segment, string)
        groups = group_by_surface(self._segment, surface)
        found = Occurrences(string, surface, "within", groups=groups)
        ours = groups.mask(self._token_forms.__contains__)
        yield found.only(ours)._replace(basis="spelling", weight=0)
        found = found.only(~ours)
        yield found.only(~self._in_longer_form(found.spans, self._form, docs))

    def _in_longer_form(
        self,
        spans: SpanArray,
        text: str,
        docs: Docs | None,
        found_before: Sequence[SpanArray] = (),
    ) -> Mask:
        """Which occurrences of a string are inside a longer occurrence of the word itself."""
        here = spans.docs[run_starts(spans.docs)]
        longer = [token for token in self._tokens if text in fold(token.surface)]
        phrases = phrase_spans(self._segment, self._phrases_in(docs), len(self._word.phrase))
        every = [*found_before, phrases, self._token_spans(longer, here)]
        _, starts, ends = SpanArray(*map(np.concatenate, zip(*every, strict=True)))
        if not len(starts):
            return np.zeros(len(spans.docs), np.bool_)
        order = np.argsort(starts, kind="stable")
        # The farthest end of all that begin no later.
        reach = np.append(0, np.maximum.accumulate(ends[order]))
        inside: Mask = reach[np.searchsorted(starts[order], spans.starts, "right")] >= spans.ends
        return inside

    # Strings where token counts suffice

    def _counted_string(
        self, substring: SubstringTerms | None
    ) -> tuple[list[FormPostings], SpanArray]:
        """Postings of its string as far as counts give them, and the spans of the rest."""
        word = self._word
        if not self._as_string:
            return [], NO_SPANS
        if not (self._spellings or word.opposites or self._group_within):
            counted = count_common_character(self._segment, word.text)
            if counted is not None:
                return [FormPostings.of_one(self._own, *counted)], NO_SPANS
        hits = substring and substring.hits(self._count_suffices)
        if not hits:
            return [], scan(self._segment, word.text)
        tokens, elsewhere = hits
        return [self._containing_token(token) for token in tokens], elsewhere

    def _count_suffices(self, token: TokenForm) -> bool:
        """False if a longer form of the word may be around the token: then positions are needed."""
        form = fold(token.surface)
        return not self._has_longer_forms or form == self._form or form in self._token_forms

    @cached_property
    def _has_longer_forms(self) -> bool:
        """Whether occurrences inside longer words may be inside a longer form of the word."""
        compounds = (token for token in self._tokens if not token.is_short)
        return self._group_within and (
            len(self._phrases) > 0
            or any(self._form in fold(compound.surface) for compound in compounds)
        )

    def _containing_token(self, token: TokenForm) -> FormPostings:
        """The occurrences of its string in a token that contains it."""
        docs, freqs, form = token.postings.docs, token.postings.freqs, fold(token.surface)
        times = form.count(self._form)
        surface = self._own
        if form != self._form and self._group_within:
            is_ours = form in self._token_forms
            surface = SurfaceForm(form, token.surface, "spelling" if is_ours else "within")
            times = 0 if is_ours else times
        return FormPostings.of_one(surface, docs, freqs * times)


def _not_single_tokens(segment: SegmentReader, spans: SpanArray) -> SpanArray:
    """The spans of a spelling that are not one token: such a token has its own key."""
    if not len(spans.docs):
        return spans
    whole = segment.are_tokens(*spans)
    rest = np.flatnonzero(whole)
    for step in range(1, int((spans.ends - spans.starts).max())):
        at = spans.starts[rest] + step
        divided = (at < spans.ends[rest]) & segment.at_token_boundary(spans.docs[rest], at)
        whole[rest[divided]] = False
        rest = rest[~divided]
    return spans.only(~whole)


def _has_prefix(segment: SegmentReader, spans: SpanArray, prefixes: str) -> Mask:
    """Which spans follow one of these prefixes (被 before 保護者) that begins a token."""
    has_prefix = np.zeros(len(spans.docs), np.bool_)
    later = np.flatnonzero(spans.starts > segment.text_starts[spans.docs])
    before = segment.characters[spans.starts[later] - 1]
    later = later[np.isin(before, code_units(prefixes))]
    begins = segment.at_token_boundary(spans.docs[later], spans.starts[later] - 1)
    has_prefix[later[begins]] = True
    return has_prefix
