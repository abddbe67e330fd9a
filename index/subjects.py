"""The subjects of an exchange: which passage of an answer belongs to which of the question.

A member asks many things in one utterance, and several officials answer, each in the order of
the questions. So the passages of an answer are aligned with those of the question, in order,
by the bigrams of content words that they share, weighted by idf; those of the subject that
the answer names (「…についてでございますが」) weigh most. An answer that shares too little
belongs to no question.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from math import log, sqrt
from typing import NamedTuple

from index.minutes import Utterance
from index.passages import Passage, passages
from index.subject_names import subject_name

_CONTENT = re.compile(r"[一-鿿々ヶ]+|[ァ-ヴー]+|[A-Za-z0-9]+")
_COMMON = re.compile(
    "質問|答弁|見解|所見|認識|取り?組み?|今後|推進|検討|実施|必要|支援|重要|伺|お答え|考え|対応|状況|求め|議員|委員"
)
_OFFICE = re.compile(r"知事|市長|区長|町長|村長|教育長|消防総監|警視総監")
# The weight of a bigram of the subject; other bigrams weigh 1.
_SUBJECT_WEIGHT = 4.0
# Factors of a question's score: where its text names the office that answers, and where it
# asks nothing.
_CALLED_FACTOR = 1.5
_ASKS_NOTHING_FACTOR = 0.6
# Scores are divided by the square root of a passage's length in bigrams (plus a constant), as
# a share of this usual one.
_USUAL_LENGTH, _LENGTH_CONSTANT = 9.0, 80
# The cost of a step back: of an answer to an earlier passage than the answer before it.
_BACKWARD_COST = 0.6
# An answer needs this share of its subject's bigrams in the question, and this score.
_MIN_SUBJECT_SHARE, _MIN_SCORE = 0.3, 0.12
# The end of a question, in characters, where it calls those who should answer.
_CALL_LENGTH = 200


class SubjectPairs(NamedTuple):
    """A subject: the passage that asks, if one does, and those that answer it."""

    title: str
    asks: Passage | None
    answers: tuple[Passage, ...]


class _PassageBigrams(NamedTuple):
    """A passage, the weights of its bigrams, its length, and the offices that it calls."""

    passage: Passage
    weights: Mapping[str, float]
    length: float
    calls: frozenset[str]


class _Questions:
    """The passages of the questions, and an inverted index of their bigrams."""

    def __init__(self, passages: Sequence[_PassageBigrams]) -> None:
        self.passages = passages
        self.postings: dict[str, list[int]] = {}
        for number, each in enumerate(passages):
            for bigram in each.weights:
                self.postings.setdefault(bigram, []).append(number)

    def scores(self, answer: _PassageBigrams, office: str) -> list[float]:
        """The weighted share of an answer's bigrams that each passage has, 0 to about 1."""
        shared = [0.0] * len(self.passages)
        total = 0.0
        for bigram, weight in answer.weights.items():
            postings = self.postings.get(bigram, ())
            if postings:
                weighted = weight * log(1 + len(self.passages) / len(postings))
                total += weighted
                for number in postings:
                    shared[number] += weighted
        return [
            each / (total or 1.0) * _prior(question, office)
            for each, question in zip(shared, self.passages, strict=True)
        ]


def pair_exchange(utterances: Sequence[Utterance]) -> tuple[SubjectPairs, ...]:
    """The subjects in the order in which they are asked; none for one passage and its answer."""
    questions = _Questions(
        [_read(p, u) for u in utterances if u.kind == "question" for p in passages(u)]
    )
    replies = [(u, passages(u)) for u in utterances if u.kind == "answer"]
    if len(questions.passages) < 2 and sum(len(divided) for _, divided in replies) < 2:
        return ()
    answers: dict[int, list[Passage]] = {}
    alone: list[Passage] = []
    for utterance, divided in replies:
        office = utterance.office or utterance.speaker or ""
        read = [_read(passage, utterance) for passage in divided]
        for passage, number in zip(divided, _align(read, questions, office), strict=True):
            if number is not None:
                answers.setdefault(number, []).append(passage)
            elif passage.subject:
                alone.append(passage)
    pairs = [
        SubjectPairs(_title(each.passage, found), each.passage, found)
        for number, each in enumerate(questions.passages)
        if (found := tuple(answers.get(number, ()))) or each.passage.subject
    ]
    return (*pairs, *(SubjectPairs(each.title or "", None, (each,)) for each in alone))


def _title(asks: Passage, answers: Sequence[Passage]) -> str:
    """The first subject that is a single phrase, or else the first."""
    said = [each.subject for each in (asks, *answers) if each.subject]
    named = [name for name in map(subject_name, said) if name]
    phrases = (name for name in named if "、" not in name)
    return next(phrases, named[0] if named else asks.title or "")


def _read(passage: Passage, utterance: Utterance) -> _PassageBigrams:
    text = utterance.text[passage.start : passage.end]
    weights = dict.fromkeys(_bigrams(text), 1.0)
    calls: frozenset[str] = frozenset()
    if utterance.kind == "answer":
        weights |= dict.fromkeys(_bigrams(passage.subject or ""), _SUBJECT_WEIGHT)
    else:
        weights |= dict.fromkeys(_bigrams(f"{passage.subject or ''} {passage.chapter or ''}"), 1.0)
        calls = frozenset(_OFFICE.findall(text[-_CALL_LENGTH:]))
    return _PassageBigrams(passage, weights, sqrt(_LENGTH_CONSTANT + len(weights)), calls)


def _align(
    answers: Sequence[_PassageBigrams], questions: _Questions, office: str
) -> list[int | None]:
    """For each passage of an answer, the number of the question's passage, or None."""
    if not questions.passages or not answers:
        return [None] * len(answers)
    scores = [questions.scores(each, office) for each in answers]
    # Dynamic programming: the best score of a path that ends at each question, and its steps.
    best, came = scores[0], list[list[int]]()
    for row in scores[1:]:
        peak = max(range(len(best)), key=best.__getitem__)
        back = best[peak] - _BACKWARD_COST
        running = _best_until(best)
        came.append([peak if back > best[at] else at for at in running])
        best = [score + max(best[at], back) for score, at in zip(row, running, strict=True)]
    path = [max(range(len(best)), key=best.__getitem__)]
    for steps in reversed(came):
        path.append(steps[path[-1]])
    aligned = zip(answers, reversed(path), scores, strict=True)
    return [
        number if _is_answer(each, questions, number, row[number]) else None
        for each, number, row in aligned
    ]


def _best_until(scores: Sequence[float]) -> list[int]:
    """For each index the index of the best score up to it, the last of equal ones."""

    def better(one: int, other: int) -> int:
        return other if scores[other] >= scores[one] else one

    return list(accumulate(range(len(scores)), better))


def _prior(question: _PassageBigrams, office: str) -> float:
    """Lower for long passages, which have any word; higher for those that ask this office."""
    factor = 1.0 if question.passage.asks else _ASKS_NOTHING_FACTOR
    factor *= _USUAL_LENGTH / question.length
    if not question.calls:
        return factor
    called = any(each in office for each in question.calls)
    return factor * _CALLED_FACTOR if called else factor / _CALLED_FACTOR


def _is_answer(answer: _PassageBigrams, questions: _Questions, number: int, score: float) -> bool:
    """True if the text shows it: an answer has a subject of the question, or is the first."""
    if answer.passage.subject:
        found = [each for each in _bigrams(answer.passage.subject) if each in questions.postings]
        shared = sum(each in questions.passages[number].weights for each in found)
        enough = bool(found) and shared / len(found) >= _MIN_SUBJECT_SHARE
        return enough and score >= _MIN_SCORE / 2
    return score >= _MIN_SCORE and answer.passage.start == 0


@lru_cache(maxsize=4096)
def _bigrams(text: str) -> tuple[str, ...]:
    """The distinct character bigrams inside words of kanji, katakana, Latin letters or digits."""
    words = _CONTENT.findall(_COMMON.sub(" ", unicodedata.normalize("NFKC", text)))
    return tuple(dict.fromkeys(one + other for word in words for one, other in pairwise(word)))
