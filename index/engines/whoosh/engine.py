"""The Whoosh engine: a query is planned and matched, what matches is ranked, and a page built."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from time import perf_counter

import numpy as np

from index.analysis.analyzer import Analyzer
from index.engines.whoosh.arrays import Docs, in_sorted
from index.engines.whoosh.cache import LruCache
from index.engines.whoosh.matching.filters import field_mask, filter_masks
from index.engines.whoosh.matching.term_table import TermTable
from index.engines.whoosh.matching.wildcard import PatternMatch
from index.engines.whoosh.matching.word_match import WordMatch
from index.engines.whoosh.matching.word_query import FormSelection
from index.engines.whoosh.query.cost import Costs
from index.engines.whoosh.query.edit_distance import IndexedTerms
from index.engines.whoosh.query.evaluator import Evaluator
from index.engines.whoosh.query.planner import Planner
from index.engines.whoosh.query.suggester import Suggester
from index.engines.whoosh.ranking.bm25 import Ranker
from index.engines.whoosh.results.answers import AnswerFinder
from index.engines.whoosh.results.minutes_reader import MinutesReader
from index.engines.whoosh.results.page import ResultPageBuilder, highlights
from index.engines.whoosh.segment.doc_values import FieldValues
from index.engines.whoosh.segment.schema import TEXT_COLUMNS
from index.engines.whoosh.segment.snapshot import Snapshot
from index.fields import FACETS
from index.query import SearchRequest
from index.query_parser import Node, WordNode, fields_of, words_of
from index.results import Note, SearchPage, Span, Statistics, quoted_spans

# Matches of recent words are cached for the next page or filter; in a city's minutes, all
# but the 40 most common words take less than 1 MB each.
_MAX_CACHED_BYTES = 32 << 20
# The answers whose quotes are marked in a meeting.
_MAX_QUOTED_ANSWERS = 100


class WhooshEngine(MinutesReader):
    """Searches and reads one generation; safe for many threads."""

    def __init__(self, folder: Path, analyzer: Analyzer) -> None:
        snapshot = Snapshot(folder)
        super().__init__(snapshot)
        self.analyzer = analyzer
        costs, terms = Costs(snapshot, analyzer), TermTable(snapshot)
        # No part holds a method of this engine: that cycle would keep the files open.
        self._match = LruCache(partial(_find_word, snapshot, terms, costs), _MAX_CACHED_BYTES)
        self._planner = Planner(analyzer, self._match, costs)
        self._indexed_terms = IndexedTerms(terms)
        self._suggester = Suggester(self._indexed_terms, analyzer, self._match, costs)
        self._field_values = FieldValues(snapshot)
        self._ranker = Ranker(snapshot)
        self._pages = ResultPageBuilder(snapshot, self._field_values)
        self._answers = AnswerFinder(snapshot, self._ranker, self._pages, analyzer, self._match)

    @property
    def statistics(self) -> Statistics:
        return self._pages.statistics

    def prepare(self, pause: Callable[[], None]) -> None:
        """Read what the first query of a kind would wait for: words, and values of fields."""
        self._snapshot.prepare(pause)
        self._indexed_terms.prepare(pause)
        for column in (*(field.name for field in FACETS), *TEXT_COLUMNS.values()):
            self._field_values.prepare(column, pause)

    def search(self, request: SearchRequest) -> SearchPage:
        """The exchanges that match the query, or answer it if it is a question."""
        return self._timed(self._search, request)

    def ask(self, request: SearchRequest) -> SearchPage:
        """The exchanges that answer a question, with the passages that do."""
        return self._timed(self._ask, request)

    def _timed(
        self, answer: Callable[[SearchRequest], SearchPage], request: SearchRequest
    ) -> SearchPage:
        started = perf_counter()
        with self._match.request_scope():
            page = answer(request)
        return replace(page, took_ms=round((perf_counter() - started) * 1000, 2))

    def _search(self, request: SearchRequest) -> SearchPage:
        plan = self._planner.plan(request.query)
        if plan.sentence:
            page = self._ask(request)
            return replace(page, notes=(*plan.notes, *page.notes))
        words = self._words(plan.node)
        selection = FormSelection.of(request)
        found, limits = self._documents(plan.node, selection)
        ranked = self._ranker.scores([word.scored(selection) for word in words], found)
        page = self._pages.page(request, words, found, ranked)
        notes = (
            *plan.notes,
            *dict.fromkeys(chain(*(word.notes for word in words), limits)),
            *self._notes(request.query, plan.node, words, found),
        )
        count = partial(self._count, request)
        suggestions = tuple(self._suggester.suggested(request.query, plan, page.total, count))
        return replace(page, notes=notes, suggestions=suggestions)

    def _ask(self, request: SearchRequest) -> SearchPage:
        question, notes = self._planner.question(request.query)
        page = self._answers.page(request, question)
        return replace(page, notes=notes)

    def _words(self, node: Node | None) -> list[WordMatch]:
        return [self._match(word) for word in dict.fromkeys(words_of(node))]

    def _documents(
        self, node: Node | None, selection: FormSelection
    ) -> tuple[Docs, tuple[Note, ...]]:
        """The utterances that match a tree, all of them for an empty one; and its limits."""
        if node is None:
            return self._snapshot.utterance_docs, ()
        evaluator = Evaluator(self._snapshot, self._field_values, self._match, selection)
        return evaluator.documents(node), tuple(evaluator.notes)

    def _notes(
        self, query: str, node: Node | None, words: Sequence[WordMatch], found: Docs
    ) -> Iterator[Note]:
        """Which parts of a query had no effect that a person would expect."""
        for field in fields_of(node):
            if not field_mask(self._snapshot, self._field_values, field.name, field.value).any():
                yield Note("field_without_match", (field.name, field.value))
        if words and len(found) and not any(in_sorted(found, word.docs()).any() for word in words):
            yield Note("headings_only")
        if query.strip() and node is None:
            yield Note("query_without_words")

    def _count(self, request: SearchRequest, query: str) -> int:
        """The number of utterances that another query finds with the same filters."""
        found, _ = self._documents(self._planner.plan(query).node, FormSelection.of(request))
        for mask in filter_masks(self._field_values, request.filters).values():
            found = found[mask[found]]
        return len(found)

    def highlights(self, meeting: str, request: SearchRequest) -> Mapping[str, tuple[Span, ...]]:
        """The matches of a query within one meeting, by utterance id."""
        header = self._find(meeting, utterance=False)
        with self._match.request_scope():
            plan = self._planner.plan(request.query)
            if header is None or plan.node is None:
                return {}
            if plan.sentence:
                answers = self._ask(replace(request, limit=_MAX_QUOTED_ANSWERS, offset=0))
                return quoted_spans(answers.hits, meeting)
            words = self._words(plan.node)
            selection = FormSelection.of(request)
            found, _ = self._documents(plan.node, selection)
            end = header + 1 + self._snapshot.utterance_count(header)
            return {
                self._snapshot.utterance(doc).id: highlights(words, doc, selection)
                for doc in found[slice(*np.searchsorted(found, [header, end]))].tolist()
            }


def _find_word(snapshot: Snapshot, terms: TermTable, costs: Costs, node: WordNode) -> WordMatch:
    if node.wild:
        return PatternMatch(snapshot, terms, node.text)
    cost = costs.of(node)
    match = WordMatch(snapshot, cost.word, inside=cost.named)
    if cost.cut:
        match.notes += (Note("spellings_skipped", (node.text,)),)
    if not cost.named:
        match.notes += (Note("compounds_included", (node.text,)),)
    return match
