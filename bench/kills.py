"""Kill `kaigiroku index` 50 times at random moments while a reader searches.

    python bench/kills.py

Every other run is the same with a commit every few meetings, so that a kill falls
into many commits. After each kill: no process is left, the index opens, and it is
what its manifest says, meeting by meeting as before the run or after it. A run that
comes to its end leaves what a clean build does. Exit status 1 if any of this fails.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Mapping
from itertools import cycle, groupby
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import monotonic, sleep

from common import small_commits
from common.figures import write_between
from common.invented import EDITIONS, write_collection
from common.processes import kill_alone, session, start
from common.reader import Reader

from index.generations import Generations
from index.search import Searcher

KILLS = 50
KILLS_A_TARGET = 5
README = Path(__file__).with_name("README.md")
COMMAND = Path(sys.executable).with_name("kaigiroku")

Content = Mapping[str, str]
"""Meetings by id, each as the digest of all its utterances."""


class Trial:
    """A collection, the index of it that is killed, and clean ones to compare with."""

    def __init__(self, scratch: Path) -> None:
        self.folder = scratch / "minutes"
        self.home = scratch / "store"
        self.random = Random("kills")
        self.kills = self.with_others = self.advanced = self.completed = self.as_clean = 0
        self.failures: list[str] = []
        self.clean = [self._clean(scratch / f"clean{each}", each) for each in range(EDITIONS)]
        self.complete(0)
        # Indexing takes so long from the edition before to each: a kill falls within.
        self.seconds = {target: self.complete(target) for target in (1, 2, 0)}

    def complete(self, target: int) -> float:
        """Bring the index to an edition, compare it, and say how many seconds it took."""
        write_collection(self.folder, target)
        started = monotonic()
        subprocess.run(self._command(self.home), check=True, capture_output=True)
        seconds = monotonic() - started
        self.completed += 1
        if content(self.home) == self.clean[target]:
            self.as_clean += 1
        else:
            self.failures.append(f"edition {target}: completed, but not as built clean")
        if left := list(self.home.glob("draft-*")):
            self.failures.append(f"edition {target}: drafts are left: {left}")
        return seconds

    def kill_on_the_way_to(self, target: int) -> None:
        """Kill a few runs on the way to an edition, then let one come to its end."""
        write_collection(self.folder, target)
        for _ in range(min(KILLS_A_TARGET, KILLS - self.kills)):
            small = self.kills % 2 == 1
            before = content(self.home)
            process = start(self._command(self.home, small=small))
            sleep(self.random.uniform(0, self.seconds[target]))
            if process.poll() is not None:
                break
            self.with_others += len(list(session(process.pid))) > 1
            if outlived := kill_alone(process):
                self.failures.append(f"kill {self.kills}: {len(outlived)} processes went on")
            self.kills += 1
            self._check(before, target, small=small)
        self.complete(target)

    def _check(self, before: Content, target: int, *, small: bool) -> None:
        """The index opens, holds what its manifest says, and each meeting is whole."""
        manifest = Generations(self.home).manifest()
        assert manifest is not None
        now = content(self.home)
        self.advanced += now != before
        after = self.clean[target]
        if set(now) != {each for record in manifest.sources.values() for each in record.meetings}:
            self.failures.append(f"kill {self.kills}: not the meetings of the manifest")
        if any(digest not in (before.get(each), after.get(each)) for each, digest in now.items()):
            self.failures.append(f"kill {self.kills}: a meeting neither as before nor as after")
        if not small and now not in (before, after):
            self.failures.append(f"kill {self.kills}: neither the commit before nor the one after")

    def _clean(self, home: Path, edition: int) -> Content:
        write_collection(self.folder, edition)
        subprocess.run(self._command(home), check=True, capture_output=True)
        return content(home)

    def _command(self, home: Path, *, small: bool = False) -> list[str | Path]:
        if small:
            return [sys.executable, small_commits.__file__, self.folder, home]
        return [COMMAND, "index", self.folder, "--index", home]


def content(home: Path) -> Content:
    """What the last commit holds, by a reader that has just come."""
    meetings = groupby(Searcher(home).export(), key=lambda utterance: utterance.meeting)
    return {
        meeting: hashlib.sha256("".join(map(repr, utterances)).encode()).hexdigest()
        for meeting, utterances in meetings
    }


def main() -> int:
    with TemporaryDirectory() as scratch:
        trial = Trial(Path(scratch))
        reader = Reader(trial.home)
        reader.start()
        for target in cycle(trial.seconds):
            if trial.kills >= KILLS:
                break
            trial.kill_on_the_way_to(target)
            print(f"{trial.kills}/{KILLS}回", file=sys.stderr)
        reader.stop()
    failures = trial.failures + reader.failures
    report = (
        f"{trial.kills} kills, {trial.with_others} of them while it had processes of its own, "
        f"{trial.advanced} after a commit of the killed run. {trial.completed} runs to the end, "
        f"{trial.as_clean} of them as built clean. {reader.searches:,} rounds of searches "
        f"meanwhile, {len(reader.failures)} failed. Failures in all: {len(failures)}."
    )
    print("\n".join((*failures, report)))
    write_between(README, "kills", report)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
