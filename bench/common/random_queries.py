"""Random trees of Whoosh queries over the terms of an index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from random import Random

from whoosh import query
from whoosh.query import spans

from index.engines.whoosh.executing.contexts import Facts, InExchange
from index.minutes import KINDS, ROLES

WORD_FIELDS = ("short", "short", "long", "headings")
BOOSTS = (1.0, 1.0, 1.0, 0.5, 2.0, 3.3)
DEEPEST = 4


class Trees:
    """Draws queries; `terms` are those of each field, as text."""

    def __init__(self, chance: Random, terms: dict[str, Sequence[str]]) -> None:
        self._chance = chance
        self._terms = terms

    def tree(self, depth: int = 0) -> query.Query:
        """A query of any kind."""
        chance = self._chance
        if depth >= DEEPEST or chance.random() < 0.2 + 0.1 * depth:
            return chance.choices(*zip(*self._leaves(), strict=True))[0]()
        make = chance.choices(*zip(*self._branches(depth + 1), strict=True))[0]
        return make()

    def _boost(self) -> float:
        return self._chance.choice(BOOSTS)

    def _children(self, depth: int, fewest: int, most: int) -> list[query.Query]:
        return [self.tree(depth) for _ in range(self._chance.randint(fewest, most))]

    def _word(self, field: str) -> str:
        chance = self._chance
        if chance.random() < 0.03:
            return "どこにもない"
        # The first terms of a random few: some terms are drawn often, so that they meet.
        return chance.choice(self._terms[field][: chance.choice((4, 12, 1000))])

    def _leaves(self) -> list[tuple[Callable[[], query.Query], float]]:
        return [
            (self.term, 12),
            (self.phrase, 4),
            (self.pattern, 3),
            (self.facts, 2),
            (lambda: query.Every(boost=self._boost()), 0.5),
            (lambda: query.Every(self._chance.choice(WORD_FIELDS), self._boost()), 0.5),
            (lambda: query.NullQuery, 0.3),
            (lambda: query.Term("meeting", f"m{self._chance.randint(1, 9)}"), 0.5),
            (lambda: query.Term("nowhere", "橋"), 0.1),
        ]

    def _branches(self, depth: int) -> list[tuple[Callable[[], query.Query], float]]:
        return [
            (lambda: query.And(self._children(depth, 1, 4), boost=self._boost()), 6),
            (lambda: query.Or(self._children(depth, 1, 6), boost=self._boost()), 6),
            (lambda: query.Not(self.tree(depth)), 2),
            (lambda: query.AndNot(self.tree(depth), self.tree(depth)), 2),
            (lambda: query.AndMaybe(self.tree(depth), self.tree(depth)), 2),
            (lambda: query.Require(self.tree(depth), self.tree(depth)), 2),
            (lambda: query.DisjunctionMax(self._children(depth, 1, 4), self._boost()), 2),
            (lambda: query.ConstantScoreQuery(self.tree(depth), self._boost()), 1.5),
            (lambda: InExchange(self.tree(depth), self._boost()), 2),
            (self.positional, 6),
            (lambda: self.unknown(depth), 1.5),
        ]

    def term(self, field: str | None = None) -> query.Query:
        field = field or self._chance.choice(WORD_FIELDS)
        return query.Term(field, self._word(field), boost=self._boost())

    def phrase(self, field: str | None = None) -> query.Query:
        field = field or self._chance.choice(WORD_FIELDS)
        words = [self._word(field) for _ in range(self._chance.choice((1, 2, 2, 2, 3, 3, 4)))]
        slop = self._chance.choice((1, 1, 2, 3, 5))
        return query.Phrase(field, words, slop=slop, boost=self._boost())

    def pattern(self, field: str | None = None) -> query.Query:
        """A query for several terms of a field."""
        chance = self._chance
        field = field or chance.choice(WORD_FIELDS)
        word, boost, constant = self._word(field), self._boost(), chance.random() < 0.5
        start = word[: chance.randint(1, max(1, len(word) // 2))]
        end = self._word(field)
        options: list[Callable[[], query.Query]] = [
            lambda: query.Prefix(field, start, boost, constant),
            lambda: query.Wildcard(field, f"{start}?*", boost, constant),
            lambda: query.Regex(field, f"{start}.?.", boost, constant),
            lambda: query.FuzzyTerm(field, word, boost, chance.choice((1, 2)), 0, constant),
            lambda: query.TermRange(
                field, min(word, end), max(word, end), boost=boost, constantscore=constant
            ),
        ]
        return chance.choice(options)()

    def facts(self) -> query.Query:
        chance = self._chance
        first = chance.randint(2001, 2004)
        role, kind = chance.randrange(len(ROLES)), chance.randrange(len(KINDS))
        years = Facts("date", first * 10_000, (first + chance.randint(0, 2)) * 10_000 + 9_999)
        of_role, of_kinds = Facts("role", role, role, self._boost()), Facts("kind", kind, kind + 1)
        return chance.choice((years, of_role, of_kinds))

    def positional(self, depth: int = 0) -> query.Query:
        """A query about positions; its children have positions too."""
        chance, field = self._chance, self._chance.choice(WORD_FIELDS)

        def child() -> query.Query:
            if depth < 2 and chance.random() < 0.25:
                return self.positional(depth + 1)
            makes = (self.term, self.pattern, self._either, self.phrase)
            return chance.choices(makes, (8, 1, 2, 1))[0](field)

        slop, ordered = chance.choice((1, 1, 2, 3, 6)), chance.random() < 0.6
        least = chance.choice((1, 1, 1, 0, 2))
        few = [child() for _ in range(chance.randint(1, 3))]
        options: list[tuple[Callable[[], query.Query], float]] = [
            (lambda: spans.SpanNear2(few, slop, ordered, least), 4),
            (lambda: spans.SpanNear(child(), child(), slop, ordered, least), 4),
            (lambda: spans.SpanOr(few), 2),
            (lambda: spans.SpanFirst(child(), chance.randint(0, 6)), 2),
            (lambda: spans.SpanNot(child(), child()), 0.5),
            (lambda: spans.SpanContains(child(), child()), 0.5),
            (lambda: spans.SpanBefore(child(), child()), 0.5),
            (lambda: spans.SpanCondition(child(), child()), 0.5),
        ]
        return chance.choices(*zip(*options, strict=True))[0]()

    def _either(self, field: str) -> query.Query:
        few = [self.term(field) for _ in range(self._chance.randint(1, 3))]
        return query.Or(few, boost=self._boost())

    def unknown(self, depth: int) -> query.Query:
        """A query that the executor leaves to Whoosh."""
        field = self._chance.choice(WORD_FIELDS)
        few = [self.term(field) for _ in range(self._chance.randint(2, 4))]
        options: list[Callable[[], query.Query]] = [
            lambda: query.Otherwise(self.tree(depth), self.tree(depth)),
            lambda: query.Or(few, scale=0.9),
            lambda: query.Sequence(few, slop=self._chance.randint(1, 3)),
            lambda: query.Ordered(few),
        ]
        return self._chance.choice(options)()


def kinds(asked: query.Query) -> Counter[str]:
    """How many nodes of each type a query has."""
    found = Counter([type(asked).__name__.lstrip("_")])
    for child in _children(asked):
        found += kinds(child)
    return found


def _children(asked: query.Query) -> Sequence[query.Query]:
    for name in ("qs", "subqs", "subqueries"):
        if hasattr(asked, name):
            return list(getattr(asked, name))
    if hasattr(asked, "a"):
        return [asked.a, asked.b]
    names = ("q", "query", "child")
    return [getattr(asked, name) for name in names if hasattr(asked, name)]
