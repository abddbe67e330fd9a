"""Drops the costliest words of a query that would take too long.

`Planner.plan` uses a budget twice: it trims the tree, and splits compounds while there is budget
left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from index.query_parser import AndNode, FieldNode, NearNode, Node, NotNode, OrNode, WordNode

# In milliseconds of one core: for all words of a query together, unless it is one word; and for
# suggesting others.
MAX_QUERY_COST, MAX_SUGGESTION_COST = 165.0, 50.0

CostOf = Callable[[WordNode], float]


class Budget:
    """The cost that may still be spent, in milliseconds of one core."""

    def __init__(self, left: float) -> None:
        self._left = left

    def has(self, cost: float) -> bool:
        return cost <= self._left

    def spend(self, cost: float) -> None:
        self._left -= cost

    def affords(self, cost: float) -> bool:
        """Spend a cost if the budget has it; returns whether it had."""
        if not self.has(cost):
            return False
        self.spend(cost)
        return True


class TrimmedQuery(NamedTuple):
    """The part of a tree that can be answered in time, and the words dropped from it."""

    node: Node | None
    dropped: tuple[str, ...] = ()


def trim_to_budget(node: Node, cost: CostOf, budget: Budget) -> TrimmedQuery:
    """The tree without its costliest words, where all words together take too long."""
    costs = {word: cost(word) for word in dict.fromkeys(_all_words(node))}
    # The cheapest first; of those that cost the same, the first that was typed.
    taken: set[WordNode] = set()
    for word in sorted(costs, key=lambda each: costs[each]):
        if budget.has(costs[word]) or not taken:
            taken.add(word)
            budget.spend(costs[word])
    dropped = tuple(word.text for word in costs if word not in taken)
    return TrimmedQuery(_only(node, taken), dropped)


def trim_words_to_budget(words: Sequence[str], cost: CostOf) -> tuple[str, ...]:
    """The words of a question that can be searched for in time."""
    node, _ = trim_to_budget(OrNode(tuple(map(WordNode, words))), cost, Budget(MAX_QUERY_COST))
    return tuple(word.text for word in _all_words(node)) if node else ()


def _all_words(node: Node) -> Iterator[WordNode]:
    """The words of a tree, also those it excludes."""
    match node:
        case WordNode():
            yield node
        case AndNode(children) | OrNode(children):
            for child in children:
                yield from _all_words(child)
        case NearNode(left, right):
            yield from _all_words(left)
            yield from _all_words(right)
        case NotNode(child):
            yield from _all_words(child)


def _only(node: Node, taken: set[WordNode]) -> Node | None:
    """The tree with the taken words alone."""
    match node:
        case WordNode():
            return node if node in taken else None
        case NotNode(child):
            inside = _only(child, taken)
            if isinstance(inside, FieldNode) and not isinstance(child, FieldNode):
                # NOT of a field alone excludes utterances, in brackets exchanges.
                inside = AndNode((inside,))
            return inside and NotNode(inside)
        case NearNode(left, right, distance):
            first, second = _only(left, taken), _only(right, taken)
            if isinstance(first, WordNode | OrNode) and isinstance(second, WordNode | OrNode):
                return NearNode(first, second, distance)
            return first or second
        case AndNode(children) | OrNode(children):
            # What was typed twice is searched for once.
            trimmed = (_only(child, taken) for child in children)
            rest = tuple(dict.fromkeys(each for each in trimmed if each))
            joined = AndNode if isinstance(node, AndNode) else OrNode
            return joined(rest) if len(rest) > 1 else next(iter(rest), None)
        case _:
            return node
