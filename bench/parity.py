"""Does the executor answer as Whoosh does? Random queries over random indexes.

    python bench/parity.py [--cases 10000] [--seed 1]

Every case is one query over one small index of several segments, with deletions: its
hits, their scores to the last bit and their order, and the first ten of them, must be
those of whoosh.searching.Searcher.search. Where stock Whoosh is at fault
(common/whoosh_faults.py), they must be those of Whoosh put right, and the fault is
counted. Exit status 1 on a difference.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import NamedTuple

from common.random_index import write_index
from common.random_queries import Trees, kinds
from common.whoosh_faults import FAULTS, corrected
from whoosh.query import Query

from index.engines.whoosh.executing.executor import Executor
from index.engines.whoosh.reading.snapshot import Snapshot
from index.generations import Generations

CASES_AN_INDEX = 50
# One index in so many has a segment that Whoosh does not call small.
LARGE_EVERY = 20
CASES_A_LARGE = 10

# Whoosh passes over documents by wrong bounds on what they may score.
TEN = "Whoosh's first ten are not the first of all it finds"

Answer = list[tuple[float, int]] | str


class Outcome(NamedTuple):
    """How a case came out: `equal`, the name of a fault, or `difference`."""

    how: str
    query: Query
    wanted: Answer = ""
    found: Answer = ""


def answer(ask: Callable[[], list[tuple[float, int]]]) -> Answer:
    """All hits in order; what is refused is its reason."""
    try:
        return ask()
    except Exception as error:
        return type(error).__name__


def by_whoosh(executor: Executor, query: Query, limit: int | None = None) -> Answer:
    return answer(lambda: list(executor.searcher.search(query, limit=limit).top_n))


def by_executor(executor: Executor, query: Query, limit: int | None = None) -> Answer:
    def ask() -> list[tuple[float, int]]:
        docs, scores = executor.run(query).top(limit)
        return list(zip(scores.tolist(), docs.tolist(), strict=True))

    return answer(ask)


def compare(executor: Executor, query: Query) -> Outcome:
    """Compare the two over one query."""
    wanted, found = by_whoosh(executor, query), by_executor(executor, query)
    if wanted == found:
        return _first_ten(executor, query, found)
    with corrected(FAULTS):
        wanted, found = by_whoosh(executor, query), by_executor(executor, query)
    if wanted != found:
        return Outcome("difference", query, wanted, found)
    for name in FAULTS:
        with corrected([name]):
            if by_whoosh(executor, query) == by_executor(executor, query):
                return Outcome(name, query)
    return Outcome("several faults", query)


def _first_ten(executor: Executor, query: Query, every: Answer) -> Outcome:
    """Compare the first ten of a query whose hits are known to be equal."""
    if isinstance(every, str):
        return Outcome("refused by both", query)
    found, wanted = by_executor(executor, query, 10), by_whoosh(executor, query, 10)
    if found != every[:10]:
        return Outcome("difference", query, every[:10], found)
    return Outcome("equal" if wanted == found else TEN, query, wanted, found)


def terms_of(executor: Executor) -> dict[str, Sequence[str]]:
    """The terms of each field, the most frequent first."""
    reader = executor.searcher.reader()
    found: dict[str, Sequence[str]] = {}
    for field in ("short", "long", "headings"):
        counted = ((reader.doc_frequency(field, term), term) for term in reader.lexicon(field))
        found[field] = [term.decode() for _, term in sorted(counted, reverse=True)] or ["橋"]
    return found


def outcomes(cases: int, seed: int) -> Iterator[Outcome]:
    """The outcome of each case."""
    number, left = 0, cases
    while left > 0:
        chance = Random(f"{seed} {number}")
        large = number % LARGE_EVERY == 7
        count = min(left, CASES_A_LARGE if large else CASES_AN_INDEX)
        with TemporaryDirectory() as folder:
            home = Path(folder) / "store"
            write_index(home, chance, large=large)
            executor = Executor(Snapshot(Generations(home).require()))
            trees = Trees(chance, terms_of(executor))
            for _ in range(count):
                yield compare(executor, trees.tree())
        left -= count
        number += 1


def main() -> int:
    parser = ArgumentParser()
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    how: Counter[str] = Counter()
    nodes: Counter[str] = Counter()
    for outcome in outcomes(options.cases, options.seed):
        how[outcome.how] += 1
        nodes += kinds(outcome.query)
        if outcome.how == "difference":
            print(f"{outcome.query!r}\n  Whoosh   {outcome.wanted}\n  executor {outcome.found}")
    for title, counted in (("outcome", how), ("node", nodes)):
        print(f"\n{title}")
        for name, count in counted.most_common():
            print(f"  {count:7,}  {name}")
    return 1 if how["difference"] else 0


if __name__ == "__main__":
    sys.exit(main())
