"""Queries drawn from one file of minutes; the same file gives the same queries.

They are drawn from the smallest collection and run on each, so that only the collection
grows. Terms are drawn by document frequency, strings by length.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from random import Random
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from common.collection import NO_TERM, AnalyzedFile, read_texts, read_words, role_number

Numbers = npt.NDArray[np.int64]
Shape = Literal["and", "or", "phrase", "not"]

QUERIES_PER_KIND = 10
MIN_QUERIES = 2
"""A kind with fewer queries is left out: it has no percentiles."""

# Shares of the utterances that have a term of the class: from, and up to.
_DOC_FREQUENCIES = {
    "rare": (0.0001, 0.0005),
    "middle": (0.002, 0.01),
    "common": (0.02, 0.1),
    "very common": (0.2, 1.0),
}
_MAX_TRIES = 1000
# Characters. A string of two has no trigram, so that SQLite reads all texts for it.
_STRING_LENGTHS = (2, 3, 5, 8)
# Characters that no engine folds, so that all find the same.
_UNFOLDED = re.compile(r"[ぁ-んァ-ヴ一-龥]+")


class TermQuery(NamedTuple):
    """The numbers of the terms; "not" excludes the second; `year` and `role` are filters."""

    kind: str
    shape: Shape
    terms: tuple[int, ...]
    year: int | None = None
    role: int | None = None


class StringQuery(NamedTuple):
    kind: str
    string: str


def draw_term_queries(file: AnalyzedFile) -> list[TermQuery]:
    """The queries, kind after kind; fewer of a kind, or none, where the file has no more."""
    sampler = _TermSampler(file)
    frequent = (*sampler.classes["middle"], *sampler.classes["common"])
    queries = [
        query
        for name, terms in sampler.classes.items()
        for query in _of_kind(f"a {name} term", "and", sampler.samples(terms, 1))
    ]
    queries += _of_kind("two terms, both", "and", sampler.from_one_utterance(frequent, 2))
    queries += _of_kind("three terms, all", "and", sampler.from_one_utterance(frequent, 3))
    queries += _of_kind("one of six terms", "or", sampler.samples(frequent, 6))
    queries += _of_kind("a phrase of two", "phrase", sampler.phrases(2))
    queries += _of_kind("a phrase of three", "phrase", sampler.phrases(3))
    queries += _of_kind("one without another", "not", sampler.from_one_utterance(frequent, 2))
    common = sampler.samples(sampler.classes["common"], 1)
    role = role_number("member")
    filtered = _of_kind("one, of a year and a role", "and", common)
    return queries + [query._replace(year=sampler.year, role=role) for query in filtered]


def _of_kind(kind: str, shape: Shape, candidates: Iterable[tuple[int, ...]]) -> list[TermQuery]:
    different = dict.fromkeys(islice(candidates, _MAX_TRIES))
    queries = [TermQuery(kind, shape, terms) for terms in islice(different, QUERIES_PER_KIND)]
    return queries if len(queries) >= MIN_QUERIES else []


class _TermSampler:
    """Draws terms of one file: by document frequency, from one utterance, or as a phrase."""

    def __init__(self, file: AnalyzedFile) -> None:
        self._random = Random("city")
        years, _, words = zip(*read_words(file.words), strict=True)
        tokens = [np.array(each.split(), np.int64) for each in words]
        self.year = int(np.median(np.array(years, np.int64)))
        self._tokens: Numbers = np.concatenate(tokens)
        self._ends: Numbers = np.cumsum([len(each) for each in tokens])
        frequencies = _doc_frequencies(self._tokens, self._ends, len(file.terms))
        shares = frequencies / len(self._ends)
        self.classes: dict[str, list[int]] = {
            name: np.flatnonzero((first <= shares) & (shares < last)).tolist()
            for name, (first, last) in _DOC_FREQUENCIES.items()
        }

    def samples(self, terms: Sequence[int], count: int) -> Iterator[tuple[int, ...]]:
        while len(terms) >= count:
            yield tuple(self._random.sample(terms, count))

    def from_one_utterance(self, terms: Sequence[int], count: int) -> Iterator[tuple[int, ...]]:
        """`count` of the terms that one utterance has."""
        wanted = np.array(terms, np.int64)
        for _ in range(_MAX_TRIES):
            end = self._random.randrange(len(self._ends))
            start = self._ends[end - 1] if end else 0
            here = np.intersect1d(self._tokens[start : self._ends[end]], wanted).tolist()
            if len(here) >= count:
                yield tuple(self._random.sample(here, count))

    def phrases(self, length: int) -> Iterator[tuple[int, ...]]:
        """Consecutive terms of an utterance, without punctuation between them."""
        for _ in range(_MAX_TRIES):
            start = self._random.randrange(len(self._tokens) - length)
            found = self._tokens[start : start + length].tolist()
            utterances = np.searchsorted(self._ends, [start, start + length - 1], "right")
            if NO_TERM not in found and utterances[0] == utterances[1]:
                yield tuple(found)


def _doc_frequencies(tokens: Numbers, ends: Numbers, terms: int) -> Numbers:
    """The number of utterances that have each term; int64[terms + 1], 0 for NO_TERM."""
    docs = np.repeat(np.arange(len(ends)), np.diff(ends, prepend=0))
    pairs = np.unique(docs * (terms + 1) + tokens)
    frequencies = np.bincount(pairs % (terms + 1), minlength=terms + 1)
    frequencies[NO_TERM] = 0
    return frequencies


def draw_string_queries(file: AnalyzedFile) -> list[StringQuery]:
    """The strings, length after length; fewer, or none, where the file has no more."""
    random = Random("strings")
    runs = [run for text in read_texts(file.texts) for run in _UNFOLDED.findall(text)]
    return [
        StringQuery(f"{length} characters", string)
        for length in _STRING_LENGTHS
        for string in _strings([run for run in runs if len(run) >= length], length, random)
    ]


def _strings(runs: list[str], length: int, random: Random) -> list[str]:
    found: dict[str, None] = {}
    for _ in range(QUERIES_PER_KIND * 10 if runs else 0):
        run = random.choice(runs)
        start = random.randint(0, len(run) - length)
        found[run[start : start + length]] = None
    return list(found)[:QUERIES_PER_KIND] if len(found) >= MIN_QUERIES else []
