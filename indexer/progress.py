"""How far indexing has come, and what came of it: values, nothing printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from index.minutes import Meeting
from indexer.problems import Problem

_TOO_EARLY = 0.01


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run stands; `file` is the one being read, null at the end.

    Bytes are those on the disk of the files that must be read. `left` is an
    estimate in seconds, null while it is too early to tell.
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


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did: each file was added, changed, unchanged, removed or failed.

    `ignored` counts files that are hidden or of a kind that is not read. Meetings,
    utterances and characters are those written by this run.
    """

    added: int
    changed: int
    unchanged: int
    removed: int
    failed: int
    ignored: int
    meetings: int
    utterances: int
    characters: int
    seconds: float
    problems: tuple[Problem, ...]


@dataclass
class Counts:
    """What a run has done so far."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    failed: int = 0
    meetings: int = 0
    utterances: int = 0
    characters: int = 0
    problems: list[Problem] = field(default_factory=list)

    def wrote(self, meeting: Meeting) -> int:
        """Count a meeting that was written; gives back its characters."""
        characters = sum(len(utterance.text) for utterance in meeting.utterances)
        self.meetings += 1
        self.utterances += len(meeting.utterances)
        self.characters += characters
        return characters

    def outcome(self, ignored: int, seconds: float) -> Outcome:
        return Outcome(
            added=self.added,
            changed=self.changed,
            unchanged=self.unchanged,
            removed=self.removed,
            failed=self.failed,
            ignored=ignored,
            meetings=self.meetings,
            utterances=self.utterances,
            characters=self.characters,
            seconds=seconds,
            problems=tuple(self.problems),
        )


class Stopwatch:
    """Time and bytes of a run; `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._began = clock()
        self._reading = self._began
        self._total = 0
        self._finished = 0
        self._reached = 0

    @property
    def seconds(self) -> float:
        return self._clock() - self._began

    def start(self, total: int) -> None:
        """Reading begins; `total` bytes are to be read."""
        self._total = total
        self._reading = self._clock()

    def reach(self, done: int) -> None:
        """So many bytes of the present file have been read."""
        self._reached = done

    def finish(self, size: int) -> None:
        """The present file, of `size` bytes, is done."""
        self._finished += size
        self._reached = 0

    def progress(self, file: str | None, files: int, files_done: int, counts: Counts) -> Progress:
        done = min(self._total, self._finished + self._reached)
        share = done / self._total if self._total else 1.0
        spent = self._clock() - self._reading
        return Progress(
            file=file,
            files=files,
            files_done=files_done,
            bytes=self._total,
            bytes_done=done,
            meetings=counts.meetings,
            characters=counts.characters,
            seconds=self.seconds,
            left=spent / share - spent if share >= _TOO_EARLY else None,
        )
