"""The Whoosh engine: a query is planned and matched, what matches is ranked, and a page built."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from time import perf_counter
from typing import NamedTuple

import numpy as np

from index.analysis.analyzer import Analyzer
from index.engines.whoosh.arrays import NO_DOCS, Docs, Mask, in_sorted
from index.engines.whoosh.cache import SizedCache
from index.engines.whoosh.matching.filters import filter_masks
from index.engines.whoosh.matching.kana_words import KanjiReadings
from index.engines.whoosh.matching.synonyms import SynonymGroups
from index.engines.whoosh.matching.term_table import TermList, TermTable
from index.engines.whoosh.matching.word_match import highlights
from index.engines.whoosh.matching.word_query import FormSelection
from index.engines.whoosh.query.evaluator import Evaluator
from index.engines.whoosh.query.named_values import NamedValues
from index.engines.whoosh.query.planner import MARKS, Plan, Planner
from index.engines.whoosh.query.request_words import RequestWords, SharedWords
from index.engines.whoosh.query.suggester import NearTerms, Suggester
from index.engines.whoosh.ranking.bm25 import Ranker
from index.engines.whoosh.results.answers import AnswerFinder
from index.engines.whoosh.results.minutes_reader import MinutesReader
from index.engines.whoosh.results.page import NarrowedResult, ResultPageBuilder
from index.engines.whoosh.results.profile import read_profile
from index.engines.whoosh.segment.doc_values import FieldValues
from index.engines.whoosh.segment.schema import TEXT_COLUMNS
from index.engines.whoosh.segment.snapshot import Snapshot
from index.fields import FACETS
from index.minutes import MeetingHead
from index.persons import Person, Profile
from index.query import SearchRequest
from index.query_parser import MAX_QUERY_LENGTH, FieldNode, Node, Question, WordNode, fields_of
from index.results import Found, Note, ResultPosition, SearchPage, Span, quoted_spans

# The answers whose quotes are marked in a meeting, and those that take the place of meetings.
_MAX_QUOTED_ANSWERS, _MAX_ANSWERS = 100, 10
# A word of a question that more than this share of the utterances have is matched in the best
# candidates alone, unless it is one of its rarest words; of fewer utterances all are looked at.
_COMMON_SHARE, _MIN_MATCHED, _MANY_UTTERANCES = 0.1, 3, 20_000
# A word of a title that a larger share of the utterances has is the officials' own.
_RARE_SHARE = 0.001
# What the last searches found is cached, for their other pages and for the exchanges opened from
# them; of a form or a value that is listed, about so many bytes.
_MAX_CACHED_BYTES, _VALUE_SIZE = 8 << 20, 300


class Tables(NamedTuple):
    """What a snapshot's requests share that follows from doc values and words, not from texts."""

    field_values: FieldValues
    ranker: Ranker
    near_terms: NearTerms
    named_values: NamedValues
    readings: KanjiReadings
    groups: SynonymGroups

    @classmethod
    def of(cls, snapshot: Snapshot, analyzer: Analyzer, terms: Sequence[TermTable]) -> Tables:
        return cls.with_terms(
            snapshot, analyzer, terms, (segment.synonym_groups for segment in snapshot.segments)
        )

    @classmethod
    def with_terms(
        cls,
        snapshot: Snapshot,
        analyzer: Analyzer,
        terms: Sequence[TermList],
        groups: Iterable[bytes],
    ) -> Tables:
        """With terms and files of synonym groups that are not those of the snapshot's segments."""
        field_values = FieldValues(snapshot)
        return cls(
            field_values,
            Ranker(snapshot),
            NearTerms(terms),
            NamedValues(snapshot, field_values, analyzer),
            KanjiReadings(snapshot, analyzer),
            SynonymGroups(groups),
        )


class _WholeResult(NamedTuple):
    """What is the same on each page of a search: the result, and the page without its hits."""

    result: NarrowedResult
    page: SearchPage

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        values = len(self.page.forms) + sum(map(len, self.page.facets.values()))
        return self.result.size + _VALUE_SIZE * values


class WhooshEngine(MinutesReader):
    """Searches and reads one generation; safe for many threads."""

    def __init__(
        self, snapshot: Snapshot, analyzer: Analyzer, tables: Tables | None = None
    ) -> None:
        super().__init__(snapshot)
        self.analyzer = analyzer
        terms = list(map(TermTable, snapshot.segments))
        tables = tables or Tables.of(snapshot, analyzer, terms)
        self._field_values, self._ranker, self._near_terms, self._named_values = tables[:4]
        self._shared_words = SharedWords(snapshot, analyzer, terms, tables.readings, tables.groups)
        self._pages = ResultPageBuilder(snapshot, self._field_values)
        self._answers = AnswerFinder(snapshot, self._ranker, self._pages)
        self.statistics = self._pages.statistics
        self._last_results: SizedCache[SearchRequest, _WholeResult] = SizedCache(_MAX_CACHED_BYTES)
        self._has_tables = False

    def prepare(self, pause: Callable[[], None]) -> None:
        """Read what the first query of a kind would wait for: words, and values of fields."""
        self._snapshot.load(pause)
        self.make_tables(pause)
        for column in (*(field.name for field in FACETS), *TEXT_COLUMNS.values()):
            self._field_values.prepare(column, pause)

    def make_tables(self, pause: Callable[[], None] = lambda: None) -> None:
        """Make the tables of the words, unless they have been made."""
        if not self._has_tables:
            self._snapshot.make_tables(pause)
            _ = self._snapshot.people
            pause()
            self._near_terms.prepare(pause)
            self._shared_words.prepare(pause)
            self._has_tables = True

    def unmap(self) -> None:
        self._snapshot.unmap()

    def search(self, request: SearchRequest) -> SearchPage:
        """The exchanges that match the query, or answer it if it is a question."""
        return self._timed(self._search, request)

    def ask(self, request: SearchRequest) -> SearchPage:
        """The exchanges that answer a question, with the passages that do."""
        return self._timed(self._ask, request)

    def people(self) -> Sequence[Person]:
        """Everyone whom the minutes name in full, and who speaks."""
        return self._snapshot.people.persons

    def person(self, identifier: str) -> Profile | None:
        """The person of that id, and what is known of that person."""
        person = self._snapshot.people.person(identifier)
        return None if person is None else read_profile(self._snapshot, self._field_values, person)

    def _timed(
        self, answer: Callable[[SearchRequest, RequestWords], SearchPage], request: SearchRequest
    ) -> SearchPage:
        started = perf_counter()
        page = answer(request, self._request_words())
        return replace(page, took_ms=round((perf_counter() - started) * 1000, 2))

    def _request_words(self) -> RequestWords:
        """The words of a new request."""
        return RequestWords(self._shared_words)

    def _search(self, request: SearchRequest, request_words: RequestWords) -> SearchPage:
        found = self._whole_result(request, request_words)
        if isinstance(found, Plan):
            page = self._ask(_as_answers(request), request_words)
            return replace(page, notes=(*found.notes, *page.notes))
        return self._pages.with_hits(replace(found.page, request=request), found.result)

    def _whole_result(self, request: SearchRequest, words: RequestWords) -> _WholeResult | Plan:
        """What all pages of a search have in common; the plan if it is a question."""
        key = replace(request, limit=0, offset=0, unit="meeting")
        found = self._last_results.find(key)
        if found is not None:
            return found
        plan = Planner(self.analyzer, words).plan(request.query)
        if plan.is_question:
            return plan
        evaluator = self._evaluator(words, FormSelection.of(request))
        result = self._narrow(request, plan.node, evaluator)
        page = self._pages.without_hits(result)
        notes = (
            *plan.notes,
            *dict.fromkeys(chain(*(word.notes for word in result.words))),
            *self._notes(request, plan.node, evaluator, result.found),
        )
        suggester = Suggester(self._near_terms, self._named_values, self.analyzer, words)
        count = partial(self._count, request, words)
        suggestions = tuple(suggester.suggest(request.query, plan, page.total, count))
        page = replace(page, notes=notes, suggestions=suggestions)
        return self._last_results.add(key, _WholeResult(result, page))

    def _narrow(
        self, request: SearchRequest, node: Node | None, evaluator: Evaluator
    ) -> NarrowedResult:
        """What is found for a query, ranked and filtered."""
        selection = FormSelection.of(request)
        found, words = evaluator.documents(node), evaluator.words(node)
        ranked = self._ranker.scores([word.statistics(selection) for word in words], found)
        return self._pages.narrow(request, words, found, ranked)

    def position(self, request: SearchRequest, exchange: str) -> ResultPosition | None:
        """Where an exchange is in the result of a search."""
        doc = self._find_exchange(exchange)
        found = None if doc is None else self._whole_result(request, self._request_words())
        if doc is None or not isinstance(found, _WholeResult):
            return None
        return self._pages.position(found.result, int(self._snapshot.exchange_of[doc]))

    def matches(self, request: SearchRequest) -> Iterator[tuple[MeetingHead, Found]]:
        """Every utterance that a search finds; of a question, none."""
        found = self._whole_result(request, self._request_words())
        return iter(()) if isinstance(found, Plan) else self._pages.matches(found.result)

    def _ask(self, request: SearchRequest, words: RequestWords) -> SearchPage:
        asked = self._answers.read(request.query, self.analyzer)
        if asked.is_title:
            asked = self._in_their_words(asked, words)
        nodes = [WordNode(word, official=asked.official(word)) for word in asked.words]
        common = self._common(nodes, words)
        evidence = {
            node: self._answers.evidence(request, words.match(node))
            for node in nodes
            if node not in common
        }
        as_typed = _as_typed(request.query, words) if nodes else NO_DOCS
        if common:
            within = self._answers.candidates(asked, [*evidence.values()], as_typed)
            for node in common:
                evidence[node] = self._answers.evidence(request, words.match_in(node, within))
        # In the order of the question, in which words are near each other.
        return self._answers.page(request, asked, [evidence[node] for node in nodes], as_typed)

    def _in_their_words(self, asked: Question, words: RequestWords) -> Question:
        """A title, with other words only for what it says in words that few utterances have."""
        most = max(1, _RARE_SHARE * len(self._snapshot.utterance_docs))

        def is_rare(word: str) -> bool:
            return word in asked.words and words.doc_freq(WordNode(word)) <= most

        replaced = tuple(each for each in asked.replaced if any(map(is_rare, each.words)))
        return asked._replace(replaced=replaced)

    def _common(self, nodes: Sequence[WordNode], words: RequestWords) -> set[WordNode]:
        """The words of a question that so many utterances have that they say little."""
        if len(self._snapshot.utterance_docs) < _MANY_UTTERANCES:
            return set()
        doc_freqs = {node: words.doc_freq(node) for node in nodes}
        most = _COMMON_SHARE * len(self._snapshot.utterance_docs)
        rarest = sorted(nodes, key=lambda node: doc_freqs[node])[:_MIN_MATCHED]
        return {node for node in nodes if doc_freqs[node] > most and node not in rarest}

    def _evaluator(
        self, words: RequestWords, selection: FormSelection, within: Mask | None = None
    ) -> Evaluator:
        return Evaluator(self._snapshot, self._field_values, words, selection, within)

    def _notes(
        self, request: SearchRequest, node: Node | None, evaluator: Evaluator, found: Docs
    ) -> Iterator[Note]:
        """Which parts of a query had no effect that a person would expect."""
        named = (
            *(each.name for each in fields_of(node)),
            *(each.field for each in request.filters),
        )
        absent = [each for each in dict.fromkeys(named) if not self._field_values.is_used(each)]
        for name in absent:
            yield Note("field_absent", (name,))
        # Of a field alone, that nothing is found says it.
        fields = () if isinstance(node, FieldNode) else dict.fromkeys(fields_of(node))
        for field in fields:
            if field.name not in absent and not evaluator.field_mask(field).any():
                yield Note("field_without_match", (field.name, field.value))
        words = evaluator.words(node)
        if within := tuple(word.text for word in words if word.is_partial):
            yield Note("forms_within_result", within)
        if words and len(found) and not any(in_sorted(found, word.docs()).any() for word in words):
            yield Note("headings_only")
        if request.query.strip() and node is None:
            yield Note("query_without_words")

    def _count(self, request: SearchRequest, words: RequestWords, query: str) -> int:
        """The number of utterances that another query finds with the same filters."""
        plan = Planner(self.analyzer, words).plan(query)
        found = self._evaluator(words, FormSelection.of(request)).documents(plan.node)
        for mask in filter_masks(self._snapshot, self._field_values, request.filters).values():
            found = found[mask[found]]
        return len(found)

    def highlights(self, meeting: str, request: SearchRequest) -> Mapping[str, tuple[Span, ...]]:
        """The matches of a query within one meeting, by utterance id."""
        header = self._find(meeting, utterance=False)
        request_words = self._request_words()
        plan = Planner(self.analyzer, request_words).plan(request.query)
        if header is None or plan.node is None:
            return {}
        if plan.is_question:
            first_answers = replace(request, limit=_MAX_QUOTED_ANSWERS, offset=0)
            return quoted_spans(self._ask(first_answers, request_words).hits, meeting)
        selection, snapshot = FormSelection.of(request), self._snapshot
        end = header + 1 + snapshot.utterance_count(header)
        within = np.zeros(snapshot.exchange_count, np.bool_)
        within[snapshot.exchange_of[header:end]] = True
        evaluator = self._evaluator(request_words, selection, within)
        found = evaluator.documents_with_words(plan.node)
        if not len(found):
            # Only all meetings together tell if the words are in headings alone.
            evaluator = self._evaluator(request_words, selection)
            found = evaluator.documents(plan.node)
            found = found[within[snapshot.exchange_of[found]]]
        marked = highlights(snapshot, evaluator.words(plan.node), found, selection)
        return {self._snapshot.utterance(doc).id: spans for doc, spans in marked.items()}


def _as_typed(question: str, words: RequestWords) -> Docs:
    """The utterances that say a question just as it was typed, but for the marks at its ends."""
    text = question[:MAX_QUERY_LENGTH].strip(MARKS)
    return words.match(WordNode(text, exact=True)).docs() if text else NO_DOCS


def _as_answers(request: SearchRequest) -> SearchRequest:
    """The request for the exchanges that answer it, which are read whole: fewer than meetings."""
    if request.unit == "exchange":
        return request
    return replace(request, unit="exchange", limit=min(request.limit, _MAX_ANSWERS))
