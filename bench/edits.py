"""Edit a collection 500 times, and ask for every address that was ever given.

    python bench/edits.py [--edits 500] [--seed 1] [--invented]

Files are added, withdrawn, renamed and put back; in them words are changed, exchanges
inserted, deleted and reordered, dates mended, whole minutes republished. After each edit
the index is brought up to date, and must be what the files hold. Addresses of what was
touched are asked for, and 60 others; all of them every 100 edits. Exit status 1 if any
answers wrongly, over the library, over HTTP (HTML and API) or on the command line.

The files are the samples and invented ones; without --invented also real ones, where they
lie beside the checkout.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter

from common.edits.collection import KINDS, EditedCollection
from common.edits.doors import Doors
from common.edits.ledger import Ledger
from common.figures import table, write_between

from index.minutes import Meeting
from indexer.discovery import find_files
from indexer.pipeline import index_paths
from indexer.read_file import read_meetings

README = Path(__file__).with_name("README.md")
EDITS = 500
OTHERS, ALL_EVERY, KNOCKS = 60, 100, 4


class Trial:
    """A collection, the index of it, and what was found wrong."""

    def __init__(self, scratch: Path, seed: int, *, real: bool) -> None:
        self.collection = EditedCollection(scratch / "minutes", Random(seed), real=real)
        # Another, so that what is asked does not change what is edited.
        self.random = Random(-seed)
        self.home = scratch / "store"
        self.edits: Counter[str] = Counter()
        self.failures: list[str] = []
        self.asked = 0
        self.indexing = 0.0
        self._read: dict[tuple[str, bytes], list[Meeting]] = {}
        self.present = self._update()
        self.ledger = Ledger(self.home)
        self.ledger.learn(self.present.values())
        self.doors = Doors(self.home)

    def edit(self, number: int) -> None:
        """Edit once, index, and ask."""
        kind = self.collection.edit()
        self.edits[kind] += 1
        before, self.present = self.present, self._update()
        changed = {
            name
            for name in {*before, *self.present}
            if _texts(before.get(name)) != _texts(self.present.get(name))
        }
        whole = number % ALL_EVERY == 0
        ledger = self.ledger
        addresses = list(ledger.given)
        if not whole:
            addresses = ledger.touched(changed, self.random, OTHERS)
        self.asked += len(addresses)
        wrong = [*ledger.check(addresses, self.present), *self._index_differs()]
        for address in self.random.sample(addresses, min(KNOCKS, len(addresses))):
            wrong += self.doors.knock(address, ledger.given[address].kind == "meeting")
        for each in wrong:
            self.failures.append(f"edit {number}, {kind}: {each}")
            print(self.failures[-1], file=sys.stderr)
        ledger.learn(self.present.values())

    def _update(self) -> dict[str, Meeting]:
        """Index what changed; the meetings that the files hold, read anew."""
        started = perf_counter()
        outcome = index_paths([self.collection.folder], self.home)
        self.indexing += perf_counter() - started
        if outcome.failed:
            raise SystemExit(f"not read: {outcome.problems}")
        found: dict[str, Meeting] = {}
        for path, name in find_files([self.collection.folder]).files:
            key = name, path.read_bytes()
            if key not in self._read:
                items = read_meetings(path, name)
                self._read[key] = [each for each in items if isinstance(each, Meeting)]
            for meeting in self._read[key]:
                found.setdefault(meeting.id, meeting)
        return found

    def _index_differs(self) -> list[str]:
        searcher = self.ledger.searcher
        count = searcher.statistics().meetings
        wrong = [] if count == len(self.present) else [f"{count} meetings are indexed"]
        for name, meeting in self.present.items():
            held = searcher.meeting(name)
            if held is None or _texts(held) != _texts(meeting):
                wrong.append(f"{name} is not indexed as it is in its file")
        return wrong


def _texts(meeting: Meeting | None) -> list[tuple[str, str | None, str]] | None:
    if meeting is None:
        return None
    return [(each.id, each.exchange, each.text) for each in meeting.utterances]


def report(trial: Trial) -> str:
    """How many edits there were of each kind, and what the addresses answer at the end."""
    heads = ("edit", "times")
    rows = [(kind, str(trial.edits[kind])) for kind in KINDS]
    answers = trial.ledger.answers
    size = trial.ledger.size
    return (
        f"{table(heads, rows)}\n\n"
        f"{len(trial.ledger.given):,} addresses were given; {trial.asked:,} times one was asked "
        f"for: {answers['there']:,} there, {answers['moved']:,} moved, {answers['gone']:,} gone, "
        f"{answers['wrong']:,} wrong. The history has {size / 1000:,.0f} kB. "
        f"Failures in all: {len(trial.failures)}."
    )


def main() -> int:
    parser = ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--edits", type=int, default=EDITS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--invented", action="store_true")
    options = parser.parse_args()
    with TemporaryDirectory() as scratch:
        trial = Trial(Path(scratch), options.seed, real=not options.invented)
        for number in range(1, options.edits + 1):
            trial.edit(number)
            if sys.stderr.isatty() or number % 50 == 0:
                print(f"{number}: {len(trial.failures)} failures", file=sys.stderr)
        told = report(trial)
    print("\n".join((*trial.failures, told)))
    if options.edits == EDITS and not options.invented:
        write_between(README, "edits", told)
    return 1 if trial.failures else 0


if __name__ == "__main__":
    sys.exit(main())
