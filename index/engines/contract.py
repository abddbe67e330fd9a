"""What an engine must do, whatever it is built on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

from index.analysis.analyzer import Analyzer
from index.minutes import Meeting, Utterance
from index.query import SearchRequest
from index.results import Placed, SearchPage, Span, Statistics
from index.storage.manifest import SourceRecord


class IndexWriter(Protocol):
    """Adds and removes meetings; nothing is seen by readers before `commit`.

    Use as a context manager: leaving it discards what was not committed and
    releases the lock. `commit` may be called several times.
    """

    @property
    def sources(self) -> Mapping[str, SourceRecord]:
        """The files of the last commit, by absolute path."""

    def add(self, meeting: Meeting) -> None: ...

    def remove(self, meeting: str) -> None:
        """Remove the meeting of that id, committed or not, with all its utterances."""

    def commit(self, sources: Mapping[str, SourceRecord]) -> None:
        """Make everything since the last commit visible at once, with its sources."""

    def __enter__(self) -> IndexWriter: ...

    def __exit__(self, *_: object) -> None: ...


class Meetings(Protocol):
    """Reads the meetings of one committed state of an index."""

    def meeting(self, identifier: str) -> Meeting | None: ...


class Engine(Protocol):
    """Reads one committed state of an index; safe for many threads.

    The methods are those of `index.search.Searcher`, which see.
    """

    @property
    def name(self) -> str:
        """Which committed state it reads."""

    @property
    def analyzer(self) -> Analyzer:
        """The analyzer of its queries, and of the minutes when they were indexed."""

    @property
    def statistics(self) -> Statistics: ...

    def prepare(self, pause: Callable[[], None]) -> None:
        """Read what the first query of a kind would wait for, with a pause after each step."""

    def search(self, request: SearchRequest) -> SearchPage: ...

    def ask(self, request: SearchRequest) -> SearchPage: ...

    def exchange(self, identifier: str) -> Placed | None: ...

    def meeting(self, identifier: str) -> Meeting | None: ...

    def utterance(self, identifier: str) -> Utterance | None: ...

    def highlights(
        self, meeting: str, request: SearchRequest
    ) -> Mapping[str, tuple[Span, ...]]: ...

    def export(self) -> Iterator[Utterance]: ...
