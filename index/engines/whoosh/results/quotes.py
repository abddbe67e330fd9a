"""The sentences of an exchange that answer a question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from index.analysis.normalization.search_text import search_offsets
from index.engines.whoosh.arrays import Scores, run_starts
from index.engines.whoosh.ranking.features import (
    FeatureOccurrences,
    RankingFeatures,
    TextRanges,
    bm25_scores,
    count_features,
    find_features,
    read_texts,
    split_windows,
)
from index.engines.whoosh.segment.snapshot import Snapshot
from index.minutes import Utterance
from index.results import Hit, Quote

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
