"""Positional queries: spans of positions as arrays, and the nodes that have spans.

A span is two numbers, where it starts and where it ends: each a document and a
position as one number (`doc << 32 | position`), so that those of all documents are one
ascending array. What a span node finds is what whoosh.query.spans finds.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from whoosh.query.spans import SpanWrappingMatcher

from index.engines.whoosh.arrays import NONE, Docs, Mask, Scores, ascending, member
from index.engines.whoosh.executing.combining import All, Boosted
from index.engines.whoosh.executing.nodes import Node, Term
from index.engines.whoosh.executing.phrasing import SHIFT, places, rows
from index.engines.whoosh.executing.trees import halved


class Spans(NamedTuple):
    """Spans in the order of their starts, none twice."""

    starts: Docs
    ends: Docs

    def docs(self) -> Docs:
        """The documents that have one, ascending."""
        return ascending(self.starts >> SHIFT)


class Nearness(NamedTuple):
    """How two spans must lie.

    `reach` says whether a span that starts far before the first one may end near it:
    SpanNear looks for those, SpanNear2 does not.
    """

    slop: int
    least: int
    ordered: bool
    reach: bool


def _sorted(starts: Docs, ends: Docs) -> Spans:
    """Spans in order, those that are the same once."""
    order = np.lexsort((ends, starts))
    starts, ends = starts[order], ends[order]
    if len(starts):
        new = np.append(True, (starts[1:] != starts[:-1]) | (ends[1:] != ends[:-1]))
        starts, ends = starts[new], ends[new]
    return Spans(starts, ends)


def near(left: Spans, right: Spans, how: Nearness) -> Spans:
    """For each two spans that lie as asked, the span that holds both."""
    if not len(left.starts) or not len(right.starts):
        return Spans(NONE, NONE)
    if how.ordered:
        lowest = left.starts if how.least < 1 else left.ends + how.least
    else:
        lowest = left.starts - how.slop
        if how.reach:
            lowest = lowest - int((right.ends - right.starts).max())
        # Not into the document before.
        lowest = np.maximum(lowest, left.starts >> SHIFT << SHIFT)
    first = right.starts.searchsorted(lowest)
    counts = np.maximum(right.starts.searchsorted(left.ends + how.slop, "right") - first, 0)
    one = np.repeat(np.arange(len(counts)), counts)
    two = np.repeat(first - (np.cumsum(counts) - counts), counts) + np.arange(len(one))
    starts, ends = left.starts[one], left.ends[one]
    other_starts, other_ends = right.starts[two], right.ends[two]
    # Negative where they overlap; Whoosh says 0 then.
    distance = np.maximum(np.maximum(other_starts - ends, starts - other_ends), 0)
    keep = (how.least <= distance) & (distance <= how.slop)
    return _sorted(np.minimum(starts, other_starts)[keep], np.maximum(ends, other_ends)[keep])


def merged(spans: Spans) -> Spans:
    """Spans that overlap or touch as one."""
    if not len(spans.starts):
        return spans
    furthest = np.maximum.accumulate(spans.ends)
    begins = np.flatnonzero(np.append(True, spans.starts[1:] > furthest[:-1] + 1))
    return Spans(spans.starts[begins], furthest[np.append(begins[1:], len(furthest)) - 1])


class Spanned(Node):
    """A node that matches where it has spans; its scores are those of `under`."""

    kind = SpanWrappingMatcher

    def __init__(self, under: Node) -> None:
        self.size, self.estimate = under.size, under.estimate
        self._under = under

    @abstractmethod
    def _within(self, docs: Docs) -> Spans:
        """The spans in documents that match what is under this node."""

    def spans(self, docs: Docs) -> Spans:
        """The spans in documents, which need not match."""
        return self._within(docs[self._under.having(docs)])

    def docs(self) -> Docs:
        return self._within(self._under.docs()).docs()

    def having(self, docs: Docs) -> Mask:
        return member(self.spans(docs).docs(), docs, self.size)

    def score(self, docs: Docs) -> Scores:
        return self._under.score(docs)


class Near(Spanned):
    """Children one near the other, in a row."""

    def __init__(self, children: Sequence[Node], how: Nearness, estimate: int) -> None:
        super().__init__(All(children, halved(0, len(children)), estimate))
        self._children, self._how = children, how
        terms = [term for child in children if (term := plain(child))]
        in_row = how[:3] == (1, 1, True) and len(terms) == len(children) > 1
        self._in_row = terms if in_row else []

    def docs(self) -> Docs:
        if not self._in_row:
            return super().docs()
        docs = ascending(self._rows(None) >> SHIFT)
        live = self._in_row[0].live
        return docs if live is None else docs[live[docs]]

    def _rows(self, docs: Docs | None) -> Docs:
        terms = self._in_row
        starts = terms[0].starts if len({id(term.starts) for term in terms}) == 1 else None
        return rows([term.postings for term in terms], docs, starts)

    def _within(self, docs: Docs) -> Spans:
        if self._in_row:
            found = self._rows(docs)
            return Spans(found, found + (len(self._in_row) - 1))
        spans = spans_of(self._children[0], docs)
        for child in self._children[1:]:
            spans = near(spans, spans_of(child, docs), self._how)
        return spans


class Either(Spanned):
    """The spans of any child: `join` makes one of those that touch."""

    def __init__(self, children: Sequence[Node], under: Node, *, join: bool) -> None:
        super().__init__(under)
        self._children, self._join = children, join

    def _within(self, docs: Docs) -> Spans:
        each = [spans_of(child, docs) for child in self._children]
        found = _sorted(
            np.concatenate([spans.starts for spans in each]),
            np.concatenate([spans.ends for spans in each]),
        )
        return merged(found) if self._join else found


class First(Spanned):
    """The spans of a child that end by a position."""

    def __init__(self, child: Node, limit: int) -> None:
        super().__init__(child)
        self._limit = limit

    def _within(self, docs: Docs) -> Spans:
        starts, ends = spans_of(self._under, docs)
        keep = (ends & ((1 << SHIFT) - 1)) <= self._limit
        return Spans(starts[keep], ends[keep])


def plain(node: Node) -> Term | None:
    """The term a node is, boosted or not."""
    while isinstance(node, Boosted):
        node = node.child
    return node if isinstance(node, Term) else None


def spans_of(node: Node, docs: Docs) -> Spans:
    """The spans of a term, or of a node that has spans."""
    while isinstance(node, Boosted):
        node = node.child
    if isinstance(node, Term):
        found = places(node.postings, docs[node.having(docs)])
        return Spans(found, found)
    if isinstance(node, Spanned):
        return node.spans(docs)
    return Spans(NONE, NONE)
