"""BM25 over any terms, with k1 and b tuned by cross-validation on a set of questions.

BM25 as in Robertson and Zaragoza, "The Probabilistic Relevance Framework" (2009), with
the idf that is never negative, ln(1 + (N - n + 0.5) / (n + 0.5)).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import product
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from terms import Terms

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]

FOLDS = 5
_SEED = 4
_MAX_RANK = 10


class Parameters(NamedTuple):
    k1: float
    b: float


GRID = tuple(
    Parameters(k1, b)
    for k1, b in product((0.3, 0.6, 1.2, 2.0, 5.0), (0.0, 0.2, 0.4, 0.6, 0.75, 0.9, 1.0))
)


class Postings(NamedTuple):
    """The postings of a question's terms, concatenated: three arrays, an entry a posting."""

    docs: Numbers
    freqs: Floats
    weights: Floats


class Index:
    """An inverted index of documents, each with a key and made of several texts."""

    def __init__(self, documents: Mapping[str, Sequence[str]], terms: Terms) -> None:
        self._terms = terms
        self.keys = list(documents)
        self.numbers = {key: number for number, key in enumerate(self.keys)}
        found: dict[str, list[tuple[int, int]]] = defaultdict(list)
        lengths = np.zeros(len(documents))
        for number, texts in enumerate(documents.values()):
            counted = Counter(term for text in texts for term in terms(text))
            lengths[number] = counted.total()
            for term, count in counted.items():
                found[term].append((number, count))
        self._postings = {term: np.array(pairs).T for term, pairs in found.items()}
        self._share = lengths / lengths.mean()

    def postings(self, question: str) -> Postings:
        known = {
            term: times
            for term, times in Counter(self._terms(question)).items()
            if term in self._postings
        }
        columns = [self._postings[term] for term in known]
        docs, freqs = np.concatenate([np.empty((2, 0), np.int64), *columns], axis=1)
        sizes = np.array([len(each[0]) for each in columns], np.int64)
        idf = np.log(1 + (len(self.keys) - sizes + 0.5) / (sizes + 0.5))
        weights = np.repeat(idf * np.array(list(known.values()), np.float64), sizes)
        return Postings(docs, freqs.astype(np.float64), weights)

    def scores(self, postings: Postings, parameters: Parameters) -> Floats:
        """The score of each document for a question; float64[documents]."""
        k1, b = parameters
        norm = (k1 * (1 - b + b * self._share))[postings.docs]
        parts = postings.weights * postings.freqs * (k1 + 1) / (postings.freqs + norm)
        return np.bincount(postings.docs, parts, len(self.keys)).astype(np.float64)

    def best(self, postings: Postings, parameters: Parameters, depth: int) -> list[str]:
        """The keys of the documents that have a term of the question, best first."""
        scores = self.scores(postings, parameters)
        order = np.argsort(-scores, kind="stable")[:depth]
        return [self.keys[number] for number in order if scores[number] > 0]


class Tuned(NamedTuple):
    """The keys found for each question, and the parameters chosen in each fold."""

    found: list[list[str]]
    parameters: tuple[Parameters, ...]


def cross_validated(
    index: Index, questions: Sequence[str], answers: Sequence[Collection[str]], depth: int
) -> Tuned:
    """Rank for each question with the parameters that are best for the questions of other folds.

    The best of `GRID` have the highest MRR@10.
    """
    postings = [index.postings(question) for question in questions]
    wanted = [np.array([index.numbers[key] for key in keys], np.int64) for keys in answers]
    ranks = np.array(
        [
            [_reciprocal(index.scores(each, parameters), keys) for parameters in GRID]
            for each, keys in zip(postings, wanted, strict=True)
        ]
    )
    fold_of = np.random.default_rng(_SEED).permutation(len(questions)) % FOLDS
    chosen = tuple(GRID[int(ranks[fold_of != fold].sum(0).argmax())] for fold in range(FOLDS))
    found = [
        index.best(each, chosen[fold], depth)
        for each, fold in zip(postings, fold_of.tolist(), strict=True)
    ]
    return Tuned(found, chosen)


def _reciprocal(scores: Floats, wanted: Numbers) -> float:
    """The reciprocal rank of the first wanted document; ties rank in the order of the keys."""
    first = wanted[np.argmax(scores[wanted])]
    if scores[first] <= 0:
        return 0.0
    rank = 1 + int((scores > scores[first]).sum() + (scores[:first] == scores[first]).sum())
    return 1 / rank if rank <= _MAX_RANK else 0.0
