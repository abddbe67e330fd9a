"""One page of hits, with highlights, surface forms, facets and counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from index.engines.whoosh.arrays import Docs, ranges, run_starts
from index.engines.whoosh.matching.filters import filter_masks
from index.engines.whoosh.matching.word_match import WordMatch, highlights
from index.engines.whoosh.matching.word_query import FormSelection
from index.engines.whoosh.ranking.bm25 import Ranked, order
from index.engines.whoosh.ranking.features import RankingFeatures, ranking_features
from index.engines.whoosh.ranking.rerank import rerank
from index.engines.whoosh.results.facets import facets
from index.engines.whoosh.segment.doc_values import FieldValues
from index.engines.whoosh.segment.snapshot import Snapshot
from index.fields import FACETS
from index.query import SearchRequest
from index.results import Form, Found, Hit, SearchPage, Span, Statistics


class ResultPageBuilder:
    """Builds the pages of one snapshot."""

    def __init__(self, snapshot: Snapshot, field_values: FieldValues) -> None:
        self._snapshot = snapshot
        self._field_values = field_values
        # Every page needs these: they are made now, and not while the first person waits.
        for field in FACETS:
            field_values.column(field.name)
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
        features: RankingFeatures | None = None,
    ) -> SearchPage:
        """The page that `request` asks for, of the utterances `found` before any filter.

        `ranked` are their exchanges. These are reranked by `features`, or by those of the words.
        """
        selection = FormSelection.of(request)
        matching = found
        if masks := filter_masks(self._field_values, request.filters):
            matching = found[np.logical_and.reduce([mask[found] for mask in masks.values()])]
            exchanges = self._snapshot.exchange_of[matching]
            ranked = ranked.only(exchanges[run_starts(exchanges)])
        if request.sort == "relevance":
            if features is None:
                texts = [word.text for word in words]
                features = ranking_features(texts, words, selection, self._snapshot)
            ranked = rerank(self._snapshot, ranked, features)
        ordered = order(self._snapshot, ranked, request.sort, request.offset + request.limit)
        shown = ordered[request.offset :]
        exchanges, scores = ranked.exchanges[shown], ranked.scores[shown].tolist()
        starts, ends = self._snapshot.exchange_starts[np.stack((exchanges, exchanges + 1))]
        # For the whole page at once, and so word by word, not utterance by utterance.
        firsts, lasts = matching.searchsorted(starts), matching.searchsorted(ends)
        shown_docs = matching[np.sort(ranges(firsts, lasts - firsts))]
        marked = highlights(self._snapshot, words, shown_docs, selection)
        return SearchPage(
            request=request,
            total=len(matching),
            exchanges=len(ranked.exchanges),
            took_ms=0.0,
            hits=tuple(
                self._hit(*exchange, marked)
                for exchange in zip(starts.tolist(), ends.tolist(), scores, strict=True)
            ),
            searched=self.statistics,
            forms=forms(words, selection),
            facets=facets(self._field_values, found, request.filters),
        )

    def _hit(
        self, start: int, end: int, score: float, marked: Mapping[int, tuple[Span, ...]]
    ) -> Hit:
        """An exchange as a hit; `marked` has the highlights of the utterances that match."""
        snapshot = self._snapshot
        utterances = tuple(
            Found(snapshot.utterance(doc), marked.get(doc, ()), doc in marked)
            for doc in range(start, end)
        )
        meeting = snapshot.meeting(snapshot.header_of(start)).head
        return Hit(utterances[0].utterance.group, round(score, 4), meeting, utterances)


def forms(words: Sequence[WordMatch], selection: FormSelection) -> tuple[Form, ...]:
    """The surface forms that were searched for; a word that occurs nowhere has a count of 0."""
    found: dict[tuple[str, str], Form] = {}
    for word in words:
        for form, match in word.forms.items():
            included = selection.takes(form, match.basis)
            listed = Form(match.printed, match.count, word.text, match.basis, included)
            found.setdefault((word.form, form), listed)
        if not word.forms:
            found[word.form, ""] = Form(word.text, 0, word.text)
    return tuple(found.values())
