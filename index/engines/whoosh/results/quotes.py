"""The sentences of an exchange that answer a question.

A sentence is scored by the features of the question that it has, or that the sentences before it
have: the subject is named once, and the number follows. Of sentences about one subject, that which
looks like an answer of the kind asked for comes first. It is quoted with those beside it: what it
speaks of is mostly said just before, and what follows from it just after.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from index.analysis.normalization.search_text import search_offsets
from index.answer_types import AnswerType, Emptiness, answer_type, emptiness, likeness
from index.engines.whoosh.arrays import Docs, Scores, ranges, run_starts
from index.engines.whoosh.ranking.features import (
    RankingFeatures,
    TextRanges,
    count_features,
    find_features,
    read_texts,
)
from index.engines.whoosh.segment.snapshot import Snapshot
from index.minutes import Utterance
from index.passages import opens_subject
from index.results import Hit, Quote, Span
from index.sentences import split_sentences

# The weight of a sentence of a question, or of the chair; that of others is 1.
_QUESTION_WEIGHT = 0.1
# What a sentence has of the features of those before it, the nearest first; and an answer of
# those of the question.
_BEFORE_SHARES, _ASKED_SHARE = (0.8, 0.6, 0.4), 0.2
# How much more a sentence scores that looks like the answer to a question, and one that looks like
# what is said of the subject of a title; and how much less one that only announces it, asks, or
# greets.
_LIKENESS_WEIGHT, _TITLE_LIKENESS_WEIGHT = 3.0, 1.0
_FACTORS: Mapping[Emptiness | None, float] = {
    "announces": 0.25,
    "asks": 0.4,
    "greets": 0.1,
    None: 1.0,
}
# Another speech is quoted from this share of the best on, unless the exchange surely answers.
_MIN_SHARE = 0.75
_MAX_QUOTES = 3
# The first quote has so many sentences, if they have at most so many characters, and none beside
# the best that answers nothing.
_MAX_SENTENCES, _MAX_LENGTH = 3, 220
# Who answers says first what was asked for, and then more: within a speech the n-th sentence has
# this power of n as a factor, and those after some the same.
_PLACE_POWER, _MAX_PLACE = -0.15, 5
_MAX_CHARACTERS = 1 << 22
# The parameters of BM25, and the usual length of a sentence in characters.
_K1, _B, _AVERAGE_LENGTH = 0.6, 0.1, 80


class _Sentences(NamedTuple):
    """The S sentences of an exchange in order.

    `numbers` are those of their utterances (int64[S]), `spans` their characters in the utterance,
    `ranges` those in the texts that are scored.
    """

    numbers: Docs
    spans: Sequence[Span]
    ranges: TextRanges


def find_quotes(
    snapshot: Snapshot,
    hit: Hit,
    features: RankingFeatures,
    question: str,
    *,
    is_title: bool,
    is_sure: bool,
) -> tuple[Quote, ...]:
    """The passages of a hit that answer, one of a speech, the best first.

    `is_title` if `question` asks nothing: it is the title of a debate. `is_sure` if the hit very
    likely answers: then more of it is quoted.
    """
    utterances = [found.utterance for found in hit.utterances]
    start = snapshot.find(utterances[0].id)
    assert start is not None
    docs = np.arange(start, start + len(utterances))
    texts = read_texts(snapshot, docs, docs + 1, _MAX_CHARACTERS)
    sentences = _split(utterances[: len(texts.starts)], texts.starts)
    occurrences = find_features(texts, features)
    counts = count_features(sentences.ranges, occurrences, len(features.weights))
    scores = _score(utterances, sentences, counts, features.weights)
    likeness_weight = _TITLE_LIKENESS_WEIGHT if is_title else _LIKENESS_WEIGHT
    scores *= 1 + likeness_weight * _likeness(utterances, sentences, scores, answer_type(question))
    if not scores.any():
        return _first_match(hit)
    firsts = run_starts(sentences.numbers)
    best = np.maximum.reduceat(scores, firsts)
    lowest = 0.0 if is_sure else _MIN_SHARE * best.max()
    speeches = np.argsort(-best, kind="stable")[: np.count_nonzero(best > lowest)]
    scores *= _place_factors(sentences.numbers)
    quotes: list[Quote] = []
    for number in speeches[:_MAX_QUOTES].tolist():
        own = slice(firsts[number], firsts[number] + np.count_nonzero(sentences.numbers == number))
        at = int(firsts[number] + scores[own].argmax())
        most = 1 if quotes else _MAX_SENTENCES
        span = _widened(utterances[number], sentences, scores, at, most)
        quotes.append(_quote(utterances[number], span))
    return tuple(quotes)


def _split(utterances: Sequence[Utterance], starts: Docs) -> _Sentences:
    """The sentences of utterances whose search texts begin at `starts`."""
    numbers: list[int] = []
    spans: list[Span] = []
    bounds = []
    for number, (utterance, start) in enumerate(zip(utterances, starts.tolist(), strict=True)):
        text = utterance.text
        own = [each.span for each in split_sentences(text) if each.text.strip()]
        own = own or [Span(0, len(text))]
        numbers += [number] * len(own)
        spans += own
        bounds.append((search_offsets(text) + start)[np.array(own, np.int64)])
    begins, ends = np.concatenate(bounds).T
    return _Sentences(np.array(numbers, np.int64), spans, TextRanges(begins, ends - begins))


def _score(
    utterances: Sequence[Utterance],
    sentences: _Sentences,
    counts: Scores,
    weights: Scores,
) -> Scores:
    """How well each sentence answers (float64[S]), from how often it has each feature."""
    saturated = counts * (_K1 + 1) / (counts + _K1)
    scores: Scores = _with_context(saturated, utterances, sentences.numbers) @ weights
    # As in windows of features, a longer sentence is a little less for its length.
    scores /= 1 - _B + _B * sentences.ranges.sizes / _AVERAGE_LENGTH
    for at in np.flatnonzero(scores).tolist():
        utterance = utterances[sentences.numbers[at]]
        scores[at] *= _FACTORS[emptiness(utterance.text[slice(*sentences.spans[at])])]
        if utterance.kind == "question" or utterance.role == "chair":
            scores[at] *= _QUESTION_WEIGHT
    return scores


def _likeness(
    utterances: Sequence[Utterance], sentences: _Sentences, scores: Scores, asked: AnswerType
) -> Scores:
    """How much each sentence with a score looks like an answer (float64[S], 0 to 1)."""
    result = np.zeros(len(scores))
    for at in np.flatnonzero(scores).tolist():
        text = utterances[sentences.numbers[at]].text
        result[at] = likeness(text[slice(*sentences.spans[at])], asked)
    return result


def _with_context(own: Scores, utterances: Sequence[Utterance], numbers: Docs) -> Scores:
    """What sentences have of each feature, or share with those around them (float64[S, F])."""
    result = own.copy()
    for steps, share in enumerate(_BEFORE_SHARES, 1):
        at = np.flatnonzero(numbers[steps:] == numbers[:-steps])
        result[at + steps] = np.maximum(result[at + steps], share * own[at])
    asked = np.zeros(own.shape[1])
    bounds = numbers.searchsorted(np.arange(len(utterances) + 1)).tolist()
    for utterance, (first, end) in zip(utterances, pairwise(bounds), strict=True):
        if utterance.kind == "question":
            asked = own[first:end].max(axis=0, initial=0.0)
        else:
            result[first:end] = np.maximum(result[first:end], _ASKED_SHARE * asked)
    return result


def _place_factors(numbers: Docs) -> Scores:
    """The factor of each sentence for its place in its speech (float64[S])."""
    sizes = np.bincount(numbers)
    places = ranges(np.zeros_like(sizes), sizes)
    factors: Scores = (1.0 + np.minimum(places, _MAX_PLACE)) ** _PLACE_POWER
    return factors


def _widened(
    utterance: Utterance, sentences: _Sentences, scores: Scores, at: int, most: int
) -> Span:
    """The characters of a sentence and of those beside it, `most` together, the better first."""
    spans, first, last = sentences.spans, at, at

    def text(at: int) -> str:
        return utterance.text[slice(*spans[at])]

    def may_join(other: int) -> bool:
        if not 0 <= other < len(spans) or sentences.numbers[other] != sentences.numbers[at]:
            return False
        # What a sentence like 次に opens is another subject than that of those before it.
        if opens_subject(text(max(other, first))):
            return False
        start, end = min(spans[first], spans[other])[0], max(spans[last], spans[other])[1]
        return end - start <= _MAX_LENGTH and not emptiness(text(other))

    while last - first + 1 < most:
        beside = list(filter(may_join, (first - 1, last + 1)))
        if not beside:
            break
        best = max(beside, key=scores.__getitem__)
        first, last = min(first, best), max(last, best)
    return Span(spans[first].start, spans[last].end)


def _first_match(hit: Hit) -> tuple[Quote, ...]:
    """The first sentence with a highlight: for a question without features (one digit)."""
    for found in hit.utterances:
        for each in split_sentences(found.utterance.text) if found.highlights else ():
            if each.span.end > found.highlights[0].start:
                return (_quote(found.utterance, each.span),)
    return ()


def _quote(utterance: Utterance, span: Span) -> Quote:
    return Quote(utterance.id, *span, utterance.text[slice(*span)])
