"""All utterances that a query finds, by their numbers in a list of ids."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.engine import WhooshEngine
from index.engines.whoosh.matching.word_query import DEFAULT_SELECTION
from index.engines.whoosh.query.planner import Planner
from index.engines.whoosh.query.request_words import RequestWords
from index.query import SearchRequest
from index.results import SearchPage
from index.search import Searcher

# Up to this total, the hits of the page are compared too.
_MAX_TOTAL_READ = 50


class FoundUtterances:
    """An index whose utterances are exactly those of `ids`."""

    def __init__(self, home: Path, ids: Sequence[str]) -> None:
        self.searcher = Searcher(home)
        # The public search returns a page; here all documents are wanted at once.
        engine = self.searcher._engine
        assert isinstance(engine, WhooshEngine)
        self._engine, snapshot = engine, engine._snapshot
        self._number_of = {name: number for number, name in enumerate(ids)}
        self._lines = np.full(len(snapshot.utterance_mask), -1)
        for doc in np.flatnonzero(snapshot.utterance_mask).tolist():
            self._lines[doc] = self._number_of.get(snapshot.utterance(doc).id, -1)
        if sorted(self._lines[snapshot.utterance_mask].tolist()) != list(range(len(ids))):
            raise ValueError(f"{home}: ほかの会議録の索引です。")

    def lines(self, query: str) -> tuple[npt.NDArray[np.int64], SearchPage]:
        """The numbers of what a query finds, ascending, and its first page.

        A small total is compared with the hits of the page.
        """
        words = RequestWords(self._engine._shared_words)
        plan = Planner(self._engine.analyzer, words).plan(query)
        evaluator = self._engine._evaluator(words, DEFAULT_SELECTION)
        found = np.sort(self._lines[evaluator.documents(plan.node)])
        page = self.searcher.search(SearchRequest(query))
        if page.total <= _MAX_TOTAL_READ and len(page.hits) < page.exchanges:
            page = self.searcher.search(SearchRequest(query, limit=page.exchanges))
        if len(page.hits) == page.exchanges:
            matched = (each for hit in page.hits for each in hit.utterances if each.matched)
            shown = sorted(self._number_of[each.utterance.id] for each in matched)
            assert shown == found.tolist(), query
        return found, page

    def set_of(self, query: str) -> frozenset[int]:
        """The numbers of what a query finds."""
        return frozenset(self.lines(query)[0].tolist())
