"""`kaigiroku index`: once, or again and again while it follows the files."""

from __future__ import annotations

import signal
import sys
import time
from argparse import Namespace
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from threading import Event
from types import FrameType

from index.analysis.lexicon import read_lexicon
from index.errors import IndexBusy, KaigirokuError
from indexer.pipeline import Report, index_paths
from indexer.progress import Deed, Outcome, Progress
from indexer.watching import look, watch
from kaigiroku.reports import Reporter, done_lines, outcome_line, problem_lines

# Seconds between two looks at the files; more where looking itself takes long.
PAUSE = 2.0
_SHARE = 10
_REMOVED: tuple[Deed, ...] = ("removed",)


class _Stopped(Exception):
    """Someone asked it to end."""


def run_index(options: Namespace, home: Path) -> int:
    return _follow(options, home) if options.watch else _index_once(options, home)


def _index_once(options: Namespace, home: Path) -> int:
    outcome = _index(options, home, Reporter(sys.stderr), rebuild=options.rebuild)
    for line in problem_lines(outcome.problems, options.paths):
        print(line, file=sys.stderr)
    if not (outcome.done or outcome.unchanged or outcome.failed):
        where = "、".join(map(str, options.paths))
        raise KaigirokuError(f"{where}: 会議録として読めるファイルがありません。")
    for line in done_lines(outcome.done, _REMOVED):
        print(line)
    print(outcome_line(outcome))
    return 1 if outcome.failed or any(problem.lost for problem in outcome.problems) else 0


def _follow(options: Namespace, home: Path) -> int:
    """Index what changes until told to stop, which is no failure."""
    follower = _Follower(options, home)
    with follower.stoppable():
        print(f"{'、'.join(map(str, options.paths))} を見ています（止めるには Ctrl+C）", flush=True)
        # What was not committed when it is stopped is written the next time.
        with suppress(_Stopped):
            watch(partial(look, options.paths), follower.index, follower.wait)
    print("止めました。", flush=True)
    return 0


class _Follower:
    """Indexes and waits, and ends both when it is told to."""

    def __init__(self, options: Namespace, home: Path) -> None:
        self._options = options
        self._home = home
        self._rebuild: bool = options.rebuild
        self._stop = Event()
        self._reporter = Reporter(sys.stderr)
        self._said: set[str] = set()
        self._looked = time.monotonic()

    def index(self, unsettled: Collection[Path]) -> bool:
        """Index all but some files; whether it could. What was said last is not said again."""
        self._reporter = Reporter(sys.stderr)
        try:
            outcome = _index(
                self._options, self._home, self._report, rebuild=self._rebuild, leave=unsettled
            )
        except IndexBusy as error:
            self._say([str(error)])
            return False
        self._rebuild = False
        self._say([str(problem) for problem in outcome.problems])
        if outcome.done:
            lines = (*done_lines(outcome.done), outcome_line(outcome))
            print(f"{time.strftime('%H:%M:%S')}", *lines, sep="\n  ", flush=True)
        self._looked = time.monotonic()
        return True

    def wait(self) -> bool:
        """Wait a while; whether to go on."""
        took = time.monotonic() - self._looked
        stopped = self._stop.wait(max(PAUSE, took * _SHARE))
        self._looked = time.monotonic()
        return not stopped

    @contextmanager
    def stoppable(self) -> Iterator[None]:
        """Stop on Ctrl-C or SIGTERM, after what is being done; a second time, at once."""
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


def _index(
    options: Namespace,
    home: Path,
    report: Report,
    *,
    rebuild: bool,
    leave: Collection[Path] = (),
) -> Outcome:
    return index_paths(
        options.paths,
        home,
        report,
        rebuild=rebuild,
        memory=options.memory << 20,
        leave=leave,
        lexicon=None if options.lexicon is None else read_lexicon(options.lexicon),
    )
