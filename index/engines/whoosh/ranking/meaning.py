"""The first exchanges of a question are ordered by meaning too: the extra `kaigiroku[meaning]`.

People ask in everyday words, and officials answer in others. So the sentences of the best passage
are compared with the question as vectors, and that which is nearest speaks for its exchange.
Similarity and score are compared as standard scores, those of the first exchanges: where the words
agree with one exchange far better than with all others, its lead is larger than any similarity.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from index.engines.whoosh.arrays import Docs, Scores, run_starts
from index.engines.whoosh.ranking.bm25 import Ranked, order
from index.engines.whoosh.ranking.features import (
    FoldedTexts,
    RankingFeatures,
    TextRanges,
    best_of_each_text,
    bm25_scores,
    count_features,
    find_features,
    read_texts,
    split_windows,
)
from index.engines.whoosh.segment.snapshot import Snapshot
from index.meaning import SentenceEncoder
from index.minutes import KINDS
from index.sentences import split_sentences

# The first exchanges are compared, by the sentences of their best passage.
_MAX_COMPARED, _MAX_CHARACTERS = 15, 1 << 20
# The weights of the nearest sentence, and of the nearest one of an answer; that of the score is 1.
_SENTENCE_WEIGHT, _ANSWER_WEIGHT = 0.35, 0.35
# What an exchange without an answer has in place of a similarity: less than its nearest sentence.
_NO_ANSWER = 0.1
_MIN_SCORE = 1e-6

_ANSWERS = [KINDS.index("answer"), KINDS.index("report")]


class Sentences(NamedTuple):
    """S sentences, the number of the text that each is of, and where it begins (int64[S])."""

    sentences: list[str]
    text_of: Docs
    offsets: Docs


def rerank_by_meaning(
    snapshot: Snapshot,
    ranked: Ranked,
    features: RankingFeatures,
    question: str,
    encoder: SentenceEncoder,
) -> Ranked:
    """The same exchanges, the first scored by what their sentences mean, too."""
    top = order(snapshot, ranked, "relevance", _MAX_COMPARED)
    if len(top) < 2 or not len(features.weights):
        return ranked
    exchanges = ranked.exchanges[top]
    bounds = snapshot.exchange_starts[exchanges], snapshot.exchange_starts[exchanges + 1]
    texts = read_texts(snapshot, *bounds, _MAX_CHARACTERS)
    sentences, text_of, offsets = sentences_in(texts, _best_windows(texts, features))
    if not sentences:
        return ranked
    asked, *vectors = encoder.encode([question, *sentences])
    near: Scores = np.array(vectors) @ asked
    starts = run_starts(text_of)
    top = top[text_of[starts]]
    nearest = np.maximum.reduceat(near, starts)
    answers = np.isin(snapshot.doc_values["kind"][texts.docs_at(offsets)], _ANSWERS)
    answering = np.maximum.reduceat(np.where(answers, near, -1.0), starts)
    answering = np.maximum(answering, nearest - _NO_ANSWER)
    scores = ranked.scores.copy()
    added = _SENTENCE_WEIGHT * _standard(nearest) + _ANSWER_WEIGHT * _standard(answering)
    scores[top] = np.maximum(_MIN_SCORE, scores[top] + scores[top].std() * added)
    return ranked._replace(scores=scores)


def _best_windows(texts: FoldedTexts, features: RankingFeatures) -> TextRanges:
    """The window of each text that has most of the features."""
    windows, text_of = split_windows(texts)
    counts = count_features(windows, find_features(texts, features), len(features.weights))
    scores = bm25_scores(counts, features.weights, windows.sizes)
    best = best_of_each_text(scores, text_of)
    return TextRanges(windows.starts[best], windows.sizes[best])


def sentences_in(texts: FoldedTexts, windows: TextRanges) -> Sentences:
    """The sentences of which a window of each text has a part."""
    found: list[tuple[str, int, int]] = []
    bounds = [*texts.doc_starts.tolist(), len(texts.characters)]
    ends = windows.starts + np.maximum(1, windows.sizes)
    for number, (start, end) in enumerate(zip(windows.starts.tolist(), ends.tolist(), strict=True)):
        first, last = texts.doc_starts.searchsorted((start, end - 1), "right").tolist()
        for doc_start, doc_end in pairwise(bounds[first - 1 : last + 1]):
            document = texts.slice(doc_start, doc_end).rstrip("\0")
            for sentence in split_sentences(document):
                begin, stop = sentence.span
                if begin < stop and doc_start + begin < end and doc_start + stop > start:
                    found.append((document[begin:stop], number, doc_start + begin))
    places = np.array([place for _, *place in found], np.int64).reshape(-1, 2)
    return Sentences([sentence for sentence, *_ in found], places[:, 0], places[:, 1])


def _standard(values: Scores) -> Scores:
    """Standard scores: the differences from the mean by the standard deviation."""
    standard: Scores = (values - values.mean()) / (values.std() or 1.0)
    return standard
