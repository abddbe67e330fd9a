"""Nodes over nodes: AND, OR, NOT and what else combines queries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce

import numpy as np
from whoosh.matching import (
    DisjunctionMaxMatcher,
    InverseMatcher,
    RequireMatcher,
    UnionMatcher,
    WrappingMatcher,
)

from index.engines.whoosh.arrays import Docs, Mask, Scores, union
from index.engines.whoosh.executing.nodes import Hits, Node
from index.engines.whoosh.executing.trees import Tree

# To look a document up by halving costs as much as a score for each of so many.
_LOOKING = 48


def _added(tree: Tree, score: Callable[[int], Scores]) -> Scores:
    """The sums of a tree; `score` gives new arrays, which are used up."""
    if isinstance(tree, int):
        return score(tree)
    left, right = tree
    scores = _added(left, score)
    scores += _added(right, score)
    return scores


class Boosted(Node):
    """A node whose scores are multiplied."""

    kind = WrappingMatcher

    def __init__(self, child: Node, boost: float) -> None:
        self.size, self.estimate = child.size, child.estimate
        self.child, self._boost = child, boost

    def docs(self) -> Docs:
        return self.child.docs()

    def having(self, docs: Docs) -> Mask:
        return self.child.having(docs)

    def score(self, docs: Docs) -> Scores:
        return self.child.score(docs) * self._boost

    def at(self, docs: Docs) -> Scores:
        return self.child.at(docs) * self._boost

    def hits(self) -> Hits:
        docs, scores = self.child.hits()
        return Hits(docs, scores * self._boost)


class Constant(Node):
    """A node that scores the same everywhere."""

    def __init__(self, child: Node, score: float) -> None:
        self.size, self.estimate = child.size, child.estimate
        self._child, self._score = child, score

    def docs(self) -> Docs:
        return self._child.docs()

    def having(self, docs: Docs) -> Mask:
        return self._child.having(docs)

    def score(self, docs: Docs) -> Scores:
        return np.full(len(docs), self._score)


class All(Node):
    """Documents that match every child."""

    def __init__(self, children: Sequence[Node], tree: Tree, estimate: int) -> None:
        self.size, self.estimate = children[0].size, estimate
        self._children, self._tree = children, tree
        self._rarest_first = sorted(children, key=lambda child: child.estimate)

    def docs(self) -> Docs:
        first, *rest = self._rarest_first
        docs = first.docs()
        for child in rest:
            if not len(docs):
                break
            docs = docs[child.having(docs)]
        return docs

    def having(self, docs: Docs) -> Mask:
        keep = np.arange(len(docs))
        for child in self._rarest_first:
            keep = keep[child.having(docs[keep])]
        mask = np.zeros(len(docs), np.bool_)
        mask[keep] = True
        return mask

    def score(self, docs: Docs) -> Scores:
        return _added(self._tree, lambda at: self._children[at].score(docs))


class Some(Node):
    """Documents that match some child; scores add up."""

    kind = UnionMatcher

    def __init__(self, children: Sequence[Node], tree: Tree, estimate: int) -> None:
        self.size, self.estimate = children[0].size, estimate
        self._children, self._tree = children, tree

    def docs(self) -> Docs:
        return union([child.docs() for child in self._children], self.size)

    def having(self, docs: Docs) -> Mask:
        return _any_having(self._children, docs)

    def score(self, docs: Docs) -> Scores:
        return self.at(docs)

    def at(self, docs: Docs) -> Scores:
        # A document that a child lacks has 0 of it: to add that changes nothing.
        return _added(self._tree, lambda at: self._children[at].at(docs))

    def hits(self) -> Hits:
        each = [child.hits() for child in self._children]
        docs = union([hits.docs for hits in each], self.size)
        dense = sum(len(hits.docs) for hits in each) * _LOOKING > self.size
        places = [hits.docs if dense else docs.searchsorted(hits.docs) for hits in each]
        scores = np.zeros(self.size if dense else len(docs))
        self._add(self._tree, scores, each, places)
        return Hits(docs, scores[docs] if dense else scores)

    def _add(
        self, tree: Tree, scores: Scores, each: Sequence[Hits], places: Sequence[Docs]
    ) -> None:
        """Add the sums of a tree to `scores`, which are all 0."""
        if isinstance(tree, int):
            scores[places[tree]] += each[tree].scores
            return
        # A single node is added last: the order of two addends does not matter.
        first, last = sorted(tree, key=lambda side: isinstance(side, int))
        self._add(first, scores, each, places)
        if isinstance(last, int):
            scores[places[last]] += each[last].scores
        else:
            other = np.zeros(len(scores))
            self._add(last, other, each, places)
            scores += other


def _any_having(children: Sequence[Node], docs: Docs) -> Mask:
    mask = children[0].having(docs)
    for child in children[1:]:
        rest = np.flatnonzero(~mask)
        mask[rest] = child.having(docs[rest])
    return mask


class Best(Node):
    """Documents that match some child; the highest score counts."""

    kind = DisjunctionMaxMatcher

    def __init__(self, children: Sequence[Node], estimate: int) -> None:
        self.size, self.estimate = children[0].size, estimate
        self._children = children

    def docs(self) -> Docs:
        return union([child.docs() for child in self._children], self.size)

    def having(self, docs: Docs) -> Mask:
        return _any_having(self._children, docs)

    def score(self, docs: Docs) -> Scores:
        return reduce(np.maximum, (child.at(docs) for child in self._children))


class Other(Node):
    """The live documents that do not match; each scores 1."""

    kind = InverseMatcher

    def __init__(self, child: Node, live: Callable[[], Docs], estimate: int) -> None:
        self.size, self.estimate = child.size, estimate
        self._child, self._live = child, live

    def docs(self) -> Docs:
        docs = self._live()
        return docs[~self._child.having(docs)]

    def having(self, docs: Docs) -> Mask:
        return ~self._child.having(docs)

    def score(self, docs: Docs) -> Scores:
        return np.ones(len(docs))


class Without(Node):
    """The documents of one node that another does not have."""

    def __init__(self, child: Node, excluded: Node, estimate: int) -> None:
        self.size, self.estimate = child.size, estimate
        self._child, self._excluded = child, excluded

    def docs(self) -> Docs:
        docs = self._child.docs()
        return docs[~self._excluded.having(docs)]

    def having(self, docs: Docs) -> Mask:
        return self._child.having(docs) & ~self._excluded.having(docs)

    def score(self, docs: Docs) -> Scores:
        return self._child.score(docs)


class Within(Node):
    """The documents of one node that another has too; the first one's scores."""

    kind = RequireMatcher

    def __init__(self, child: Node, required: Node, estimate: int) -> None:
        self.size, self.estimate = child.size, estimate
        self._both = All((child, required), 0, estimate)
        self._child = child

    def docs(self) -> Docs:
        return self._both.docs()

    def having(self, docs: Docs) -> Mask:
        return self._both.having(docs)

    def score(self, docs: Docs) -> Scores:
        return self._child.score(docs)


class Perhaps(Node):
    """The documents of one node; where another has one too, scores add up."""

    def __init__(self, child: Node, more: Node, estimate: int) -> None:
        self.size, self.estimate = child.size, estimate
        self._child, self._more = child, more

    def docs(self) -> Docs:
        return self._child.docs()

    def having(self, docs: Docs) -> Mask:
        return self._child.having(docs)

    def score(self, docs: Docs) -> Scores:
        scores = self._child.score(docs)
        scores += self._more.at(docs)
        return scores
