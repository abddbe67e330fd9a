"""Queries of our own: what a document's facts are, and what its exchange has.

They are Whoosh queries like any other. Stock Whoosh runs them by `matcher`, one
document at a time; `compiling.py` runs them whole arrays at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import numpy as np
from whoosh.matching import ListMatcher
from whoosh.query import Query, WrappingQuery

from index.engines.whoosh.files.schema import FACTS, NO_ROLE, digest
from index.minutes import KINDS, ROLES, Kind, Role


class Facts(Query):
    """The documents one of whose facts (a field of schema.FACTS) lies from `first` to `last`.

    Each scores `boost`, as in whoosh.query.Every. To filter and leave scores as they
    are: Require(query, Facts(...)).
    """

    def __init__(self, fact: str, first: int, last: int, boost: float = 1.0) -> None:
        self.fact = fact
        self.first, self.last = first, last
        self.boost = boost

    def __repr__(self) -> str:
        return f"Facts({self.fact!r}, {self.first}, {self.last}, boost={self.boost})"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Facts) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((self.fact, self.first, self.last, self.boost))

    def field(self) -> None:
        return None

    def estimate_size(self, ixreader: Any) -> int:
        return int(ixreader.doc_count())

    def matcher(self, searcher: Any, context: Any = None) -> ListMatcher:
        column = searcher.reader().column_reader("facts")
        docs = [
            doc
            for doc in searcher.reader().all_doc_ids()
            if self.first <= fact(column[doc], self.fact) <= self.last
        ]
        return ListMatcher(docs, all_weights=self.boost)


class InExchange(WrappingQuery):
    """The documents of every exchange that has a document which matches the child.

    What an exchange has in several utterances is And([InExchange(a), InExchange(b)]);
    what its headings may have instead is Or([InExchange(a), Term("headings", ...)]).
    Each document scores `boost`.
    """

    def __init__(self, child: Query, boost: float = 1.0) -> None:
        super().__init__(child)
        self.boost = boost

    def __repr__(self) -> str:
        return f"InExchange({self.child!r}, boost={self.boost})"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, InExchange) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((InExchange, self.child, self.boost))

    def _rewrap(self, child: Query) -> InExchange:
        return InExchange(child, self.boost)

    def with_boost(self, boost: float) -> InExchange:
        return InExchange(self.child, boost)

    def field(self) -> None:
        return None

    def requires(self) -> set[Query]:
        return {self}

    def estimate_size(self, ixreader: Any) -> int:
        return int(ixreader.doc_count())

    def estimate_min_size(self, ixreader: Any) -> int:
        return 0

    def matcher(self, searcher: Any, context: Any = None) -> ListMatcher:
        reader = searcher.reader()
        found = set(self.child.docs(searcher))
        docs = [
            doc
            for group in _exchanges(reader)
            if not found.isdisjoint(group)
            for doc in group
            if not reader.is_deleted(doc)
        ]
        return ListMatcher(docs, all_weights=self.boost)


def _exchanges(reader: Any) -> Iterator[list[int]]:
    column = reader.column_reader("facts")
    for _, group in groupby(
        range(reader.doc_count_all()), key=lambda doc: fact(column[doc], "group")
    ):
        yield list(group)


def fact(row: bytes, name: str) -> int:
    """One fact of a document's row."""
    return int(np.frombuffer(row, FACTS)[0][name])


def year(number: int) -> Facts:
    """What was said in a year of the western calendar."""
    return Facts("date", number * 10_000, number * 10_000 + 9_999)


def role(name: Role | None) -> Facts:
    """What was said by those of a role."""
    number = NO_ROLE if name is None else ROLES.index(name)
    return Facts("role", number, number)


def kind(name: Kind) -> Facts:
    """Utterances of a kind."""
    return Facts("kind", KINDS.index(name), KINDS.index(name))


def named(fact: str, name: str) -> Facts:
    """What has a name (speaker, body, agenda …), as schema.digest knows it."""
    return Facts(fact, digest(name), digest(name))
