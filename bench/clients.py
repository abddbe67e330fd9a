"""Fifty clients at once for a minute, and one at a time, before the real server.

    python bench/clients.py [FILE | --index DIR]

Over the index at DIR, or else one built of FILE. Prints a table and writes it into
bench/README.md, where the method is told.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import NamedTuple
from urllib.parse import urlencode

from common.crowd import Outcome, crowd
from common.figures import latency, table, write_between
from common.machine import Memory, cores, description, idle_seconds, load
from common.server import Server, serving
from common.typed import typed

from index.results import Statistics
from index.search import Searcher
from indexer.pipeline import index_paths

FILE = Path(__file__).parents[2] / "shared" / "minutes" / "shinagawa" / "2003.jsonl.xz"
README = Path(__file__).with_name("README.md")
CLIENTS = 50
SECONDS = 60.0
ALONE = 300
# More than can be asked in that time: no query is asked twice.
QUERIES = 30_000


class Run(NamedTuple):
    """What was measured of one server.

    `cpu` is what its processes computed for the crowd, `idle` what the cores did not.
    """

    ready: float
    alone: list[float]
    crowd: Outcome
    cpu: float
    idle: float
    memory: list[Memory]
    load_before: float


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("file", nargs="?", type=Path, default=FILE)
    parser.add_argument("--index", type=Path)
    options = parser.parse_args(arguments)
    if options.index is None and not options.file.exists():
        print(f"{options.file}: 会議録がないため、測りません。")
        return 0
    with _home(options.file, options.index) as home:
        searcher = Searcher(home)
        queries, held = typed(searcher, QUERIES), searcher.statistics()
        del searcher
        report = _report(_measure(home, queries), held)
    print(report)
    write_between(README, "clients", report)
    return 0


@contextmanager
def _home(file: Path, given: Path | None) -> Iterator[Path]:
    """The index that was given, or one built for as long as it is needed."""
    if given is not None:
        yield given
        return
    with TemporaryDirectory() as scratch:
        index_paths([file], Path(scratch))
        yield Path(scratch)


def _measure(home: Path, queries: Sequence[str]) -> Run:
    load_before = load()
    with serving(home) as server:
        ready = server.first_page()
        alone = server.pages(queries[:ALONE])
        paths = [f"/?{urlencode({'q': query})}" for query in queries[ALONE:]]
        cpu, idle = server.cpu(), idle_seconds()
        outcome = crowd(server.address, CLIENTS, SECONDS, paths)
        cpu, idle = server.cpu() - cpu, idle_seconds() - idle
        return Run(ready, alone, outcome, cpu, idle, _memory(server), load_before)


def _memory(server: Server) -> list[Memory]:
    return sorted(server.memory(), key=lambda each: each.own, reverse=True)


def _report(run: Run, held: Statistics) -> str:
    pages, capacity = run.crowd.times, run.crowd.seconds * cores()
    cuts = [1000 * cut for cut in quantiles(pages, n=100, method="inclusive")]
    memory = "; ".join(f"{each.own / 1024:.0f} of {each.pss / 1024:.0f} MB" for each in run.memory)
    rows = (
        ("ready: from the start of the process to the first page", f"{run.ready:.2f} s"),
        (f"one at a time, {ALONE} queries: median / 95th", f"{latency([run.alone])} ms"),
        (f"{CLIENTS} at once: errors", str(len(run.crowd.errors))),
        ("pages", f"{len(pages):,}, {len(pages) / run.crowd.seconds:.0f} a second"),
        ("median / 95th / 99th", f"{cuts[49]:.0f} / {cuts[94]:.0f} / {cuts[98]:.0f} ms"),
        ("computing for a page", f"{1000 * run.cpu / len(pages):.1f} ms"),
        ("the cores: on pages", f"{run.cpu / capacity:.0%}"),
        ("on the clients", f"{run.crowd.cpu / capacity:.0%}"),
        ("idle", f"{run.idle / capacity:.0%}"),
        ("memory of each process: own, of its proportional share", memory),
    )
    told = "".join(f"\n\nThe first error: {error}" for error in run.crowd.errors[:1])
    return (
        f"{held.meetings:,} meetings, {held.utterances:,} utterances, {held.characters:,} "
        f"characters. {description()} Load of the machine before: {run.load_before:.1f}.\n\n"
        + table(("Serving", "figure"), rows)
        + told
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
