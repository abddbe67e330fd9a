"""Edit a collection 500 times, and request every address that was ever given.

    python bench/edits.py [--edits 500] [--seed 1] [--invented] [--write]

Files are added, withdrawn, renamed and put back; in them words are changed, exchanges inserted,
deleted and reordered, dates corrected, whole minutes republished. After each edit the index is
updated and must hold what the files hold. Then the addresses of the meetings that changed are
requested, and 60 others; every 100 edits all of them. Exit status 1 if any answers wrongly, in
the library, over HTTP (HTML and API) or on the command line.

The files are the samples and invented ones; without --invented also real minutes beside the
checkout.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from common.commands import add_write_option, command_parser
from common.edits.addresses import AddressBook
from common.edits.collection import EDIT_KINDS, EditedCollection
from common.edits.interfaces import Interfaces
from common.report import publish, table

from index.minutes import Meeting
from indexer.discovery import find_files
from indexer.pipeline import index_paths
from indexer.read_file import read_meetings

EDITS = 500
OTHER_ADDRESSES = 60
EDITS_BETWEEN_FULL_CHECKS = 100
ADDRESSES_ON_ALL_INTERFACES = 4


class Trial:
    """A collection, its index, and the failures that were found."""

    def __init__(self, scratch: Path, seed: int, *, real: bool) -> None:
        self.collection = EditedCollection(scratch / "minutes", Random(seed), real=real)
        # A second generator, so that the checks do not change the edits.
        self.random = Random(-seed)
        self.home = scratch / "store"
        self.edits: Counter[str] = Counter()
        self.failures: list[str] = []
        self.requests = 0
        self._meetings_of: dict[tuple[str, bytes], list[Meeting]] = {}
        self.present = self._update()
        self.addresses = AddressBook(self.home)
        self.addresses.add(self.present.values())
        self.interfaces = Interfaces(self.home)

    def edit(self, number: int) -> None:
        """Edit once, update the index, and check addresses."""
        kind = self.collection.edit()
        self.edits[kind] += 1
        before, self.present = self.present, self._update()
        changed = {
            name
            for name in {*before, *self.present}
            if _texts(before.get(name)) != _texts(self.present.get(name))
        }
        book = self.addresses
        if number % EDITS_BETWEEN_FULL_CHECKS == 0:
            addresses = list(book.given)
        else:
            addresses = book.of_meetings(changed, self.random, OTHER_ADDRESSES)
        self.requests += len(addresses)
        wrong = [*book.check(addresses, self.present), *self._wrongly_indexed()]
        count = min(ADDRESSES_ON_ALL_INTERFACES, len(addresses))
        for address in self.random.sample(addresses, count):
            wrong += self.interfaces.check(address, book.given[address].kind == "meeting")
        for each in wrong:
            self.failures.append(f"edit {number}, {kind}: {each}")
            print(self.failures[-1], file=sys.stderr)
        book.add(self.present.values())

    def _update(self) -> dict[str, Meeting]:
        """Update the index, and return the meetings of the files, read independently of it."""
        outcome = index_paths([self.collection.folder], self.home)
        if outcome.failed:
            raise SystemExit(f"not read: {outcome.problems}")
        meetings: dict[str, Meeting] = {}
        for path, name in find_files([self.collection.folder]).files:
            key = name, path.read_bytes()
            if key not in self._meetings_of:
                items = read_meetings(path, name)
                self._meetings_of[key] = [item for item in items if isinstance(item, Meeting)]
            for meeting in self._meetings_of[key]:
                meetings.setdefault(meeting.id, meeting)
        return meetings

    def _wrongly_indexed(self) -> Iterator[str]:
        searcher = self.addresses.searcher
        count = searcher.statistics().meetings
        if count != len(self.present):
            yield f"{count} meetings are indexed"
        for name, meeting in self.present.items():
            indexed = searcher.meeting(name)
            if indexed is None or _texts(indexed) != _texts(meeting):
                yield f"{name} is not indexed as it is in its file"


def _texts(meeting: Meeting | None) -> list[tuple[str, str | None, str]] | None:
    if meeting is None:
        return None
    return [(each.id, each.exchange, each.text) for each in meeting.utterances]


def report(trial: Trial) -> str:
    """The number of edits of each kind, and of the answers of each kind."""
    heads = ("edit", "times")
    rows = [(kind, str(trial.edits[kind])) for kind in EDIT_KINDS]
    book, answers = trial.addresses, trial.addresses.answers
    return (
        f"{table(heads, rows)}\n\n"
        f"{len(book.given):,} addresses were given; {trial.requests:,} times one was requested: "
        f"{answers['there']:,} there, {answers['moved']:,} moved, {answers['gone']:,} gone, "
        f"{answers['wrong']:,} wrong. The history has {book.history_size / 1000:,.0f} kB. "
        f"Failures in all: {len(trial.failures)}."
    )


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(__doc__)
    parser.add_argument("--edits", type=int, default=EDITS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--invented", action="store_true")
    add_write_option(parser)
    options = parser.parse_args(arguments)
    with TemporaryDirectory() as scratch:
        trial = Trial(Path(scratch), options.seed, real=not options.invented)
        for number in range(1, options.edits + 1):
            trial.edit(number)
            if sys.stderr.isatty() or number % 50 == 0:
                print(f"{number}: {len(trial.failures)} failures", file=sys.stderr)
        text = report(trial)
    print("\n".join(trial.failures))
    publish("edits", text, write=options.write)
    return 1 if trial.failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
