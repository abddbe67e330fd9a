"""Kill nodes of a cluster of three while it is searched and written to: is anything lost?

    python bench/cluster/kills.py [--searches 1000] [FILE…]

Each step begins with three nodes that are one cluster. A node is killed (SIGKILL), then the elected
manager, while searches run, each of which must give what it gave before; the same while minutes are
indexed, of which none may be lacking or double; then two of three, when the pages and /healthz must
say so, and work again once they are back. Exit status 1 if anything is otherwise.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from time import monotonic, sleep

sys.path.insert(0, str(Path(__file__).parents[1]))

from common.commands import ROOT, command_parser

from cluster.nodes import Nodes, NoNodes, running
from index.address import Address, read_address
from index.errors import KaigirokuError
from index.query import SearchRequest
from index.search import Searcher
from indexer.pipeline import index_paths
from webapp.app import create_app

QUERIES = ("道路", "防災 訓練", '"について"', "橋 OR 水門", "サーバ*", "予算 -決算", "")
_THREADS = 2


def _answers(searcher: Searcher) -> dict[str, object]:
    return {query: replace(searcher.search(SearchRequest(query)), took_ms=0.0) for query in QUERIES}


class Kills:
    """The steps; `failures` are what was not as it must be."""

    def __init__(self, nodes: Nodes, folder: Path, files: Sequence[Path], searches: int) -> None:
        self._nodes, self._files, self._searches = nodes, files, searches
        self._hosts = ",".join(nodes.addresses)
        self._whole = folder / "store"
        index_paths(files, self._whole)
        self.failures: list[str] = []

    def _address(self, name: str) -> Address:
        return read_address(f"opensearch://{self._hosts}/{name}")

    def run(self) -> None:
        index_paths(self._files, self._address("searched"))
        self._during_searches("a node", lambda: (self._nodes.manager() + 1) % 3)
        self._during_searches("the manager", self._nodes.manager)
        self._during_indexing("a node", lambda: (self._nodes.manager() + 1) % 3)
        self._during_indexing("the manager", self._nodes.manager)
        self._two_of_three()

    def _during_searches(self, name: str, choose: Callable[[], int]) -> None:
        searcher = Searcher(self._address("searched"))
        expected = _answers(searcher)
        done, counts = Event(), Counter[str]()
        longest = [0.0]

        def search() -> None:
            while not done.is_set() and counts["searches"] < self._searches:
                for query in QUERIES:
                    started = monotonic()
                    # A searcher of its own, so that nothing is answered from what was kept.
                    try:
                        page = Searcher(self._address("searched")).search(SearchRequest(query))
                        same = replace(page, took_ms=0.0) == expected[query]
                        counts["other answers"] += not same
                    except KaigirokuError as error:
                        counts["errors"] += 1
                        print(error)
                    counts["searches"] += 1
                    longest[0] = max(longest[0], monotonic() - started)

        with ThreadPoolExecutor(_THREADS) as pool:
            running_searches = [pool.submit(search) for _ in range(_THREADS)]
            sleep(2)
            number = choose()
            self._nodes.kill(number)
            for each in running_searches:
                each.result()
            done.set()
        started = monotonic()
        self._nodes.start([number])
        print(
            f"killed {name} during searches: {dict(counts)}, the longest {longest[0]:.1f} s,"
            f" green {monotonic() - started:.0f} s after its start",
            flush=True,
        )
        if counts["errors"] or counts["other answers"]:
            self.failures.append(f"searches while {name} was killed")

    def _during_indexing(self, name: str, choose: Callable[[], int]) -> None:
        address = self._address(f"written-{len(name)}")
        with ThreadPoolExecutor(1) as pool:
            # Each file is a commit.
            writing = pool.submit(lambda: index_paths(self._files, address, commit_every=1))
            sleep(3)
            number = choose()
            self._nodes.kill(number)
            try:
                writing.result()
            except KaigirokuError as error:
                # What a run did not finish, the next does.
                print(f"interrupted: {error}")
                self._nodes.start([number])
                index_paths(self._files, address)
        self._nodes.start([number])
        mine, theirs = (
            Counter(each.id for each in Searcher(home).export()) for home in (address, self._whole)
        )
        print(f"killed {name} during indexing: {sum(mine.values())} utterances", flush=True)
        if mine != theirs:
            self.failures.append(f"indexing while {name} was killed")

    def _two_of_three(self) -> None:
        app = create_app(self._address("searched"))
        client = app.test_client()
        before = [client.get(path).status_code for path in ("/healthz", "/?q=道路")]
        manager = self._nodes.manager()
        lost = [manager, (manager + 1) % 3]
        for number in lost:
            self._nodes.kill(number)
        during = [client.get(path) for path in ("/healthz", "/?q=橋")]
        self._nodes.start(lost)
        after = [client.get(path).status_code for path in ("/healthz", "/?q=道路")]
        print(f"two of three: {before}, {[each.status_code for each in during]}, {after}")
        print(during[0].get_json())
        if (before, after) != ([200, 200], [200, 200]) or during[0].status_code != 503:
            self.failures.append("two of three nodes")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = command_parser(__doc__)
    parser.add_argument("--searches", type=int, default=1000)
    parser.add_argument("files", nargs="*", type=Path, default=[ROOT / "samples" / "minutes"])
    options = parser.parse_args(arguments)
    try:
        with running(3) as nodes, TemporaryDirectory() as folder:
            kills = Kills(nodes, Path(folder), options.files, options.searches)
            kills.run()
    except NoNodes as error:
        print(f"no cluster: {error}")
        return 0
    print(*kills.failures or ["nothing was lost"], sep="\n")
    return int(bool(kills.failures))


if __name__ == "__main__":
    sys.exit(main())
