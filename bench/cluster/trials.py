"""Searches and indexing while something is done to the nodes: is anything lost, or otherwise?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Lock
from time import monotonic, sleep

from cluster.nodes import Nodes
from index.address import Address, read_address
from index.errors import KaigirokuError
from index.query import SearchRequest
from index.results import SearchPage
from index.search import Searcher
from indexer.pipeline import index_paths

QUERIES = ("道路", "防災 訓練", '"について"', "橋 OR 水門", "サーバ*", "予算 -決算", "")
_THREADS = 2
# It is done to the nodes after this share of the searches, and undone after that.
_BEGIN, _END = 0.1, 0.6


def _answer(searcher: Searcher, query: str) -> SearchPage:
    return replace(searcher.search(SearchRequest(query)), took_ms=0.0)


class Trials:
    """Trials on some nodes, with the minutes of some files; `failures` are what went wrong.

    In each, `disturb` does something to the nodes, and `mend` undoes it and waits until all is as
    before.
    """

    def __init__(self, nodes: Nodes, folder: Path, files: Sequence[Path]) -> None:
        self.nodes, self._files = nodes, files
        self._hosts = ",".join(nodes.addresses)
        self._whole = folder / "store"
        self.failures: list[str] = []
        index_paths(files, self._whole)
        self.searched = self._address("searched")
        index_paths(files, self.searched)

    def _address(self, name: str) -> Address:
        return read_address(f"opensearch://{self._hosts}/{name}")

    def during_searches(
        self, name: str, count: int, disturb: Callable[[], None], mend: Callable[[], None]
    ) -> None:
        """Each of `count` searches must give what it gave before."""
        expected = {query: _answer(Searcher(self.searched), query) for query in QUERIES}
        counts, lock = Counter[str](), Lock()
        longest = 0.0

        def search() -> None:
            nonlocal longest
            while counts["searches"] < count:
                for query in QUERIES:
                    started = monotonic()
                    # A searcher of its own, so that nothing is answered from what was kept.
                    try:
                        other = _answer(Searcher(self.searched), query) != expected[query]
                        outcome = "other answers" if other else "same answers"
                    except KaigirokuError as error:
                        outcome = "errors"
                        print(error)
                    with lock:
                        counts.update(("searches", outcome))
                        longest = max(longest, monotonic() - started)

        with ThreadPoolExecutor(_THREADS) as pool:
            running = [pool.submit(search) for _ in range(_THREADS)]

            def wait_for(share: float) -> None:
                while counts["searches"] < share * count and not any(
                    each.done() for each in running
                ):
                    sleep(0.05)

            wait_for(_BEGIN)
            disturb()
            wait_for(_END)
            started = monotonic()
            mend()
            mended = monotonic() - started
            for each in running:
                each.result()
        print(f"{name} during searches: {dict(counts)}, the longest {longest:.1f} s,"
              f" all as before {mended:.0f} s after it was undone", flush=True)  # fmt: skip
        if counts["errors"] or counts["other answers"]:
            self.failures.append(f"searches: {name}")

    def during_indexing(
        self, name: str, disturb: Callable[[], None], mend: Callable[[], None]
    ) -> None:
        """What is indexed must be all that the files have, once."""
        address = self._address(f"written-{len(self.failures)}-{abs(hash(name)) % 10**6}")
        with ThreadPoolExecutor(1) as pool:
            # Each file is a commit.
            writing = pool.submit(lambda: index_paths(self._files, address, commit_every=1))
            sleep(3)
            disturb()
            try:
                writing.result()
                how = "completed"
            except KaigirokuError as error:
                how = "completed by the next run"
                print(f"interrupted: {error}")
        mend()
        # What a run did not finish, the next does; of one that did, nothing may be lost by now.
        before = self._ids(address)
        index_paths(self._files, address)
        mine, theirs = self._ids(address), self._ids(self._whole)
        print(f"{name} during indexing: {how}, {sum(mine.values())} utterances", flush=True)
        if mine != theirs or (how == "completed" and before != theirs):
            self.failures.append(f"indexing: {name}")

    @staticmethod
    def _ids(address: Address) -> Counter[str]:
        return Counter(each.id for each in Searcher(address).export())
