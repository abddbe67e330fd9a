"""The order of exchanges: BM25 over the exchange and over its best utterance.

BM25 as in Robertson and Zaragoza, "The Probabilistic Relevance Framework" (2009),
with the idf that is never negative, ln(1 + (N - n + 0.5) / (n + 0.5)).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.lookup import Counts, ascending
from index.engines.whoosh.snapshot import Docs, Mask, Snapshot
from index.engines.whoosh.words import WordMatch
from index.minutes import KINDS, ROLES
from index.query import Sort

Scores = npt.NDArray[np.float64]

_K1, _B = 1.2, 0.75
# A string inside a longer word (京都 in 東京都) counts as this share of the word.
_WITHIN = 0.2
# A word in a heading counts as this share of one in the exchange.
_HEADING = 0.5
# The chair conducting the meeting says every subject's name; it sinks.
_PROCEDURE = 0.3


class Scored(NamedTuple):
    """A word as ranking sees it.

    `counts` are its places by utterance, `within` those of them inside longer words,
    `headings` the utterances it is a heading of.
    """

    counts: Counts
    within: Counts
    headings: Docs


def scored(word: WordMatch, without: frozenset[str]) -> Scored:
    """A word to rank by, in the forms not left out."""
    return Scored(word.counts(without), word.counts(without, "within"), word.headings)


class Ranker:
    """Scores one snapshot's exchanges."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        facts = snapshot.facts
        length = np.where(snapshot.spoken, facts["length"], 0).astype(np.float64)
        self._utterance_norm = _norm(length)
        spoken = np.bincount(snapshot.exchange_of, length, snapshot.exchanges)
        self._exchange_norm = _norm(spoken.astype(np.float64))
        procedure = (facts["role"] == ROLES.index("chair")) & (
            facts["kind"] == KINDS.index("speech")
        )
        self._weight: Scores = np.where(procedure, _PROCEDURE, 1.0)
        self._spoken = int(snapshot.spoken.sum())

    def idf(self, word: Scored) -> float:
        """How telling a word is, by the share of utterances that have it as a word."""
        inside = word.within.at(word.counts.docs) == word.counts.freqs
        count = len(inside) if inside.all() else int((~inside).sum())
        return float(np.log(1 + (self._spoken - count + 0.5) / (count + 0.5)))

    def scores(self, words: Sequence[Scored], found: Mask) -> Scores:
        """The score of each exchange; only exchanges with a `found` utterance count."""
        snapshot = self._snapshot
        utterance = np.zeros(len(found))
        exchange = np.zeros(snapshot.exchanges)
        for word in words:
            idf = self.idf(word)
            docs = word.counts.docs
            freqs = word.counts.freqs - (1 - _WITHIN) * word.within.at(docs)
            utterance[docs] += idf * _saturated(freqs, self._utterance_norm[docs])
            total = np.bincount(snapshot.exchange_of[docs], freqs, snapshot.exchanges)
            exchange += idf * _saturated(total.astype(np.float64), self._exchange_norm)
            exchange[ascending(snapshot.exchange_of[word.headings])] += idf * _HEADING
        best = np.zeros(snapshot.exchanges)
        docs = np.flatnonzero(found)
        np.maximum.at(best, snapshot.exchange_of[docs], utterance[docs] * self._weight[docs])
        weight = np.zeros(snapshot.exchanges)
        np.maximum.at(weight, snapshot.exchange_of[docs], self._weight[docs])
        scores: Scores = best + exchange * weight
        return scores


def _norm(length: Scores) -> Scores:
    spoken = length[length > 0]
    average = float(spoken.mean()) if len(spoken) else 1.0
    norm: Scores = _K1 * (1 - _B + _B * length / average)
    return norm


def _saturated(freqs: Scores, norm: Scores) -> Scores:
    saturated: Scores = freqs * (_K1 + 1) / (freqs + norm)
    return saturated


def order(snapshot: Snapshot, exchanges: Docs, scores: Scores, sort: Sort) -> Docs:
    """Exchanges in the order asked for; equal ones in the order of the minutes."""
    if sort == "relevance":
        return exchanges[np.argsort(-scores[exchanges], kind="stable")]
    first = snapshot.first_of[exchanges]
    dates = snapshot.facts["date"][first].astype(np.int64)
    return exchanges[np.argsort(-dates if sort == "newest" else dates, kind="stable")]
