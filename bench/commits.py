"""Page after page while the index changes, and while the server ends: none is an error.

    python bench/commits.py [--pages 5000]

Builds an index of an invented collection and serves it. Clients ask for pages while the collection
is indexed edition by edition, ten times by a commit and five times anew; then, with the server told
to end among their requests, for more until none is taken. Exit status 1 if a page was not answered,
or if the server did not end in order.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import sleep

from common.commands import command_parser
from common.crowd import Outcome, crowd
from common.invented import ANSWERS, EDITIONS, QUESTIONS, SUBJECTS, write_collection
from common.server import Server, results_path, serving

from indexer.pipeline import index_paths

CLIENTS = 20
COMMITS, REBUILDS = 10, 5
MAX_SECONDS = 600.0
# Seconds under load before the server is told to end.
LOAD_SECONDS = 3.0


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(__doc__)
    parser.add_argument("--pages", type=int, default=5000, metavar="N", help="pages meanwhile")
    options = parser.parse_args(arguments)
    paths = list(_paths(options.pages))
    with _collection() as (folder, home), serving(home) as server, ThreadPoolExecutor() as threads:
        asking = threads.submit(crowd, server.address, CLIENTS, MAX_SECONDS, paths)
        _change(folder, home)
        is_asking = not asking.done()
        changed = asking.result()
        print(f"{COMMITS} commits and {REBUILDS} rebuilds meanwhile: {_told(changed)}")
        ended, status = _end(server, paths, threads)
        print(f"the server told to end: {_told(ended)}; its exit status: {status}")
    whole = is_asking and len(changed.times) == len(paths)
    return int(not whole or bool(changed.errors or ended.errors or status))


def _told(outcome: Outcome) -> str:
    return f"{len(outcome.times):,} pages, {len(outcome.errors)} errors {outcome.errors[:1]}"


def _paths(count: int) -> Iterator[str]:
    """The pages of so many different queries, of words and of pairs of them."""
    random = Random("commits")
    words = [*SUBJECTS, *(text[:12] for text in (*QUESTIONS, *ANSWERS) if "{" not in text[:12])]
    for number in range(count):
        yield results_path(f"{random.choice(words)} {random.choice(words)} -{number}番")


@contextmanager
def _collection() -> Iterator[tuple[Path, Path]]:
    """The folder of the collection and its index."""
    with TemporaryDirectory() as scratch:
        folder, home = Path(scratch) / "minutes", Path(scratch) / "store"
        write_collection(folder, 0)
        index_paths([folder], home)
        yield folder, home


def _change(folder: Path, home: Path) -> None:
    """Index edition after edition, each third anew."""
    editions = cycle(range(1, EDITIONS))
    for number in range(COMMITS + REBUILDS):
        write_collection(folder, next(editions))
        index_paths([folder], home, rebuild=number % 3 == 2)


def _end(
    server: Server, paths: Sequence[str], threads: ThreadPoolExecutor
) -> tuple[Outcome, int | None]:
    """Tell the server to end among the requests; its exit status, null if it did not end."""
    asking = threads.submit(crowd, server.address, CLIENTS, MAX_SECONDS, paths, ends=True)
    sleep(LOAD_SECONDS)
    status = server.end()
    return asking.result(), status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
