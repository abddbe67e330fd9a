"""A page of results over HTTP, one at a time, beside Datasette's full-text search page.

    python bench/pages.py [--years 1] [--scratch DIR] [--index DIR] [--rebuild NAMES] [--write]

Prints the tables; `--write` puts them into bench/README.md, which describes the method.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple
from urllib.parse import urlencode
from urllib.request import urlopen

from common.city.tables import collection_size
from common.collection import Collection, CollectionSize, collect
from common.commands import read_city_options
from common.engine_process import cached_build
from common.machine import Memory, description, load, loads, total_size
from common.peers import datasette, kaigiroku
from common.queries import QUERIES, QUERY_KINDS
from common.report import Latency, latency, publish, ratio, table
from common.server import Server, results_path, serving

PASSES = 3
TOKENIZERS = {"datasette": "unicode61", "datasette-trigram": "trigram"}


class Site(NamedTuple):
    """A server to be started, the path of a query's page, and the total of a query."""

    name: str
    serving: Callable[[], AbstractContextManager[tuple[Server, float]]]
    path: Callable[[str], str]
    total: Callable[[str, str], int]


class Pass(NamedTuple):
    """One pass over a new server: seconds until it was ready, and of each query's page, twice.

    `failed` is the number of answers that were no page, `memory` the sum over its processes.
    """

    ready: float
    totals: Sequence[int]
    cold: Sequence[float]
    warm: Sequence[float]
    failed: int
    memory: Memory


Passes = Mapping[str, Sequence[Pass]]
"""The passes of each site, ours first."""


def main(arguments: Sequence[str]) -> int:
    parser = ArgumentParser(description="検索結果のページを、Datasetteのページと並べて測る。")
    parser.add_argument("--years", type=int, default=1, help="年数（1）")
    options = read_city_options(parser, (kaigiroku.STORE, *TOKENIZERS), arguments)
    before = load()
    _, (size,) = collect(options.minutes, [options.years], options.scratch)
    sites = _sites(size, options)
    rounds = [[_run_pass(site) for site in sites] for _ in range(PASSES)]
    passes = {site.name: [each[at] for each in rounds] for at, site in enumerate(sites)}
    databases = {name: total_size(size.folder / f"{name}.db") for name in TOKENIZERS}
    machine = (
        f"{description('datasette')} {loads(before)} "
        f"Medians of {PASSES} passes, in turn, each with a new server."
    )
    text = report(size.collection, passes, databases, machine)
    publish("pages", text, write=options.write)
    return 0


def _sites(size: CollectionSize, options: Namespace) -> list[Site]:
    home, _ = kaigiroku.given_or_cached_index(size, options.index, options.rebuild)
    sites = [Site("Kaigiroku", partial(_serving, home), results_path, _total)]
    rebuild = [f"{name}.db" for name in options.rebuild]
    for name, tokenizer in TOKENIZERS.items():
        build = partial(datasette.build, tokenizer)
        cached_build(size.folder, f"{name}.db", rebuild, build, size.collection)
        database = size.folder / f"{name}.db"
        sites.append(
            Site(
                f"Datasette, {tokenizer}",
                partial(datasette.serving, database),
                partial(datasette.path, database),
                partial(datasette.total, database),
            )
        )
    return sites


@contextmanager
def _serving(home: Path) -> Iterator[tuple[Server, float]]:
    with serving(home) as server:
        yield server, server.first_page()


def _total(address: str, query: str) -> int:
    with urlopen(f"{address.rstrip('/')}/api/search?{urlencode({'q': query})}") as answer:
        total: int = json.load(answer)["total"]
        return total


def _run_pass(site: Site) -> Pass:
    """Request all pages of a new server, then all of them again."""
    print(f"{site.name}: ページを取得しています。", file=sys.stderr, flush=True)
    with site.serving() as (server, ready):
        cold, warm = ([_page(server, site.path(query)) for query in QUERIES] for _ in range(2))
        used = Memory(*map(sum, zip(*server.memory(), strict=True)))
        totals = [site.total(server.address, query) for query in QUERIES]
    failed = sum(not is_page for _, is_page in (*cold, *warm))
    cold_times, warm_times = ([seconds for seconds, _ in pages] for pages in (cold, warm))
    return Pass(ready, totals, cold_times, warm_times, failed, used)


def _page(server: Server, path: str) -> tuple[float, bool]:
    """The seconds of a page, and whether it was one: Datasette gives up after a second."""
    started = perf_counter()
    try:
        return server.seconds(path), True
    except RuntimeError:
        return perf_counter() - started, False


def report(
    collection: Collection, passes: Passes, databases: Mapping[str, int], machine: str
) -> str:
    """The tables of the pages, of the totals, and of the servers."""
    sizes = ", ".join(
        f"{name} {size / 1e6:,.0f} MB, {size / collection.bytes:.1f} × the text"
        for name, size in databases.items()
    )
    head = f"{collection_size(collection)} {machine} The databases, with the texts: {sizes}."
    return "\n\n".join((head, _page_table(passes), _totals_table(passes), _server_table(passes)))


def _page_table(passes: Passes) -> str:
    ours, *others = passes
    heads = ["A page over HTTP, ms: median / 95th", f"{ours}, cold", "warm"]
    for name in others:
        heads += [f"{name}, cold", "warm", "÷ ours, cold", "÷ ours, warm"]
    return table(heads, _page_rows(passes))


def _page_rows(passes: Passes) -> Iterator[list[str]]:
    for kind in (*QUERY_KINDS, "all"):
        ours, *others = (
            (_latency([p.cold for p in each], kind), _latency([p.warm for p in each], kind))
            for each in passes.values()
        )
        row = [kind, *map(str, ours)]
        for theirs in others:
            row += map(str, theirs)
            row += (ratio(t.median, o.median) for t, o in zip(theirs, ours, strict=True))
        yield row


def _totals_table(passes: Passes) -> str:
    rows = [(kind, *(_totals(each[-1], kind) for each in passes.values())) for kind in QUERY_KINDS]
    return table(("Utterances found", *passes), rows)


def _server_table(passes: Passes) -> str:
    sites = list(passes.values())
    pages = 2 * PASSES * len(QUERIES)
    rows = [
        ("ready after, s", *(f"{median(p.ready for p in site):.2f}" for site in sites)),
        (
            "answers that were no page, of all",
            *(f"{sum(p.failed for p in site)} of {pages}" for site in sites),
        ),
    ]
    for at, name in enumerate(("resident", "proportional share", "own")):
        used = (max(p.memory[at] for p in site) / 1024 for site in sites)
        rows.append((f"memory of all processes, {name}", *(f"{each:,.0f} MB" for each in used)))
    return table(("The server", *passes), rows)


def _numbers(kind: str) -> list[int]:
    """The places of a kind's queries in `QUERIES`."""
    queries = QUERY_KINDS[kind].split("、") if kind in QUERY_KINDS else QUERIES
    return [QUERIES.index(query) for query in queries]


def _latency(passes: Sequence[Sequence[float]], kind: str) -> Latency:
    numbers = _numbers(kind)
    return latency([[times[number] for number in numbers] for times in passes])


def _totals(run: Pass, kind: str) -> str:
    totals = [run.totals[number] for number in _numbers(kind)]
    return f"{min(totals):,}–{max(totals):,}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
