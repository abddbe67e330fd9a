"""Pages of the real server: one at a time, and fifty clients at once for a minute.

    python bench/clients.py [--index DIR] [--slow N] [--queries N] [--write] [FILE…]

Uses the index at DIR, or builds one of the files. bench/README.md describes the method.
With --slow, the fifty come once more while so many slow clients are held: exit status 1 if one
of them has an error, or if their median is more than twice as long. With --queries, only the
memory is measured, after a tenth of so many different queries and after all of them, each time at
once and when the server has come to rest: exit status 1 if it grows by more than 15 % at rest.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random
from statistics import median, quantiles
from time import sleep
from typing import NamedTuple

from common.commands import (
    add_write_option,
    given_or_built_index,
    index_parser,
    read_index_options,
)
from common.crowd import Outcome, crowd
from common.drawing import draw_word_queries, sample_texts
from common.machine import Memory, MemoryParts, cores, description, idle_seconds, load
from common.report import latency, publish, table
from common.server import Server, results_path, serving
from common.slow import slow_clients

from index.results import Statistics
from index.search import REST_SECONDS, Searcher

CLIENTS = 50
SECONDS = 60.0
QUERIES_ONE_AT_A_TIME = 300
_PARTS = ("own", "pages of the index", "pages of the dictionary", "pages of programs")
# More than can be answered in that time, so that no query is asked twice.
QUERIES = 60_000
MAX_SLOWED, MAX_GROWTH = 2.0, 1.15
# Few clients, which come anew after some pages: a process may get all of those that come at once,
# but each of them gets some.
MEMORY_CLIENTS, PAGES_BETWEEN, MAX_MEMORY_SECONDS = 4, 100, 3600.0
# A server looks once a second whether it is at rest.
SECONDS_TO_REST = REST_SECONDS + 5


class Measured(NamedTuple):
    """What was measured of one server.

    `cpu` is the CPU time of its processes for the crowd, `idle` the idle time of the cores.
    """

    ready: float
    alone: list[float]
    crowd: Outcome
    cpu: float
    idle: float
    memory: list[Memory]
    parts: MemoryParts
    load_before: float


def main(arguments: Sequence[str]) -> int:
    parser = index_parser(__doc__)
    add_write_option(parser)
    parser.add_argument("--slow", type=int, default=0, metavar="N", help="slow clients")
    parser.add_argument("--queries", type=int, default=0, metavar="N", help="queries for memory")
    options = read_index_options(parser, arguments)
    with given_or_built_index(options) as home:
        searcher, random = Searcher(home), Random("clients")
        texts = sample_texts(searcher, random, pages=40, exchanges=100)
        queries, statistics = draw_word_queries(texts, QUERIES, random), searcher.statistics()
        del searcher
        if options.queries:
            return _measure_growth(home, queries[: options.queries])
        run = _measure(home, queries)
        publish("clients", _report(run, statistics), write=options.write)
        return _measure_slowed(home, queries, options.slow, run.crowd) if options.slow else 0


def _measure_slowed(home: Path, queries: Sequence[str], count: int, before: Outcome) -> int:
    paths = [results_path(query) for query in reversed(queries)]
    with serving(home) as server:
        server.first_page()
        with slow_clients(server.address, count) as became:
            outcome = crowd(server.address, CLIENTS, SECONDS, paths)
        slowed = median(outcome.times or [SECONDS]) / median(before.times)
    held = ", ".join(f"{number} {what}" for what, number in became.items())
    print(
        f"{count} slow clients held ({held}): {len(outcome.errors)} errors, "
        f"{len(outcome.times):,} pages, {_percentiles(outcome.times)} ms; "
        f"median {slowed:.2f} of that without them {outcome.errors[:1]}"
    )
    return int(bool(outcome.errors) or slowed > MAX_SLOWED)


def _measure_growth(home: Path, queries: Sequence[str]) -> int:
    paths, few = [results_path(query) for query in queries], len(queries) // 10
    with serving(home) as server:
        first = _memory_after(server, home, paths[:few])
        last = _memory_after(server, home, paths[few:])
    growth = last / first
    print(
        f"Memory after {few:,} queries {first / 1024:,.0f} MB, after {len(queries):,} "
        f"{last / 1024:,.0f} MB: {growth:.2f}"
    )
    return int(growth > MAX_GROWTH)


def _memory_after(server: Server, home: Path, paths: Sequence[str]) -> int:
    """The kilobytes of the server that rests after these pages.

    Raises RuntimeError if one is an error.
    """
    times: list[float] = []
    for start in range(0, len(paths), PAGES_BETWEEN):
        asked = paths[start : start + PAGES_BETWEEN]
        outcome = crowd(server.address, MEMORY_CLIENTS, MAX_MEMORY_SECONDS, asked)
        if outcome.errors or len(outcome.times) < len(asked):
            raise RuntimeError(f"{len(outcome.times)} of {len(asked)} pages: {outcome.errors[:1]}")
        times += outcome.times
    print(f"{len(paths):,} pages, {_percentiles(times)} ms")
    print(f"at once: {_parts(server.memory_parts(home))}")
    sleep(SECONDS_TO_REST)
    parts = server.memory_parts(home)
    print(f"at rest: {_parts(parts)}", flush=True)
    return sum(parts)


def _parts(parts: MemoryParts) -> str:
    named = zip(_PARTS, parts, strict=True)
    every = ", ".join(f"{size / 1024:,.0f} MB {name}" for name, size in named)
    return f"{sum(parts) / 1024:,.0f} MB: {every}"


def _percentiles(times: Sequence[float]) -> str:
    """The median, the 95th and the 99th percentile in milliseconds."""
    cuts = [1000 * cut for cut in quantiles(times or [0.0, 0.0], n=100, method="inclusive")]
    return f"{cuts[49]:.0f} / {cuts[94]:.0f} / {cuts[98]:.0f}"


def _measure(home: Path, queries: Sequence[str]) -> Measured:
    load_before = load()
    with serving(home) as server:
        ready = server.first_page()
        alone = server.pages(queries[:QUERIES_ONE_AT_A_TIME])
        paths = [results_path(query) for query in queries[QUERIES_ONE_AT_A_TIME:]]
        cpu, idle = server.cpu(), idle_seconds()
        outcome = crowd(server.address, CLIENTS, SECONDS, paths)
        cpu, idle = server.cpu() - cpu, idle_seconds() - idle
        memory = sorted(server.memory(), key=lambda each: each.own, reverse=True)
        parts = server.memory_parts(home)
        return Measured(ready, alone, outcome, cpu, idle, memory, parts, load_before)


def _report(run: Measured, statistics: Statistics) -> str:
    pages, capacity = run.crowd.times, run.crowd.seconds * cores()
    memory = "; ".join(f"{each.own / 1024:.0f} of {each.pss / 1024:.0f} MB" for each in run.memory)
    alone = f"one at a time, {QUERIES_ONE_AT_A_TIME} queries: median / 95th"
    rows = (
        ("ready: from the start of the process to the first page", f"{run.ready:.2f} s"),
        (alone, f"{latency([run.alone])} ms"),
        (f"{CLIENTS} at once: errors", str(len(run.crowd.errors))),
        ("pages", f"{len(pages):,}, {len(pages) / run.crowd.seconds:.0f} a second"),
        ("median / 95th / 99th", f"{_percentiles(pages)} ms"),
        ("CPU time of a page", f"{1000 * run.cpu / len(pages):.1f} ms"),
        ("the cores: on pages", f"{run.cpu / capacity:.0%}"),
        ("on the clients", f"{run.crowd.cpu / capacity:.0%}"),
        ("idle", f"{run.idle / capacity:.0%}"),
        ("memory of each process: own, of its proportional share", memory),
        ("of all together: proportional share", f"{sum(run.parts) / 1024:,.0f} MB"),
        *((name, f"{size / 1024:,.0f} MB") for name, size in zip(_PARTS, run.parts, strict=True)),
    )
    errors = "".join(f"\n\nThe first error: {error}" for error in run.crowd.errors[:1])
    return (
        f"{statistics.meetings:,} meetings, {statistics.utterances:,} utterances, "
        f"{statistics.characters:,} characters. {description()} "
        f"Load of the machine before: {run.load_before:.1f}.\n\n"
        f"{table(('Serving', 'figure'), rows)}{errors}"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
