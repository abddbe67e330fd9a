"""The progress of indexing, and its outcome: values, nothing printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, get_args

from index.minutes import Meeting
from indexer.problems import Problem, Unreadable
from indexer.read_file import FileKind

_MIN_SHARE_TO_ESTIMATE = 0.01


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of a run; `file` is the file being read, null at the end.

    Bytes are those on the disk of the files that must be read. `left` is an
    estimate in seconds, null while too little has been read for one.
    """

    file: str | None
    files: int
    files_done: int
    bytes: int
    bytes_done: int
    meetings: int
    characters: int
    seconds: float
    left: float | None


Change = Literal["added", "changed", "renamed", "removed"]
CHANGES: tuple[Change, ...] = get_args(Change)


class FileChange(NamedTuple):
    """The change of a file since the last run; `old` is the former name of a renamed file."""

    change: Change
    file: str
    old: str | None = None


@dataclass(slots=True)
class Outcome:
    """The result of a run: each file was changed in some way, unchanged, or failed.

    `ignored` counts files that are hidden or of a kind that is not read. Meetings,
    utterances and characters are those written by this run. `kinds` counts the files read,
    also those inside of archives, by format, style and system.
    """

    changes: list[FileChange] = field(default_factory=list)
    unchanged: int = 0
    failed: int = 0
    ignored: int = 0
    meetings: int = 0
    utterances: int = 0
    characters: int = 0
    seconds: float = 0.0
    problems: list[Problem] = field(default_factory=list)
    kinds: Counter[FileKind] = field(default_factory=Counter)

    def count(self, change: Change) -> int:
        return sum(each.change == change for each in self.changes)

    def add_change(self, change: Change, file: str, old: str | None = None) -> None:
        """Record a change; of a renamed file, the removal of the old name is no longer listed."""
        if old is not None:
            self.changes.remove(FileChange("removed", old))
        self.changes.append(FileChange(change, file, old))

    def add_failure(self, error: Unreadable) -> None:
        self.failed += 1
        self.problems.append(error.problem())

    def add_meeting(self, meeting: Meeting) -> int:
        """Count a meeting that was written; returns its characters."""
        characters = sum(len(utterance.text) for utterance in meeting.utterances)
        self.meetings += 1
        self.utterances += len(meeting.utterances)
        self.characters += characters
        return characters


class Stopwatch:
    """Measures time and bytes of a run; `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._began = self._reading = clock()
        self._total = self._finished = self._reached = self._files = self._files_done = 0

    @property
    def seconds(self) -> float:
        return self._clock() - self._began

    def start(self, total: int, files: int, files_done: int) -> None:
        """Reading begins; `total` bytes are to be read, of the files that are not done."""
        self._total, self._files, self._files_done = total, files, files_done
        self._reading = self._clock()

    def reach(self, done: int) -> None:
        """The present file has been read up to `done` bytes."""
        self._reached = done

    def finish(self, size: int) -> None:
        """The present file, of `size` bytes, is done."""
        self._finished += size
        self._reached = 0
        self._files_done += 1

    def progress(self, file: str | None, so_far: Outcome) -> Progress:
        done = min(self._total, self._finished + self._reached)
        share = done / self._total if self._total else 1.0
        spent = self._clock() - self._reading
        return Progress(
            file=file,
            files=self._files,
            files_done=self._files_done,
            bytes=self._total,
            bytes_done=done,
            meetings=so_far.meetings,
            characters=so_far.characters,
            seconds=self.seconds,
            left=spent / share - spent if share >= _MIN_SHARE_TO_ESTIMATE else None,
        )
