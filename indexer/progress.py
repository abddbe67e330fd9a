"""How far indexing has come, and what came of it: values, nothing printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

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


Deed = Literal["added", "changed", "renamed", "removed"]
DEEDS: tuple[Deed, ...] = ("added", "changed", "renamed", "removed")


class Done(NamedTuple):
    """What was done for one file; `old` is the name that a renamed one had."""

    deed: Deed
    file: str
    old: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did: each file was added, changed, renamed, unchanged, removed or failed.

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
    renamed: int = 0
    done: tuple[Done, ...] = ()


@dataclass
class Counts:
    """What a run has done so far."""

    done: list[Done] = field(default_factory=list)
    unchanged: int = 0
    failed: int = 0
    meetings: int = 0
    utterances: int = 0
    characters: int = 0
    problems: list[Problem] = field(default_factory=list)

    def did(self, deed: Deed, file: str, old: str | None = None) -> None:
        self.done.append(Done(deed, file, old))

    def wrote(self, meeting: Meeting) -> int:
        """Count a meeting that was written; gives back its characters."""
        characters = sum(len(utterance.text) for utterance in meeting.utterances)
        self.meetings += 1
        self.utterances += len(meeting.utterances)
        self.characters += characters
        return characters

    def outcome(self, ignored: int, seconds: float) -> Outcome:
        done = tuple(_once(self.done))
        deeds = Counter(each.deed for each in done)
        return Outcome(
            added=deeds["added"],
            changed=deeds["changed"],
            unchanged=self.unchanged,
            removed=deeds["removed"],
            failed=self.failed,
            ignored=ignored,
            meetings=self.meetings,
            utterances=self.utterances,
            characters=self.characters,
            seconds=seconds,
            problems=tuple(self.problems),
            renamed=deeds["renamed"],
            done=done,
        )


def _once(done: Iterable[Done]) -> Iterator[Done]:
    """What was done, but that a file is renamed where it vanished under its old name."""
    every = list(done)
    renamed = Counter(each.old for each in every if each.old is not None)
    for each in every:
        if each.deed == "removed" and renamed[each.file]:
            renamed[each.file] -= 1
        else:
            yield each


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
