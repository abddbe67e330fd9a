"""The engines under test, and a town that does not exist, whose minutes they index."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pytest

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


class UnderTest(NamedTuple):
    """An engine: its writer and its searcher."""

    name: str
    writer: Callable[..., IndexWriter]
    searcher: Callable[[Path], Searcher]


ENGINES = (UnderTest("whoosh", open_writer, Searcher),)


class Town:
    """Invents meetings, and indexes them with one engine."""

    def __init__(self, engine: UnderTest) -> None:
        self.writer = engine.writer
        self.searcher = engine.searcher

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
    return Town(request.param)
