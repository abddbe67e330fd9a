"""Build an index and search it on one, two and three nodes of this machine, and in a folder.

    python bench/cluster/times.py [--queries 100] [--seed 1] [FILE…]

Seconds of the clock and of processors: those of this process and its children, and those of the
nodes. All nodes share this machine, so more of them make no search faster here; what is seen is
what each costs.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[1]))

from common.commands import YEAR, are_there, command_parser
from common.machine import description, load, loads
from common.report import table

from cluster.equality import Drawing
from cluster.nodes import Nodes, NoNodes, on_this_machine, running
from index.address import Address, read_address
from index.query import SearchRequest
from index.search import Searcher
from indexer.pipeline import index_paths

_HEADS = ("index", "build, s", "own CPU, s", "nodes' CPU, s", "search, ms", "own CPU, ms", "nodes'")


def _own_cpu() -> float:
    parts = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in parts)


class _Watch:
    """Seconds since the last look: of the clock, of our processes, of the nodes."""

    def __init__(self, nodes: Nodes | None) -> None:
        self._nodes = nodes
        self._last = self._now()

    def _now(self) -> tuple[float, float, float]:
        return perf_counter(), _own_cpu(), self._nodes.cpu_seconds() if self._nodes else 0.0

    def look(self) -> tuple[float, ...]:
        now, last = self._now(), self._last
        self._last = now
        return tuple(after - before for after, before in zip(now, last, strict=True))


def _measure(
    name: str,
    address: Address,
    nodes: Nodes | None,
    files: Sequence[Path],
    requests: Sequence[SearchRequest],
) -> Sequence[str]:
    watch = _Watch(nodes)
    index_paths(files, address)
    built = watch.look()
    searcher = Searcher(address)
    searcher.search(SearchRequest("議会"))
    watch.look()
    times = []
    for request in requests:
        started = perf_counter()
        searcher.search(request)
        times.append(1000 * (perf_counter() - started))
    _, own, others = watch.look()
    each = 1000 / max(1, len(requests))
    cells = (*built, median(times), own * each, others * each)
    return (name, *(f"{cell:.1f}" for cell in cells))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = command_parser(__doc__)
    parser.add_argument("--queries", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("files", nargs="*", type=Path, default=[YEAR])
    options = parser.parse_args(arguments)
    if not are_there(options.files):
        return 0
    before = load()
    with TemporaryDirectory() as folder:
        home = Path(folder) / "store"
        index_paths(options.files, home)
        drawn = Drawing(Searcher(home), options.seed).requests(options.queries)
        requests = [request for _, request in drawn]
        rows = [_measure("a folder", Path(folder) / "again", None, options.files, requests)]
        try:
            for count in (1, 2, 3):
                with running(on_this_machine(count)) as nodes:
                    address = read_address(f"opensearch://{','.join(nodes.addresses)}/minutes")
                    name = f"{count} node{'s' * (count > 1)}"
                    rows.append(_measure(name, address, nodes, options.files, requests))
                print(table(_HEADS, rows[-1:]), flush=True)
        except NoNodes as error:
            print(f"no cluster: {error}")
    print(description())
    print(loads(before))
    print(table(_HEADS, rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
