"""The OpenSearch engine: for each request, the candidates of its words, and the rest as at home."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import NamedTuple, TypeVar

from index.analysis.analyzer import Analyzer
from index.engines.opensearch.candidates import CandidateQueries, any_of
from index.engines.opensearch.content import Skeleton
from index.engines.opensearch.schema import Json
from index.engines.opensearch.snapshot import ClusterSnapshot
from index.engines.opensearch.statistics import CollectionStatistics
from index.engines.opensearch.versions import GRACE, Place
from index.engines.whoosh.engine import Tables, WhooshEngine
from index.engines.whoosh.matching.resolved_word import ResolvedWord
from index.engines.whoosh.matching.word_match import WordMatch
from index.engines.whoosh.matching.word_query import WordQuery
from index.engines.whoosh.query.evaluator import Evaluator
from index.engines.whoosh.query.request_words import RequestWords, SharedWords
from index.engines.whoosh.ranking.bm25 import Ranked, order
from index.engines.whoosh.results.minutes_reader import MinutesReader
from index.engines.whoosh.results.page import NarrowedResult
from index.minutes import MeetingHead
from index.persons import Person, Profile
from index.query import SearchRequest
from index.query_parser import Node, WordNode, parse, words_of
from index.results import Found, ResultPosition, SearchPage, Span

# The candidates of the last requests are kept, up to so many bytes, and always those of the last:
# for the next page, another filter or order. Each has a dozen open files, of which a process mostly
# may have 1,024.
_MAX_KEPT_BYTES, _MAX_KEPT, _MAX_REMEMBERED = 256 << 20, 32, 256
# Exchanges found by headings alone whose texts are read, as they may be reranked.
_MAX_READ = 200

Answer = TypeVar("Answer")


class Asked(NamedTuple):
    """What the candidates of a request have to have all texts of.

    `words` of queries, `strings` (spellings that were found of these), and whole `exchanges`.
    """

    words: frozenset[WordNode] = frozenset()
    strings: frozenset[str] = frozenset()
    exchanges: frozenset[int] = frozenset()

    def also(self, other: Asked) -> Asked:
        return Asked(
            self.words | other.words,
            self.strings | other.strings,
            self.exchanges | other.exchanges,
        )


class _NotAsked(Exception):
    """Something that a request needs and its candidates may lack."""

    def __init__(self, missing: Asked) -> None:
        super().__init__()
        self.missing = missing


class ClusterEngine(MinutesReader):
    """Searches and reads one commit of an index in a cluster; safe for many threads."""

    def __init__(
        self, folder: Path, analyzer: Analyzer, previous: ClusterEngine | None = None
    ) -> None:
        known: Mapping[str, Skeleton] = previous.snapshot.skeletons if previous else {}
        statistics = CollectionStatistics.read(folder)
        snapshot = ClusterSnapshot(
            Place.read(folder), folder.name, statistics, known, analyzer.names
        )
        super().__init__(snapshot)
        self.snapshot: ClusterSnapshot = snapshot
        self.analyzer = analyzer
        groups = [b"\n".join(statistics.groups)]
        self._tables = Tables.with_terms(snapshot, analyzer, [statistics.term_list()], groups)
        self._queries = CandidateQueries(snapshot.expanding)
        # Without texts; it answers what needs none.
        self._bare = CandidateEngine(snapshot, analyzer, self._tables, Asked())
        self.statistics = self._bare.statistics
        self._kept: OrderedDict[Asked, CandidateEngine] = OrderedDict()
        self._lock = Lock()
        # Of each query that was asked, what its answer turned out to need.
        self._needs: dict[str, Asked] = {}

    def prepare(self, pause: Callable[[], None]) -> None:
        """Read what the first query of a kind would wait for."""
        self.make_tables(pause)

    def make_tables(self, pause: Callable[[], None] = lambda: None) -> None:
        """Make the tables of the words."""
        self._tables.near_terms.prepare(pause)
        self._tables.readings.prepare()
        pause()

    def unmap(self) -> None:
        """Its files are small."""

    def search(self, request: SearchRequest) -> SearchPage:
        return self._answer(request, lambda engine: engine.search(request))

    def ask(self, request: SearchRequest) -> SearchPage:
        return self._answer(request, lambda engine: engine.ask(request))

    def position(self, request: SearchRequest, exchange: str) -> ResultPosition | None:
        return self._answer(request, lambda engine: engine.position(request, exchange))

    def matches(self, request: SearchRequest) -> Iterator[tuple[MeetingHead, Found]]:
        return self._answer(request, lambda engine: engine.matches(request))

    def highlights(self, meeting: str, request: SearchRequest) -> Mapping[str, tuple[Span, ...]]:
        return self._answer(request, lambda engine: engine.highlights(meeting, request))

    def people(self) -> Sequence[Person]:
        return self._bare.people()

    def person(self, identifier: str) -> Profile | None:
        return self._bare.person(identifier)

    def _answer(
        self, request: SearchRequest, answer: Callable[[CandidateEngine], Answer]
    ) -> Answer:
        """The answer over candidates that have all that it needs; more are found as it asks."""
        began = monotonic()
        asked = self._needs.get(request.query) or Asked(frozenset(_words_of(request.query)))
        while True:
            engine = self._candidates(asked)
            try:
                found = answer(engine)
            except _NotAsked as error:
                asked = asked.also(error.missing)
            else:
                # Later, the cluster may not have had all candidates any more.
                if monotonic() - began > GRACE:
                    raise self.snapshot.place.superseded()
                self._remember(request.query, asked)
                return found

    def _remember(self, query: str, asked: Asked) -> None:
        if len(self._needs) >= _MAX_REMEMBERED:
            self._needs.clear()
        self._needs[query] = asked

    def _candidates(self, asked: Asked) -> CandidateEngine:
        if asked == Asked():
            return self._bare
        with self._lock:
            if asked in self._kept:
                self._kept.move_to_end(asked)
                return self._kept[asked]
        queries = [*map(self._query, asked.words), *map(self._queries.string, asked.strings)]
        if asked.exchanges:
            queries.append(self.snapshot.query_for(asked.exchanges))
        snapshot = self.snapshot.with_texts(any_of(queries))
        engine = CandidateEngine(snapshot, self.analyzer, self._tables, asked)
        with self._lock:
            self._kept[asked] = engine
            while len(self._kept) > 1 and self._keeps_too_much():
                self._kept.popitem(last=False)
        return engine

    def _keeps_too_much(self) -> bool:
        kept_bytes = sum(each.text_bytes for each in self._kept.values())
        return len(self._kept) > _MAX_KEPT or kept_bytes > _MAX_KEPT_BYTES

    def _query(self, node: WordNode) -> Json:
        """The texts that may have a word."""
        if node.wild:
            return self._queries.pattern(node.text)
        return self._queries.word(self._bare.read(node))


def _words_of(query: str) -> Iterator[WordNode]:
    """The words that an answer will surely ask for."""
    typed, _ = parse(query)
    if typed is not None:
        yield from words_of(typed, excluded=True)


class CandidateEngine(WhooshEngine):
    """Answers over the candidates of what was `asked`; raises _NotAsked where more is needed."""

    def __init__(
        self, snapshot: ClusterSnapshot, analyzer: Analyzer, tables: Tables, asked: Asked
    ) -> None:
        super().__init__(snapshot, analyzer, tables)
        self._asked = asked
        self._loaded, self.text_bytes = snapshot.loaded, snapshot.text_bytes

    def read(self, node: WordNode) -> WordQuery:
        """A word of a query analyzed, with all words that are searched for it."""
        return self._shared_words.read(node)

    def _request_words(self) -> RequestWords:
        return _CandidateWords(self._shared_words, self._asked)

    def _narrow(
        self, request: SearchRequest, node: Node | None, evaluator: Evaluator
    ) -> NarrowedResult:
        result = super()._narrow(request, node, evaluator)
        if result.words and request.sort == "relevance":
            self._require_texts(result.ranked)
        return result

    def _require_texts(self, ranked: Ranked) -> None:
        """The best exchanges are reranked by their texts, even if they are found by headings."""
        snapshot = self._snapshot
        best = ranked.exchanges[order(snapshot, ranked, "relevance", _MAX_READ)]
        missing = best[~self._loaded[snapshot.exchange_starts[best]]]
        if len(missing):
            raise _NotAsked(Asked(exchanges=frozenset(missing.tolist())))


class _CandidateWords(RequestWords):
    """The words of a request, each of which must have been asked for."""

    def __init__(self, shared: SharedWords, asked: Asked) -> None:
        super().__init__(shared)
        self._asked = asked

    def match(self, node: WordNode) -> WordMatch:
        self._require(node)
        return super().match(node)

    def cost(self, node: WordNode) -> float:
        self._require(node)
        return super().cost(node)

    def _require(self, node: WordNode) -> None:
        if node not in self._asked.words:
            raise _NotAsked(Asked(frozenset([node])))

    def _resolve(self, node: WordNode) -> ResolvedWord:
        self._require(node)
        resolved = super()._resolve(node)
        # What else it is printed as is known once its tokens are.
        strings = {spelling.form for spelling in resolved.spellings} - self._asked.strings
        if strings:
            raise _NotAsked(Asked(strings=frozenset(strings)))
        return resolved
