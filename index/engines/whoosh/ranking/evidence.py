"""What speaks for an exchange as an answer, beside its own passages.

A subject is named once, by the chair, the first who speaks of it or the agenda, and then debated
for many turns. So a word of a question counts where it is said, where it was said a few exchanges
before, where it will be said, and under a heading that has it, each at its weight.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.arrays import Docs, Scores, drop_repeats, in_sorted
from index.engines.whoosh.matching.word_match import TermStatistics, WordMatch
from index.engines.whoosh.matching.word_query import FormSelection
from index.engines.whoosh.ranking.bm25 import Ranked, Ranker
from index.engines.whoosh.segment.schema import UTTERANCE
from index.engines.whoosh.segment.snapshot import Snapshot
from index.minutes import KINDS
from index.query_parser import AskedTime, Recency

# The weight of a word that was said in an exchange before, and will be said in one after; with
# each exchange between it falls by a factor. Said in the exchange itself, it weighs 1.
_BEFORE_WEIGHT, _AFTER_WEIGHT, _DECAY = 0.5, 0.3, 0.9
# In exchanges. A word that is said everywhere says nothing about its surroundings.
_MAX_BEFORE, _MAX_AFTER, _MAX_SHARE = 5, 2, 0.1
# What a word weighs in the exchanges that follow one in which it is said, by distance; the highest
# weight is the last.
_NEAR_WEIGHTS = sorted(
    [
        *((-distance, _AFTER_WEIGHT * _DECAY**distance) for distance in range(1, _MAX_AFTER + 1)),
        *((distance, _BEFORE_WEIGHT * _DECAY**distance) for distance in range(1, _MAX_BEFORE + 1)),
    ],
    key=lambda each: each[1],
)
_HEADING_WEIGHT = 0.35
# The weights of BM25, as a share of the most that it can be, and of an answer by an official; that
# of the words in an exchange and around it is 1.
_BM25_WEIGHT, _ANSWERED_WEIGHT = 1.25, 0.1
# Of all that was typed, said just so: a member reads the title of a question aloud, and a sentence
# of the minutes that is pasted as a question leads to where it was said.
_AS_TYPED_WEIGHT = 1.0
# BM25 is of the exchange, and of its best utterance, and each word counts up to k1 + 1 times.
_MAX_BM25 = 2 * 2.2
# The factors of a meeting of the year that is asked for, of the next, of the one before, and of
# others. Of a fiscal year, the next has the settlement of accounts, and the spring after it.
_NEXT_YEAR, _YEAR_BEFORE, _OTHER_YEAR = 0.75, 0.6, 0.5
_SPRING = 331
# What is still so is less likely told the older a meeting is: by this part in as many years.
_OLD_PARTS: Mapping[Recency, float] = {"today": 0.4, "present": 0.1, "any": 0.0}
_OLD_YEARS = 20

_ANSWERS = [KINDS.index("answer"), KINDS.index("report")]

Weights = npt.NDArray[np.float32]


class WordEvidence(NamedTuple):
    """A word of a question, as exchanges are scored by it: first by some words, then by all.

    `weights` (float32[E]) is its weight in each exchange, by where it is said.
    """

    match: WordMatch
    statistics: TermStatistics
    idf: float
    weights: Weights


class AnswerEvidence:
    """Weighs what speaks for the exchanges of one snapshot.

    `oldest` and `newest` are the days of its first and last meetings (YYYYMMDD), 0 if none has one.
    """

    def __init__(self, snapshot: Snapshot, ranker: Ranker) -> None:
        self._snapshot = snapshot
        self._ranker = ranker
        starts = snapshot.exchange_starts[:-1]
        values = snapshot.doc_values
        self._dates = values["date"][starts].astype(np.int64)
        headers = starts - values["order"][starts]
        # The exchange after the last that has utterances, of the meeting of each.
        said = values["type"][starts] == UTTERANCE
        ends = np.flatnonzero(np.append(headers[1:] != headers[:-1], True) | ~said)
        numbers = np.arange(len(starts))
        last = ends[ends.searchsorted(numbers)] if len(starts) else starts
        begins = np.flatnonzero(np.append(True, headers[1:] != headers[:-1]))[: len(starts)]
        first = begins[begins.searchsorted(numbers, "right") - 1]
        # How many exchanges of its meeting are before each, and behind it.
        self._before, self._behind = numbers - first, last - numbers
        is_answer = np.isin(values["kind"], _ANSWERS) & snapshot.utterance_mask
        self._answered = np.zeros(snapshot.exchange_count)
        self._answered[snapshot.exchange_of[is_answer]] = _ANSWERED_WEIGHT
        dated = self._dates[self._dates > 0]
        self.oldest, self.newest = (int(dated.min()), int(dated.max())) if len(dated) else (0, 0)

    def of_word(self, match: WordMatch, selection: FormSelection) -> WordEvidence:
        """A word in its selected forms."""
        statistics = match.statistics(selection)
        idf = self._ranker.idf(statistics)
        return WordEvidence(match, statistics, idf, self._weights(statistics))

    def add(
        self, ranked: Ranked, words: Sequence[WordEvidence], time: AskedTime, as_typed: Docs
    ) -> Ranked:
        """The exchanges scored by all that speaks for them as answers to a question.

        `as_typed` are the utterances that say the whole question (ascending).
        """
        total = sum(word.idf for word in words)
        if not total:
            return ranked
        at = ranked.exchanges
        context = np.zeros(len(at), np.float32)
        for word in words:
            context += word.idf / total * word.weights[at]
        scores = _BM25_WEIGHT * ranked.scores / (_MAX_BM25 * total) + context
        scores += self._answered[at]
        scores += _AS_TYPED_WEIGHT * in_sorted(
            at, drop_repeats(self._snapshot.exchange_of[as_typed])
        )
        factors = self._time_factors(self._dates[at], time)
        return ranked._replace(scores=scores * factors, factors=factors)

    def _weights(self, word: TermStatistics) -> Weights:
        """The weight of a word in each exchange (float32[E]), by where it is said."""
        weights = np.zeros(self._snapshot.exchange_count, np.float32)
        said = word.exchanges
        if len(said) <= _MAX_SHARE * len(weights):
            before, behind = self._before[said], self._behind[said]
            for distance, weight in _NEAR_WEIGHTS:
                in_meeting = behind >= distance if distance > 0 else before >= -distance
                weights[said[in_meeting] + distance] = weight
        weights[word.headed] = np.maximum(weights[word.headed], _HEADING_WEIGHT)
        weights[said] = 1
        return weights

    def _time_factors(self, dates: Docs, time: AskedTime) -> Scores:
        """The factor of each date (YYYYMMDD) as one of the time that is asked for."""
        if not time.first:
            ages = np.clip((self.newest - dates) / 10_000 / _OLD_YEARS, 0, 1)
            return 1 - _OLD_PARTS[time.recency] * ages
        ahead = dates // 10_000 - time.first // 10_000
        factors = np.full(len(dates), _OTHER_YEAR)
        factors[ahead == -1] = _YEAR_BEFORE
        factors[ahead == 1] = 1.0 if time.fiscal else _NEXT_YEAR
        factors[ahead == 0] = 1
        if time.fiscal:
            factors[(ahead == 2) & (dates % 10_000 <= _SPRING)] = _NEXT_YEAR
        return factors
