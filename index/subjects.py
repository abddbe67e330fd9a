"""The passages of an exchange → which answers which, where their texts show it.

A member asks many things in one speech, and several officials answer, each in the
order of the questions. So each passage of an answer is joined to the passage of the
question that shares its telling words: those of the subject it names (「…について
でございますが」) above all, and those that few passages of the question have. An
answer that shares too little is joined to none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from math import log, sqrt
from typing import NamedTuple

from index.minutes import Utterance
from index.passages import Passage, passages

_TELLING = re.compile(r"[一-鿿々ヶ]+|[ァ-ヴー]+|[A-Za-z0-9]+")
_COMMON = re.compile(
    "質問|答弁|見解|所見|認識|取り?組み?|今後|推進|検討|実施|必要|支援|重要|伺|お答え|考え|対応|状況|求め|議員|委員"
)
_OFFICE = re.compile(r"知事|市長|区長|町長|村長|教育長|消防総監|警視総監")
_SUBJECT_WEIGHT = 4.0
_BACKWARD = 0.6
_CALLED = 1.5
_USUAL = 9.0
_ASKS_NOTHING = 0.6
_LEAST_SHARED = 0.3
_LEAST = 0.12


class SubjectPairs(NamedTuple):
    """One subject of an exchange: the passage that asks, and those that answer it.

    `asks` is null for a subject that the answer names and no passage of the question
    is seen to ask.
    """

    title: str
    asks: Passage | None
    answers: tuple[Passage, ...]


class _Text(NamedTuple):
    passage: Passage
    grams: Mapping[str, float]
    length: float
    calls: frozenset[str]


class _Asked:
    """The passages that ask, and where among them each telling word stands."""

    def __init__(self, texts: Sequence[_Text]) -> None:
        self.texts = texts
        self.places: dict[str, list[int]] = {}
        for at, text in enumerate(texts):
            for gram in text.grams:
                self.places.setdefault(gram, []).append(at)

    def scores(self, text: _Text, office: str) -> list[float]:
        """How much of an answer's telling words each passage has, 0 to about 1."""
        shared = [0.0] * len(self.texts)
        total = 0.0
        for gram, weight in text.grams.items():
            places = self.places.get(gram, ())
            if places:
                worth = weight * log(1 + len(self.texts) / len(places))
                total += worth
                for at in places:
                    shared[at] += worth
        return [
            each / (total or 1.0) * _likeliness(asked, office)
            for each, asked in zip(shared, self.texts, strict=True)
        ]


def pair_exchange(utterances: Sequence[Utterance]) -> tuple[SubjectPairs, ...]:
    """The subjects of an exchange in the order in which they are asked.

    Empty where no passage can be told from another: a short question and its answer.
    """
    asked = _Asked([_read(p, u) for u in utterances if u.kind == "question" for p in passages(u)])
    replies = [(u, passages(u)) for u in utterances if u.kind == "answer"]
    if len(asked.texts) < 2 and sum(len(cut) for _, cut in replies) < 2:
        return ()
    joined: dict[int, list[Passage]] = {}
    alone: list[Passage] = []
    for utterance, cut in replies:
        office = utterance.office or utterance.speaker or ""
        texts = [_read(passage, utterance) for passage in cut]
        for passage, at in zip(cut, _align(texts, asked, office), strict=True):
            if at is not None:
                joined.setdefault(at, []).append(passage)
            elif passage.subject:
                alone.append(passage)
    pairs = [
        SubjectPairs(
            _title(text.passage, joined.get(at, ())), text.passage, tuple(joined.get(at, ()))
        )
        for at, text in enumerate(asked.texts)
        if at in joined or text.passage.subject
    ]
    return (*pairs, *(SubjectPairs(each.title or "", None, (each,)) for each in alone))


def _title(asks: Passage, answers: Sequence[Passage]) -> str:
    """A subject that is named in one breath, if there is one: rather that of who asks."""
    named = [each.subject for each in (asks, *answers) if each.subject]
    plain = (subject for subject in named if "、" not in subject)
    return next(plain, named[0] if named else asks.chapter or "")


def _read(passage: Passage, utterance: Utterance) -> _Text:
    text = utterance.text[passage.start : passage.end]
    grams = dict.fromkeys(_grams(text), 1.0)
    if utterance.kind == "answer":
        for gram in _grams(passage.subject or ""):
            grams[gram] = _SUBJECT_WEIGHT
    else:
        for gram in _grams(f"{passage.subject or ''} {passage.chapter or ''}"):
            grams[gram] = 1.0
    calls = frozenset(_OFFICE.findall(text[-200:])) if utterance.kind == "question" else frozenset()
    return _Text(passage, grams, sqrt(80 + len(grams)), calls)


def _align(texts: Sequence[_Text], asked: _Asked, office: str) -> list[int | None]:
    """For each passage of an answer the number of the passage it answers, or null.

    A path through both in order: going back costs, because who answers keeps the order.
    """
    if not asked.texts or not texts:
        return [None] * len(texts)
    scores = [asked.scores(text, office) for text in texts]
    best, came = scores[0], list[list[int]]()
    for row in scores[1:]:
        peak = max(range(len(best)), key=best.__getitem__)
        back = best[peak] - _BACKWARD
        steps = [peak if back > best[at] else at for at in _running(best)]
        reached = [max(best[at], back) for at in _running(best)]
        best = [score + before for score, before in zip(row, reached, strict=True)]
        came.append(steps)
    path = [max(range(len(best)), key=best.__getitem__)]
    for steps in reversed(came):
        path.append(steps[path[-1]])
    return [
        at if _shows(text, asked, at, scores[row][at]) else None
        for row, (text, at) in enumerate(zip(texts, reversed(path), strict=True))
    ]


def _running(best: Sequence[float]) -> list[int]:
    """For each place the best one up to it."""
    found: list[int] = []
    for at in range(len(best)):
        found.append(at if not found or best[at] >= best[found[-1]] else found[-1])
    return found


def _likeliness(asked: _Text, office: str) -> float:
    """Long passages have any word; those that ask, and ask who answers, are likelier."""
    factor = _USUAL / asked.length * (1.0 if asked.passage.asks else _ASKS_NOTHING)
    if not asked.calls:
        return factor
    called = any(each in office for each in asked.calls)
    return factor * _CALLED if called else factor / _CALLED


def _shows(text: _Text, asked: _Asked, at: int, score: float) -> bool:
    """Whether the text shows that a passage is answered: by the words of the subject named."""
    subject = [gram for gram in _grams(text.passage.subject or "") if gram in asked.places]
    if text.passage.subject:
        named = sum(gram in asked.texts[at].grams for gram in subject)
        return bool(subject) and named / len(subject) >= _LEAST_SHARED and score >= _LEAST / 2
    return score >= _LEAST and text.passage.start == 0


@lru_cache(maxsize=4096)
def _grams(text: str) -> tuple[str, ...]:
    """Pairs of characters inside the words that tell: kanji, katakana, Latin, digits."""
    folded = _COMMON.sub(" ", unicodedata.normalize("NFKC", text))
    return tuple(dict.fromkeys(_pairs(_TELLING.findall(folded))))


def _pairs(words: Iterable[str]) -> Iterable[str]:
    for word in words:
        if len(word) > 1:
            yield from (word[at : at + 2] for at in range(len(word) - 1))
