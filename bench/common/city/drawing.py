"""Queries drawn from a file of minutes by how often its terms occur; the same every time.

They are drawn from the smallest collection and asked of each, so that what grows is
the collection alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from random import Random
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from common.parts import SILENT, Numbers, Part, role_number

Shape = Literal["and", "or", "phrase", "not"]

QUERIES = 10
FEWEST = 2
"""So many of a kind; of fewer there is no percentile."""

# Shares of the utterances that have a term of the class.
_SHARES = {
    "rare": (0.0001, 0.0005),
    "middle": (0.002, 0.01),
    "common": (0.02, 0.1),
    "very common": (0.2, 1.0),
}
# So many are looked at in search of them.
_TRIES = 1000

MEMBER = role_number("member")
Numbers64 = npt.NDArray[np.int64]


class Drawn(NamedTuple):
    """A query: the numbers of its terms; the second of a `not` is left out.

    `year` and the number of a `role` are what it is filtered by.
    """

    kind: str
    shape: Shape
    terms: tuple[int, ...]
    year: int | None = None
    role: int | None = None


def draw(part: Part) -> list[Drawn]:
    """The queries, kind after kind; fewer of a kind, or none, where the part has no more."""
    urn = _Urn(part)
    often = (*urn.classes["middle"], *urn.classes["common"])
    queries = [
        query
        for name, terms in urn.classes.items()
        for query in _kind(f"a {name} term", "and", urn.samples(terms, 1))
    ]
    queries += _kind("two terms, both", "and", urn.together(often, 2))
    queries += _kind("three terms, all", "and", urn.together(often, 3))
    queries += _kind("one of six terms", "or", urn.samples(often, 6))
    queries += _kind("a phrase of two", "phrase", urn.phrases(2))
    queries += _kind("a phrase of three", "phrase", urn.phrases(3))
    queries += _kind("one without another", "not", urn.together(often, 2))
    filtered = _kind("one, of a year and a role", "and", urn.samples(urn.classes["common"], 1))
    year = int(np.median(part.facts["year"]))
    return queries + [query._replace(year=year, role=MEMBER) for query in filtered]


def _kind(kind: str, shape: Shape, candidates: Iterable[tuple[int, ...]]) -> list[Drawn]:
    different = dict.fromkeys(islice(candidates, _TRIES))
    found = [Drawn(kind, shape, terms) for terms in islice(different, QUERIES)]
    return found if len(found) >= FEWEST else []


class _Urn:
    """Terms of one part by how many utterances have them, and what stands together."""

    def __init__(self, part: Part) -> None:
        self._random = Random("city")
        self._tokens: Numbers = np.asarray(part.tokens)
        self._ends = np.cumsum(part.facts["length"], dtype=np.int64)
        shares = _frequencies(self._tokens, self._ends, len(part.terms)) / len(self._ends)
        self.classes: dict[str, list[int]] = {
            name: np.flatnonzero((first <= shares) & (shares < last)).tolist()
            for name, (first, last) in _SHARES.items()
        }

    def samples(self, terms: Sequence[int], count: int) -> Iterator[tuple[int, ...]]:
        while len(terms) >= count:
            yield tuple(self._random.sample(terms, count))

    def together(self, terms: Sequence[int], count: int) -> Iterator[tuple[int, ...]]:
        """Some of the terms that stand in one utterance."""
        wanted = np.array(terms, np.uint32)
        for _ in range(_TRIES):
            end = self._random.randrange(len(self._ends))
            start = self._ends[end - 1] if end else 0
            here = np.intersect1d(self._tokens[start : self._ends[end]], wanted).tolist()
            if len(here) >= count:
                yield tuple(self._random.sample(here, count))

    def phrases(self, length: int) -> Iterator[tuple[int, ...]]:
        """What stands somewhere one after another, without punctuation between."""
        for _ in range(_TRIES):
            start = self._random.randrange(len(self._tokens) - length)
            found = self._tokens[start : start + length].tolist()
            within = np.searchsorted(self._ends, [start, start + length - 1], "right")
            if SILENT not in found and within[0] == within[1]:
                yield tuple(found)


def _frequencies(tokens: Numbers, ends: Numbers64, terms: int) -> Numbers64:
    """How many utterances have each term, by its number; punctuation has none."""
    docs = np.repeat(np.arange(len(ends)), np.diff(ends, prepend=0))
    pairs = np.unique(docs * (terms + 1) + tokens)
    frequencies = np.bincount(pairs % (terms + 1), minlength=terms + 1)
    frequencies[SILENT] = 0
    return frequencies
