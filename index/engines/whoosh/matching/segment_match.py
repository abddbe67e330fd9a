"""Where a word occurs in one segment, in which surface forms, and why: decided here alone.

A word is found in three ways:

    as a token      the dictionary (or our folding) gives a token the word's key
    as a phrase     several short tokens in a row have the keys of the word's tokens
    as a string     the characters occur, perhaps inside a longer word

Postings of all documents and the spans of some are made from the same `Occurrences`, except
where token counts suffice: then postings are read without a look at positions or texts
(`_counted_string`, `_token_postings`). That is several times as fast for common words.
"""

from __future__ import annotations

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
from index.engines.whoosh.segment.term_lookup import (
    TokenForm,
    count_by_doc,
    other_phrase_occurrences,
    phrase_occurrences,
    split_occurrences,
)
from index.results import FormBasis


class WordSegmentMatch:
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
        self.segment = terms.segment
        self._word = word = terms.word
        self._form = word.form
        self._as_string = as_string
        self._spellings = spellings
        self._group_within = group_within
        self._basis: FormBasis = basis
        own = [token for token in terms.tokens if fold(token.surface) == self._form]
        # In its own form it is found as a string, if it is searched for as one.
        self._tokens = [
            token for token in terms.tokens if not as_string or fold(token.surface) != self._form
        ]
        self._phrases = (
            other_phrase_occurrences(terms.phrase, word.printed)
            if as_string
            else phrase_occurrences(terms.phrase)
        )
        # Shown as its token is mostly printed, or else as it was typed.
        printed = word.text
        if own and not word.phrase:
            printed = max((token.doc_freq, token.surface) for token in own)[1]
        self._own = SurfaceForm(self._form, printed, "literal")
        self._synonyms = [
            WordSegmentMatch(each, as_string=False, basis="synonym") for each in terms.synonyms
        ]

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        postings = (token.postings for token in self._tokens)
        own = self._phrases.nbytes + sum(3 * each.docs.nbytes for each in postings)
        return own + sum(synonym.size for synonym in self._synonyms)

    @property
    def texts_to_read(self) -> int:
        """About how many texts are read to locate its tokens and phrases."""
        own = len(self._phrases) + sum(token.doc_freq for token in self._tokens)
        return own + sum(synonym.texts_to_read for synonym in self._synonyms)

    def postings(self, substring: SubstringTerms | None) -> Iterator[FormPostings]:
        """The documents and frequencies of every surface form in the segment.

        A document may occur several times. `substring` are the tokens that contain its string,
        where token counts suffice.
        """
        counted, string = self._counted_string(substring)
        yield from counted
        occurrences = chain(self._string_occurrences(string), self._phrase_occurrences())
        yield from (found.postings(self.segment) for found in occurrences if len(found.spans.docs))
        yield from self._token_postings()
        for synonym in self._synonyms:
            yield from synonym.postings(None)

    def spans(self, docs: Docs, selection: FormSelection) -> SpanArray:
        """Its occurrences in some documents (ascending), in the selected forms, in order."""
        return merge_spans(self._spans(docs, selection))

    def _spans(self, docs: Docs, selection: FormSelection) -> Iterator[SpanArray]:
        string = scan(self.segment, self._word.text, docs) if self._as_string else NO_SPANS
        occurrences = chain(self._string_occurrences(string, docs), self._phrase_occurrences(docs))
        yield from (found.selected(self.segment, selection) for found in occurrences)
        tokens = [
            token for token in self._tokens if selection.takes(fold(token.surface), self._basis)
        ]
        yield self._token_spans(tokens, docs)
        for synonym in self._synonyms:
            yield from synonym._spans(docs, selection)

    def _token_spans(self, tokens: Sequence[TokenForm], docs: Docs) -> SpanArray:
        return token_spans(
            self.segment, [(token.occurrences(docs), len(token.surface)) for token in tokens]
        )

    # Tokens

    def _token_postings(self) -> Iterator[FormPostings]:
        """The postings of its tokens: their counts suffice, no position is read."""
        by_printed: dict[str, list[TokenForm]] = {}
        for token in self._tokens:
            by_printed.setdefault(token.surface, []).append(token)
        for printed, tokens in by_printed.items():
            form = fold(printed)
            is_own = form == self._form and self._basis == "spelling"
            basis = "literal" if is_own else self._basis
            yield FormPostings.of_one(SurfaceForm(form, printed, basis), *count_by_doc(tokens))

    @cached_property
    def _token_forms(self) -> frozenset[str]:
        """The folded forms of its tokens that are another string."""
        return frozenset(fold(token.surface) for token in self._tokens)

    # Phrases

    def _phrases_in(self, docs: Docs | None) -> Docs:
        if docs is None:
            return self._phrases
        return self._phrases[in_sorted(split_occurrences(self._phrases)[0], docs)]

    def _phrase_occurrences(self, docs: Docs | None = None) -> Iterator[Occurrences]:
        """Where it occurs as a phrase that is neither its string nor one of its tokens."""
        places = self._phrases_in(docs)
        if not len(places):
            return
        spans = phrase_spans(self.segment, places, len(self._word.phrase))
        groups = group_by_surface(self.segment, spans)
        known = np.zeros(len(spans.docs), np.bool_)
        if self._as_string:
            known |= groups.mask([form == self._form for form in groups.forms])
        # A long token may be the same words.
        for token in self._tokens:
            form = fold(token.surface)
            if form in groups.forms:
                here = groups.mask([each == form for each in groups.forms])
                known |= here & in_sorted(
                    places, token.occurrences(spans.docs[run_starts(spans.docs)])
                )
        rest = spans.only(~known)
        groups = groups._replace(form_ids=groups.form_ids[~known])
        yield Occurrences(rest, rest, self._basis, groups=groups)

    # Strings

    def _string_occurrences(
        self, string: SpanArray, docs: Docs | None = None
    ) -> Iterator[Occurrences]:
        """Its string and its other spellings, told apart by the tokens they are in.

        `string` are the spans of its string. Where `docs` are given, it has those in these
        documents, and other spellings are searched for in them alone.
        """
        if self._word.opposites and len(string.docs):
            opposite = _has_prefix(self.segment, string, self._word.opposites)
            found = string.only(opposite)
            with_prefix = found._replace(starts=found.starts - 1)
            yield Occurrences(found, with_prefix, "opposite")
            string = string.only(~opposite)
        if len(string.docs):
            yield from self._own_string(string, docs)
        found_before = [string]
        for spelling in self._spellings:
            spans = _beside_tokens(self.segment, scan(self.segment, spelling, docs))
            if len(spans.docs):
                spans = spans.only(~self._in_longer_form(spans, spelling, docs, found_before))
                found_before.append(spans)
                aligned = self.segment.are_tokens(*spans)
                own, inside = spans.only(aligned), spans.only(~aligned)
                yield Occurrences(own, own, "spelling")
                yield Occurrences(inside, expand_to_tokens(self.segment, inside), "within")

    def _own_string(self, string: SpanArray, docs: Docs | None) -> Iterator[Occurrences]:
        if not self._word.keys:
            yield Occurrences(string, string, "literal", self._own)
            return
        aligned = self.segment.are_tokens(*string)
        own, inside = string.only(aligned), string.only(~aligned)
        # (株) may be printed ㈱, which is another form.
        several = len(folded_spellings(self._word.text, self.segment.expanding_characters)) > 1
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
        surface = expand_to_tokens(self.segment, string)
        groups = group_by_surface(self.segment, surface)
        is_form = [form in self._token_forms for form in groups.forms]
        if any(is_form):
            ours = groups.mask(is_form)
            own = groups.only(is_form)
            yield Occurrences(
                string.only(ours), surface.only(ours), "spelling", groups=own, weight=0
            )
            string, surface = string.only(~ours), surface.only(~ours)
            groups = groups.only([not each for each in is_form])
        alone = ~self._in_longer_form(string, self._form, docs)
        groups = groups._replace(form_ids=groups.form_ids[alone])
        yield Occurrences(string.only(alone), surface.only(alone), "within", groups=groups)

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
        phrases = phrase_spans(self.segment, self._phrases_in(docs), len(self._word.phrase))
        every = [*found_before, phrases, self._token_spans(longer, here)]
        _, starts, ends = SpanArray(*map(np.concatenate, zip(*every, strict=True)))
        if not len(starts):
            return np.zeros(len(spans.docs), np.bool_)
        order = np.argsort(starts, kind="stable")
        # How far any of those reaches that begin no later.
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
        grouped = bool(word.keys) and self._group_within
        if not (self._spellings or word.opposites or grouped):
            counted = count_common_character(self.segment, word.text)
            if counted is not None:
                return [FormPostings.of_one(self._own, *counted)], NO_SPANS
        hits = substring and substring.hits(self._is_told_by_count)
        if not hits:
            return [], scan(self.segment, word.text)
        return [self._containing_token(token) for token in hits.tokens], hits.elsewhere

    def _is_told_by_count(self, token: TokenForm) -> bool:
        """Whether the count of a token that contains the string gives its occurrences there.

        Where a longer form of the word may be around the token, the positions are needed.
        """
        return not self._may_be_longer or fold(token.surface) in (self._form, *self._token_forms)

    @cached_property
    def _may_be_longer(self) -> bool:
        return bool(self._word.keys and self._group_within) and (
            len(self._phrases) > 0
            or any(
                not token.is_short and self._form in fold(token.surface) for token in self._tokens
            )
        )

    def _containing_token(self, token: TokenForm) -> FormPostings:
        """The occurrences of its string in a short token that contains it."""
        docs, freqs, form = token.postings.docs, token.postings.freqs, fold(token.surface)
        times = form.count(self._form)
        surface = self._own
        if form != self._form and self._word.keys and self._group_within:
            is_ours = form in self._token_forms
            surface = SurfaceForm(form, token.surface, "spelling" if is_ours else "within")
            times = 0 if is_ours else times
        return FormPostings.of_one(surface, docs, freqs * times)


def _beside_tokens(segment: SegmentReader, spans: SpanArray) -> SpanArray:
    """The spans of a spelling that are not one short token.

    Where it is one, the token is the word, or another word that is printed the same.
    """
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
    codes = np.frombuffer(prefixes.encode("utf-16-le"), "<u2")
    later = later[np.isin(segment.characters[spans.starts[later] - 1], codes)]
    begins = segment.at_token_boundary(spans.docs[later], spans.starts[later] - 1)
    has_prefix[later[begins]] = True
    return has_prefix
