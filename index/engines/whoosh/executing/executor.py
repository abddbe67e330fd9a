"""Runs a Whoosh query at native speed: the same hits, scores and order as Whoosh gives.

`Executor(snapshot).run(query)` is what whoosh.searching.Searcher.search is over the
same generation, with BM25F at its defaults. Parts of a query it does not know go to
Whoosh's own matchers (see compiling.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from index.engines.whoosh.arrays import NONE, Docs, Mask, Scores, best
from index.engines.whoosh.executing.compiling import Compiler
from index.engines.whoosh.executing.leaves import Leaf, Reads, open_whoosh
from index.engines.whoosh.executing.nodes import Hits
from index.engines.whoosh.reading.codes import Names
from index.engines.whoosh.reading.filtering import facets
from index.engines.whoosh.reading.snapshot import Snapshot
from index.query import Filter
from index.results import FacetValue

# The best of so many are not worth choosing before those of all segments are together.
_FEW = 1024


# So many times the exchanges wanted, documents are looked at first.
_WIDER = 4


class Matches:
    """What a query matches, segment by segment; `bases` are their first documents."""

    def __init__(self, snapshot: Snapshot, bases: Sequence[int], parts: Sequence[Hits]) -> None:
        self._snapshot = snapshot
        self._bases, self._parts = bases, parts

    @property
    def total(self) -> int:
        return sum(len(part.docs) for part in self._parts)

    @cached_property
    def docs(self) -> Docs:
        """The documents that match, ascending."""
        parts = zip(self._parts, self._bases, strict=True)
        return np.concatenate([NONE, *(part.docs + base for part, base in parts)])

    @cached_property
    def scores(self) -> Scores:
        """The score of each of `docs`."""
        return np.concatenate([np.empty(0), *(part.scores for part in self._parts)])

    @cached_property
    def mask(self) -> Mask:
        """Over all documents, which match."""
        mask = np.zeros(len(self._snapshot.live), np.bool_)
        mask[self.docs] = True
        return mask

    def top(self, count: int | None = 10) -> tuple[Docs, Scores]:
        """The best documents and their scores; of equal ones the lower number first."""
        docs, scores = [NONE], [np.empty(0)]
        for part, base in zip(self._parts, self._bases, strict=True):
            at = best(part.scores, count) if len(part.docs) > _FEW else slice(None)
            if len(part.docs):
                docs.append(part.docs[at] + base)
                scores.append(part.scores[at])
        every = np.concatenate(scores)
        at = best(every, count)
        return np.concatenate(docs)[at], every[at]

    def by_date(self, count: int | None = 10, *, newest: bool = True) -> Docs:
        """The newest (or oldest) documents; those of a day in the order of the minutes."""
        dates = self._snapshot.facts["date"][self.docs].astype(np.float64)
        return self.docs[best(dates if newest else -dates, count)]

    @cached_property
    def _exchanges(self) -> Docs:
        """The exchange of each of `docs`."""
        return self._snapshot.exchange_of[self.docs]

    @property
    def exchange_count(self) -> int:
        """How many exchanges have a match."""
        other = self._exchanges[1:] != self._exchanges[:-1]
        return int(np.count_nonzero(other)) + (len(self._exchanges) > 0)

    def exchanges(self, count: int | None = 10) -> tuple[Docs, Scores]:
        """The best exchanges (numbers of Snapshot.exchange_of), by their best document."""
        wanted = len(self.scores) if count is None else count
        looked = wanted
        while True:
            # The best documents are those of the best exchanges, some of them several times.
            looked *= _WIDER
            at = best(self.scores, looked)
            exchanges = self._exchanges[at]
            _, first = np.unique(exchanges, return_index=True)
            if len(first) >= wanted or looked >= len(self.scores):
                first = np.sort(first)[:count]
                return exchanges[first], self.scores[at[first]]

    def facets(
        self, names: Names, filters: Sequence[Filter] = ()
    ) -> dict[str, tuple[FacetValue, ...]]:
        """For each field, how many documents have each value: filtering.facets."""
        return facets(names, self.docs, filters)


class Executor:
    """Runs queries over one snapshot, for many threads; no answer is kept.

    `searcher` is Whoosh's own over the same files.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self.searcher: Any = open_whoosh(snapshot.folder)
        searchers = [each for each, _ in self.searcher.leaf_searchers() if each.doc_count_all()]
        self._leaves = [
            Leaf(view, searcher, snapshot)
            for view, searcher in zip(snapshot.segments, searchers, strict=True)
        ]
        self._bases = [view.base for view in snapshot.segments]

    def run(self, query: Any) -> Matches:
        """Everything a whoosh.query.Query matches."""
        reads = Reads(self._leaves, self.searcher.schema)
        parts = [
            Compiler(leaf, number, reads).node(query).hits()
            for number, leaf in enumerate(self._leaves)
        ]
        return Matches(self._snapshot, self._bases, parts)
