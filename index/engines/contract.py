"""The protocols that an engine implements."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from index.analysis.analyzer import Analyzer
from index.minutes import Meeting, MeetingHead, Utterance
from index.persons import Person, Profile
from index.query import SearchRequest
from index.results import (
    Found,
    MeetingNeighbours,
    Placed,
    ResultPosition,
    SearchPage,
    Span,
    Statistics,
)
from index.storage.manifest import SourceRecord


class IndexWriter(Protocol):
    """Adds and removes meetings; readers see nothing of it before `commit`.

    Use it as a context manager: leaving that discards what was not committed, and releases
    the lock. `commit` may be called several times.
    """

    @property
    def sources(self) -> Mapping[str, SourceRecord]:
        """The files of the last commit, by absolute path."""

    @property
    def retired(self) -> Collection[str]:
        """The ids that no meeting may have any more, as of the last commit."""

    def holders(self, identifiers: Collection[str]) -> Mapping[str, str]:
        """The ids that meetings and utterances have, committed or not, and whose meeting's id."""

    def meeting(self, identifier: str) -> Meeting | None:
        """A meeting, committed or not. To read one that is not takes long."""

    def add(self, meeting: Meeting) -> None: ...

    def remove(self, meeting: str) -> None:
        """Remove the meeting of that id, committed or not, with all its utterances."""

    def commit(
        self, sources: Mapping[str, SourceRecord], retired: Collection[str] | None = None
    ) -> None:
        """Make everything since the last commit visible at once, with its sources.

        `retired` replaces the retired ids, if it is given.
        """

    def __enter__(self) -> IndexWriter: ...

    def __exit__(self, *_: object) -> None: ...


class Finding(NamedTuple):
    """Something that is wrong in an index: where, and what, in Japanese."""

    where: str
    reason: str


class Examination(Protocol):
    """Looks for what does not agree in one committed state of an index, whose files are whole.

    `identifiers` are the ids that lead somewhere and `meetings` those of them that are of a
    meeting, once all findings were taken.
    """

    identifiers: set[str]
    meetings: set[str]

    def findings(self) -> Iterator[Finding]: ...


class Meetings(Protocol):
    """Reads the meetings of one committed state of an index."""

    def meeting(self, identifier: str) -> Meeting | None: ...

    def exchange(self, identifier: str) -> Placed | None: ...


class Engine(Protocol):
    """Reads one committed state, for many threads; documented in `index.search.Searcher`."""

    @property
    def name(self) -> str:
        """The name of the generation that it reads."""

    @property
    def analyzer(self) -> Analyzer:
        """The analyzer of its queries, and of the minutes when they were indexed."""

    @property
    def statistics(self) -> Statistics: ...

    def prepare(self, pause: Callable[[], None]) -> None:
        """Read what a first query would wait for, and call `pause` after each step."""

    def make_tables(self) -> None:
        """Make, at once, the part of it that is made in memory."""

    def unmap(self) -> None:
        """Give up the mapped pages of its files that the next requests hardly read."""

    def search(self, request: SearchRequest) -> SearchPage: ...

    def ask(self, request: SearchRequest) -> SearchPage: ...

    def position(self, request: SearchRequest, exchange: str) -> ResultPosition | None: ...

    def matches(self, request: SearchRequest) -> Iterator[tuple[MeetingHead, Found]]: ...

    def people(self) -> Sequence[Person]: ...

    def person(self, identifier: str) -> Profile | None: ...

    def exchange(self, identifier: str) -> Placed | None: ...

    def meeting(self, identifier: str) -> Meeting | None: ...

    def meeting_neighbours(self, identifier: str) -> MeetingNeighbours: ...

    def utterance(self, identifier: str) -> Utterance | None: ...

    def highlights(
        self, meeting: str, request: SearchRequest
    ) -> Mapping[str, tuple[Span, ...]]: ...

    def heads(self) -> Iterator[MeetingHead]: ...

    def export(self) -> Iterator[Utterance]: ...
