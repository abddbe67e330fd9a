"""Where a word occurs in one segment, in which surface forms, and why: decided only here.

A word is found in three ways:

    as a token      a token or compound has the word's key, from the dictionary or our folding
    as a phrase     several tokens in a row have the keys of the word's tokens
    as a string     the characters occur, perhaps inside a longer word (word_strings.py)

Postings of all documents and the spans of some are made from the same `Occurrences`, except
where token counts suffice: then no positions and no texts are read (`_counted`,
`_token_postings`), which is several times as fast for common words.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain
from typing import NamedTuple

import numpy as np

from index.analysis.normalization.folding import fold, folded_spellings
from index.engines.whoosh.arrays import Docs, Mask, in_sorted, run_starts
from index.engines.whoosh.matching.number_edges import in_longer_numbers, is_numeric
from index.engines.whoosh.matching.resolved_word import SegmentTerms, Spelling, StringRules
from index.engines.whoosh.matching.substring import (
    NO_SPANS,
    SpanArray,
    count_common_character,
    longest_occurrence,
    merge_spans,
    scan,
    touching,
)
from index.engines.whoosh.matching.surface_forms import (
    FormPostings,
    Occurrences,
    SurfaceForm,
    are_single_tokens,
    expand_to_tokens,
    group_by_surface,
    phrase_spans,
    token_spans,
)
from index.engines.whoosh.matching.word_query import FormSelection
from index.engines.whoosh.matching.word_strings import WordString
from index.engines.whoosh.segment.reader import SegmentReader
from index.engines.whoosh.segment.stored_text import code_units
from index.engines.whoosh.segment.term_lookup import (
    TokenForm,
    count_by_doc,
    other_phrase_occurrences,
    phrase_occurrences,
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
    def _occurrences(self, docs: Docs, windows: SpanArray | None = None) -> Iterator[Occurrences]:
        """The occurrences in some documents (ascending) that are not single tokens.

        `windows` are as in `spans`.
        """

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        return sum(token.size for token in self._tokens)

    def spans(
        self, docs: Docs, selection: FormSelection, windows: SpanArray | None = None
    ) -> SpanArray:
        """The occurrences in some documents (ascending), in the selected forms, in order.

        If `windows` are given, spans of these documents in order, none overlapping: at least the
        occurrences that overlap or touch one.
        """
        tokens = self._tokens_in(docs)
        if selection.asks_for_form(self._basis):
            tokens = [each for each in tokens if selection.takes(fold(each.surface), self._basis)]
        others = self._occurrences(docs, windows)
        found = [each.selected(self._segment, selection) for each in others]
        return merge_spans([*found, token_spans(self._segment, tokens, docs, windows)])

    def _tokens_in(self, _docs: Docs) -> Sequence[TokenForm]:
        """The tokens that some documents (ascending) may have."""
        return self._tokens

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


class _PhraseSpans(NamedTuple):
    """Where a phrase of a word is found: the occurrences of its first token, and its spans."""

    occurrences: Docs
    spans: SpanArray

    def only(self, keep: Mask) -> _PhraseSpans:
        return _PhraseSpans(self.occurrences[keep], self.spans.only(keep))


class _Search(NamedTuple):
    """One search for all strings and spellings of a word, in `docs` (ascending) alone if given.

    `phrases` are where its phrases are found there, `found_before` the spans of the strings and
    spellings that have been searched for. `windows` are as in `SegmentMatch.spans`.
    """

    docs: Docs | None
    phrases: Sequence[_PhraseSpans]
    found_before: list[SpanArray]
    windows: SpanArray | None = None


class WordSegmentMatch(SegmentMatch):
    """A word in one segment.

    It is found as each string that has `rules`, and as other `spellings`. Unless `group_within`, a
    string inside a longer word counts as its own form, and what has its characters by chance is
    not listed.
    """

    def __init__(
        self,
        terms: SegmentTerms,
        rules: Sequence[StringRules] = (),
        spellings: Sequence[Spelling] = (),
        *,
        group_within: bool = True,
        basis: FormBasis = "spelling",
    ) -> None:
        word, form = terms.word, terms.word.form
        # A string is found wherever it is, as a token too.
        self._string_forms = frozenset(each.writing.form for each in rules)
        tokens = [each for each in terms.tokens if fold(each.surface) not in self._string_forms]
        super().__init__(terms.segment, form, tokens, basis)
        self._word = word
        self._terms = terms
        self._spellings = spellings
        self._group_within = group_within and not word.exact
        # A synonym has no rules: it is not found as a string.
        strings = (
            WordString(terms, each, substring)
            for each, substring in zip(rules, terms.substrings, strict=False)
        )
        # The longer first: what is inside them is not found again.
        self._strings = sorted(strings, key=lambda each: -len(each.form))
        # Shown as its token is mostly printed, or else as it was typed.
        own = [token for token in terms.tokens if fold(token.surface) == form]
        printed = word.text
        if own and not word.phrases:
            printed = max((token.doc_freq, token.surface) for token in own)[1]
        self._own = SurfaceForm(form, printed, "literal")
        self._synonyms = [WordSegmentMatch(each, basis=each.word.basis) for each in terms.synonyms]

    @property
    def size(self) -> int:
        phrases = sum(4 * phrase.occurrences.nbytes for phrase in self._phrases)
        strings = sum(string.size for string in self._strings)
        return super().size + phrases + strings + sum(each.size for each in self._synonyms)

    def postings_in(self, docs: Docs) -> Iterator[FormPostings]:
        """As `postings`, of some documents (ascending) alone: only these are looked at."""
        yield from self._postings_of(self._occurrences(docs))
        yield from self._token_postings(docs)
        for synonym in self._synonyms:
            yield from synonym.postings_in(docs)

    def postings(self) -> Iterator[FormPostings]:
        """The documents and frequencies of every surface form in the segment, asked for once.

        A document may occur several times.
        """
        search = _Search(None, self._phrases, [])
        for string in self._strings:
            counted, spans = self._counted(string)
            yield from counted
            yield from self._postings_of(self._string_occurrences(string, spans, search))
        yield from self._postings_of(self._spelling_occurrences(search))
        yield from self._postings_of(self._phrase_occurrences(search))
        yield from self._token_postings()
        for synonym in self._synonyms:
            yield from synonym.postings()
        # What is asked next are spans in some documents.
        for string in self._strings:
            string.forget_tokens()
        for token in chain.from_iterable(chain.from_iterable(self._terms.phrases)):
            token.forget_postings()

    def _postings_of(self, occurrences: Iterator[Occurrences]) -> Iterator[FormPostings]:
        return (each.postings(self._segment) for each in occurrences if len(each.spans.docs))

    def spans(
        self, docs: Docs, selection: FormSelection, windows: SpanArray | None = None
    ) -> SpanArray:
        found = super().spans(docs, selection, windows)
        # At an edge, what a longer string contains may be found without it.
        if windows is not None and len(self._strings) + len(self._spellings) > 1:
            found = touching(found, windows)
        synonyms = (synonym.spans(docs, selection, windows) for synonym in self._synonyms)
        return merge_spans([found, *synonyms])

    def _occurrences(self, docs: Docs, windows: SpanArray | None = None) -> Iterator[Occurrences]:
        search = _Search(docs, self._phrases_in(docs), [], windows)
        for string in self._strings:
            spans = string.scan(docs, windows, self._reach)
            yield from self._string_occurrences(string, spans, search)
        yield from self._spelling_occurrences(search)
        yield from self._phrase_occurrences(search)

    @cached_property
    def _reach(self) -> int:
        """How far from a character the strings are that decide what an occurrence there is.

        That is the sum of their lengths: each may overlap another.
        """
        texts = [string.text for string in self._strings] + [text for text, _ in self._spellings]
        return sum(longest_occurrence(self._segment, text) for text in texts)

    @cached_property
    def _token_forms(self) -> frozenset[str]:
        """The folded forms of those of its tokens that are not one of its strings."""
        return frozenset(fold(token.surface) for token in self._tokens)

    # Phrases

    @cached_property
    def _phrases(self) -> list[_PhraseSpans]:
        """Where each of its phrases is found, but for what is printed as one of its strings."""
        return self._find_phrases(None)

    def _find_phrases(self, docs: Docs | None) -> list[_PhraseSpans]:
        found = []
        for tokens in self._terms.phrases:
            # Printed as a string, as nearly always, it is found as that: no span is needed.
            own = next(filter(None, (_divide(form, tokens) for form in self._string_forms)), None)
            if own is None:
                occurrences = phrase_occurrences(tokens, docs)
            else:
                occurrences = other_phrase_occurrences(tokens, own, docs)
            if not len(occurrences):
                continue
            spans = phrase_spans(self._segment, occurrences, len(tokens))
            if self._string_forms:
                groups = group_by_surface(self._segment, spans)
                others = ~groups.mask(self._string_forms.__contains__)
                occurrences, spans = occurrences[others], spans.only(others)
            found.append(_PhraseSpans(occurrences, spans))
        return found

    def _phrases_in(self, docs: Docs) -> list[_PhraseSpans]:
        """As `_phrases`, in some documents (ascending) alone."""
        if "_phrases" not in self.__dict__:
            return self._find_phrases(docs)
        return [phrase.only(in_sorted(phrase.spans.docs, docs)) for phrase in self._phrases]

    def _phrase_occurrences(self, search: _Search) -> Iterator[Occurrences]:
        """The occurrences as a phrase that are neither its strings nor one of its tokens."""
        for occurrences, spans in search.phrases:
            groups = group_by_surface(self._segment, spans)
            known = np.zeros(len(spans.docs), np.bool_)
            # A compound may be the same words.
            for token in self._tokens:
                own = fold(token.surface)
                if own in groups.forms:
                    at = token.occurrences(spans.docs[run_starts(spans.docs)])
                    known |= groups.mask(own.__eq__) & in_sorted(occurrences, at)
            yield Occurrences(spans, spans, self._basis, groups=groups).only(~known)

    # Strings

    def _string_occurrences(
        self, string: WordString, spans: SpanArray, search: _Search
    ) -> Iterator[Occurrences]:
        """The occurrences of one of its strings, by the tokens they are in.

        `spans` are those of the string. Those in spans that were found before are left out; the
        others are added to these if they may contain more.
        """
        if string.rules.overlaps:
            spans = spans.only(~_covered(spans, search.found_before))
        if self._word.opposites and len(spans.docs):
            opposite = _has_prefix(self._segment, spans, self._word.opposites)
            found = spans.only(opposite)
            with_prefix = found._replace(starts=found.starts - 1)
            yield Occurrences(found, with_prefix, "opposite")
            spans = spans.only(~opposite)
        spans, parts = string.divide(spans)
        if self._group_within:
            yield from parts
        if string.rules.overlaps:
            search.found_before.append(spans)
        if not len(spans.docs):
            return
        form = self._form_of(string)
        if self._word.exact:
            yield Occurrences(spans, spans, "literal", self._own)
            return
        aligned = self._segment.are_tokens(*spans)
        own, inside = spans.only(aligned), spans.only(~aligned)
        # (株) may be printed ㈱, which is another form.
        several = len(folded_spellings(form.printed, self._segment.expanding_characters)) > 1
        yield Occurrences(own, own, form.basis, None if several else form)
        if not self._group_within:
            # Nothing longer has a single kana as a word, as where counts suffice.
            if not string.is_single_kana:
                yield Occurrences(inside, inside, form.basis, form)
        elif len(inside.docs):
            yield from self._within(string, inside, search)

    def _form_of(self, string: WordString) -> SurfaceForm:
        """The form that a string has outside other words."""
        if string.form == self._form:
            return self._own
        return SurfaceForm(string.form, string.text, "spelling")

    def _within(
        self, string: WordString, spans: SpanArray, search: _Search
    ) -> Iterator[Occurrences]:
        """A string inside longer words.

        In a token that is a form of the word itself (でき in できる) it has no weight of its
        own; should the token be another word there, it is found all the same.
        """
        surface = expand_to_tokens(self._segment, spans)
        groups = group_by_surface(self._segment, surface)
        found = Occurrences(spans, surface, "within", groups=groups)
        ours = groups.mask(self._token_forms.__contains__)
        yield found.only(ours)._replace(basis="spelling", weight=0)
        found = found.only(~ours)
        yield found.only(~self._in_longer_form(found.spans, string.form, search))

    def _spelling_occurrences(self, search: _Search) -> Iterator[Occurrences]:
        """Its other spellings, by the tokens they are in."""
        for spelling, bounds in self._spellings:
            spans = scan(self._segment, spelling, search.docs, search.windows, margin=self._reach)
            # A spelling that is one token has its own key.
            spans = spans.only(~are_single_tokens(self._segment, spans))
            for bound in bounds:
                at = spans.starts + bound
                spans = spans.only(self._segment.at_token_boundary(spans.docs, at))
            if is_numeric(spelling):
                spans = spans.only(~in_longer_numbers(self._segment, spans, spelling))
            if len(spans.docs):
                longer = self._in_longer_form(spans, spelling, search)
                spans = spans.only(~(longer | _covered(spans, search.found_before)))
                search.found_before.append(spans)
                aligned = self._segment.are_tokens(*spans)
                own, inside = spans.only(aligned), spans.only(~aligned)
                yield Occurrences(own, own, "spelling")
                yield Occurrences(inside, expand_to_tokens(self._segment, inside), "within")

    def _in_longer_form(self, spans: SpanArray, text: str, search: _Search) -> Mask:
        """Which occurrences of a string are inside a longer occurrence of the word itself."""
        here = spans.docs[run_starts(spans.docs)]
        longer = [token for token in self._tokens if text in fold(token.surface)]
        phrases = [phrase.spans for phrase in search.phrases]
        return _covered(spans, [*phrases, token_spans(self._segment, longer, here)])

    # Strings where token counts suffice

    def _counted(self, string: WordString) -> tuple[list[FormPostings], SpanArray]:
        """Postings of a string as far as counts give them, and the spans of the rest."""
        rules, form = string.rules, self._form_of(string)
        if self._word.opposites or rules.overlaps or rules.is_numeric:
            return [], string.scan()
        if not self._group_within:
            counted = self._counted_ungrouped(string)
            if counted is not None:
                return [FormPostings.of_one(form, *counted)], NO_SPANS
        hits = string.counted()
        if hits is None or not all(self._count_suffices(string, token) for token in hits[0]):
            return [], string.scan()
        tokens, elsewhere = hits
        if not self._group_within:
            tokens = [each for each in tokens if not string.is_by_chance(fold(each.surface))]
        return [self._containing_token(string, token) for token in tokens], elsewhere

    def _counted_ungrouped(self, string: WordString) -> tuple[Docs, Docs] | None:
        """The documents and frequencies of a single very common character; None for others."""
        if string.kana is None:
            return count_common_character(self._segment, string.text)
        own = string.own_tokens() if string.is_single_kana else []
        return count_by_doc(own) if own else None

    def _count_suffices(self, string: WordString, token: TokenForm) -> bool:
        """False if a longer form of the word may be around the token: then positions are needed."""
        form = fold(token.surface)
        return not self._has_longer_forms or form == string.form or form in self._token_forms

    @cached_property
    def _has_longer_forms(self) -> bool:
        """Whether occurrences inside longer words may be inside a longer form of the word."""
        compounds = [fold(token.surface) for token in self._tokens if not token.is_short]
        return self._group_within and (
            any(len(phrase.occurrences) for phrase in self._phrases)
            or any(form in compound for compound in compounds for form in self._string_forms)
        )

    def _containing_token(self, string: WordString, token: TokenForm) -> FormPostings:
        """The occurrences of a string in a token that contains it."""
        docs, freqs, form = token.postings.docs, token.postings.freqs, fold(token.surface)
        surface, times = self._form_of(string), form.count(string.form)
        if form == string.form:
            surface = surface if surface is self._own else surface._replace(printed=token.surface)
        elif form in self._token_forms and self._group_within:
            surface, times = SurfaceForm(form, token.surface, "spelling"), 0
        elif self._group_within:
            basis: FormBasis = "part" if string.is_by_chance(form) else "within"
            surface = SurfaceForm(form, token.surface, basis)
        return FormPostings.of_one(surface, docs, freqs * times)


def _divide(form: str, tokens: Sequence[Sequence[TokenForm]]) -> list[str] | None:
    """The folded forms of the tokens of a phrase that make up `form`; None if none do."""
    if not tokens:
        return None if form else []
    for printed in {fold(token.surface) for token in tokens[0]}:
        if form.startswith(printed):
            rest = _divide(form[len(printed) :], tokens[1:])
            if rest is not None:
                return [printed, *rest]
    return None


def _covered(spans: SpanArray, longer: Sequence[SpanArray]) -> Mask:
    """Which spans are inside one of the longer spans; bool[N]."""
    _, starts, ends = SpanArray(*map(np.concatenate, zip(NO_SPANS, *longer, strict=True)))
    if not len(starts):
        return np.zeros(len(spans.docs), np.bool_)
    order = np.argsort(starts, kind="stable")
    # The farthest end of all that begin no later.
    reach = np.append(0, np.maximum.accumulate(ends[order]))
    inside: Mask = reach[np.searchsorted(starts[order], spans.starts, "right")] >= spans.ends
    return inside


def _has_prefix(segment: SegmentReader, spans: SpanArray, prefixes: str) -> Mask:
    """Which spans follow one of these prefixes (被 before 保護者) that begins a token."""
    has_prefix = np.zeros(len(spans.docs), np.bool_)
    before = segment.characters_at(spans.docs, spans.starts - 1)
    later = np.flatnonzero(np.isin(before, code_units(prefixes)))
    begins = segment.at_token_boundary(spans.docs[later], spans.starts[later] - 1)
    has_prefix[later[begins]] = True
    return has_prefix
