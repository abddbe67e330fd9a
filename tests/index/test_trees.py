"""The order of sums is the order of Whoosh's trees of matchers."""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np
from whoosh.matching import (
    DisjunctionMaxMatcher,
    FilterMatcher,
    ListMatcher,
    UnionMatcher,
    WrappingMatcher,
)
from whoosh.util import make_binary_tree, make_weighted_tree

from index.engines.whoosh.executing.nodes import Nothing
from index.engines.whoosh.executing.trees import halved, leftward, weighted


def wrapped(docs: list[int]) -> Any:
    return WrappingMatcher(ListMatcher(docs))


def filtered(docs: list[int]) -> Any:
    return FilterMatcher(ListMatcher(docs), frozenset())


def united(docs: list[int]) -> Any:
    return UnionMatcher(ListMatcher(docs), ListMatcher(docs))


def best(docs: list[int]) -> Any:
    return DisjunctionMaxMatcher(ListMatcher(docs), ListMatcher(docs))


def shape(matcher: Any, leaves: list[Any]) -> Any:
    """A tree of matchers as `trees` writes it."""
    at = next((at for at, leaf in enumerate(leaves) if leaf is matcher), None)
    return (shape(matcher.a, leaves), shape(matcher.b, leaves)) if at is None else at


def test_weighted_trees_are_those_of_whoosh() -> None:
    chance = Random(1)
    for _ in range(500):
        count = chance.randint(2, 7)
        leaves = [
            chance.choice((ListMatcher, wrapped, filtered, united, best))([1]) for _ in range(count)
        ]
        weights = [chance.randint(0, 4) for _ in range(count)]
        nodes = []
        for leaf, weight in zip(leaves, weights, strict=True):
            node = Nothing(1)
            node.estimate, node.kind = weight, type(leaf)
            nodes.append(node)
        tree = make_weighted_tree(UnionMatcher, list(zip(weights, leaves, strict=True)))
        assert weighted(nodes, 1, UnionMatcher) == shape(tree, leaves)


def test_halved_trees_are_those_of_whoosh() -> None:
    for count in range(1, 10):
        leaves = [ListMatcher([1]) for _ in range(count)]
        assert halved(0, count) == shape(make_binary_tree(UnionMatcher, leaves), leaves)


def test_small_segments_are_added_up_from_the_left() -> None:
    assert leftward(1) == 0
    assert leftward(4) == (((0, 1), 2), 3)


def test_the_order_of_sums_matters() -> None:
    values = np.array([0.1, 0.2, 0.3])
    assert (values[0] + values[1]) + values[2] != values[0] + (values[1] + values[2])
