"""The sentences of an exchange that answer a question.

The sentence that scores highest (`ranking/answering.py`) is quoted with those beside it: what it
speaks of is mostly said just before, and what follows from it just after.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import chain
from typing import NamedTuple

import numpy as np

from index.answer_types import AnswerType, answer_type, asked_speaker, emptiness
from index.engines.whoosh.arrays import Docs, Scores, ranges, run_starts
from index.engines.whoosh.ranking.answering import (
    SentenceContext,
    answer_factor,
    highest_factor,
    highest_score,
    score_sentences,
)
from index.engines.whoosh.ranking.features import (
    FAR_APART,
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
# Another speech is quoted from this share of the best on, unless the exchange surely answers. Where
# exchanges are long, the best of the next one tells more, and is read sooner.
_MIN_SHARE, _MIN_SHARE_OF_LONG = 0.75, 0.85
_MAX_QUOTES = 3
# A quote has so many sentences, if they have at most so many characters, and none beside the best
# that answers nothing; a few more characters where the first points back to another.
_MAX_SENTENCES, _MAX_LENGTH, _MAX_REFERRING_LENGTH = 3, 250, 280
# Who answers says first what was asked for, and then more: within a speech the n-th sentence has
# this power of n as a factor, and those after some the same.
_PLACE_POWER, _MAX_PLACE = -0.15, 5
# A member, with the name if one is meant.
_MEMBER = re.compile("(?:.*議会)?(.*)(?:議員|委員)")
# The weight of what others say where somebody's words are asked for.
_OTHERS_WEIGHT = 0.5
# Hits are read so many at once, if they have at most so many characters; of one, no more is read.
_HITS_AT_ONCE, _MAX_CHARACTERS = 10, 1 << 22


class _Sentences(NamedTuple):
    """The S sentences of a hit in order.

    `numbers` are those of their utterances (int64[S]), `spans` their characters in the utterance,
    `sizes` the characters of each that are searched (int64[S]). `counts` is how often each has
    each feature (float64[S, F]).
    """

    numbers: Docs
    spans: Sequence[Span]
    sizes: Docs
    counts: Scores


class _Sought(NamedTuple):
    """What a question asks for: the weights of its features, the kind of answer, and its weight.

    `speaker` is the office of whose words are asked for, None if it does not matter; `min_share`
    is that of the best score from which on another speech is quoted.
    """

    weights: Scores
    asked: AnswerType
    speaker: str | None
    likeness_weight: float
    min_share: float


def find_quotes(
    snapshot: Snapshot,
    hits: Sequence[Hit],
    features: RankingFeatures,
    question: str,
    *,
    is_title: bool,
    are_long: bool,
    are_sure: Sequence[bool],
) -> Iterator[tuple[Quote, ...]]:
    """Of each hit the passages that answer, one of a speech, the best first.

    `is_title` if `question` asks nothing: it is the title of a debate. `are_long` if exchanges
    are. `are_sure` tells of each hit whether it very likely answers: then more of it is quoted.
    """
    likeness_weight = _TITLE_LIKENESS_WEIGHT if is_title else _LIKENESS_WEIGHT
    min_share = _MIN_SHARE_OF_LONG if are_long else _MIN_SHARE
    asked, speaker = answer_type(question), asked_speaker(question)
    sought = _Sought(features.weights, asked, speaker, likeness_weight, min_share)
    read = chain.from_iterable(_read(snapshot, some, features) for some in _read_at_once(hits))
    for hit, sentences, is_sure in zip(hits, read, are_sure, strict=True):
        yield _quotes(hit, sentences, sought, is_sure=is_sure) or _first_match(hit)


def _read_at_once(hits: Sequence[Hit]) -> Iterator[Sequence[Hit]]:
    """The hits in order, those that are read together: a long one takes no room from others."""
    first = size = 0
    for at, hit in enumerate(hits):
        own = sum(len(found.utterance.text) for found in hit.utterances)
        if at - first == _HITS_AT_ONCE or (at > first and size + own > _MAX_CHARACTERS):
            yield hits[first:at]
            first, size = at, 0
        size += own
    if hits:
        yield hits[first:]


def _read(
    snapshot: Snapshot, hits: Sequence[Hit], features: RankingFeatures
) -> Iterator[_Sentences]:
    """The sentences of each hit: of all hits at once, and so feature by feature."""
    utterances = [found.utterance for hit in hits for found in hit.utterances]
    docs_of_ids = snapshot.find_all(hit.utterances[0].utterance.id for hit in hits)
    firsts = np.array([docs_of_ids[hit.utterances[0].utterance.id] for hit in hits], np.int64)
    sizes = np.array([len(hit.utterances) for hit in hits], np.int64)
    docs, ends = ranges(firsts, sizes), np.cumsum(sizes)
    separators = np.ones_like(docs)
    separators[ends - 1] = FAR_APART
    texts = read_texts(snapshot, docs, docs + 1, _MAX_CHARACTERS, separators)
    numbers, spans = _split(utterances[: len(texts.starts)])
    begins, stops = (
        snapshot.searched_before(docs, numbers, np.array(offsets, np.int64)) + texts.starts[numbers]
        for offsets in zip(*spans, strict=True)
    )
    own = TextRanges(begins, stops - begins)
    counts = count_features(own, find_features(texts, features), len(features.weights))
    for first, end in zip((ends - sizes).tolist(), ends.tolist(), strict=True):
        of_hit = slice(*numbers.searchsorted([first, end]))
        yield _Sentences(numbers[of_hit] - first, spans[of_hit], own.sizes[of_hit], counts[of_hit])


def _split(utterances: Sequence[Utterance]) -> tuple[Docs, list[Span]]:
    """The sentences of utterances: the number of the utterance of each, and its characters."""
    numbers: list[int] = []
    spans: list[Span] = []
    for number, utterance in enumerate(utterances):
        own = [each.span for each in split_sentences(utterance.text) if each.text.strip()]
        spans += own or [Span(0, len(utterance.text))]
        numbers += [number] * (len(own) or 1)
    return np.array(numbers, np.int64), spans


def _quotes(
    hit: Hit, sentences: _Sentences, sought: _Sought, *, is_sure: bool
) -> tuple[Quote, ...]:
    """The passages of a hit that answer, none if no sentence has a word of the question."""
    utterances, numbers = [found.utterance for found in hit.utterances], sentences.numbers
    weights, asked, speaker, likeness_weight, min_share = sought
    context = _context(utterances, numbers)
    if speaker is not None:
        by_speaker = np.array([_speaks_as(each, speaker) for each in utterances])[numbers]
        # A member's question is then what was asked for.
        context = context._replace(is_question=context.is_question & ~by_speaker)
    by_words = score_sentences(sentences.counts, weights, sentences.sizes, context, _ASKED_SHARE)
    if speaker is not None:
        by_words[~by_speaker] *= _OTHERS_WEIGHT
    if not by_words.any():
        return ()
    places = _place_factors(numbers)

    @cache
    def score(at: int) -> float:
        """What a sentence scores, by what it looks like too."""
        if not by_words[at]:
            return 0.0
        sentence = utterances[numbers[at]].text[slice(*sentences.spans[at])]
        return float(by_words[at] * answer_factor(sentence, asked, likeness_weight))

    def placed(at: int) -> float:
        return float(score(at) * places[at])

    bounds = by_words * highest_factor(asked, likeness_weight)
    speeches = np.split(np.arange(len(numbers)), run_starts(numbers)[1:])
    best = np.array([score(highest_score(own, bounds, score)) for own in speeches])
    lowest = 0.0 if is_sure else min_share * best.max()
    quoted = np.argsort(-best, kind="stable")[: np.count_nonzero(best > lowest)]
    quotes: list[Quote] = []
    for number in quoted[:_MAX_QUOTES].tolist():
        at = highest_score(speeches[number], bounds * places, placed)
        span = _widened(utterances[number], sentences, placed, at)
        quotes.append(_quote(utterances[number], span))
    return tuple(quotes)


def _context(utterances: Sequence[Utterance], numbers: Docs) -> SentenceContext:
    """Where the sentences of some utterances are said; a question is that of all up to the next."""
    is_question = np.array([each.kind == "question" for each in utterances])
    by_chair = np.array([each.role == "chair" for each in utterances])
    debates = np.cumsum(is_question)
    return SentenceContext(numbers, debates[numbers], is_question[numbers], by_chair[numbers])


def _speaks_as(utterance: Utterance, office: str) -> bool:
    """Whether who speaks has an office: 町長（架空太郎君） and 架空町長 have that of a 町長.

    架空議員 is the member of that name; 民生委員 are not those that speak here as 委員.
    """
    if utterance.role == "member" and (found := _MEMBER.fullmatch(office)):
        return found[1] in "".join((utterance.name or utterance.speaker or "").split())
    printed = utterance.office or utterance.speaker or ""
    return printed.endswith(office) and not printed.endswith(f"副{office}")


def _place_factors(numbers: Docs) -> Scores:
    """The factor of each sentence for its place in its speech (float64[S])."""
    sizes = np.bincount(numbers)
    places = ranges(np.zeros_like(sizes), sizes)
    factors: Scores = (1.0 + np.minimum(places, _MAX_PLACE)) ** _PLACE_POWER
    return factors


def _widened(
    utterance: Utterance, sentences: _Sentences, score: Callable[[int], float], at: int
) -> Span:
    """The characters of a sentence and of those beside it, those that score more first.

    One that points back (それは…) has those before it that it speaks of, if they have words of the
    question; no other is joined that would let the quote begin so.
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

    if refers_back(text(at)) and at and sentences.counts[at - 1].any():
        begin = beginning(_MAX_REFERRING_LENGTH)
        first = at if begin is None else begin
    while last - first + 1 < _MAX_SENTENCES:
        begin = beginning(_MAX_LENGTH)
        if begin is not None and last - begin >= _MAX_SENTENCES:
            begin = None
        goes_on = may_join(last + 1, _MAX_LENGTH) and not opens_subject(text(last + 1))
        if begin is not None and not (goes_on and score(last + 1) > score(first - 1)):
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
