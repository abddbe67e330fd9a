"""A query in one segment, evaluated a whole array at a time: the leaves.

A node says which documents match (`docs`), which of some documents do (`having`), and
what they score (`score`, of documents that match). Scores are equal to the last bit to
those Whoosh computes document by document: every operation is made in the same order.
Document numbers are the segment's own; all that are given and returned are live.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from whoosh.matching import FilterMatcher

from index.engines.whoosh.arrays import NONE, Docs, Mask, Scores, member, places_of, spread_at
from index.engines.whoosh.files.postings import PostingList

# BM25F as whoosh.scoring.BM25F() has it.
B, K1 = 0.75, 1.2


class Hits(NamedTuple):
    """Documents that match, ascending, and the score of each."""

    docs: Docs
    scores: Scores


class _Plain:
    """A kind that no other is derived from."""


class Node(ABC):
    """What a query matches in one segment.

    `size` is how many documents the segment has, deleted ones too; `estimate` is how
    many Whoosh thinks may match, and `kind` what it would match them by (nothing of
    Whoosh's where that does not matter): by these it builds its trees.
    """

    size: int
    estimate: int
    kind: type = _Plain

    @abstractmethod
    def docs(self) -> Docs:
        """The documents that match, ascending."""

    @abstractmethod
    def score(self, docs: Docs) -> Scores:
        """The scores of documents that match."""

    def having(self, docs: Docs) -> Mask:
        """Which of the documents match."""
        return member(self.docs(), docs, self.size)

    def at(self, docs: Docs) -> Scores:
        """The scores of documents, 0 where one does not match."""
        keep = self.having(docs)
        scores = np.zeros(len(docs))
        scores[keep] = self.score(docs[keep])
        return scores

    def hits(self) -> Hits:
        docs = self.docs()
        return Hits(docs, self.score(docs))


class Nothing(Node):
    estimate = 0

    def __init__(self, size: int) -> None:
        self.size = size

    def docs(self) -> Docs:
        return NONE

    def score(self, docs: Docs) -> Scores:
        return np.zeros(len(docs))


class Field(NamedTuple):
    """A field of one segment.

    `norm` is K1 x (1 - B + B x length / average) of each document, or null in a field
    that keeps no lengths: there the frequency is the score. `live` is null in a segment
    without deletions. `starts` is Leaf.starts, null in a field for which it does not hold.
    """

    size: int
    live: Mask | None
    norm: Scores | None
    starts: Docs | None


class Term(Node):
    """The documents of one posting list."""

    def __init__(self, postings: PostingList, field: Field, idf: float) -> None:
        self.postings, self.idf = postings, idf
        self.size, self.live, self._norm, self.starts = field
        self.estimate = len(postings.docs)
        self.kind = _Plain if self.live is None else FilterMatcher

    def docs(self) -> Docs:
        docs = self.postings.docs
        return docs if self.live is None else docs[self.live[docs]]

    def having(self, docs: Docs) -> Mask:
        return member(self.postings.docs, docs, self.size)

    def score(self, docs: Docs) -> Scores:
        at = places_of(docs, self.postings.docs)
        return self._bm25(docs, self.postings.weights_at(at))

    def at(self, docs: Docs) -> Scores:
        freqs = spread_at(self.postings.docs, self.postings.freqs, docs, self.size)
        return self._bm25(docs, freqs.astype(np.float64))

    def hits(self) -> Hits:
        docs, freqs = self.postings.docs, self.postings.weights()
        if self.live is not None:
            keep = self.live[docs]
            docs, freqs = docs[keep], freqs[keep]
        return Hits(docs, self._bm25(docs, freqs))

    def _bm25(self, docs: Docs, freqs: Scores) -> Scores:
        """The idf x (freq x (K1 + 1) / (freq + norm)), in that order; uses `freqs` up."""
        if self._norm is None:
            return freqs
        below = self._norm.take(docs)
        below += freqs
        freqs *= K1 + 1
        freqs /= below
        freqs *= self.idf
        return freqs


class Known(Node):
    """Documents that are found when first asked for, and all score alike."""

    def __init__(
        self, find: Callable[[], Docs], size: int, estimate: int, score: float = 1.0
    ) -> None:
        self.size, self.estimate = size, estimate
        self._find, self._score = find, score
        self._found: Docs | None = None

    def docs(self) -> Docs:
        if self._found is None:
            self._found = self._find()
        return self._found

    def score(self, docs: Docs) -> Scores:
        return np.full(len(docs), self._score)


class Chosen(Node):
    """Documents a column says something of, which is asked of no more than needed."""

    def __init__(
        self,
        choose: Callable[[Docs], Mask],
        live: Callable[[], Docs],
        size: int,
        estimate: int,
        score: float = 1.0,
    ) -> None:
        self.size, self.estimate = size, estimate
        self._choose, self._live, self._score = choose, live, score

    def docs(self) -> Docs:
        docs = self._live()
        return docs[self._choose(docs)]

    def having(self, docs: Docs) -> Mask:
        return self._choose(docs)

    def score(self, docs: Docs) -> Scores:
        return np.full(len(docs), self._score)


class Walked(Node):
    """Documents and scores from Whoosh's own matchers, walked when first asked for."""

    def __init__(self, walk: Callable[[], Hits], size: int, estimate: int, kind: type) -> None:
        self.size, self.estimate, self.kind = size, estimate, kind
        self._walk = walk
        self._hits: Hits | None = None

    def hits(self) -> Hits:
        if self._hits is None:
            self._hits = self._walk()
        return self._hits

    def docs(self) -> Docs:
        return self.hits().docs

    def score(self, docs: Docs) -> Scores:
        found = self.hits()
        return found.scores[found.docs.searchsorted(docs)]
