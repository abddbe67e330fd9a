"""The order of exchanges: BM25 over the exchange and over its best utterance.

BM25 as in Robertson and Zaragoza, "The Probabilistic Relevance Framework" (2009),
with the idf that is never negative, ln(1 + (N - n + 0.5) / (n + 0.5)).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.arrays import NO_DOCS, Docs, argsmallest, kth_best_bound, run_starts
from index.engines.whoosh.matching.word_match import TermStatistics
from index.engines.whoosh.segment.schema import encode_value
from index.engines.whoosh.segment.snapshot import Snapshot
from index.fields import FIELDS
from index.minutes import KINDS
from index.query import Sort

Scores = npt.NDArray[np.float64]

_K1, _B = 1.2, 0.75
# A word in a heading counts as this share of one in the exchange.
_HEADING = 0.5
# The chair conducting the meeting says every subject's name; it sinks.
_PROCEDURE = 0.3
# To spread scores over so many numbers takes less than to look one of them up.
_SPREAD = 64


class Ranked(NamedTuple):
    """Exchanges, ascending, and the score of each.

    `headed` is what words in its headings add to the score, and `weights` how much of
    its score an exchange keeps for who speaks in it.
    """

    exchanges: Docs
    scores: Scores
    headed: Scores
    weights: Scores

    def only(self, exchanges: Docs) -> Ranked:
        """Some of them."""
        at = np.searchsorted(self.exchanges, exchanges)
        return Ranked(exchanges, self.scores[at], self.headed[at], self.weights[at])


class Ranker:
    """Scores one snapshot's exchanges."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        doc_values = snapshot.doc_values
        length = np.where(snapshot.utterance_mask, doc_values["length"], 0).astype(np.float64)
        self._utterance_norm = _norm(length)
        spoken = np.bincount(snapshot.exchange_of, length, snapshot.exchange_count)
        self._exchange_norm = _norm(spoken.astype(np.float64))
        procedure = (doc_values["role"] == encode_value(FIELDS["role"], "chair")) & (
            doc_values["kind"] == KINDS.index("speech")
        )
        self._weight: Scores = np.where(procedure, _PROCEDURE, 1.0)
        self._spoken = int(snapshot.utterance_mask.sum())

    def idf(self, word: TermStatistics) -> float:
        """How telling a word is, by the share of utterances that have it as a word."""
        return self._rare(word.whole or len(word.docs))

    def _rare(self, count: int) -> float:
        return float(np.log(1 + (self._spoken - count + 0.5) / (count + 0.5)))

    def scores(self, words: Sequence[TermStatistics], found: Docs) -> Ranked:
        """The score of each exchange with one of the utterances `found`."""
        exchange_of = self._snapshot.exchange_of
        every = _grouped(exchange_of.take(found))
        ids = every.numbers
        if not len(ids):
            return Ranked(ids, *np.zeros((3, 0)))
        utterances, (exchanges, headings) = np.zeros(len(found)), np.zeros((2, len(ids)))
        for word in words:
            idf = self.idf(word)
            here = _saturated(idf, word.freqs, self._utterance_norm.take(word.docs))
            _add_at(utterances, found, word.docs, here)
            alone = np.array_equal(word.docs, found)
            groups = every if alone else _grouped(exchange_of.take(word.docs))
            total = _totals(groups, word.freqs)
            here = _saturated(idf, total, self._exchange_norm.take(groups.numbers))
            _add_at(exchanges, ids, groups.numbers, here)
            headed = np.zeros(self._snapshot.exchange_count, np.bool_)
            headed[exchange_of.take(word.headings)] = True
            headings += headed.take(ids) * min(idf, self._rare(len(word.headings)))
        weight = self._weight.take(found)
        best, weights = np.zeros((2, len(ids)))
        # Sooner done than by reduceat, where most exchanges have one or two of them.
        np.maximum.at(best, every.of, utterances * weight)
        np.maximum.at(weights, every.of, weight)
        return Ranked(ids, best + (exchanges + _HEADING * headings) * weights, headings, weights)


class _Groups(NamedTuple):
    """The different numbers of an array that ascends, and which of them each is."""

    numbers: Docs
    of: Docs


def _grouped(numbers: Docs) -> _Groups:
    firsts = run_starts(numbers)
    new = np.zeros(len(numbers), np.int64)
    new[firsts[1:]] = 1
    return _Groups(numbers[firsts], np.cumsum(new))


def _totals(groups: _Groups, values: Scores) -> Scores:
    """The sum of the values of each group; NumPy's types do not know that it has fractions."""
    totals: npt.NDArray[Any] = np.bincount(groups.of, values, len(groups.numbers))
    return totals


def _add_at(scores: Scores, at: Docs, numbers: Docs, values: Scores) -> None:
    """Add to the score of each number that stands in `at`; both ascend."""
    if not len(at) or not len(numbers):
        return
    if len(at) == len(numbers) and (at == numbers).all():
        scores += values
        return
    size = int(max(at[-1], numbers[-1])) + 1
    if size < _SPREAD * min(len(at), len(numbers)):
        spread = np.zeros(size)
        spread[numbers] = values
        scores += spread.take(at)
        return
    # The fewer are looked up among the others.
    few, many = (numbers, at) if len(numbers) < len(at) else (at, numbers)
    place = np.minimum(np.searchsorted(many, few), len(many) - 1)
    here = np.flatnonzero(many[place] == few)
    there = place[here]
    mine, theirs = (there, here) if few is numbers else (here, there)
    scores[mine] += values[theirs]


def _norm(length: Scores) -> Scores:
    spoken = length[length > 0]
    average = float(spoken.mean()) if len(spoken) else 1.0
    norm: Scores = _K1 * (1 - _B + _B * length / average)
    return norm


def _saturated(idf: float, freqs: Scores, norm: Scores) -> Scores:
    """What a word counts where it is so frequent; `norm` is used up."""
    norm += freqs
    saturated: Scores = freqs * (_K1 + 1)
    saturated /= norm
    saturated *= idf
    return saturated


def order(snapshot: Snapshot, ranked: Ranked, sort: Sort, most: int) -> Docs:
    """Where in `ranked` the first `most` exchanges are, in the order asked for.

    Exchanges that score the same, newest first; those of a day in the order of the
    minutes. It does not matter in which order they were indexed.
    """
    if most < 1:
        return NO_DOCS
    exchanges, scores = ranked.exchanges, ranked.scores
    ranks = snapshot.oldest_first if sort == "oldest" else snapshot.newest_first
    if sort != "relevance":
        return argsmallest(ranks[exchanges], most)
    kept = np.arange(len(scores))
    if most < len(scores):
        limit = kth_best_bound(scores, most)
        kept = (scores >= limit).nonzero()[0]
        limit = np.partition(scores[kept], -most)[-most]
        ties = (scores == limit).nonzero()[0]
        ties = ties[argsmallest(ranks[exchanges[ties]], most)]
        kept = np.concatenate((kept[scores[kept] > limit], ties))
    return kept[np.lexsort((ranks[exchanges[kept]], -scores[kept]))][:most]
