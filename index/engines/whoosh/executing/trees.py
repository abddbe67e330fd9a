"""In which order Whoosh adds scores up: the binary trees it makes of its matchers.

In an AND and an OR it pairs what has the smallest estimates, in small segments an OR is
added up from left to right, and positional queries halve the list.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Sequence
from typing import Any

from index.engines.whoosh.executing.nodes import Node

# How additions nest: the number of a node, or a pair of trees.
Tree = Any


class _Weighed:
    """A tree as whoosh.util.make_weighted_tree compares it to others.

    There trees of one weight are compared as matchers, which say that another is
    greater where its class is derived from their own.
    """

    __slots__ = ("kind", "tree", "weight")

    def __init__(self, weight: int, kind: type, tree: Tree) -> None:
        self.weight, self.kind, self.tree = weight, kind, tree

    def __lt__(self, other: _Weighed) -> bool:
        if self.weight != other.weight:
            return self.weight < other.weight
        return self.kind is not other.kind and issubclass(other.kind, self.kind)


def weighted(children: Sequence[Node], sign: int, kind: type) -> Tree:
    """As whoosh.util.make_weighted_tree nests nodes; `kind` is what joins them there."""
    rest = sorted(
        _Weighed(sign * child.estimate, child.kind, at) for at, child in enumerate(children)
    )
    while len(rest) > 1:
        left, right, *rest = rest
        insort(rest, _Weighed(left.weight + right.weight, kind, (left.tree, right.tree)))
    return rest[0].tree


def halved(first: int, end: int) -> Tree:
    """As whoosh.util.make_binary_tree nests a list of nodes."""
    if end - first == 1:
        return first
    half = first + (end - first) // 2
    return halved(first, half), halved(half, end)


def leftward(count: int) -> Tree:
    """Added one after another."""
    tree: Tree = 0
    for at in range(1, count):
        tree = tree, at
    return tree
