"""A file to read, and what is recorded of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import NamedTuple, TypeGuard

from index.storage.manifest import SourceRecord
from indexer.discovery import FoundFile
from indexer.problems import Unreadable

LEFT_OUT = -1
"""In place of the time of a file of which meetings are missing: they are tried again."""

_UNFINISHED = ""
"""In place of the SHA-256 of a changed file that was read in part: it is read again."""


class Task(NamedTuple):
    """A file to read: as it is now, and as it was at the last commit.

    `known` are the meetings that need not be written again, because the file is the same.
    """

    file: FoundFile
    now: SourceRecord
    before: SourceRecord | None
    known: frozenset[str]

    @property
    def key(self) -> str:
        return str(self.file.path)


def is_same(before: SourceRecord | None, now: SourceRecord) -> TypeGuard[SourceRecord]:
    """Whether the same content was read by the same parser."""
    return before is not None and (before.sha256, before.parser) == (now.sha256, now.parser)


def unfinished(task: Task, seen: Collection[str]) -> SourceRecord:
    """A file read in part: it holds what was read now, and what it held before.

    What was read of a new file need not be written again; of a changed one it must.
    """
    before = task.before.meetings if task.before else ()
    meetings = tuple(dict.fromkeys((*seen, *before)))
    if task.before is None or task.known:
        return replace(task.now, mtime_ns=LEFT_OUT, meetings=meetings)
    return SourceRecord(_UNFINISHED, -1, 0, meetings)


def unreadable(file: FoundFile, error: OSError | Unreadable) -> Unreadable:
    if isinstance(error, Unreadable):
        return error
    return Unreadable(file.name, f"ファイルを読めません（{error.strerror or error}）。")
