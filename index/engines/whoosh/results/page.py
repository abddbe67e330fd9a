"""What was found → one page of hits, with counts, facets and highlights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from itertools import islice

import numpy as np

from index.analysis.normalization.folding import fold
from index.engines.whoosh.arrays import Docs, member, ranges, run_starts
from index.engines.whoosh.matching.filters import filter_masks
from index.engines.whoosh.matching.word_match import WordMatch
from index.engines.whoosh.matching.word_query import FormSelection
from index.engines.whoosh.ranking.bm25 import Ranked, order
from index.engines.whoosh.ranking.features import RankingFeatures, ranking_features
from index.engines.whoosh.ranking.rerank import rerank
from index.engines.whoosh.results.facets import facets
from index.engines.whoosh.segment.doc_values import FieldValues
from index.engines.whoosh.segment.snapshot import Snapshot
from index.fields import FACETS
from index.minutes import MeetingHead
from index.query import SearchRequest
from index.results import Form, Found, Hit, SearchPage, Span, Statistics

_KEPT_HEADS = 4096


class ResultPageBuilder:
    """Builds the pages of one snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self.field_values = FieldValues(snapshot)
        # What every page needs is made now, not for the first person who asks.
        for field in FACETS:
            self.field_values.column(field.name)
        # Not a method of these pages: that would be a cycle, and keep files open.
        self.head = lru_cache(maxsize=_KEPT_HEADS)(partial(_head, snapshot))
        self.statistics = Statistics(
            meetings=len(snapshot.headers()),
            utterances=len(snapshot.utterance_docs),
            characters=snapshot.characters(),
        )

    def page(
        self,
        request: SearchRequest,
        words: Sequence[WordMatch],
        found: Docs,
        ranked: Ranked,
        terms: RankingFeatures | None = None,
    ) -> SearchPage:
        """The page `request` asks for, of the utterances `found` before any filter."""
        choice = FormSelection.of(request)
        masks = filter_masks(self.field_values, request.filters)
        matching = found
        if masks:
            matching = found[np.logical_and.reduce([mask[found] for mask in masks.values()])]
            exchanges = self._snapshot.exchange_of[matching]
            exchanges = exchanges[run_starts(exchanges)]
            ranked = ranked.only(exchanges)
        if request.sort == "relevance":
            if terms is None:
                texts = [word.word.text for word in words]
                terms = ranking_features(texts, words, choice, self._snapshot)
            ranked = rerank(self._snapshot, ranked, terms)
        ordered = order(self._snapshot, ranked, request.sort, request.offset + request.limit)
        shown = ordered[request.offset :]
        scores = ranked.scores[shown].tolist()
        return SearchPage(
            request=request,
            total=len(matching),
            exchanges=len(ranked.exchanges),
            took_ms=0.0,
            hits=tuple(self._hits(ranked.exchanges[shown], scores, words, matching, choice)),
            searched=self.statistics,
            forms=forms(words, choice),
            facets=facets(self.field_values, found, request.filters),
        )

    def _hits(
        self,
        exchanges: Docs,
        scores: Sequence[float],
        words: Sequence[WordMatch],
        matching: Docs,
        choice: FormSelection,
    ) -> Iterator[Hit]:
        firsts, ends = (
            self._snapshot.exchange_starts[exchanges],
            self._snapshot.exchange_starts[exchanges + 1],
        )
        docs = ranges(firsts, ends - firsts)
        matched = member(matching, docs, len(self._snapshot.doc_values))
        every = zip(docs.tolist(), matched.tolist(), strict=True)
        for first, end, score in zip(firsts.tolist(), ends.tolist(), scores, strict=True):
            found = tuple(
                self._found(doc, words, choice) if matches else Found(self._snapshot.utterance(doc))
                for doc, matches in islice(every, end - first)
            )
            utterance = found[0].utterance
            yield Hit(utterance.group, round(score, 4), self.head(first), found)

    def _found(self, doc: int, words: Sequence[WordMatch], choice: FormSelection) -> Found:
        marked = highlights(words, doc, choice)
        # Where there are words, their places were looked for in the text as it is read here.
        text = self._snapshot.utterance_text(doc).text if words else None
        return Found(self._snapshot.utterance(doc, text), marked, True)


def _head(snapshot: Snapshot, doc: int) -> MeetingHead:
    return snapshot.meeting(snapshot.header_of(doc)).head


def forms(words: Sequence[WordMatch], choice: FormSelection) -> tuple[Form, ...]:
    """The ledger of what was searched for; a word that stands nowhere has a 0."""
    ledger: dict[tuple[str, str], Form] = {}
    for word in words:
        own = word.word.form
        for form, match in word.forms.items():
            entry = Form(
                match.printed,
                match.count,
                word.word.text,
                match.basis,
                choice.takes(form, match.basis),
            )
            ledger.setdefault((own, form), entry)
        if not word.forms:
            ledger[own, ""] = Form(word.word.text, 0, word.word.text)
    return tuple(ledger.values())


def highlights(words: Sequence[WordMatch], doc: int, choice: FormSelection) -> tuple[Span, ...]:
    """The places of the words in an utterance, in order, none overlapping another."""
    spans = sorted(
        place.span
        for word in words
        for place in word.places(doc)
        if choice.takes(fold(place.printed), place.basis)
    )
    merged: list[Span] = []
    for span in spans:
        if merged and span.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)
