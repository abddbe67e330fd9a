"""A question in a sentence → the exchanges that answer it, and the passages that do.

The words that only make it a question are dropped. The rest need not all occur: an
exchange that has more of what is telling comes before one that has less.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from index.analysis.analyzer import Analyzer
from index.engines.whoosh.arrays import Docs
from index.engines.whoosh.matching.word_match import TermStatistics, WordMatch
from index.engines.whoosh.matching.word_query import FormSelection
from index.engines.whoosh.ranking.bm25 import Ranker
from index.engines.whoosh.ranking.features import ranking_features
from index.engines.whoosh.results.page import ResultPageBuilder
from index.engines.whoosh.results.quotes import quotes_of
from index.engines.whoosh.segment.snapshot import Snapshot
from index.query import SearchRequest
from index.query_parser import WordNode, question_words
from index.results import SearchPage

# An exchange that has less than this share of what the question's words weigh together
# answers nothing.
_ENOUGH = 0.1
# An exchange that scores so many times what the next does is very likely the one.
_CLEAR = 1.3


class AnswerFinder:
    """Answers questions over one snapshot."""

    def __init__(
        self,
        snapshot: Snapshot,
        ranker: Ranker,
        pages: ResultPageBuilder,
        analyzer: Analyzer,
    ) -> None:
        self._snapshot = snapshot
        self._ranker = ranker
        self._pages = pages
        self._analyzer = analyzer

    def page(
        self, request: SearchRequest, question: str, match: Callable[[WordNode], WordMatch]
    ) -> SearchPage:
        """The page that `request` asks for, of the exchanges that answer a question."""
        choice = FormSelection.of(request)
        asked = (match(WordNode(w)) for w in question_words(question, self._analyzer))
        # A character that is only ever a part of words (費 of 費用) says nothing of itself.
        words = [word for word in asked if len(word.text) > 1 or word.statistics(choice).whole]
        weighed = [word.statistics(choice) for word in words]
        found = self._enough(weighed)
        ranked = self._ranker.scores(weighed, found)
        terms = ranking_features([question], words, choice, self._snapshot)
        page = self._pages.page(request, words, found, ranked, terms)
        after = [*(hit.score for hit in page.hits[1:]), 0.0][: len(page.hits)]
        quoted = (
            quotes_of(self._snapshot, hit, terms, sparing=hit.score < _CLEAR * score)
            for hit, score in zip(page.hits, after, strict=True)
        )
        hits = zip(page.hits, quoted, strict=True)
        return replace(page, hits=tuple(replace(hit, quotes=quotes) for hit, quotes in hits))

    def _enough(self, words: Sequence[TermStatistics]) -> Docs:
        """The utterances with a word, in exchanges that have enough of them."""
        exchange_of = self._snapshot.exchange_of
        weight = np.zeros(self._snapshot.exchange_count)
        found = np.zeros(len(self._snapshot.utterance_mask), np.bool_)
        for word in words:
            having = np.zeros(len(weight), np.bool_)
            having[exchange_of[word.docs]] = True
            having[exchange_of[word.headings]] = True
            weight[having] += self._ranker.idf(word)
            found[word.docs] = True
        whole = sum(self._ranker.idf(word) for word in words)
        docs = np.flatnonzero(found)
        enough = (weight >= _ENOUGH * whole)[exchange_of[docs]]
        kept: Docs = docs[enough & self._snapshot.utterance_mask[docs]]
        return kept
