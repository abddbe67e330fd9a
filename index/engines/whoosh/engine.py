"""One generation, answering: search, point, and read back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import perf_counter

import numpy as np

from index.analysis.analyzer import Analyzer
from index.engines.whoosh.arrays import Docs, in_sorted
from index.engines.whoosh.cache import LruCache
from index.engines.whoosh.matching.filters import TEXT_COLUMNS, field_mask, filter_masks
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
from index.engines.whoosh.results.page import ResultPageBuilder, highlights
from index.engines.whoosh.segment.snapshot import Snapshot
from index.minutes import Exchange, Meeting, Utterance
from index.query import SearchRequest
from index.query_parser import Node, WordNode, fields_of, words_of
from index.results import Note, Placed, SearchPage, Span, Statistics, quoted_spans

# Words of recent queries are kept, so that the next page, filter or form is quick; in
# a city's minutes, most words take less than 1 MB, and the most common 40, which are not kept.
_KEPT_BYTES = 32 << 20
# The answers whose passages are marked in a meeting.
_MOST_ANSWERS = 100


class WhooshEngine:
    """Reads one generation; safe for many threads."""

    def __init__(self, folder: Path, analyzer: Analyzer) -> None:
        self._snapshot = Snapshot(folder)
        self._pages = ResultPageBuilder(self._snapshot)
        self._ranker = Ranker(self._snapshot)
        self._analyzer = analyzer
        # Not a method of this engine: that would be a cycle, and keep its files open.
        costs, printed = Costs(self._snapshot, analyzer), TermTable(self._snapshot)
        self._match = LruCache(partial(_find_word, self._snapshot, printed, costs), _KEPT_BYTES)
        self._planner = Planner(analyzer, self._match, costs)
        self._vocabulary = IndexedTerms(printed)
        self._suggester = Suggester(self._vocabulary, analyzer, self._match, costs)

    @property
    def name(self) -> str:
        """The generation it reads."""
        return self._snapshot.name

    @property
    def statistics(self) -> Statistics:
        return self._pages.statistics

    def prepare(self, pause: Callable[[], None]) -> None:
        """Read what the first query of a kind would wait for: words, and names of fields."""
        self._snapshot.prepare(pause)
        self._vocabulary.prepare(pause)
        for column in TEXT_COLUMNS.values():
            self._pages.field_values.prepare(column, pause)

    def search(self, request: SearchRequest) -> SearchPage:
        """The exchanges that have what the query asks for, or answer it if it is a question."""
        started = perf_counter()
        with self._match.request_scope():
            page = self._searched(request)
        return replace(page, took_ms=_since(started))

    def _searched(self, request: SearchRequest) -> SearchPage:
        plan = self._planner.plan(request.query)
        if plan.sentence:
            page = self._asked(request)
            return replace(page, notes=(*plan.notes, *page.notes))
        words = [self._match(node) for node in dict.fromkeys(words_of(plan.node))]
        choice = FormSelection.of(request)
        found, cut = self._documents(plan.node, choice)
        ranked = self._ranker.scores([word.scored(choice) for word in words], found)
        page = self._pages.page(request, words, found, ranked)
        cut = (*(note for word in words for note in word.notes), *cut)
        notes = (*plan.notes, *dict.fromkeys(cut), *self._notes(plan.node, words, found))
        if request.query.strip() and plan.node is None:
            notes = (*notes, Note("query_without_words"))
        count = partial(self._count, request)
        suggestions = tuple(self._suggester.suggested(request.query, plan, page.total, count))
        return replace(page, notes=notes, suggestions=suggestions)

    def _notes(self, node: Node | None, words: Sequence[WordMatch], found: Docs) -> Iterator[Note]:
        """What the person would not guess of how the query was answered."""
        for field in fields_of(node):
            mask = field_mask(self._snapshot, self._pages.field_values, field.name, field.value)
            if not mask.any():
                yield Note("field_without_match", (field.name, field.value))
        if words and len(found) and not any(in_sorted(found, word.docs()).any() for word in words):
            yield Note("headings_only")

    def _count(self, request: SearchRequest, query: str) -> int:
        """How many utterances another query finds."""
        found, _ = self._documents(self._planner.plan(query).node, FormSelection.of(request))
        for mask in filter_masks(self._pages.field_values, request.filters).values():
            found = found[mask[found]]
        return len(found)

    def ask(self, request: SearchRequest) -> SearchPage:
        """The exchanges that answer a question, with the passages that do."""
        started = perf_counter()
        with self._match.request_scope():
            page = self._asked(request)
        return replace(page, took_ms=_since(started))

    def _asked(self, request: SearchRequest) -> SearchPage:
        asker = AnswerFinder(self._snapshot, self._ranker, self._pages, self._analyzer)
        asked, note = self._planner.question(request.query)
        page = asker.ask(replace(request, query=asked), self._match)
        return replace(page, request=request, notes=(*page.notes, *note))

    def _documents(self, node: Node | None, choice: FormSelection) -> tuple[Docs, tuple[Note, ...]]:
        """The utterances that match a tree, all where nothing is asked for; and what was cut."""
        if node is None:
            return self._snapshot.utterance_docs, ()
        evaluator = Evaluator(self._snapshot, self._pages.field_values, self._match, choice)
        return evaluator.documents(node), tuple(evaluator.notes)

    def _find(self, identifier: str) -> int | None:
        return next(self._snapshot.find("id", identifier), None)

    def utterance(self, identifier: str) -> Utterance | None:
        doc = self._find(identifier)
        if doc is None or not self._snapshot.utterance_mask[doc]:
            return None
        return self._snapshot.utterance(doc)

    def exchange(self, identifier: str) -> Placed | None:
        """The exchange of that id, or the one that holds the utterance of that id.

        An exchange is named after its first utterance (the same id and an x), so an
        address outlives a change in how exchanges are parted.
        """
        doc = self._find(identifier)
        if doc is None and identifier.endswith("x"):
            doc = self._find(identifier[:-1])
        if doc is None or not self._snapshot.utterance_mask[doc]:
            return None
        exchange = int(self._snapshot.exchange_of[doc])
        first, end = self._snapshot.exchange_starts[exchange : exchange + 2].tolist()
        utterances = tuple(map(self._snapshot.utterance, range(first, end)))
        return Placed(
            exchange=Exchange(utterances[0].group, utterances),
            meeting=self._pages.head(doc),
            before=self._neighbour(doc, first - 1),
            after=self._neighbour(doc, end),
        )

    def _neighbour(self, doc: int, other: int) -> str | None:
        doc_values = self._snapshot.doc_values
        if other >= len(doc_values) or doc_values["meeting"][other] != doc_values["meeting"][doc]:
            return None
        if not self._snapshot.utterance_mask[other]:
            return None
        return self._snapshot.utterance(other).group

    def meeting(self, identifier: str) -> Meeting | None:
        doc = self._find(identifier)
        if doc is None or self._snapshot.utterance_mask[doc]:
            return None
        return self._snapshot.meeting(doc, whole=True)

    def highlights(self, meeting: str, request: SearchRequest) -> Mapping[str, tuple[Span, ...]]:
        """The matches of a query within one meeting, by utterance id."""
        header = self._find(meeting)
        with self._match.request_scope():
            plan = self._planner.plan(request.query)
            if header is None or plan.node is None:
                return {}
            if plan.sentence:
                return self._quoted(meeting, request)
            return self._marked(header, plan.node, FormSelection.of(request))

    def _marked(
        self, header: int, node: Node, choice: FormSelection
    ) -> Mapping[str, tuple[Span, ...]]:
        words = [self._match(each) for each in dict.fromkeys(words_of(node))]
        found, _ = self._documents(node, choice)
        end = header + 1 + self._snapshot.utterance_count(header)
        first, last = np.searchsorted(found, [header, end])
        return {
            self._snapshot.utterance(doc).id: highlights(words, doc, choice)
            for doc in found[first:last].tolist()
        }

    def _quoted(self, meeting: str, request: SearchRequest) -> Mapping[str, tuple[Span, ...]]:
        """The passages of one meeting among those that best answer a question."""
        hits = self._asked(replace(request, limit=_MOST_ANSWERS, offset=0)).hits
        return quoted_spans(hits, meeting)

    def export(self) -> Iterator[Utterance]:
        """Every utterance, meeting by meeting by date, in the order of the minutes."""
        for header in self._snapshot.headers().tolist():
            size = self._snapshot.utterance_count(header)
            yield from map(self._snapshot.utterance, range(header + 1, header + 1 + size))


def _find_word(snapshot: Snapshot, printed: TermTable, costs: Costs, node: WordNode) -> WordMatch:
    if node.wild:
        return PatternMatch(snapshot, printed, node.text)
    worth = costs.of(node)
    match = WordMatch(snapshot, worth.word, inside=worth.named)
    if worth.cut:
        match.notes += (Note("spellings_skipped", (node.text,)),)
    if not worth.named:
        match.notes += (Note("compounds_included", (node.text,)),)
    return match


def _since(started: float) -> float:
    return round((perf_counter() - started) * 1000, 2)
