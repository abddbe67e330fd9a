"""Killed at any moment, an index is the last commit, and a reader never notices."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

from index.generations import Generations
from index.minutes import Meeting, Source, Utterance
from index.query import SearchRequest
from index.search import Searcher
from index.store import open_writer

# How often a writer is killed, each time at most so many seconds after it has begun.
KILLS, LATEST = 10, 0.6
MEETINGS, UTTERANCES = 4, 5
SOURCE = Source("kura.txt", "0" * 64)


def meeting(number: int, version: int) -> Meeting:
    """A meeting all of whose utterances name the version."""
    name = f"m{number}"
    spoken = tuple(
        Utterance(f"{name}-u{at}", name, None, "speech", f"{version}版の橋について", SOURCE)
        for at in range(UTTERANCES)
    )
    return Meeting(name, "倉野町議会", f"{version}版", SOURCE, spoken)


def write(home: Path, version: int, commits: int) -> None:
    """Replace every meeting by its next version, in each of some commits."""
    with open_writer(home) as writer:
        for each in range(version, version + commits):
            for number in range(MEETINGS):
                if each:
                    writer.remove(f"m{number}")
                writer.add(meeting(number, each))
            writer.commit({})


def version_of(searcher: Searcher) -> int:
    """The one version that a whole commit has, by two ways of reading it."""
    page = searcher.search(SearchRequest("橋", limit=MEETINGS * UTTERANCES))
    versions = {hit.meeting.title for hit in page.hits}
    assert page.total == MEETINGS * UTTERANCES
    assert len(versions) == 1
    exported = [utterance.text for utterance in searcher.export()]
    assert len(exported) == MEETINGS * UTTERANCES
    assert len(set(exported)) == 1
    return int(versions.pop().removesuffix("版"))


def kill_while_searching(home: Path, searcher: Searcher, version: int, moment: float) -> None:
    """Start a writer, search until the moment is there, and kill it."""
    writer = subprocess.Popen(
        [sys.executable, __file__, str(home), str(version)], stdout=subprocess.PIPE
    )
    with writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"begun\n"
        ends = time.monotonic() + moment
        last = version_of(searcher)
        while time.monotonic() < ends:
            assert version_of(searcher) >= last
            last = version_of(searcher)
        assert writer.poll() is None
        writer.kill()


def test_a_killed_writer_leaves_the_last_commit_to_readers(tmp_path: Path) -> None:
    write(tmp_path, 0, 1)
    searcher = Searcher(tmp_path)
    chance = random.Random(11)
    versions = [0]
    for _ in range(KILLS):
        kill_while_searching(tmp_path, searcher, versions[-1] + 1, chance.uniform(0, LATEST))
        assert version_of(Searcher(tmp_path)) == version_of(searcher) >= versions[-1]
        versions.append(version_of(searcher))
    assert versions[-1] > 0
    write(tmp_path, versions[-1] + 1, 1)
    assert version_of(searcher) == versions[-1] + 1
    assert not list(tmp_path.glob("draft-*"))
    assert len(list(tmp_path.glob("g*"))) == 2
    assert Generations(tmp_path).current() in set(tmp_path.glob("g*"))


if __name__ == "__main__":
    print("begun", flush=True)
    write(Path(sys.argv[1]), int(sys.argv[2]), 100_000)
