"""A page of results over HTTP, one at a time, beside Datasette's full-text search page.

    python bench/pages.py [--years 1] [--scratch DIR] [--index DIR] [--rebuild NAMES] [--write]

Prints the tables; `--write` puts them into bench/README.md, where the method is told.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import NamedTuple
from urllib.parse import urlencode
from urllib.request import urlopen

from common.figures import write_between
from common.machine import Memory, description, load, total_size
from common.measured import kept
from common.options import read_options
from common.page_tables import Pages, report
from common.peers import datasette, ours
from common.queries import QUERIES
from common.server import Server, serving
from common.sizes import Size, sizes_of

README = Path(__file__).with_name("README.md")
PASSES = 3
TOKENIZERS = {"datasette": "unicode61", "datasette-trigram": "trigram"}


class Site(NamedTuple):
    """A server to be started, the address of a query's page, and how many it finds."""

    name: str
    serving: Callable[[], AbstractContextManager[tuple[Server, float]]]
    path: Callable[[str], str]
    total: Callable[[str, str], int]


def main(arguments: Sequence[str]) -> int:
    options = _read(arguments)
    before = load()
    _, (size,) = sizes_of(options.minutes, [options.years], options.scratch)
    sites = _sites(size, options)
    passes = [[_ask(site) for site in sites] for _ in range(PASSES)]
    named = {site.name: [each[at] for each in passes] for at, site in enumerate(sites)}
    databases = {name: total_size(size.folder / f"{name}.db") for name in TOKENIZERS}
    machine = (
        f"{description('datasette')} Load of the machine before and after: {before:.1f}, "
        f"{load():.1f}. Medians of {PASSES} passes, in turn, each with a new server."
    )
    told = report(size.collection, named, databases, machine)
    print(told)
    if options.write:
        write_between(README, "pages", told)
    return 0


def _sites(size: Size, options: Namespace) -> list[Site]:
    home, _ = ours.stored(size, options.index, options.rebuild)
    sites = [Site("Kaigiroku", partial(_serving, home), _path, _total)]
    for name, tokenizer in TOKENIZERS.items():
        file = f"{name}.db"
        build = partial(datasette.build, tokenizer)
        rebuild = [f"{each}.db" for each in options.rebuild]
        kept(size.folder, file, rebuild, build, size.collection)
        database = size.folder / file
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


def _path(query: str) -> str:
    return f"/?{urlencode({'q': query})}"


def _total(address: str, query: str) -> int:
    with urlopen(f"{address.rstrip('/')}/api/search?{urlencode({'q': query})}") as answer:
        total: int = json.load(answer)["total"]
        return total


def _ask(site: Site) -> Pages:
    """All pages of a new server, then all of them again."""
    print(f"{site.name}: ページを取得しています。", file=sys.stderr, flush=True)
    with site.serving() as (server, ready):
        cold, warm = ([_page(server, site.path(query)) for query in QUERIES] for _ in range(2))
        used = Memory(*map(sum, zip(*server.memory(), strict=True)))
        totals = [site.total(server.address, query) for query in QUERIES]
    failed = sum(not done for _, done in (*cold, *warm))
    return Pages(
        ready, totals, [each for each, _ in cold], [each for each, _ in warm], failed, used
    )


def _page(server: Server, path: str) -> tuple[float, bool]:
    """The seconds a page takes, and whether it was one: Datasette gives up after a second."""
    started = perf_counter()
    try:
        return server.seconds(path), True
    except RuntimeError:
        return perf_counter() - started, False


def _read(arguments: Sequence[str]) -> Namespace:
    parser = ArgumentParser(description="検索結果のページを、Datasetteのページと並べて測る。")
    parser.add_argument("--years", type=int, default=1, help="年数（1）")
    return read_options(parser, (ours.STORE, *TOKENIZERS), arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
