"""The sentences of an exchange that answer a question.

The sentence that scores highest (`ranking/answering.py`) is quoted with those beside it: what it
speaks of is mostly said just before, and what follows from it just after.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from index.analysis.normalization.search_text import search_offsets
from index.answer_types import answer_type, emptiness
from index.engines.whoosh.arrays import Docs, Mask, Scores, ranges, run_starts
from index.engines.whoosh.ranking.answering import (
    SentenceContext,
    answer_factor,
    score_sentences,
)
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
from index.sentences import refers_back, split_sentences

# What an answer has of the features of the question before it.
_ASKED_SHARE = 0.2
# How much more a sentence scores that looks like the answer to a question, and one that looks like
# what is said of the subject of a title.
_LIKENESS_WEIGHT, _TITLE_LIKENESS_WEIGHT = 3.0, 1.0
# Another speech is quoted from this share of the best on, unless the exchange surely answers.
_MIN_SHARE = 0.75
_MAX_QUOTES = 3
# The first quote has so many sentences, if they have at most so many characters, and none beside
# the best that answers nothing; a few more characters where the first points back to another.
_MAX_SENTENCES, _MAX_LENGTH, _MAX_REFERRING_LENGTH = 3, 220, 250
# Who answers says first what was asked for, and then more: within a speech the n-th sentence has
# this power of n as a factor, and those after some the same.
_PLACE_POWER, _MAX_PLACE = -0.15, 5
_MAX_CHARACTERS = 1 << 22


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
    sizes, context = sentences.ranges.sizes, _context(utterances, sentences.numbers)
    scores = score_sentences(counts, features.weights, sizes, context, _ASKED_SHARE)
    asked = answer_type(question)
    likeness_weight = _TITLE_LIKENESS_WEIGHT if is_title else _LIKENESS_WEIGHT
    for at in np.flatnonzero(scores).tolist():
        sentence = utterances[sentences.numbers[at]].text[slice(*sentences.spans[at])]
        scores[at] *= answer_factor(sentence, asked, likeness_weight)
    if not scores.any():
        return _first_match(hit)
    firsts = run_starts(sentences.numbers)
    best = np.maximum.reduceat(scores, firsts)
    lowest = 0.0 if is_sure else _MIN_SHARE * best.max()
    speeches = np.argsort(-best, kind="stable")[: np.count_nonzero(best > lowest)]
    scores *= _place_factors(sentences.numbers)
    has_words = counts.sum(axis=1) > 0
    quotes: list[Quote] = []
    for number in speeches[:_MAX_QUOTES].tolist():
        own = slice(firsts[number], firsts[number] + np.count_nonzero(sentences.numbers == number))
        at = int(firsts[number] + scores[own].argmax())
        span = sentences.spans[at]
        if not quotes:
            span = _widened(utterances[number], sentences, scores, has_words, at)
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


def _context(utterances: Sequence[Utterance], numbers: Docs) -> SentenceContext:
    """Where the sentences of some utterances are said; a question is that of all up to the next."""
    is_question = np.array([each.kind == "question" for each in utterances])
    by_chair = np.array([each.role == "chair" for each in utterances])
    debates = np.cumsum(is_question)
    return SentenceContext(numbers, debates[numbers], is_question[numbers], by_chair[numbers])


def _place_factors(numbers: Docs) -> Scores:
    """The factor of each sentence for its place in its speech (float64[S])."""
    sizes = np.bincount(numbers)
    places = ranges(np.zeros_like(sizes), sizes)
    factors: Scores = (1.0 + np.minimum(places, _MAX_PLACE)) ** _PLACE_POWER
    return factors


def _widened(
    utterance: Utterance, sentences: _Sentences, scores: Scores, has_words: Mask, at: int
) -> Span:
    """The characters of a sentence and of those beside it, the better ones first.

    One that points back (それは…) has those before it that it speaks of, if they have words of the
    question (`has_words`, bool[S]); no other is joined that would let the quote begin so.
    """
    spans, first, last = sentences.spans, at, at

    def text(at: int) -> str:
        return utterance.text[slice(*spans[at])]

    def may_join(other: int, most: int) -> bool:
        if not 0 <= other < len(spans) or sentences.numbers[other] != sentences.numbers[at]:
            return False
        start, end = min(spans[first], spans[other])[0], max(spans[last], spans[other])[1]
        return end - start <= most and not emptiness(text(other))

    def beginning(most: int) -> int | None:
        """The nearest sentence before the first that the quote may begin with."""
        # What a sentence like 次に opens is another subject than that of those before it.
        begin = first
        while not opens_subject(text(begin)) and may_join(begin - 1, most):
            begin -= 1
            if not refers_back(text(begin)):
                return begin
        return None

    if refers_back(text(at)) and at and has_words[at - 1]:
        begin = beginning(_MAX_REFERRING_LENGTH)
        first = at if begin is None else begin
    while last - first + 1 < _MAX_SENTENCES:
        begin = beginning(_MAX_LENGTH)
        if begin is not None and last - begin >= _MAX_SENTENCES:
            begin = None
        goes_on = may_join(last + 1, _MAX_LENGTH) and not opens_subject(text(last + 1))
        if begin is not None and not (goes_on and scores[last + 1] > scores[first - 1]):
            first = begin
        elif goes_on:
            last += 1
        else:
            break
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
