"""Pages of the real server: one at a time, and fifty clients at once for a minute.

    python bench/clients.py [--index DIR] [--write] [FILE…]

Uses the index at DIR, or builds one of the files. bench/README.md describes the method.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random
from statistics import quantiles
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
from common.server import results_path, serving

from index.results import Statistics
from index.search import Searcher

CLIENTS = 50
SECONDS = 60.0
QUERIES_ONE_AT_A_TIME = 300
_PARTS = ("own", "pages of the index", "pages of the dictionary", "pages of programs")
# More than can be answered in that time, so that no query is asked twice.
QUERIES = 30_000


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
    options = read_index_options(parser, arguments)
    with given_or_built_index(options) as home:
        searcher, random = Searcher(home), Random("clients")
        texts = sample_texts(searcher, random, pages=40, exchanges=100)
        queries, statistics = draw_word_queries(texts, QUERIES, random), searcher.statistics()
        del searcher
        text = _report(_measure(home, queries), statistics)
    publish("clients", text, write=options.write)
    return 0


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
    cuts = [1000 * cut for cut in quantiles(pages, n=100, method="inclusive")]
    memory = "; ".join(f"{each.own / 1024:.0f} of {each.pss / 1024:.0f} MB" for each in run.memory)
    alone = f"one at a time, {QUERIES_ONE_AT_A_TIME} queries: median / 95th"
    rows = (
        ("ready: from the start of the process to the first page", f"{run.ready:.2f} s"),
        (alone, f"{latency([run.alone])} ms"),
        (f"{CLIENTS} at once: errors", str(len(run.crowd.errors))),
        ("pages", f"{len(pages):,}, {len(pages) / run.crowd.seconds:.0f} a second"),
        ("median / 95th / 99th", f"{cuts[49]:.0f} / {cuts[94]:.0f} / {cuts[98]:.0f} ms"),
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
