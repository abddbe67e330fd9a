"""The first order of exchanges: BM25 over the exchange, and over its best utterance.

S. Robertson and H. Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009);
its idf may be negative, so it is replaced by that of Lucene's BM25Similarity.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.arrays import (
    NO_DOCS,
    Docs,
    Scores,
    argsmallest,
    in_sorted,
    kth_best_bound,
    place_table,
    run_starts,
)
from index.engines.whoosh.matching.word_match import TermStatistics
from index.engines.whoosh.segment.schema import encode_value
from index.engines.whoosh.segment.snapshot import Snapshot
from index.fields import FIELDS
from index.minutes import KINDS
from index.query import Sort

_K1, _B = 1.2, 0.75
# The weight of a heading's score; that of the exchange's text is 1.
_HEADING_WEIGHT = 0.5
# The weight of utterances by which the chair conducts the meeting: they name every subject.
_PROCEDURE_WEIGHT = 0.3


def idf(doc_freq: float, doc_count: int) -> float:
    """The inverse document frequency of a term: ln(1 + (N - n + 0.5) / (n + 0.5))."""
    return log(1 + (doc_count - doc_freq + 0.5) / (doc_freq + 0.5))


class Ranked(NamedTuple):
    """Exchanges (int64[E], ascending), and for each (float64[E]) its score.

    `heading_scores` is what its headings contribute, `speaker_weights` the factor of the score
    for who speaks, `factors` that for the time that a question asks for.
    """

    exchanges: Docs
    scores: Scores
    heading_scores: Scores
    speaker_weights: Scores
    factors: Scores

    def only(self, exchanges: Docs) -> Ranked:
        """Only these exchanges (a sorted set), all of which it has."""
        at = self.exchanges.searchsorted(exchanges)
        return Ranked(exchanges, *(each[at] for each in self[1:]))


class _Accumulators:
    """The BM25 scores of utterances or exchanges, a sorted set, while terms are added to them.

    `norms` are the length normalizations of all that there are.
    """

    def __init__(self, numbers: Docs, norms: Scores) -> None:
        self.scores = np.zeros(len(numbers))
        self._norms = norms
        self._places = place_table(numbers, len(norms))

    def add(self, term_idf: float, numbers: Docs, freqs: Scores) -> None:
        """Add the scores of a term, idf · freq (k1 + 1) / (freq + norm), to those that have it."""
        places = self._places.take(numbers)
        here = (places >= 0).nonzero()[0]
        freqs, norms = freqs[here], self._norms.take(numbers[here])
        self.scores[places[here]] += freqs * (_K1 + 1) / (norms + freqs) * term_idf


class Ranker:
    """Scores the exchanges of one snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        values = snapshot.doc_values
        lengths = np.where(snapshot.utterance_mask, values["length"], 0).astype(np.float64)
        self._utterance_norms = _length_norms(lengths)
        self._exchange_norms = _length_norms(
            _sum_by(snapshot.exchange_of, lengths, snapshot.exchange_count)
        )
        by_chair = values["role"] == encode_value(FIELDS["role"], "chair")
        procedure = by_chair & (values["kind"] == KINDS.index("speech"))
        self._speaker_weights = np.where(procedure, _PROCEDURE_WEIGHT, 1.0)
        self._utterance_count = int(snapshot.utterance_mask.sum())

    def idf(self, word: TermStatistics) -> float:
        """The idf of a word, by the utterances that have it as a word, if any do."""
        return idf(word.whole or len(word.docs), self._utterance_count)

    def scores(self, words: Sequence[TermStatistics], found: Docs) -> Ranked:
        """Score each exchange that has one of the utterances `found` (int64[D], ascending)."""
        snapshot = self._snapshot
        exchange_of = snapshot.exchange_of
        starts = run_starts(exchange_of.take(found))
        exchanges = exchange_of.take(found[starts])
        if not len(exchanges):
            return Ranked(exchanges, *np.zeros((4, 0)))
        of_utterances = _Accumulators(found, self._utterance_norms)
        of_exchanges = _Accumulators(exchanges, self._exchange_norms)
        heading_scores = np.zeros(len(exchanges))
        for word in words:
            word_idf = self.idf(word)
            of_utterances.add(word_idf, word.docs, word.freqs)
            of_exchanges.add(word_idf, word.exchanges, word.exchange_freqs)
            if len(word.headings):
                heading_idf = idf(len(word.headings), self._utterance_count)
                headed = in_sorted(exchanges, word.headed)
                heading_scores += headed * min(word_idf, heading_idf)
        speaker_weights = self._speaker_weights.take(found)
        best = np.maximum.reduceat(of_utterances.scores * speaker_weights, starts)
        weights = np.maximum.reduceat(speaker_weights, starts)
        scores = best + (of_exchanges.scores + _HEADING_WEIGHT * heading_scores) * weights
        return Ranked(exchanges, scores, heading_scores, weights, np.ones(len(scores)))


def _sum_by(groups: Docs, values: Scores, count: int) -> Scores:
    """The sum of the values of each group; NumPy types it as integers."""
    sums: npt.NDArray[Any] = np.bincount(groups, values, count)
    return sums


def _length_norms(lengths: Scores) -> Scores:
    """The length normalization of BM25: k1 (1 - b + b length / average length)."""
    present = lengths[lengths > 0]
    average = float(present.mean()) if len(present) else 1.0
    norms: Scores = _K1 * (1 - _B + _B * lengths / average)
    return norms


def order(snapshot: Snapshot, ranked: Ranked, sort: Sort, count: int) -> Docs:
    """The indices into `ranked` of the first `count` exchanges in the order asked for.

    Of equal scores the newest comes first, and those of a day are in the order of the minutes,
    in whatever order they were indexed.
    """
    if count < 1:
        return NO_DOCS
    exchanges, scores = ranked.exchanges, ranked.scores
    ranks = snapshot.oldest_first if sort == "oldest" else snapshot.newest_first
    if sort != "relevance":
        return argsmallest(ranks[exchanges], count)
    top = np.arange(len(scores))
    if count < len(scores):
        top = (scores >= kth_best_bound(scores, count)).nonzero()[0]
        lowest = np.partition(scores[top], -count)[-count]
        ties = (scores == lowest).nonzero()[0]
        ties = ties[argsmallest(ranks[exchanges[ties]], count)]
        top = np.concatenate((top[scores[top] > lowest], ties))
    return top[np.lexsort((ranks[exchanges[top]], -scores[top]))][:count]
