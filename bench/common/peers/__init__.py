"""Kaigiroku and the engines it is measured beside, each in a module with the same two functions.

    build(collection, home)     index a collection
    open_queries(home, …)       the drawn queries in the engine's own form, ready to be run

Each engine is set up as well as it can be for this, and its module says how.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import perf_counter


class PreparedQueries:
    """Queries of one engine; each is a function that runs it and returns its exact total."""

    def __init__(self, queries: Sequence[Callable[[], int]]) -> None:
        self._queries = queries

    def seconds(self) -> list[float]:
        """Run each query once, in order, and return the seconds of each."""
        times = []
        for query in self._queries:
            started = perf_counter()
            query()
            times.append(perf_counter() - started)
        return times

    def totals(self) -> list[int]:
        return [query() for query in self._queries]


def as_word(number: int) -> str:
    """The number of a term, a year or a role, as a word that no tokenizer changes."""
    return str(number)
