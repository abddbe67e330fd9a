"""A writer may be killed at any moment: the index is the last commit, and readers go on."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from index.engines.contract import IndexWriter
from index.minutes import Meeting, Source, Utterance
from index.query import SearchRequest
from index.search import Searcher
from index.storage.generations import Generations
from index.writer import open_writer

# How often a writer is killed; the most commits before that, and seconds after the last.
KILLS, COMMITS, LATEST = 4, 6, 0.1
MEETINGS, UTTERANCES = 4, 5
# The meetings of the index from which meetings are removed.
MANY = 200
SOURCE = Source("kura.txt", "0" * 64)

Held = dict[str, int]
"""The meetings of an index, and the version of each."""


class Work(NamedTuple):
    """The n-th commit of a writer, and the content of the index after it."""

    commit: Callable[[IndexWriter, int], None]
    held: Callable[[int], Held]


def meeting(name: str, version: int) -> Meeting:
    """A meeting all of whose utterances name the version."""
    spoken = tuple(
        Utterance(f"{name}-u{at}", name, None, "speech", f"{version}版の橋について", SOURCE)
        for at in range(UTTERANCES)
    )
    return Meeting(name, "倉野町議会", f"{version}版", SOURCE, spoken)


def replace(writer: IndexWriter, number: int) -> None:
    """Replace every meeting by its next version."""
    for name in replaced(number):
        writer.remove(name)
        writer.add(meeting(name, number))


def replaced(number: int) -> Held:
    return {f"m{each}": number for each in range(MEETINGS)}


def append(writer: IndexWriter, number: int) -> None:
    """Add a meeting; when there are many segments they are merged."""
    writer.add(meeting(f"m{number}", 0))


def appended(number: int) -> Held:
    return {f"m{each}": 0 for each in range(number + 1)}


def remove(writer: IndexWriter, number: int) -> None:
    """Remove a meeting; at first, add them all."""
    if number:
        writer.remove(f"m{number - 1}")
        return
    for name in removed(0):
        writer.add(meeting(name, 0))


def removed(number: int) -> Held:
    return {f"m{each}": 0 for each in range(number, MANY)}


WORKS: Mapping[str, Work] = {
    "replace": Work(replace, replaced),
    "append": Work(append, appended),
    "remove": Work(remove, removed),
}


def write(home: Path, work: Work, first: int, last: int) -> None:
    """Make the commits from `first` to `last`, and print the number of each when it is done."""
    with open_writer(home) as writer:
        for number in range(first, last + 1):
            work.commit(writer, number)
            writer.commit({})
            print(number, flush=True)


def held(searcher: Searcher) -> Held:
    """The content of the index; every meeting must be whole."""
    versions: dict[str, set[str]] = {}
    exported = list(searcher.export())
    for utterance in exported:
        versions.setdefault(utterance.meeting, set()).add(utterance.text)
    assert len(exported) == len(versions) * UTTERANCES
    assert all(len(texts) == 1 for texts in versions.values())
    return {name: int(min(texts).partition("版")[0]) for name, texts in versions.items()}


def found(searcher: Searcher) -> int:
    """The number of meetings that a word and a string find; -1 if one is not whole."""
    totals = {searcher.search(SearchRequest(query)).total for query in ("橋", '"版の橋"')}
    # There may be a commit between the two searches.
    return max(totals) // UTTERANCES if all(total % UTTERANCES == 0 for total in totals) else -1


def kill_while_searching(home: Path, kind: str, first: int, chance: random.Random) -> int:
    """Search until a random moment, then kill the writer; returns the last commit it printed."""
    searcher = Searcher(home)
    output = home.with_suffix(".said")
    command = [sys.executable, __file__, str(home), kind, str(first)]
    commits, ends = chance.randrange(COMMITS), float("inf")
    with output.open("wb") as said, subprocess.Popen(command, stdout=said) as writer:
        try:
            while time.monotonic() < ends:
                assert found(searcher) > 0
                assert writer.poll() is None
                if ends == float("inf") and output.read_bytes().count(b"\n") > commits:
                    ends = time.monotonic() + chance.uniform(0, LATEST)
        finally:
            writer.kill()
    return int(output.read_text().split()[-1])


@pytest.mark.parametrize("kind", WORKS)
def test_a_killed_writer_leaves_the_last_commit_to_readers(tmp_path: Path, kind: str) -> None:
    work = WORKS[kind]
    write(tmp_path, work, 0, 0)
    searcher = Searcher(tmp_path)
    chance = random.Random(kind)
    last = 0
    for _ in range(KILLS):
        said = kill_while_searching(tmp_path, kind, last + 1, chance)
        # It was killed before the next commit, or before it could print its number.
        now = held(Searcher(tmp_path))
        assert now in (work.held(said), work.held(said + 1))
        assert held(searcher) == now
        assert found(searcher) == len(now)
        last = said if now == work.held(said) else said + 1
    assert last > 0
    write(tmp_path, work, last + 1, last + 1)
    assert held(searcher) == work.held(last + 1)
    assert not list(tmp_path.glob("draft-*"))
    assert len(list(tmp_path.glob("g*"))) == 2
    assert Generations(tmp_path).current() in set(tmp_path.glob("g*"))


if __name__ == "__main__":
    begins = int(sys.argv[3])
    print(begins - 1, flush=True)
    write(Path(sys.argv[1]), WORKS[sys.argv[2]], begins, begins + 100_000)
