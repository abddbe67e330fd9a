"""Kill the indexer 100 times while it builds, appends, merges and deletes.

    python bench/kills.py [--kills 100]

A reader searches all the time. After each kill: no process is left, the index opens and
is exactly the last commit of the killed run, or the one that it was making; the terms
find what stands in the texts. A run that comes to its end leaves what a clean build does.
Exit status 1 if any of this fails, or if a phase was hardly ever hit.
"""

from __future__ import annotations

import shutil
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable
from itertools import count
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import NamedTuple

from common.figures import table, write_between
from common.invented import EDITIONS, write_collection
from common.killing import VICTIMS, Content, Kill, Run, inspect
from common.reader import Reader

README = Path(__file__).with_name("README.md")
KILLS_A_STEP = 4
# Of a hundred kills, at least so many in each phase.
LEAST = 10
WHOLE, OFTEN, VERY_OFTEN = 8_000_000, 100_000, 12_000


class Step(NamedTuple):
    """A run from one edition to the next; it commits after so many characters."""

    phase: str
    edition: int
    characters: tuple[int, ...]


STEPS = (
    Step("build", 0, (WHOLE, OFTEN)),
    Step("append", 1, (WHOLE, OFTEN)),
    Step("merge", 2, (VERY_OFTEN,)),
    Step("delete", 3, (WHOLE,)),
    Step("replace", 4, (WHOLE, OFTEN)),
)
PHASES = tuple(step.phase for step in STEPS)


class Trial:
    """A collection, the index of it that is killed, and what clean ones hold."""

    def __init__(self, scratch: Path) -> None:
        self.scratch = scratch
        self.folder = scratch / "minutes"
        self.random = Random("kills")
        self.kills: list[tuple[str, Kill]] = []
        self.failures: list[str] = []
        self.searches = self.completed = self.with_workers = 0
        self.clean = [self._clean(edition) for edition in range(EDITIONS)]
        self.home = scratch / "paced"
        self.held: Content = {}
        # So long does each run take: a kill falls within.
        self.seconds = {step: self.complete(step, step.characters[0]) for step in STEPS}

    def round(self, number: int, most: int) -> None:
        """A new index goes through all editions; each run on the way is killed."""
        self.home, self.held = self.scratch / f"store{number}", {}
        reader = Reader(self.home)
        reader.start()
        for step in STEPS:
            write_collection(self.folder, step.edition)
            for _ in range(KILLS_A_STEP):
                if len(self.kills) >= most or not self._kill(step):
                    break
            self.complete(step, self.random.choice(step.characters))
        reader.stop()
        self.searches += reader.searches
        self.failures += reader.failures
        shutil.rmtree(self.home)

    def complete(self, step: Step, characters: int) -> float:
        """Bring the index to an edition, compare it, and say how many seconds it took."""
        write_collection(self.folder, step.edition)
        seconds = Run(self.folder, self.home, characters, self.scratch).finish()
        self.completed += 1
        self._expect(step.phase, [self.clean[step.edition]])
        if left := list(self.home.glob("draft-*")):
            self._fail(step.phase, f"drafts are left: {left}")
        return seconds

    def _kill(self, step: Step) -> bool:
        """Start a run and kill it; false where it came to its end before."""
        run = Run(self.folder, self.home, self.random.choice(step.characters), self.scratch)
        if not run.reaches(self.random, self.seconds[step], merging=step.phase == "merge"):
            self.seconds[step] = min(self.seconds[step], run.finish())
            return False
        kill = run.kill(VICTIMS[self.with_workers % len(VICTIMS)], self.random, self.held)
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
        """The index holds one of these, and agrees with itself."""
        try:
            self.held, wrong = inspect(self.home)
        except Exception as error:
            wrong = [f"{type(error).__name__}: {error}"]
        if self.held not in allowed:
            wrong.append(f"holds {len(self.held)} meetings, not what was committed")
        for each in wrong:
            self._fail(phase, each)

    def _fail(self, phase: str, what: str) -> None:
        self.failures.append(f"after kill {len(self.kills)}, {phase}: {what}")
        print(self.failures[-1], file=sys.stderr)

    def _clean(self, edition: int) -> Content:
        home = self.scratch / f"clean{edition}"
        write_collection(self.folder, edition)
        Run(self.folder, home, WHOLE, self.scratch).finish()
        held, _ = inspect(home)
        shutil.rmtree(home)
        return held


def report(trial: Trial) -> str:
    """How many kills there were, of what and when."""
    heads = ("killed while it", "kills", "with workers", "at a commit", "after one", *VICTIMS)
    rows = []
    for phase in (*PHASES, "in all"):
        kills = [kill for name, kill in trial.kills if phase in (name, "in all")]
        victims = Counter(kill.victim for kill in kills)
        numbers = (
            len(kills),
            sum(kill.workers > 0 for kill in kills),
            sum(kill.within for kill in kills),
            sum(kill.after > 0 for kill in kills),
            *(victims[victim] for victim in VICTIMS),
        )
        rows.append((f"{phase}s" if phase in PHASES else phase, *map(str, numbers)))
    alone = [kill for _, kill in trial.kills if kill.status is not None]
    return (
        f"{table(heads, rows)}\n\n"
        f"Of {len(alone)} runs that lost a worker, {sum(not kill.status for kill in alone)} came "
        f"to their end all the same. {trial.completed} runs to the end, compared with a clean "
        f"build. {trial.searches:,} rounds of searches meanwhile. "
        f"Failures in all: {len(trial.failures)}."
    )


def main() -> int:
    parser = ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=100)
    kills: int = parser.parse_args().kills
    with TemporaryDirectory() as scratch:
        trial = Trial(Path(scratch))
        for number in count():
            if len(trial.kills) >= kills:
                break
            trial.round(number, kills)
    hit = Counter(phase for phase, _ in trial.kills)
    for phase in PHASES:
        if hit[phase] < LEAST * kills // 100:
            trial.failures.append(f"{phase}: hit {hit[phase]} times only")
    print("\n".join((*trial.failures, report(trial))))
    write_between(README, "kills", report(trial))
    return 1 if trial.failures else 0


if __name__ == "__main__":
    sys.exit(main())
