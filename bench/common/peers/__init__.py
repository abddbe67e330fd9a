"""The engines Kaigiroku is measured beside, each in a module of the same surface.

    build(collection, home)     index a collection
    opened(home, drawn)         what answers the queries drawn, again and again

Each module is set up as well as it can be for this, and says how.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import perf_counter


class Prepared:
    """Queries in an engine's own form; each is called for how many it finds."""

    def __init__(self, queries: Sequence[Callable[[], int]]) -> None:
        self._queries = queries

    def seconds(self) -> list[float]:
        times = []
        for query in self._queries:
            started = perf_counter()
            query()
            times.append(perf_counter() - started)
        return times

    def totals(self) -> list[int]:
        return [query() for query in self._queries]


def written(number: int) -> str:
    """A term, a year or a role as a word that every tokenizer leaves as it is."""
    return str(number)
