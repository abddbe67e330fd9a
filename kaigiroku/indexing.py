"""`kaigiroku index`: once, or again and again while it follows the files."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import Event
from types import FrameType

from index.analysis.lexicon import read_lexicon
from index.errors import IndexBusy
from indexer.pipeline import Report, index_paths
from indexer.progress import Change, Outcome, Progress
from indexer.watching import look, watch
from kaigiroku.reports import (
    IndexProgressPrinter,
    change_lines,
    nothing_to_read,
    outcome_line,
    problem_lines,
)

# Seconds between two looks at the files; more where looking itself takes long.
PAUSE = 2.0
_SHARE = 10
_REMOVED: tuple[Change, ...] = ("removed",)


class _Stopped(Exception):
    """Someone asked it to end."""


@dataclass(frozen=True, slots=True)
class IndexJob:
    """What to index where, and how; `memory` in bytes."""

    paths: Sequence[Path]
    home: Path
    memory: int
    lexicon: Sequence[Path] = ()
    rebuild: bool = False

    def run(self, report: Report, leave: Collection[Path] = ()) -> Outcome:
        """Index what has changed, but the files of `leave`."""
        return index_paths(
            self.paths,
            self.home,
            report,
            rebuild=self.rebuild,
            memory=self.memory,
            leave=leave,
            lexicon=read_lexicon(self.lexicon) if self.lexicon else None,
        )


def index_once(job: IndexJob) -> int:
    outcome = job.run(IndexProgressPrinter(sys.stderr))
    for line in problem_lines(outcome.problems, job.paths):
        print(line, file=sys.stderr)
    if not (outcome.changes or outcome.unchanged or outcome.failed):
        raise nothing_to_read(job.paths)
    for line in change_lines(outcome.changes, _REMOVED):
        print(line)
    print(outcome_line(outcome))
    return 1 if outcome.failed or any(problem.lost for problem in outcome.problems) else 0


def follow(job: IndexJob) -> int:
    """Index what changes until told to stop, which is no failure."""
    follower = _Follower(job)
    with follower.stoppable():
        print(f"{'、'.join(map(str, job.paths))} を見ています（止めるには Ctrl+C）", flush=True)
        # What was not committed when it is stopped is written the next time.
        with suppress(_Stopped):
            watch(partial(look, job.paths), follower.index, follower.wait)
    print("止めました。", flush=True)
    return 0


class _Follower:
    """Indexes and waits in turns, until a signal stops it."""

    def __init__(self, job: IndexJob) -> None:
        self._job = job
        self._stop = Event()
        self._reporter = IndexProgressPrinter(sys.stderr)
        self._said: set[str] = set()
        self._looked = time.monotonic()

    def index(self, unsettled: Collection[Path]) -> bool:
        """Index all but some files; false if another process writes. Repeats no message."""
        self._reporter = IndexProgressPrinter(sys.stderr)
        try:
            outcome = self._job.run(self._report, unsettled)
        except IndexBusy as error:
            self._say([str(error)])
            return False
        self._job = replace(self._job, rebuild=False)
        self._say([str(problem) for problem in outcome.problems])
        if outcome.changes:
            lines = (*change_lines(outcome.changes), outcome_line(outcome))
            print(f"{time.strftime('%H:%M:%S')}", *lines, sep="\n  ", flush=True)
        self._looked = time.monotonic()
        return True

    def wait(self) -> bool:
        """Wait a while; false if it is to stop."""
        took = time.monotonic() - self._looked
        stopped = self._stop.wait(max(PAUSE, took * _SHARE))
        self._looked = time.monotonic()
        return not stopped

    @contextmanager
    def stoppable(self) -> Iterator[None]:
        """Stop on Ctrl-C or SIGTERM after the file in hand; at the second signal, at once."""
        before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

        def stop(number: int, _: FrameType | None) -> None:
            self._stop.set()
            signal.signal(number, before[signal.Signals(number)])

        try:
            for number in before:
                signal.signal(number, stop)
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _report(self, progress: Progress) -> None:
        if self._stop.is_set():
            raise _Stopped
        self._reporter(progress)

    def _say(self, lines: list[str]) -> None:
        for line in lines:
            if line not in self._said:
                print(line, file=sys.stderr, flush=True)
        self._said = set(lines)
