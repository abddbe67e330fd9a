"""Kill the indexer 100 times while it builds, appends, merges and deletes.

    python bench/kills.py [--kills 100] [--write]

A reader searches all the time. After each kill no process is left, and the index opens and
holds exactly the last commit of the killed run, or the one that it was making; searches agree
with its texts. A run that ends by itself leaves what a clean build does. Exit status 1 if any
of this fails, or if a phase was hit too seldom.
"""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import count
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import NamedTuple

from common.commands import add_write_option, command_parser
from common.invented import EDITIONS, write_collection
from common.kills.reader import Reader
from common.kills.run import VICTIMS, Content, Kill, Run, inspect
from common.report import publish, table

KILLS_PER_STEP = 4
MIN_KILLS_PER_PHASE_OF_100 = 10
COMMIT_ONCE, COMMIT_OFTEN, COMMIT_VERY_OFTEN = 8_000_000, 100_000, 12_000


class Step(NamedTuple):
    """A run from one edition to the next, which commits after one of `characters`."""

    phase: str
    edition: int
    characters: tuple[int, ...]


STEPS = (
    Step("build", 0, (COMMIT_ONCE, COMMIT_OFTEN)),
    Step("append", 1, (COMMIT_ONCE, COMMIT_OFTEN)),
    Step("merge", 2, (COMMIT_VERY_OFTEN,)),
    Step("delete", 3, (COMMIT_ONCE,)),
    Step("replace", 4, (COMMIT_ONCE, COMMIT_OFTEN)),
)
PHASES = tuple(step.phase for step in STEPS)


class Trial:
    """A collection, the index of it whose runs are killed, and the content of clean indexes."""

    def __init__(self, scratch: Path) -> None:
        self.scratch = scratch
        self.folder = scratch / "minutes"
        self.random = Random("kills")
        self.kills: list[tuple[str, Kill]] = []
        self.failures: list[str] = []
        self.searches = self.completed = self.with_workers = 0
        self.clean = [self._clean_build(edition) for edition in range(EDITIONS)]
        self.home = scratch / "paced"
        self.content: Content = {}
        # The seconds that each run takes: a kill falls within them.
        self.seconds = {step: self.complete(step, step.characters[0]) for step in STEPS}

    def run_round(self, number: int, max_kills: int) -> None:
        """Bring a new index through all editions, and kill each run on the way."""
        self.home, self.content = self.scratch / f"store{number}", {}
        reader = Reader(self.home)
        reader.start()
        for step in STEPS:
            write_collection(self.folder, step.edition)
            for _ in range(KILLS_PER_STEP):
                if len(self.kills) >= max_kills or not self._kill(step):
                    break
            self.complete(step, self.random.choice(step.characters))
        reader.stop()
        self.searches += reader.searches
        self.failures += reader.failures
        shutil.rmtree(self.home)

    def complete(self, step: Step, characters: int) -> float:
        """Bring the index to an edition, compare it, and return the seconds that took."""
        write_collection(self.folder, step.edition)
        seconds = Run(self.folder, self.home, characters, self.scratch).finish()
        self.completed += 1
        self._expect(step.phase, [self.clean[step.edition]])
        if drafts := list(self.home.glob("draft-*")):
            self._fail(step.phase, f"drafts are left: {drafts}")
        return seconds

    def _kill(self, step: Step) -> bool:
        """Start a run and kill it; return False if it ended before."""
        run = Run(self.folder, self.home, self.random.choice(step.characters), self.scratch)
        if not run.is_alive_at(self.random, self.seconds[step], merging=step.phase == "merge"):
            self.seconds[step] = min(self.seconds[step], run.finish())
            return False
        kill = run.kill(VICTIMS[self.with_workers % len(VICTIMS)], self.random, self.content)
        self.with_workers += kill.workers > 0
        phase = "append" if step.phase == "merge" else step.phase
        phase = "merge" if kill.merging else phase
        self.kills.append((phase, kill))
        print(f"{len(self.kills)}: {phase}, {kill.victim}", file=sys.stderr)
        if kill.left:
            self._fail(phase, f"{len(kill.left)} processes went on")
        if kill.status is not None and kill.status < 0:
            self._fail(phase, f"without a worker it ended with {kill.status}")
        self._expect(phase, kill.allowed)
        return True

    def _expect(self, phase: str, allowed: Iterable[Content]) -> None:
        """Check that the index has one of these contents, and is consistent."""
        try:
            self.content, wrong = inspect(self.home)
        except Exception as error:
            wrong = [f"{type(error).__name__}: {error}"]
        if self.content not in allowed:
            wrong.append(f"holds {len(self.content)} meetings, not what was committed")
        for each in wrong:
            self._fail(phase, each)

    def _fail(self, phase: str, failure: str) -> None:
        self.failures.append(f"after kill {len(self.kills)}, {phase}: {failure}")
        print(self.failures[-1], file=sys.stderr)

    def _clean_build(self, edition: int) -> Content:
        home = self.scratch / f"clean{edition}"
        write_collection(self.folder, edition)
        Run(self.folder, home, COMMIT_ONCE, self.scratch).finish()
        content, _ = inspect(home)
        shutil.rmtree(home)
        return content


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(__doc__)
    parser.add_argument("--kills", type=int, default=100)
    add_write_option(parser)
    options = parser.parse_args(arguments)
    kills: int = options.kills
    with TemporaryDirectory() as scratch:
        trial = Trial(Path(scratch))
        for number in count():
            if len(trial.kills) >= kills:
                break
            trial.run_round(number, kills)
    hits = Counter(phase for phase, _ in trial.kills)
    for phase in PHASES:
        if hits[phase] < MIN_KILLS_PER_PHASE_OF_100 * kills // 100:
            trial.failures.append(f"{phase}: hit {hits[phase]} times only")
    print("\n".join(trial.failures))
    publish("kills", report(trial), write=options.write)
    return 1 if trial.failures else 0


def report(trial: Trial) -> str:
    """The number of kills by phase, by what was killed, and by the state of the commits."""
    heads = ("killed while it", "kills", "with workers", "at a commit", "after one", *VICTIMS)
    rows = []
    for phase in (*PHASES, "in all"):
        kills = [kill for name, kill in trial.kills if phase in (name, "in all")]
        victims = Counter(kill.victim for kill in kills)
        numbers = (
            len(kills),
            sum(kill.workers > 0 for kill in kills),
            sum(kill.at_commit for kill in kills),
            sum(kill.commits > 0 for kill in kills),
            *(victims[victim] for victim in VICTIMS),
        )
        rows.append((f"{phase}s" if phase in PHASES else phase, *map(str, numbers)))
    survivors = [kill for _, kill in trial.kills if kill.status is not None]
    return (
        f"{table(heads, rows)}\n\n"
        f"Of {len(survivors)} runs that lost a worker, "
        f"{sum(not kill.status for kill in survivors)} completed all the same. "
        f"{trial.completed} completed runs, compared with a clean build. "
        f"{trial.searches:,} rounds of searches meanwhile. "
        f"Failures in all: {len(trial.failures)}."
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
