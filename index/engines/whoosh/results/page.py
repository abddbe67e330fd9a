"""One page of hits, with highlights, surface forms, facets and counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from index.engines.whoosh.arrays import Docs, Mask, argsmallest, run_starts
from index.engines.whoosh.matching.filters import filter_masks, stored_values
from index.engines.whoosh.matching.word_match import WordMatch, highlights
from index.engines.whoosh.matching.word_query import FormSelection
from index.engines.whoosh.ranking.bm25 import Ranked, order
from index.engines.whoosh.ranking.features import RankingFeatures, ranking_features
from index.engines.whoosh.ranking.rerank import rerank
from index.engines.whoosh.results.hits import exchange_hits, first_of_meetings, meeting_hits
from index.engines.whoosh.segment.doc_values import FieldValues
from index.engines.whoosh.segment.snapshot import Snapshot
from index.fields import FACETS, FIELDS
from index.query import Filter, SearchRequest
from index.results import FacetValue, Form, SearchPage, Span, Statistics

# Rarer values are filtered by typing 発言者: and the like.
MAX_FACET_VALUES = 50


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
        masks = filter_masks(self._snapshot, self._field_values, request.filters)
        if masks:
            matching = found[np.logical_and.reduce([mask[found] for mask in masks.values()])]
            exchanges = self._snapshot.exchange_of[matching]
            ranked = ranked.only(exchanges[run_starts(exchanges)])
        if request.sort == "relevance":
            if features is None:
                texts = [word.text for word in words]
                features = ranking_features(texts, words, selection, self._snapshot)
            ranked = rerank(self._snapshot, ranked, features)
        meetings = first_of_meetings(self._snapshot, ranked, request.sort)
        page = SearchPage(
            request=request,
            total=len(matching),
            exchanges=len(ranked.exchanges),
            meetings=len(meetings.exchanges),
            took_ms=0.0,
            searched=self.statistics,
            forms=forms(words, selection),
            facets=facets(self._field_values, found, request.filters, masks),
        )

        def marks(docs: Docs) -> Mapping[int, tuple[Span, ...]]:
            return highlights(self._snapshot, words, docs, selection)

        if request.unit == "meeting":
            firsts = meetings.exchanges[self._shown(request, meetings)]
            hits = meeting_hits(self._snapshot, ranked, firsts, matching, marks, request.sort)
            return replace(page, meeting_hits=tuple(hits))
        shown = self._shown(request, ranked)
        return replace(
            page, hits=tuple(exchange_hits(self._snapshot, ranked, shown, matching, marks))
        )

    def _shown(self, request: SearchRequest, ranked: Ranked) -> Docs:
        """The indices of the exchanges of a page, in order."""
        end = request.offset + request.limit
        return order(self._snapshot, ranked, request.sort, end)[request.offset :]


def forms(words: Sequence[WordMatch], selection: FormSelection) -> tuple[Form, ...]:
    """The surface forms that were searched for; a word that occurs nowhere has a count of 0."""
    found: dict[tuple[str, str], Form] = {}
    for word in words:
        for form, match in word.listed.items():
            included = selection.takes(form, match.basis)
            listed = Form(match.printed, match.count, word.text, match.basis, included)
            found.setdefault((word.form, form), listed)
        if not word.forms:
            found[word.form, ""] = Form(word.text, 0, word.text)
    return tuple(found.values())


def facets(
    field_values: FieldValues,
    found: Docs,
    filters: Sequence[Filter],
    masks: Mapping[str, Mask],
) -> dict[str, tuple[FacetValue, ...]]:
    """For each field, its values among what the query and the filters of other fields leave.

    `masks` are those of the filters, by field.
    """
    result: dict[str, tuple[FacetValue, ...]] = {}
    for field in FACETS:
        others = [mask[found] for name, mask in masks.items() if name != field.name]
        docs = found[np.logical_and.reduce(others)] if others else found
        chosen = {value for name, value in filters if name == field.name}
        result[field.name] = _facet(field_values, field.name, docs, chosen)
    return result


def _facet(
    field_values: FieldValues, name: str, docs: Docs, chosen: set[str]
) -> tuple[FacetValue, ...]:
    """The most frequent values, years from the last on; and all that are chosen."""
    column = field_values.column(name)
    counts = column.counts(docs)
    counts[column.values == 0] = 0
    found = np.flatnonzero(counts)
    ranks = -found if FIELDS[name].kind == "year" else found - (counts[found] << 32)
    codes = found[argsmallest(ranks, MAX_FACET_VALUES)].tolist()
    stored = [value for each in chosen for value in stored_values(Filter(name, each))]
    if stored:
        wanted = np.isin(column.values, np.array(stored, np.uint64)) & (counts > 0)
        codes += sorted({*np.flatnonzero(wanted).tolist()} - {*codes})
    values = [
        FacetValue(text, count, text in chosen)
        for code, count in zip(codes, counts[codes].tolist(), strict=True)
        for text in [field_values.text(name, code)]
    ]
    missing = sorted(chosen - {value.value for value in values})
    return (*values, *(FacetValue(value, 0, True) for value in missing))
