"""What an engine must do, whatever it is built on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from index.manifest import SourceRecord
from index.minutes import Meeting


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
