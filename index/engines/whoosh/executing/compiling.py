"""A Whoosh query → nodes over one segment.

What is not known here is given to Whoosh: only that part of the tree, and over the
same postings.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from whoosh import query as whoosh_query
from whoosh.collectors import UnlimitedCollector
from whoosh.matching import IntersectionMatcher, UnionMatcher
from whoosh.query import spans
from whoosh.query.qcore import _NullQuery

from index.engines.whoosh.arrays import Docs, Mask
from index.engines.whoosh.executing.combining import (
    All,
    Best,
    Boosted,
    Constant,
    Other,
    Perhaps,
    Some,
    Within,
    Without,
)
from index.engines.whoosh.executing.contexts import Facts, InExchange
from index.engines.whoosh.executing.knowing import MULTI_TERMS
from index.engines.whoosh.executing.leaves import Leaf, Reads
from index.engines.whoosh.executing.nodes import Chosen, Hits, Known, Node, Nothing, Term, Walked
from index.engines.whoosh.executing.spanning import Either, First, Near, Nearness
from index.engines.whoosh.executing.trees import halved, leftward, weighted

# Whoosh adds up an OR from left to right in segments no larger than this.
_SMALL_SEGMENT = 5000


class Compiler:
    """Compiles queries for one segment, the `number`th; `reads` are the query's postings."""

    def __init__(self, leaf: Leaf, number: int, reads: Reads) -> None:
        self._leaf, self._number, self._reads = leaf, number, reads

    def node(self, query: Any, *, spanned: bool = False) -> Node:
        """The node of a query; `spanned` where the positions of its terms are asked for."""
        if not self._reads.knows(query):
            return self._walked(query)
        return _BUILD[type(query)](self, query, spanned)

    def _walked(self, query: Any) -> Node:
        searcher = self._leaf.searcher
        try:
            estimate = query.estimate_size(searcher.reader())
        except NotImplementedError:
            estimate = self._leaf.alive
        kind = type(query.matcher(searcher, searcher.context()))
        return Walked(lambda: walk(query, searcher), self._leaf.size, estimate, kind)

    def _nothing(self) -> Node:
        return Nothing(self._leaf.size)

    def null(self, query: Any, spanned: bool) -> Node:
        return self._nothing()

    def term(self, query: Any, spanned: bool) -> Node:
        return _boosted(self._term(query.fieldname, query.text), query.boost)

    def _term(self, field: str, text: Any) -> Node:
        lists, idf = self._reads.of(field, text)
        postings = lists[self._number]
        if postings is None:
            return self._nothing()
        return Term(postings, self._leaf.field(field), idf)

    def _children(self, query: Any, *, spanned: bool = False) -> list[Node]:
        return [self.node(each, spanned=spanned) for each in query.subqueries]

    def _capped(self, children: Sequence[Node]) -> int:
        return min(sum(child.estimate for child in children), self._leaf.alive)

    def all(self, query: Any, spanned: bool) -> Node:
        children = self._children(query)
        if len(children) < 2:
            return children[0] if children else self._nothing()
        tree = weighted(children, -1, IntersectionMatcher)
        estimate = min(child.estimate for child in children)
        return _boosted(All(children, tree, estimate), query.boost)

    def some(self, query: Any, spanned: bool) -> Node:
        children = self._children(query, spanned=spanned)
        estimate = self._capped(children)
        if len(children) < 2:
            # Whoosh takes a child alone, without the boost of what it stands in.
            node = children[0] if children else self._nothing()
            node.estimate = estimate
            return node
        if self._leftward(len(children), spanned):
            children = [_boosted(child, query.boost) for child in children]
            node = Some(children, leftward(len(children)), estimate)
            node.kind = Node.kind
            return node
        tree = weighted(children, 1, UnionMatcher)
        node = Some(children, tree, estimate)
        if spanned:
            node = Either(children, node, join=False)
        return _boosted(node, query.boost)

    def _leftward(self, count: int, spanned: bool) -> bool:
        if count >= whoosh_query.Or.TOO_MANY_CLAUSES:
            return True
        return not spanned and count > 2 and self._leaf.size <= _SMALL_SEGMENT

    def best(self, query: Any, spanned: bool) -> Node:
        children = self._children(query)
        estimate = self._capped(children)
        if len(children) < 2:
            node = children[0] if children else self._nothing()
            node.estimate = estimate
            return node
        return _boosted(Best(children, estimate), query.boost)

    def other(self, query: Any, spanned: bool) -> Node:
        return Other(self.node(query.query), self._leaf.everything, self._leaf.alive)

    def without(self, query: Any, spanned: bool) -> Node:
        child, excluded = self._children(query)
        return Without(child, excluded, self._capped((child, excluded)))

    def within(self, query: Any, spanned: bool) -> Node:
        child, required = self._children(query)
        return Within(child, required, required.estimate)

    def perhaps(self, query: Any, spanned: bool) -> Node:
        child, more = self._children(query)
        return Perhaps(child, more, self._capped((child, more)))

    def constant(self, query: Any, spanned: bool) -> Node:
        # Whoosh takes a weight of 0 for none given.
        return Constant(self.node(query.child), query.score or 1.0)

    def every(self, query: Any, spanned: bool) -> Node:
        leaf = self._leaf

        def having(docs: Docs) -> Mask:
            if query.fieldname is None:
                return np.ones(len(docs), np.bool_)
            return leaf.lengths(query.fieldname)[docs] > 0

        return Chosen(having, leaf.everything, leaf.size, leaf.alive, query.boost or 1.0)

    def multi(self, query: Any, spanned: bool) -> Node:
        words = [word for word in query._btexts(self._leaf.searcher.reader()) if word]
        terms = [whoosh_query.Term(query.field(), word, boost=query.boost) for word in words]
        node = self.some(whoosh_query.Or(terms), spanned)
        if query.constantscore and len(terms) > 1 and self._leftward(len(terms), spanned):
            node = Constant(node, 1.0)
        nodes = [self._term(query.field(), word) for word in words]
        node.estimate = sum(each.estimate for each in nodes)
        return node

    def phrase(self, query: Any, spanned: bool) -> Node:
        terms = [self._term(query.fieldname, word) for word in query.words]
        if not all(isinstance(term, Term) for term in terms):
            return self._nothing()
        how = Nearness(query.slop, 1, True, False)
        return _boosted(self._near(terms, how), query.boost)

    def _near(self, children: list[Node], how: Nearness) -> Node:
        return Near(children, how, min(child.estimate for child in children))

    def near(self, query: Any, spanned: bool) -> Node:
        children = [self.node(each, spanned=True) for each in (query.a, query.b)]
        return self._near(children, Nearness(query.slop, query.mindist, query.ordered, True))

    def near_2(self, query: Any, spanned: bool) -> Node:
        children = [self.node(each, spanned=True) for each in query.qs]
        return self._near(children, Nearness(query.slop, query.mindist, query.ordered, False))

    def either(self, query: Any, spanned: bool) -> Node:
        children = [self.node(each, spanned=True) for each in query.subqs]
        if len(children) == 1:
            children[0].estimate = self._capped(children)
            return children[0]
        tree = halved(0, len(children))
        return Either(children, Some(children, tree, self._capped(children)), join=True)

    def first(self, query: Any, spanned: bool) -> Node:
        return First(self.node(query.q, spanned=True), query.limit)

    def facts(self, query: Any, spanned: bool) -> Node:
        column = self._leaf.column(query.fact)
        leaf = self._leaf

        def having(docs: Docs) -> Mask:
            values = column[docs]
            return np.asarray((query.first <= values) & (values <= query.last))

        return Chosen(having, leaf.everything, leaf.size, leaf.alive, query.boost or 1.0)

    def exchange(self, query: Any, spanned: bool) -> Node:
        child, leaf = self.node(query.child), self._leaf

        def find() -> Docs:
            chosen = np.zeros(int(leaf.exchange_of[-1]) + 1, np.bool_)
            chosen[leaf.exchange_of[child.docs()]] = True
            found = chosen[leaf.exchange_of]
            return np.flatnonzero(found if leaf.live is None else found & leaf.live)

        return Known(find, leaf.size, leaf.alive, query.boost or 1.0)


def _boosted(node: Node, boost: float) -> Node:
    return node if boost == 1.0 or isinstance(node, Nothing) else Boosted(node, boost)


def walk(query: Any, searcher: Any) -> Hits:
    """What Whoosh's own matchers find in one segment, and score."""
    collector = UnlimitedCollector()
    collector.prepare(searcher.get_parent(), query, searcher.context())
    collector.set_subsearcher(searcher, 0)
    collector.collect_matches()
    docs = np.array([doc for _, doc in collector.items], np.int64)
    return Hits(docs, np.array([score for score, _ in collector.items], np.float64))


_BUILD: dict[type, Callable[[Compiler, Any, bool], Node]] = {
    _NullQuery: Compiler.null,
    whoosh_query.Term: Compiler.term,
    whoosh_query.And: Compiler.all,
    whoosh_query.Or: Compiler.some,
    whoosh_query.DisjunctionMax: Compiler.best,
    whoosh_query.AndNot: Compiler.without,
    whoosh_query.AndMaybe: Compiler.perhaps,
    whoosh_query.Require: Compiler.within,
    whoosh_query.Not: Compiler.other,
    whoosh_query.ConstantScoreQuery: Compiler.constant,
    whoosh_query.Every: Compiler.every,
    whoosh_query.Phrase: Compiler.phrase,
    spans.SpanNear: Compiler.near,
    spans.SpanNear2: Compiler.near_2,
    spans.SpanOr: Compiler.either,
    spans.SpanFirst: Compiler.first,
    Facts: Compiler.facts,
    InExchange: Compiler.exchange,
    **dict.fromkeys(MULTI_TERMS, Compiler.multi),
}
