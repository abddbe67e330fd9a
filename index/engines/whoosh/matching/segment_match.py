"""One word in one segment: every place of it, by the form that is printed there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from index.analysis.normalization.folding import fold, folded_spellings
from index.engines.whoosh.arrays import Docs, Mask, in_sorted, run_starts, union_sorted
from index.engines.whoosh.matching.spelled import before, beside_units, is_aligned, is_opposite
from index.engines.whoosh.matching.substring import NO_SPANS, SpanArray, scan, tally
from index.engines.whoosh.matching.substring_terms import Holding, holding
from index.engines.whoosh.matching.surface_forms import (
    FormPostings,
    SurfaceForm,
    expand_to_tokens,
    forms_at,
    group_by_surface,
    spans_of_tokens,
    tallied,
)
from index.engines.whoosh.matching.word_query import WordQuery
from index.engines.whoosh.segment.reader import SegmentReader
from index.engines.whoosh.segment.term_lookup import (
    POSITION_BITS,
    TokenForm,
    count_by_doc,
    docs_with_any,
    other_phrase_occurrences,
    phrase_occurrences,
    split_occurrences,
    token_forms,
)
from index.results import FormBasis, Span


class WordForms(NamedTuple):
    """The units of a word in one segment, looked up.

    `single` are the forms of units that are the whole word, `phrase` those of each
    of its short units.
    """

    single: list[TokenForm]
    phrase: list[list[TokenForm]]


def look_up(segment: SegmentReader, word: WordQuery, fields: Sequence[str]) -> WordForms:
    """The units of a word in some fields; a phrase is looked for in the first."""
    return WordForms(
        [form for key in word.keys for form in token_forms(segment, key, fields)],
        [list(token_forms(segment, key, fields[:1])) for key in word.phrase],
    )


def in_headings(segment: SegmentReader, word: WordQuery) -> Docs:
    """The documents that stand under a heading with the word."""
    units = look_up(segment, word, ("headings",))
    under = docs_with_any(units.single)
    return (
        union_sorted(under, split_occurrences(phrase_occurrences(units.phrase))[0])
        if all(units.phrase)
        else under
    )


def is_told_by_units(word: WordQuery, spelled: Sequence[str]) -> bool:
    """Whether it is enough to know which units hold its string, and not at which character."""
    return not word.opposites and not any(each in word.form for each in spelled)


class SegmentMatch:
    """A word in one segment.

    `others` are the units in another form than the string, with their positions, and
    `phrases` the places of the phrase where it is another string. `spelled` are other
    spellings, folded, that are looked for as strings too. Unless `inside`, the string is
    a form of the word in longer words too.
    """

    def __init__(
        self,
        segment: SegmentReader,
        word: WordQuery,
        units: WordForms,
        *,
        as_string: bool,
        spelled: Sequence[str] = (),
        inside: bool = True,
    ) -> None:
        self.segment = segment
        self.spelled = spelled
        self.word = word
        self._as_string = as_string
        self._tell_inside = inside
        self.others = [
            form for form in units.single if not as_string or fold(form.surface) != word.form
        ]
        own = [form for form in units.single if fold(form.surface) == word.form]
        # As its unit is mostly printed, or as it was typed.
        self._printed = word.text
        if own and not word.phrase:
            self._printed = max((form.doc_freq, form.surface) for form in own)[1]
        # What is its own form is a string.
        self.phrases = (
            other_phrase_occurrences(units.phrase, word.printed)
            if as_string
            else phrase_occurrences(units.phrase)
        )

    def rows(self) -> Iterator[FormPostings]:
        """What was found, by form; documents may come again and again."""
        told, string = self._string()
        yield from told
        if len(string.docs) and self.word.opposites:
            opposite = is_opposite(self.segment, string, self.word.opposites)
            yield self._named(before(string.only(opposite)), "opposite")
            string = string.only(~opposite)
        if len(string.docs):
            yield from self._strings(string)
        for odd in self.more(string):
            aligned = is_aligned(self.segment, odd)
            yield self._named(odd.only(aligned), "spelling")
            yield self._named(expand_to_tokens(self.segment, odd.only(~aligned)), "within")
        if len(self.phrases):
            yield self._other_phrases()
        yield from self._other_units()

    def _string(self) -> tuple[list[FormPostings], SpanArray]:
        """What postings tell of the string, and the places of it that they do not."""
        if not self._as_string:
            return [], NO_SPANS
        counted = self._counted()
        if counted:
            return [counted], NO_SPANS
        held = self._held()
        if held is None:
            return [], scan(self.segment, self.word.text)
        return [self._unit(each) for each in held.units], held.elsewhere

    def _counted(self) -> FormPostings | None:
        """How often each document has the string; null if its places must be known."""
        word = self.word
        told_apart = self.spelled or word.opposites or (word.keys and self._tell_inside)
        counted = None if told_apart else tally(self.segment, word.text)
        if counted is None:
            return None
        return FormPostings([self._own], np.zeros(len(counted[0]), np.int64), *counted)

    def _held(self) -> Holding | None:
        """The units that hold the string; null if its places in them must be known."""
        word = self.word
        if not is_told_by_units(word, self.spelled):
            return None
        longer = len(self.phrases) or any(
            not form.is_short and word.form in fold(form.surface) for form in self.others
        )
        # Where a longer form of the word may stand around a unit, the place must be known.
        doubtful = bool(word.keys and self._tell_inside and longer)
        return holding(
            self.segment, word.text, lambda unit: not doubtful or self._is_own(fold(unit.surface))
        )

    def _is_own(self, form: str) -> bool:
        """Whether a folded form is one of the word itself."""
        return form == self.word.form or form in self._other_forms

    @cached_property
    def _other_forms(self) -> set[str]:
        """The forms of the word that are another string, folded."""
        return {fold(form.surface) for form in self.others}

    def _unit(self, unit: TokenForm) -> FormPostings:
        """The places of the string in a short unit that holds it, as `_inside` tells them."""
        docs, freqs, form = unit.postings.docs, unit.postings.freqs, fold(unit.surface)
        times = form.count(self.word.form)
        name = self._own
        if form != self.word.form and self.word.keys and self._tell_inside:
            own = form in self._other_forms
            name = SurfaceForm(form, unit.surface, "spelling" if own else "within")
            times = 0 if own else times
        return FormPostings([name], np.zeros(len(docs), np.int64), docs, freqs * times)

    @property
    def _own(self) -> SurfaceForm:
        return SurfaceForm(self.word.form, self._printed, "literal")

    def _strings(self, string: SpanArray) -> Iterator[FormPostings]:
        word = self.word
        aligned = np.ones(len(string.docs), np.bool_)
        if word.keys:
            aligned = is_aligned(self.segment, string)
        if word.keys and len(folded_spellings(word.text, self.segment.expanding_characters)) > 1:
            # (株) may be printed ㈱, which is another form.
            yield self._named(string.only(aligned), "literal")
        else:
            yield tallied([self._own], string.docs[aligned])
        odd = string.only(~aligned)
        if len(odd.docs) and self._tell_inside:
            yield self._inside(odd)
        elif len(odd.docs):
            yield tallied([self._own], odd.docs)

    def _inside(self, odd: SpanArray) -> FormPostings:
        """Where the string stands inside a longer word, by that word.

        In a unit that is a form of the word itself (でき in できる) it has no weight of its
        own; should the unit be another word there, it is found all the same.
        """
        rows = self._named(expand_to_tokens(self.segment, odd), "within")
        units = self._other_forms
        own = np.array([each.form in units for each in rows.names], np.bool_)[rows.numbers]
        kept = own.copy()
        kept[~own] = ~self._contained(odd.only(~own), self.word.form)
        names = [
            each._replace(basis="spelling") if each.form in units else each for each in rows.names
        ]
        freqs = np.where(own, 0, rows.freqs)
        return FormPostings(names, rows.numbers[kept], rows.docs[kept], freqs[kept])

    @property
    def size(self) -> int:
        """How many bytes it keeps, about."""
        kept = (form.postings for form in self.others)
        return self.phrases.nbytes + sum(3 * each.docs.nbytes for each in kept)

    def spans(self, local: int, bounds: list[int]) -> Iterator[Span]:
        """Where the word stands in one text as a unit or a phrase in another form."""
        for form in self.others:
            for position in form.positions(local):
                yield Span(bounds[position], bounds[position] + len(form.surface))
        first, last = np.searchsorted(
            self.phrases, [local << POSITION_BITS, (local + 1) << POSITION_BITS]
        )
        length = len(self.word.phrase)
        for position in split_occurrences(self.phrases[first:last])[1].tolist():
            yield Span(bounds[position], bounds[position + length])

    def more(self, string: SpanArray) -> Iterator[SpanArray]:
        """Where each other spelling stands and nothing else of the word does.

        `string` are the places of the word's own form.
        """
        found = [string]
        for text in self.spelled:
            more = beside_units(self.segment, text)
            if len(more.docs):
                more = more.only(~self._contained(more, text, found))
                found.append(more)
                yield more

    def _contained(self, odd: SpanArray, text: str, found: Sequence[SpanArray] = ()) -> Mask:
        """Which of the places of a string stand in a longer form of the word itself."""
        docs = odd.docs[run_starts(odd.docs)]
        longer = [form for form in self.others if text in fold(form.surface)]
        units = [(form.occurrences(docs), len(form.surface)) for form in longer]
        phrases = spans_of_tokens(self.segment, self.phrases, len(self.word.phrase))
        spans = [*found, phrases, forms_at(self.segment, units)]
        _, starts, ends = SpanArray(*map(np.concatenate, zip(*spans, strict=True)))
        if not len(starts):
            return np.zeros(len(odd.docs), np.bool_)
        order = np.argsort(starts, kind="stable")
        # How far any span reaches that begins no later.
        reach = np.append(0, np.maximum.accumulate(ends[order]))
        contained: Mask = reach[np.searchsorted(starts[order], odd.starts, "right")] >= odd.ends
        return contained

    def _named(self, spans: SpanArray, basis: FormBasis) -> FormPostings:
        names = group_by_surface(self.segment, spans)
        printed = self.segment.original_texts(*spans.only(names.firsts))
        listed = [
            SurfaceForm(form, each, basis) for form, each in zip(names.forms, printed, strict=True)
        ]
        return tallied(listed, spans.docs, names.numbers)

    def _other_phrases(self) -> FormPostings:
        spans = spans_of_tokens(self.segment, self.phrases, len(self.word.phrase))
        names = group_by_surface(self.segment, spans)
        known = np.zeros(len(self.phrases), np.bool_)
        for number, form in enumerate(names.forms):
            here = names.numbers == number
            if self._as_string and form == self.word.form:
                known |= here
            # A long unit may be the same words.
            for unit in self.others:
                if fold(unit.surface) == form:
                    known |= here & in_sorted(
                        self.phrases, unit.occurrences(spans.docs[run_starts(spans.docs)])
                    )
        return self._named(spans.only(~known), "spelling")

    def _other_units(self) -> Iterator[FormPostings]:
        by_print: dict[str, list[TokenForm]] = {}
        for form in self.others:
            by_print.setdefault(form.surface, []).append(form)
        for printed, forms in by_print.items():
            folded = fold(printed)
            basis: FormBasis = "literal" if folded == self.word.form else "spelling"
            name = [SurfaceForm(folded, printed, basis)]
            docs, freqs = count_by_doc(forms)
            yield FormPostings(name, np.zeros(len(docs), np.int64), docs, freqs)
