"""The engines under test, and a town that does not exist, whose minutes they index."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pytest

from index.address import Address, read_address
from index.engines.contract import IndexWriter
from index.minutes import Kind, Meeting, Role, Source, Utterance
from index.query import SearchRequest
from index.results import Hit
from index.search import Searcher
from index.writer import open_writer

SOURCE = Source("kura.txt", "0" * 64, page=1, line=1)
# The marks of turns in summary minutes, with the kind and role that they mean.
MARKS: dict[str, tuple[Kind, Role | None]] = {
    "・": ("question", "member"),
    "→": ("answer", "official"),
    "※": ("note", None),
    "〇": ("narrative", None),
}


# The nodes of a cluster, host:port,host:port, if there is one to test on (make test-cluster).
NODES = os.environ.get("KAIGIROKU_TEST_CLUSTER", "")


class UnderTest(NamedTuple):
    """An engine: where it keeps the index that a test has in a folder."""

    name: str
    address: Callable[[Path], Address]


# The names of indexes in the cluster by home, and those that are free: to make an index takes a
# cluster seconds, and a writer finds one that an interrupted writer left as good as new.
_names: dict[Path, str] = {}
_free: list[str] = []


def _in_cluster(home: Path) -> Address:
    if home not in _names:
        number = len(_names) + len(_free)
        _names[home] = _free.pop() if _free else f"test-{os.getpid()}-{number}"
    return read_address(f"opensearch://{NODES}/{_names[home]}")


ENGINES = (UnderTest("whoosh", lambda home: home), UnderTest("opensearch", _in_cluster))


@pytest.fixture(autouse=True)
def _forgotten_indexes() -> Iterator[None]:
    """Forget the indexes that a test has made in the cluster; not those of its fixtures."""
    before = set(_names)
    yield
    for home in set(_names) - before:
        forget(home)


def forget(home: Path) -> None:
    """Let the cluster have no commit of the index of a home."""
    if name := _names.pop(home, None):
        from index.engines.opensearch.client import open_cluster
        from index.engines.opensearch.schema import STATE_INDEX

        cluster = open_cluster(tuple(NODES.split(",")))
        if committed := cluster.get(STATE_INDEX, name):
            cluster.delete(STATE_INDEX, name, committed[1])
        _free.append(name)


class Town:
    """Invents meetings, and indexes them with one engine."""

    def __init__(self, engine: UnderTest) -> None:
        self.address = engine.address

    def writer(self, home: Path, **how: Any) -> IndexWriter:
        return open_writer(self.address(home), **how)

    def searcher(self, home: Path) -> Searcher:
        return Searcher(self.address(home))

    def meeting(
        self, name: str, *turns: str | tuple[str, dict[str, Any]], **header: Any
    ) -> Meeting:
        """A meeting; a 「・」 begins an exchange, to which 「→」 and 「※」 belong.

        A turn may be a pair of its text and fields of its utterance.
        """
        spoken: list[Utterance] = []
        exchange = None
        for number, turn in enumerate(turns):
            text, values = (turn, {}) if isinstance(turn, str) else turn
            kind, role = MARKS.get(text[:1], ("speech", None))
            identifier = f"{name}-u{number}"
            if kind == "question":
                exchange = f"{identifier}x"
            elif kind not in ("answer", "note"):
                exchange = None
            said = text[1:] if text[:1] in MARKS else text
            utterance = Utterance(identifier, name, exchange, kind, said, SOURCE, role=role)
            spoken.append(replace(utterance, **values))
        header = {"body": "倉野町議会", "title": f"会議録{name}", "published": SOURCE, **header}
        return Meeting(id=name, utterances=tuple(spoken), **header)

    def commit(
        self, home: Path, *meetings: Meeting, remove: tuple[str, ...] = (), **how: Any
    ) -> None:
        """Remove meetings and then add some, in one commit."""
        with self.writer(home, **how) as writer:
            for name in remove:
                writer.remove(name)
            for meeting in meetings:
                writer.add(meeting)
            writer.commit({})

    @contextmanager
    def indexed(self, *meetings: Meeting) -> Iterator[Searcher]:
        """A searcher of the meetings, each of which is a commit."""
        with TemporaryDirectory() as folder:
            home = Path(folder)
            for meeting in meetings:
                self.commit(home, meeting)
            yield self.searcher(home)
            forget(home)

    def listed(self, searcher: Searcher, query: str, **options: Any) -> list[Hit]:
        """All hits, by pages of two, which must have equal counts, forms and facets."""
        request = SearchRequest(query, limit=2, **options)
        first = searcher.search(request)
        hits: list[Hit] = []
        while True:
            page = searcher.search(replace(request, offset=len(hits)))
            assert (page.total, page.exchanges) == (first.total, first.exchanges)
            assert (page.forms, page.facets) == (first.forms, first.facets)
            if not page.hits:
                break
            hits += page.hits
        assert len(hits) == first.exchanges
        assert len({hit.id for hit in hits}) == len(hits)
        return hits

    def found(self, searcher: Searcher, query: str, **options: Any) -> set[str]:
        """The ids of the highlighted utterances, which must be as many as the total."""
        marked = [
            each.utterance.id
            for hit in self.listed(searcher, query, **options)
            for each in hit.utterances
            if each.highlights
        ]
        total = searcher.search(SearchRequest(query, **options)).total
        assert len(marked) == len(set(marked)) == total
        return set(marked)


@pytest.fixture(scope="session", params=ENGINES, ids=lambda engine: engine.name)
def town(request: pytest.FixtureRequest) -> Town:
    if request.param.name == "opensearch" and not NODES:
        pytest.skip("no cluster to test on: make test-cluster starts one")
    return Town(request.param)
