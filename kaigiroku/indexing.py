"""`kaigiroku index`: once, or again and again while it follows the files."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from threading import Event
from types import FrameType

from index.errors import IndexBusy
from indexer.progress import Change, Outcome, Progress
from indexer.watching import look, watch
from kaigiroku.reports import (
    IndexProgressPrinter,
    change_lines,
    nothing_to_read,
    outcome_line,
    problem_lines,
    read_lines,
)

# Seconds between two looks at the files, or if that is longer: this many times the last look.
MIN_INTERVAL = 2.0
INTERVAL_FACTOR = 10
_REMOVED: tuple[Change, ...] = ("removed",)
# indexer.pipeline.index_paths with all arguments but `report`, `rebuild` and `leave`.
IndexRun = Callable[..., Outcome]


class _Stopped(Exception):
    """A signal asked it to stop."""


def index_once(run: IndexRun, paths: Sequence[Path], rebuild: bool) -> int:
    outcome = run(IndexProgressPrinter(sys.stderr), rebuild=rebuild)
    for line in problem_lines(outcome.problems, paths):
        print(line, file=sys.stderr)
    if not (outcome.changes or outcome.unchanged or outcome.failed):
        raise nothing_to_read(paths)
    for line in change_lines(outcome.changes, _REMOVED):
        print(line)
    print(*read_lines(outcome), outcome_line(outcome), sep="\n")
    return 1 if outcome.failed or any(problem.lost for problem in outcome.problems) else 0


def follow(run: IndexRun, paths: Sequence[Path], rebuild: bool) -> int:
    """Index what changes until a signal stops it; the exit status is then 0."""
    follower = _Follower(run, rebuild)
    with follower.stoppable():
        print(f"{'、'.join(map(str, paths))} を監視しています（止めるには Ctrl+C）", flush=True)
        # What is not committed when it stops is indexed the next time.
        with suppress(_Stopped):
            watch(partial(look, paths), follower.index, follower.wait)
    print("止めました。", flush=True)
    return 0


class _Follower:
    """Indexes and waits in turns, until a signal stops it."""

    def __init__(self, run: IndexRun, rebuild: bool) -> None:
        self._run = run
        self._rebuild = rebuild
        self._stop = Event()
        self._reporter = IndexProgressPrinter(sys.stderr)
        self._said: set[str] = set()
        self._looked = time.monotonic()

    def index(self, unsettled: Collection[Path]) -> bool:
        """Index all but some files; false if another process writes. Repeats no message."""
        self._reporter = IndexProgressPrinter(sys.stderr)
        try:
            outcome = self._run(self._report, rebuild=self._rebuild, leave=unsettled)
        except IndexBusy as error:
            self._say([str(error)])
            return False
        self._rebuild = False
        self._say([str(problem) for problem in outcome.problems])
        if outcome.changes:
            lines = (*change_lines(outcome.changes), outcome_line(outcome))
            print(f"{time.strftime('%H:%M:%S')}", *lines, sep="\n  ", flush=True)
        self._looked = time.monotonic()
        return True

    def wait(self) -> bool:
        """Wait a while; false if it is to stop."""
        took = time.monotonic() - self._looked
        stopped = self._stop.wait(max(MIN_INTERVAL, took * INTERVAL_FACTOR))
        self._looked = time.monotonic()
        return not stopped

    @contextmanager
    def stoppable(self) -> Iterator[None]:
        """Stop on Ctrl-C or SIGTERM after the current file; at the second signal, at once."""
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
