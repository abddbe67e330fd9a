"""The exchanges that answer a question, with the passages that do.

Not all words of a question need occur: an exchange that has more of their weight comes first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from index.analysis.normalization.search_text import search_offsets
from index.engines.whoosh.arrays import Docs, Scores, run_starts
from index.engines.whoosh.matching.word_match import TermStatistics, WordMatch
from index.engines.whoosh.matching.word_query import FormSelection
from index.engines.whoosh.ranking.bm25 import Ranker
from index.engines.whoosh.ranking.features import (
    FeatureOccurrences,
    RankingFeatures,
    TextRanges,
    bm25_scores,
    count_features,
    find_features,
    ranking_features,
    read_texts,
    split_windows,
)
from index.engines.whoosh.results.page import ResultPageBuilder
from index.engines.whoosh.segment.snapshot import Snapshot
from index.minutes import Utterance
from index.query import SearchRequest
from index.results import Hit, Quote, SearchPage

# An exchange answers if it has at least this share of the idf of all words together.
_MIN_IDF_SHARE = 0.1
# A hit that scores this many times as high as the next is very likely the answer.
_CLEAR_LEAD = 1.3
# The weight of a question's score; that of an answer is 1.
_QUESTION_WEIGHT = 0.1
# The share of a question's score that is added to that of its answers.
_ANSWERED_SHARE = 0.3
# Another utterance, and another sentence of one, is quoted from these shares of the best on.
_MIN_UTTERANCE_SHARE, _MIN_SENTENCE_SHARE = 0.5, 0.5
_MIN_SCORE = 1e-9
_MAX_QUOTES = 3
_MAX_CHARACTERS = 1 << 22
_ANSWERS = frozenset({"answer", "report", "note"})
_SENTENCE = re.compile(r"[^\s。！？](?:[^\n。！？]*[。！？][」』）)]*|[^\n。！？]*)")


class AnswerFinder:
    """Answers questions over one snapshot."""

    def __init__(self, snapshot: Snapshot, ranker: Ranker, pages: ResultPageBuilder) -> None:
        self._snapshot = snapshot
        self._ranker = ranker
        self._pages = pages

    def page(self, request: SearchRequest, asked: Sequence[WordMatch]) -> SearchPage:
        """The page that `request` asks for, of exchanges that answer it; `asked` are its words."""
        selection = FormSelection.of(request)
        # A character that is only ever a part of words (費 of 費用) says nothing by itself.
        words = [word for word in asked if len(word.text) > 1 or word.statistics(selection).whole]
        statistics = [word.statistics(selection) for word in words]
        found = self._find(statistics)
        ranked = self._ranker.scores(statistics, found)
        features = ranking_features([request.query], words, selection, self._snapshot)
        page = self._pages.page(self._pages.narrow(request, words, found, ranked, features))
        next_scores = [*(hit.score for hit in page.hits), 0.0][1:]
        hits = []
        for hit, next_score in zip(page.hits, next_scores, strict=True):
            sparing = hit.score < _CLEAR_LEAD * next_score
            quotes = find_quotes(self._snapshot, hit, features, sparing=sparing)
            hits.append(replace(hit, quotes=quotes))
        return replace(page, hits=tuple(hits))

    def _find(self, words: Sequence[TermStatistics]) -> Docs:
        """The utterances with a word, in the exchanges that have enough of the words' idf."""
        exchange_of = self._snapshot.exchange_of
        idf_sums = np.zeros(self._snapshot.exchange_count)
        found = np.zeros(len(exchange_of), np.bool_)
        for word in words:
            found[word.docs] = True
            having = np.zeros(len(idf_sums), np.bool_)
            having[exchange_of[word.docs]] = True
            having[exchange_of[word.headings]] = True
            idf_sums[having] += self._ranker.idf(word)
        enough = idf_sums >= _MIN_IDF_SHARE * sum(map(self._ranker.idf, words))
        return np.flatnonzero(found & self._snapshot.utterance_mask & enough[exchange_of])


def find_quotes(
    snapshot: Snapshot, hit: Hit, features: RankingFeatures, *, sparing: bool
) -> tuple[Quote, ...]:
    """The sentences of a hit that answer, the best first.

    `sparing` leaves out utterances much below the best, so that the reader soon reaches the next
    hit: it is for a hit that is not clearly ahead of the next.
    """
    utterances = [found.utterance for found in hit.utterances]
    start = snapshot.find(utterances[0].id)
    assert start is not None
    docs = np.arange(start, start + len(utterances))
    texts = read_texts(snapshot, docs, docs + 1, _MAX_CHARACTERS)
    occurrences = find_features(texts, features)
    windows, text_of = split_windows(texts)
    counts = count_features(windows, occurrences, len(features.weights))
    window_scores = bm25_scores(counts, features.weights, windows.sizes)
    scores = _utterance_scores(utterances, np.maximum.reduceat(window_scores, run_starts(text_of)))
    if not scores.any():
        return _first_match(hit)
    lowest = max(_MIN_UTTERANCE_SHARE * scores.max() if sparing else 0.0, _MIN_SCORE)
    best = [at for at in np.argsort(-scores, kind="stable").tolist() if scores[at] >= lowest]
    firsts, others = [], []
    for at in best[:_MAX_QUOTES]:
        first, *rest = _sentences(utterances[at], int(texts.starts[at]), occurrences, features)
        firsts.append(first)
        others += rest
    return tuple((firsts + others)[:_MAX_QUOTES])


def _first_match(hit: Hit) -> tuple[Quote, ...]:
    """The first sentence with a highlight: for a question without features (one digit)."""
    for found in hit.utterances:
        for match in _SENTENCE.finditer(found.utterance.text) if found.highlights else ():
            if match.end() > found.highlights[0].start:
                return (_quote(found.utterance, *match.span()),)
    return ()


def _quote(utterance: Utterance, start: int, end: int) -> Quote:
    text = utterance.text[start:end].rstrip()
    return Quote(utterance.id, start, start + len(text), text)


def _utterance_scores(utterances: Sequence[Utterance], own: Scores) -> Scores:
    """The scores of utterances as answers, from those of their words (float64[U])."""
    scores = own.copy()
    asked = 0.0
    for at, utterance in enumerate(utterances[: len(own)]):
        if utterance.kind == "question":
            asked = float(own[at])
            scores[at] *= _QUESTION_WEIGHT
        elif utterance.kind in _ANSWERS:
            scores[at] += _ANSWERED_SHARE * asked
    return scores


def _sentences(
    utterance: Utterance, start: int, occurrences: FeatureOccurrences, features: RankingFeatures
) -> Iterator[Quote]:
    """The sentences of an utterance to quote, the best first; its search text begins at `start`."""
    text = utterance.text
    spans = [match.span() for match in _SENTENCE.finditer(text)] or [(0, len(text))]
    places = search_offsets(text) + start
    bounds = places[np.array(spans, np.int64)]
    sentences = TextRanges(bounds[:, 0], bounds[:, 1] - bounds[:, 0])
    offsets = occurrences.offsets
    inside = occurrences.only((offsets >= start) & (offsets < places[-1]))
    counts = count_features(sentences, inside, len(features.weights))
    scores = bm25_scores(counts, features.weights)
    order = np.argsort(-scores, kind="stable").tolist()
    for at in order:
        if at == order[0] or scores[at] > _MIN_SENTENCE_SHARE * scores[order[0]]:
            yield _quote(utterance, *spans[at])
