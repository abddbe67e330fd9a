"""All occurrences of a word or pattern in a snapshot, by surface form."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import islice
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.arrays import (
    NO_DOCS,
    Docs,
    Mask,
    Scores,
    drop_repeats,
    run_sizes,
    run_starts,
    run_sums,
)
from index.engines.whoosh.matching.resolved_word import ResolvedWord, SegmentTerms
from index.engines.whoosh.matching.segment_match import SegmentMatch, WordSegmentMatch
from index.engines.whoosh.matching.substring import SpanArray, max_occurrences, merge_spans
from index.engines.whoosh.matching.surface_forms import FormPostings
from index.engines.whoosh.matching.word_query import DEFAULT_SELECTION, FormSelection
from index.engines.whoosh.segment.reader import SegmentReader
from index.engines.whoosh.segment.snapshot import Snapshot
from index.results import FormBasis, Note, Span
from index.storage.resources import core_count

# What an occurrence counts: inside a longer word (京都 in 東京都), or as another word, it says
# less. A form that is found for several reasons has the first of these.
_WEIGHTS: dict[FormBasis, float] = {
    "literal": 1.0,
    "spelling": 1.0,
    "within": 0.2,
    "official": 0.5,
    "synonym": 0.2,
    "opposite": 0.2,
    "part": 0.2,
    "pattern": 1.0,
}
_BASES = tuple(_WEIGHTS)
_RANKS = {basis: rank for rank, basis in enumerate(_BASES)}
# A word with no more occurrences is found sooner by one thread than by several.
_MIN_THREADED_OCCURRENCES = 150_000
# In no more utterances, one thread finds or locates a word sooner than several.
MIN_THREADED_UTTERANCES = 10_000


@dataclass(frozen=True, slots=True)
class FormMatch:
    """A surface form of a word as printed, and how many utterances have it."""

    printed: str
    basis: FormBasis
    count: int


class TermStatistics(NamedTuple):
    """A word as ranking sees it.

    `docs` (int64[N], ascending) have the word, `freqs` (float64[N]) is how often, occurrences
    inside longer words counting in part. `whole` is how many utterances have it as a word, or
    an estimate of that, `headings` are the utterances under a heading that has it as a word.
    `exchanges` (int64[X], ascending) are those of `docs`, `exchange_freqs` (float64[X]) is how
    often each has it, and `headed` are the exchanges of `headings`.
    """

    docs: Docs
    freqs: Scores
    whole: int
    headings: Docs
    exchanges: Docs
    exchange_freqs: Scores
    headed: Docs


class SegmentResult(NamedTuple):
    """What was found in one segment; documents are those of the segment, headings among them."""

    match: SegmentMatch
    postings: Sequence[FormPostings]


class _Postings(NamedTuple):
    """In which documents (int64[N], ascending) each form is, by its number, and how often."""

    docs: Docs
    ids: Docs
    freqs: Docs

    def only(self, keep: Mask) -> _Postings:
        at = keep.nonzero()[0]
        return _Postings(self.docs[at], self.ids[at], self.freqs[at])

    @property
    def nbytes(self) -> int:
        return sum(each.nbytes for each in self)


_NO_POSTINGS = _Postings(NO_DOCS, NO_DOCS, NO_DOCS)


class WordMatch:
    """A word or pattern of a query, matched in a snapshot.

    `forms` are its surface forms by their folded form, those in most utterances first and parts
    of something else last; of these `listed` may be told. Matched within some utterances alone, it
    has only the occurrences in these and in headings of their meetings, and `doc_freq` is an
    estimate of how many utterances have it in all; else that is 0. `notes` say what is not told
    of it.
    """

    def __init__(
        self,
        text: str,
        form: str,
        snapshot: Snapshot,
        found: Sequence[SegmentResult],
        notes: tuple[Note, ...] = (),
        *,
        max_listed: int | None = None,
        doc_freq: int = 0,
    ) -> None:
        """Gather what was found in each segment of the snapshot, in order."""
        self.text = text
        self.form = form
        self.notes = notes
        self.doc_freq = doc_freq
        self._max_listed = max_listed
        self._snapshot = snapshot
        self._matches = [each.match for each in found]
        self._last_docs: tuple[FormSelection | None, Docs] = None, NO_DOCS
        self._last_headings: tuple[FormSelection | None, Docs] = None, NO_DOCS
        self.forms = self._gather(
            [
                (segment.base, each)
                for segment, here in zip(snapshot.segments, found, strict=True)
                for each in here.postings
            ]
        )

    def _gather(self, every: Sequence[tuple[int, FormPostings]]) -> dict[str, FormMatch]:
        """Merge the postings of segments with these bases into one for each document and form."""
        printed: dict[str, dict[str, int]] = {}
        bases: dict[str, int] = {}
        for _, postings in every:
            counts = [len(postings.docs)]
            if len(postings.forms) != 1:
                counts = np.bincount(postings.form_ids, minlength=len(postings.forms)).tolist()
            for form, count in zip(postings.forms, counts, strict=True):
                variants = printed.setdefault(form.form, {})
                variants[form.printed] = variants.get(form.printed, 0) + count
                basis = _RANKS[form.basis]
                bases[form.form] = min(bases.get(form.form, basis), basis)
        self._numbers = {form: number for number, form in enumerate(printed)}
        self._bases = {form: _BASES[bases[form]] for form in printed}
        self._weights = np.array([_WEIGHTS[basis] for basis in self._bases.values()], np.float64)
        self._in_texts, self._in_headings = self._merge(every)
        counts = np.bincount(self._in_texts.ids, minlength=len(printed)).tolist()
        found = [
            # As it is mostly printed; of several as frequent, as the first.
            (form, FormMatch(max(variants, key=variants.__getitem__), self._bases[form], count))
            for (form, variants), count in zip(printed.items(), counts, strict=True)
            if count
        ]
        return dict(
            sorted(found, key=lambda each: (each[1].basis == "part", -each[1].count, each[0]))
        )

    def _merge(self, every: Sequence[tuple[int, FormPostings]]) -> tuple[_Postings, _Postings]:
        """The postings in utterances and those in headings, each by document and then by form."""
        forms = len(self._numbers)

        def keys_of(base: int, postings: FormPostings) -> Docs:
            numbers = [base * forms + self._numbers[form.form] for form in postings.forms]
            keys: Docs = postings.docs * forms
            keys += numbers[0] if len(numbers) == 1 else np.array(numbers)[postings.form_ids]
            return keys

        freqs = np.concatenate([NO_DOCS, *(postings.freqs for _, postings in every)])
        keys = np.concatenate([NO_DOCS, *(keys_of(*each) for each in every)])
        if not self._snapshot.live.all():
            alive = self._snapshot.live[keys // max(forms, 1)]
            keys, freqs = keys[alive], freqs[alive]
        if not len(keys):
            return _NO_POSTINGS, _NO_POSTINGS
        if not (keys[1:] >= keys[:-1]).all():
            order = np.argsort(keys, kind="stable")
            keys, freqs = keys[order], freqs[order]
        firsts = run_starts(keys)
        freqs, keys = run_sums(freqs, firsts), keys[firsts]
        docs = keys // forms
        # The remainder, which takes NumPy several times as long.
        found = _Postings(docs, keys - docs * forms, freqs)
        in_texts = self._snapshot.utterance_mask[docs]
        if in_texts.all():
            return found, _NO_POSTINGS
        return found.only(in_texts), found.only(~in_texts)

    @cached_property
    def size(self) -> int:
        """About how many bytes it takes."""
        postings = self._in_texts.docs.nbytes + self._in_texts.nbytes + self._in_headings.nbytes
        segments = sum(match.size for match in self._matches)
        return postings + segments + self.headings().nbytes + 200 * len(self.forms)

    @property
    def listed(self) -> Mapping[str, FormMatch]:
        """The forms that are told, by their folded form, those in most utterances first."""
        return dict(islice(self.forms.items(), self._max_listed))

    def whole(self, selection: FormSelection) -> int:
        """About how many utterances have it in a selected form, not inside a longer word."""
        counts = (
            match.count
            for form, match in self.forms.items()
            if match.basis != "within" and selection.takes(form, match.basis)
        )
        return max(self.doc_freq, sum(counts))

    @property
    def is_partial(self) -> bool:
        """Whether it was matched within some utterances alone."""
        return self.doc_freq > 0

    @property
    def found_anywhere(self) -> bool:
        """Whether it occurs in any utterance or heading."""
        return bool(self.forms) or len(self._in_headings.docs) > 0

    @cached_property
    def _optional(self) -> dict[str, FormBasis]:
        """The forms that a selection may exclude without naming them."""
        return {
            form: basis
            for form, basis in self._bases.items()
            if DEFAULT_SELECTION.asks_for_form(basis)
        }

    def _selected(self, postings: _Postings, selection: FormSelection) -> Mask | slice:
        """Which postings are of selected forms."""
        excluded = [
            self._numbers[form]
            for form, basis in (self._bases if selection.without else self._optional).items()
            if not selection.takes(form, basis)
        ]
        if not excluded:
            return slice(None)
        is_selected = np.ones(len(self._numbers), np.bool_)
        is_selected[excluded] = False
        return is_selected[postings.ids]

    def docs(self, selection: FormSelection = DEFAULT_SELECTION) -> Docs:
        """The utterances that have the word in a selected form, ascending."""
        # Every stage of a request asks for the same.
        last, docs = self._last_docs
        if last != selection:
            docs = drop_repeats(self._in_texts.docs[self._selected(self._in_texts, selection)])
            self._last_docs = selection, docs
        return docs

    def headings(self, selection: FormSelection = DEFAULT_SELECTION) -> Docs:
        """The utterances under a heading that has the word in a selected form, ascending."""
        last, docs = self._last_headings
        if last != selection:
            found = self._in_headings.docs[self._selected(self._in_headings, selection)]
            docs = self._snapshot.under_headings(drop_repeats(found))
            self._last_headings = selection, docs
        return docs

    def statistics(self, selection: FormSelection = DEFAULT_SELECTION) -> TermStatistics:
        """The word as ranking sees it, in the selected forms."""
        selected, found = self._selected(self._in_texts, selection), self._in_texts
        docs, weights = found.docs[selected], self._weights[found.ids[selected]]
        freqs: npt.NDArray[Any] = found.freqs[selected] * weights
        firsts = run_starts(docs)
        if len(firsts) < len(docs):
            # The same in whatever order the forms were found.
            freqs = run_sums(freqs, firsts).round(3)
        whole = max(len(run_starts(docs[weights == 1])), self.doc_freq)
        docs, headings = docs[firsts], self._headings_as_word(selection)
        exchange_of = self._snapshot.exchange_of
        exchanges = exchange_of.take(docs)
        starts = run_starts(exchanges)
        numbers = np.repeat(np.arange(len(starts)), run_sizes(starts, len(docs)))
        # Bins add up one after another, whatever the size of an exchange.
        exchange_freqs: npt.NDArray[Any] = np.bincount(numbers, freqs, len(starts))
        headed = drop_repeats(exchange_of.take(headings))
        return TermStatistics(
            docs, freqs, whole, headings, exchanges[starts], exchange_freqs, headed
        )

    def _headings_as_word(self, selection: FormSelection) -> Docs:
        """As `headings`, where it is not only inside longer words or another word."""
        found, selected = self._in_headings, self._selected(self._in_headings, selection)
        is_word = self._weights[found.ids[selected]] == 1
        if is_word.all():
            return self.headings(selection)
        return self._snapshot.under_headings(drop_repeats(found.docs[selected][is_word]))

    def spans(
        self,
        segment: int,
        docs: Docs,
        selection: FormSelection,
        windows: SpanArray | None = None,
    ) -> SpanArray:
        """Its occurrences in some documents (ascending) of a segment, in the selected forms.

        `windows` are as in `SegmentMatch.spans`.
        """
        return self._matches[segment].spans(docs, selection, windows)

    @cached_property
    def frequency(self) -> int:
        """How often it occurs in utterances, in any form."""
        return int(self._in_texts.freqs.sum())


def match_word(
    resolved: ResolvedWord, *, group_within: bool = True, notes: tuple[Note, ...] = ()
) -> WordMatch:
    """Match a word in every segment; `group_within` groups its string by the longer words."""

    def match_segment(terms: SegmentTerms) -> SegmentResult:
        match = WordSegmentMatch(
            terms, resolved.rules, resolved.spellings, group_within=group_within
        )
        return SegmentResult(match, list(match.postings()))

    text, segments = resolved.word.text, resolved.snapshot.segments
    in_threads = sum(max_occurrences(each, text) for each in segments) > _MIN_THREADED_OCCURRENCES
    found = map_segments(match_segment, resolved.segments, in_threads=in_threads)
    return WordMatch(text, resolved.word.form, resolved.snapshot, found, notes)


def match_word_in(
    resolved: ResolvedWord,
    docs: Docs,
    doc_freq: int,
    *,
    group_within: bool = True,
    notes: tuple[Note, ...] = (),
) -> WordMatch:
    """As `match_word`, in some utterances (ascending) and the headings of their meetings alone.

    `doc_freq` is an estimate of how many utterances have it in all.
    """

    def match_segment(terms: SegmentTerms) -> SegmentResult:
        match = WordSegmentMatch(
            terms, resolved.rules, resolved.spellings, group_within=group_within
        )
        local = terms.segment.local(searched)
        return SegmentResult(match, list(match.postings_in(local)) if len(local) else [])

    searched = resolved.snapshot.with_headings(docs)
    in_threads = len(docs) > MIN_THREADED_UTTERANCES
    found = map_segments(match_segment, resolved.segments, in_threads=in_threads)
    text, form = resolved.word.text, resolved.word.form
    return WordMatch(text, form, resolved.snapshot, found, notes, doc_freq=doc_freq)


def segments_of(snapshot: Snapshot, docs: Docs) -> Iterator[tuple[int, SegmentReader, Docs]]:
    """The segments that have some documents (ascending): number, reader, its documents."""
    for number, segment in enumerate(snapshot.segments):
        local = segment.local(docs)
        if len(local):
            yield number, segment, local


def highlights(
    snapshot: Snapshot, words: Sequence[WordMatch], docs: Docs, selection: FormSelection
) -> dict[int, tuple[Span, ...]]:
    """The occurrences of words in each utterance (ascending), in order; overlapping ones joined.

    They are spans of the printed texts.
    """
    found: dict[int, list[Span]] = {doc: [] for doc in docs.tolist()}
    for number, segment, local in segments_of(snapshot, docs):
        spans = merge_spans([word.spans(number, local, selection) for word in words])
        starts, ends = segment.printed_spans(*spans)
        for doc, start, end in zip(
            (spans.docs + segment.base).tolist(), starts.tolist(), ends.tolist(), strict=True
        ):
            merged = found[doc]
            if merged and start < merged[-1].end:
                merged[-1] = Span(merged[-1].start, max(merged[-1].end, end))
            else:
                merged.append(Span(start, end))
    return {doc: tuple(spans) for doc, spans in found.items()}


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(core_count(), thread_name_prefix="segments")


# A forked process has none of its parent's threads.
os.register_at_fork(after_in_child=_threads.cache_clear)

Item = TypeVar("Item")
Result = TypeVar("Result")


def map_segments(
    work: Callable[[Item], Result], items: Sequence[Item], *, in_threads: bool
) -> list[Result]:
    """The results of `work` in order; NumPy lets other threads run while it works.

    The work must not call this itself: it would wait for threads that wait for it.
    """
    if not in_threads or len(items) < 2:
        return list(map(work, items))
    return list(_threads().map(work, items))
