"""How well sentences answer a question, and the best sentence of a text.

A sentence is scored by the features of the question that it has, or that those before it have: the
subject is named once, and the number follows. It counts little if it asks, or if the chair says it,
and more if it looks like the kind of answer that is asked for.

A passage that has the words of a question may only ask it, so a text is judged by its best sentence
too. An exchange is quoted by the same scores (`results/quotes.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from index.analysis.normalization.folding import fold
from index.answer_types import AnswerType, Emptiness, emptiness, highest_likeness, likeness
from index.engines.whoosh.arrays import Docs, Mask, Scores, run_sizes, run_starts, union_sorted
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
from index.sentences import SENTENCE_ENDS

# The weight of a sentence of a question, or of the chair; that of others is 1.
_QUESTION_WEIGHT = 0.1
# What a sentence has of the features of those before it in its utterance, the nearest first.
_BEFORE_SHARES = (0.8, 0.6, 0.4)
# What is left of the score of a sentence that is empty.
_FACTORS: Mapping[Emptiness | None, float] = {
    "announces": 0.25,
    "asks": 0.4,
    "greets": 0.1,
    None: 1.0,
}
# The parameters of BM25 within a sentence, and the usual length of one in characters.
_K1, _B, _AVERAGE_LENGTH = 0.6, 0.1, 80
# Of the best sentence of a text: what an answer has of the features of the questions in its text.
# The questions tell texts apart, but not the sentences of one exchange (`results/quotes.py`).
_ASKED_SHARE = 0.5
# How much more a sentence scores that looks like an answer.
_LIKENESS_WEIGHT = 3.0
# So many sentences of a text, those with most of the question, are looked at.
_MAX_READ = 8
# What ends a sentence of a folded text, looked for in many texts at once.
_ENDS = np.zeros(1 << 16, np.bool_)
_ENDS[[*map(ord, fold(SENTENCE_ENDS) + "\0\n")]] = True

_QUESTION = KINDS.index("question")


class SentenceContext(NamedTuple):
    """Where S sentences, in order, are said.

    docs         int64[S]  the number of the utterance
    debate       int64[S]  that of the sentences that have their questions in common, ascending
    is_question  bool[S]   whether the utterance is a question
    by_chair     bool[S]   whether the chair says it
    """

    docs: Docs
    debate: Docs
    is_question: Mask
    by_chair: Mask


def score_sentences(
    counts: Scores, weights: Scores, sizes: Docs, context: SentenceContext, asked_share: float
) -> Scores:
    """How much each sentence says of a question (float64[S]).

    `counts` (float64[S, F]) is how often each has each feature, `weights` (float64[F]) those of the
    features, `sizes` the characters of each sentence, and `asked_share` what an answer has of the
    features of the questions of its debate.
    """
    saturated = counts * (_K1 + 1) / (counts + _K1)
    scores: Scores = _with_context(saturated, context, asked_share) @ weights
    # As in windows of features, a longer sentence is a little less for its length.
    scores /= 1 - _B + _B * sizes / _AVERAGE_LENGTH
    scores[context.is_question | context.by_chair] *= _QUESTION_WEIGHT
    return scores


def answer_factor(sentence: str, asked: AnswerType, likeness_weight: float) -> float:
    """The factor of a sentence for what it looks like: an answer of a kind, or nothing at all."""
    return _FACTORS[emptiness(sentence)] * (1 + likeness_weight * likeness(sentence, asked))


def highest_factor(asked: AnswerType, likeness_weight: float) -> float:
    """What no sentence's `answer_factor` is above."""
    return 1 + likeness_weight * highest_likeness(asked)


def highest_score(numbers: Docs, bounds: Scores, score: Callable[[int], float]) -> int:
    """The sentence that scores most, the first of equals, of those with these numbers (ascending).

    None scores more than its bound: those that cannot be the first are not scored.
    """
    highest, first = -1.0, -1
    for at in numbers[np.argsort(-bounds[numbers], kind="stable")].tolist():
        if bounds[at] < highest:
            break
        scored = score(at)
        if scored > highest or (scored == highest and at < first):
            highest, first = scored, at
    return first


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
    docs = texts.docs_at(sentences.starts)
    context = SentenceContext(
        docs,
        text_of,
        snapshot.doc_values["kind"][docs] == _QUESTION,
        snapshot.doc_values["role"][docs] == encode_value(FIELDS["role"], "chair"),
    )
    counts = count_features(sentences, occurrences, len(weights))
    scores = score_sentences(counts, weights, sentences.sizes, context, _ASKED_SHARE)
    best = [0.0] * len(texts.starts)
    first, highest = _first_of_each(scores, text_of), highest_factor(asked, _LIKENESS_WEIGHT)
    columns = (sentences.starts, sentences.sizes, text_of, scores)
    for start, size, number, score in zip(*(each[first].tolist() for each in columns), strict=True):
        # Only what may be better is read.
        if score * highest > best[number]:
            text = texts.slice(start, start + size).rstrip("\0\n ")
            score_as_answer = score * answer_factor(text, asked, _LIKENESS_WEIGHT)
            best[number] = max(best[number], score_as_answer)
    return np.array(best)


def _split(texts: FoldedTexts) -> TextRanges:
    """The sentences of texts: each ends with its sign, its line or its utterance."""
    ends = np.flatnonzero(_ENDS[texts.characters]) + 1
    bounds = union_sorted(texts.doc_starts, ends)
    starts, sizes = bounds[:-1], np.diff(bounds)
    return TextRanges(starts[sizes > 1], sizes[sizes > 1])


def _with_context(own: Scores, context: SentenceContext, asked_share: float) -> Scores:
    """What sentences have of each feature, or share with those around them (float64[S, F])."""
    docs, debate, is_question, _ = context
    result = own.copy()
    for steps, share in enumerate(_BEFORE_SHARES, 1):
        shares = share * (docs[steps:] == docs[:-steps])
        later = result[steps:]
        np.maximum(later, own[:-steps] * shares[:, np.newaxis], out=later)
    asking = np.flatnonzero(is_question)
    if len(asking):
        starts = run_starts(debate[asking])
        asked = np.zeros((debate[-1] + 1, own.shape[1]))
        asked[debate[asking[starts]]] = np.maximum.reduceat(own[asking], starts)
        answers = ~is_question
        result[answers] = np.maximum(result[answers], asked_share * asked[debate[answers]])
    return result


def _first_of_each(scores: Scores, text_of: Docs) -> Docs:
    """The sentences of each text that have the highest scores."""
    ordered = np.lexsort((-scores, text_of))
    starts = run_starts(text_of[ordered])
    sizes = run_sizes(starts, len(ordered))
    places = np.arange(len(ordered)) - np.repeat(starts, sizes)
    first: Docs = ordered[(places < _MAX_READ) & (scores[ordered] > 0)]
    return first
