"""One page of hits, with highlights, surface forms, facets and counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from index.answer_types import AnswerType
from index.engines.whoosh.arrays import Docs, Mask, argsmallest, ranges, run_starts
from index.engines.whoosh.matching.filters import filter_masks, stored_texts, stored_values
from index.engines.whoosh.matching.word_match import WordMatch, highlights
from index.engines.whoosh.matching.word_query import FormSelection
from index.engines.whoosh.ranking.bm25 import Ranked, order
from index.engines.whoosh.ranking.features import RankingFeatures, ranking_features
from index.engines.whoosh.ranking.rerank import OF_WORDS, RerankWeights, rerank
from index.engines.whoosh.results.hits import (
    Highlights,
    exchange_hits,
    first_of_meetings,
    meeting_hits,
    order_by_meeting,
    utterance_hits,
)
from index.engines.whoosh.segment.doc_values import DictionaryColumn, FieldValues
from index.engines.whoosh.segment.schema import TEXT_COLUMNS
from index.engines.whoosh.segment.snapshot import Snapshot
from index.fields import FACETS, FIELDS
from index.minutes import MeetingHead
from index.query import Filter, SearchRequest
from index.results import FacetValue, Form, Found, ResultPosition, SearchPage, Statistics

# Rarer values are filtered by typing 発言者: and the like.
MAX_FACET_VALUES = 50
# All that was found is read by so many utterances.
_MATCHES_AT_ONCE = 500


class NarrowedResult(NamedTuple):
    """What was found for a request, before and after its filters.

    `found` are the utterances before any filter, `masks` those of the filters by field,
    `matching` what they leave (int64[D], ascending), `ranked` its exchanges. With some of them
    others are shown: `joined` are the first and the last of these.
    """

    request: SearchRequest
    words: Sequence[WordMatch]
    found: Docs
    masks: Mapping[str, Mask]
    matching: Docs
    ranked: Ranked
    joined: Mapping[int, tuple[int, int]] = MappingProxyType({})

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        arrays = (self.found, self.matching, *self.masks.values(), *self.ranked)
        return sum(each.nbytes for each in arrays) + sum(word.size for word in self.words)


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

    def narrow(
        self,
        request: SearchRequest,
        words: Sequence[WordMatch],
        found: Docs,
        ranked: Ranked,
        features: RankingFeatures | None = None,
        weights: RerankWeights = OF_WORDS,
        asked: AnswerType | None = None,
    ) -> NarrowedResult:
        """What the filters of `request` leave of the utterances `found`, and its exchanges ranked.

        `ranked` are the exchanges of `found`. They are reranked by `features`, or by those of the
        words, with these weights, as answers of the kind that is `asked` for.
        """
        matching = found
        masks = filter_masks(self._snapshot, self._field_values, request.filters)
        if masks:
            matching = found[np.logical_and.reduce([mask[found] for mask in masks.values()])]
            exchanges = self._snapshot.exchange_of[matching]
            ranked = ranked.only(exchanges[run_starts(exchanges)])
        if request.sort == "relevance":
            if features is None:
                texts = [word.text for word in words]
                selection = FormSelection.of(request)
                features = ranking_features(texts, words, selection, self._snapshot)
            ranked = rerank(self._snapshot, ranked, features, weights, asked)
        return NarrowedResult(request, words, found, masks, matching, ranked)

    def page(self, result: NarrowedResult) -> SearchPage:
        """The page that the request asks for."""
        return self.with_hits(self.without_hits(result), result)

    def without_hits(self, result: NarrowedResult) -> SearchPage:
        """What each page of a result says of the whole: counts, surface forms and facets."""
        request, ranked = result.request, result.ranked
        meetings = first_of_meetings(self._snapshot, ranked, request.sort)
        return SearchPage(
            request=request,
            total=len(result.matching),
            exchanges=len(ranked.exchanges),
            meetings=len(meetings.exchanges),
            took_ms=0.0,
            searched=self.statistics,
            forms=forms(result.words, FormSelection.of(request)),
            facets=facets(self._field_values, result.found, request.filters, result.masks),
        )

    def with_hits(self, page: SearchPage, result: NarrowedResult) -> SearchPage:
        """The page of a result with the hits that its request asks for."""
        request, ranked, marks = page.request, result.ranked, self._highlights(result)
        if request.unit == "meeting":
            meetings = first_of_meetings(self._snapshot, ranked, request.sort)
            firsts = meetings.exchanges[self._shown(request, meetings)]
            of_meetings = meeting_hits(
                self._snapshot, ranked, firsts, result.matching, marks, request.sort
            )
            return replace(page, meeting_hits=tuple(of_meetings))
        if request.unit == "utterance":
            docs = self._ordered(result)[request.offset :][: request.limit]
            under_meetings = utterance_hits(self._snapshot, ranked, docs, result.matching, marks)
            return replace(page, meeting_hits=tuple(under_meetings))
        shown = self._shown(request, ranked)
        hits = exchange_hits(self._snapshot, ranked, shown, result.matching, marks, result.joined)
        return replace(page, hits=tuple(hits))

    def position(self, result: NarrowedResult, exchange: int) -> ResultPosition | None:
        """Where an exchange is among all that were found, in the order of pages of meetings."""
        ordered = result.ranked.exchanges[
            order_by_meeting(self._snapshot, result.ranked, result.request.sort)
        ]
        at = np.flatnonzero(ordered == exchange)
        if not len(at):
            return None
        number = int(at[0])
        before = ordered[number - 1] if number else None
        after = ordered[number + 1] if number + 1 < len(ordered) else None
        return ResultPosition(number + 1, len(ordered), self._id(before), self._id(after))

    def _id(self, exchange: np.int64 | None) -> str | None:
        if exchange is None:
            return None
        first = int(self._snapshot.exchange_starts[exchange])
        return self._snapshot.stored_utterance(first, "").group

    def matches(self, result: NarrowedResult) -> Iterator[tuple[MeetingHead, Found]]:
        """Every utterance that was found, in the order of pages of meetings."""
        snapshot, marks, docs = self._snapshot, self._highlights(result), self._ordered(result)
        for start in range(0, len(docs), _MATCHES_AT_ONCE):
            some = docs[start : start + _MATCHES_AT_ONCE]
            marked = marks(np.sort(some))
            for doc in some.tolist():
                found = Found(snapshot.utterance(doc), marked[doc], True)
                yield snapshot.head(snapshot.header_of(doc)), found

    def _ordered(self, result: NarrowedResult) -> Docs:
        """All that was found, in the order of pages of meetings."""
        snapshot, matching, ranked = self._snapshot, result.matching, result.ranked
        exchanges = ranked.exchanges[order_by_meeting(snapshot, ranked, result.request.sort)]
        firsts = matching.searchsorted(snapshot.exchange_starts[exchanges])
        lasts = matching.searchsorted(snapshot.exchange_starts[exchanges + 1])
        return matching[ranges(firsts, lasts - firsts)]

    def _highlights(self, result: NarrowedResult) -> Highlights:
        selection = FormSelection.of(result.request)
        return lambda docs: highlights(self._snapshot, result.words, docs, selection)

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
    field = FIELDS[name]
    counted = TEXT_COLUMNS[name] if field.counts_text else name
    column = field_values.column(counted)
    counts = column.counts(docs)
    counts[column.values == 0] = 0
    found = np.flatnonzero(counts)
    ranks = -found if field.kind == "year" else found - (counts[found] << 32)
    codes = found[argsmallest(ranks, MAX_FACET_VALUES)].tolist()
    stored = stored_texts if field.counts_text else stored_values
    if wanted := [value for each in chosen for value in stored(Filter(name, each))]:
        has_chosen = np.isin(column.values, np.array(wanted, np.uint64)) & (counts > 0)
        codes += sorted({*np.flatnonzero(has_chosen).tolist()} - {*codes})
    years = _years(field_values, column, docs, codes) if field.counts_text and codes else {}
    values = [
        FacetValue(text, count, text in chosen, years.get(code))
        for code, count in zip(codes, counts[codes].tolist(), strict=True)
        for text in [" ".join(field_values.text(counted, code).split("\n"))]
    ]
    missing = sorted(chosen - {value.value for value in values})
    return (*values, *(_chosen_alone(field_values, name, docs, value) for value in missing))


def _chosen_alone(field_values: FieldValues, name: str, docs: Docs, value: str) -> FacetValue:
    """A value that is chosen and is not counted as it is: of none, or of many texts."""
    stored = np.array(list(stored_values(Filter(name, value))), np.uint64)
    has_value = field_values.column(name).having(stored)
    return FacetValue(value, int(np.count_nonzero(has_value[docs])), True)


def _years(
    field_values: FieldValues, column: DictionaryColumn, docs: Docs, codes: Sequence[int]
) -> dict[int, tuple[int, int]]:
    """The first and the last year of some documents with each of some codes."""
    year = field_values.column("year")
    numbers = np.full(len(column.values), -1)
    numbers[codes] = np.arange(len(codes))
    of_docs = numbers[column.codes[docs]]
    is_asked = of_docs >= 0
    cells = of_docs[is_asked] * len(year.values) + year.codes[docs[is_asked]]
    counts = np.bincount(cells, minlength=len(codes) * len(year.values))
    # The value of those without a date is 0; the others ascend.
    dated = year.values > 0
    found = counts.reshape(len(codes), len(year.values))[:, dated] > 0
    years = year.values[dated].tolist()
    if not years:
        return {}
    firsts, lasts = found.argmax(axis=1), len(years) - 1 - found[:, ::-1].argmax(axis=1)
    has_year = np.flatnonzero(found.any(axis=1)).tolist()
    return {codes[at]: (years[firsts[at]], years[lasts[at]]) for at in has_year}
