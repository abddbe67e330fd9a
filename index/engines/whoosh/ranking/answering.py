"""How well the best sentence of a text answers a question.

A passage that has the words of a question may only ask it. So a text is judged by its best sentence
too: one that names the subject, or follows sentences that do, is said by no member who asks, and
looks like the kind of answer that is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from index.answer_types import AnswerType, Emptiness, emptiness, likeness
from index.engines.whoosh.arrays import Docs, Mask, Scores, run_sizes, run_starts
from index.engines.whoosh.ranking.features import (
    FeatureOccurrences,
    FoldedTexts,
    TextRanges,
    count_features,
)
from index.engines.whoosh.segment.schema import encode_value
from index.engines.whoosh.segment.snapshot import Snapshot
from index.fields import FIELDS
from index.minutes import KINDS

# The weight of a sentence of a question, or of the chair; that of others is 1.
_QUESTION_WEIGHT = 0.1
# What a sentence has of the features of those before it in its utterance, the nearest first; and an
# answer of those of the questions in its text.
_BEFORE_SHARES, _ASKED_SHARE = (0.8, 0.6, 0.4), 0.5
# How much more a sentence scores that looks like an answer; and what is left of one that is empty.
_LIKENESS_WEIGHT = 3.0
_FACTORS: Mapping[Emptiness | None, float] = {
    "announces": 0.25,
    "asks": 0.4,
    "greets": 0.1,
    None: 1.0,
}
# So many sentences of a text, those with most of the question, are looked at.
_MAX_READ = 8
# The parameters of BM25 within a sentence, and the usual length of one in characters.
_K1, _B, _AVERAGE_LENGTH = 0.6, 0.1, 80
_ENDS = np.zeros(1 << 16, np.bool_)
_ENDS[[*map(ord, "\0\n。!?")]] = True

_QUESTION = KINDS.index("question")


def best_sentences(
    snapshot: Snapshot,
    texts: FoldedTexts,
    occurrences: FeatureOccurrences,
    weights: Scores,
    asked: AnswerType,
    chosen: Mask,
) -> Scores:
    """The score of the best sentence of each text (float64[T]), 0 of one that is not `chosen`.

    `weights` are those of the features (float64[F]), `chosen` is bool[T].
    """
    sentences = _split(texts)
    text_of = texts.starts.searchsorted(sentences.starts, "right") - 1
    sentences = TextRanges(*(each[chosen[text_of]] for each in sentences))
    text_of = text_of[chosen[text_of]]
    counts = count_features(sentences, occurrences, len(weights))
    docs = texts.docs_at(sentences.starts)
    is_question = snapshot.doc_values["kind"][docs] == _QUESTION
    scores = (
        _with_context(counts * (_K1 + 1) / (counts + _K1), docs, text_of, is_question) @ weights
    )
    scores /= 1 - _B + _B * sentences.sizes / _AVERAGE_LENGTH
    by_chair = snapshot.doc_values["role"][docs] == encode_value(FIELDS["role"], "chair")
    scores[is_question | by_chair] *= _QUESTION_WEIGHT
    best = np.zeros(len(texts.starts))
    for at in _first_of_each(scores, text_of).tolist():
        text = _read(texts, sentences, at)
        score = scores[at] * _FACTORS[emptiness(text)]
        score *= 1 + _LIKENESS_WEIGHT * likeness(text, asked)
        best[text_of[at]] = max(best[text_of[at]], score)
    return best


def _split(texts: FoldedTexts) -> TextRanges:
    """The sentences of texts: each ends with its sign, its line or its utterance."""
    ends = np.flatnonzero(_ENDS[texts.characters]) + 1
    bounds = np.union1d(texts.doc_starts, ends)
    starts, sizes = bounds[:-1], np.diff(bounds)
    return TextRanges(starts[sizes > 1], sizes[sizes > 1])


def _with_context(own: Scores, docs: Docs, text_of: Docs, is_question: Mask) -> Scores:
    """What sentences have of each feature, or share with those around them (float64[S, F])."""
    result = own.copy()
    for steps, share in enumerate(_BEFORE_SHARES, 1):
        at = np.flatnonzero(docs[steps:] == docs[:-steps])
        result[at + steps] = np.maximum(result[at + steps], share * own[at])
    asking = np.flatnonzero(is_question)
    if len(asking):
        starts = run_starts(text_of[asking])
        asked = np.zeros((text_of[-1] + 1, own.shape[1]))
        asked[text_of[asking[starts]]] = np.maximum.reduceat(own[asking], starts)
        answers = ~is_question
        result[answers] = np.maximum(result[answers], _ASKED_SHARE * asked[text_of[answers]])
    return result


def _first_of_each(scores: Scores, text_of: Docs) -> Docs:
    """The sentences of each text that have the highest scores."""
    ordered = np.lexsort((-scores, text_of))
    starts = run_starts(text_of[ordered])
    sizes = run_sizes(starts, len(ordered))
    places = np.arange(len(ordered)) - np.repeat(starts, sizes)
    first: Docs = ordered[(places < _MAX_READ) & (scores[ordered] > 0)]
    return first


def _read(texts: FoldedTexts, sentences: TextRanges, at: int) -> str:
    start = int(sentences.starts[at])
    characters = texts.characters[start : start + int(sentences.sizes[at])]
    return characters.tobytes().decode("utf-16-le", "replace").rstrip("\0\n ")
