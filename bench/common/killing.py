"""One run of the indexer that is killed, and what the index must hold after it."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from random import Random
from time import monotonic, sleep
from typing import Literal, NamedTuple

from common import killable
from common.invented import SUBJECTS
from common.processes import kill, kill_group, outlived, stacks, start, workers
from index.errors import IndexMissing
from index.query import SearchRequest
from index.search import Searcher
from index.storage.generations import Generations

Victim = Literal["the process alone", "it and its workers at once", "one worker"]
VICTIMS: tuple[Victim, ...] = ("the process alone", "it and its workers at once", "one worker")
Content = Mapping[str, str]
"""Meetings by id, each as the digest of all its utterances."""

_POLL = 0.002
_LONGEST = 600.0
_MERGE_LASTS = 0.1
# A frame of a stack, as faulthandler writes it: the file's name, and the function's.
_FRAME = re.compile(r'File ".*/([^/"]+)", line \d+ in (\S+)')
_WORDS = tuple(subject.partition("の")[0] for subject in SUBJECTS)


class Kill(NamedTuple):
    """What was killed, and what it was doing: its own stack and its journal say so.

    `within` is whether it was at a commit, `after` how many it had finished. `status` is
    the exit status of a run that went on without one of its workers, `left` the
    processes that did not end.
    """

    victim: Victim
    workers: int
    merging: bool
    within: bool
    after: int
    allowed: tuple[Content, ...]
    status: int | None
    left: list[int]


class Run:
    """`killable.py` at work; its life begins when it has opened the index for writing."""

    def __init__(self, folder: Path, home: Path, characters: int, scratch: Path) -> None:
        self._journal = scratch / "journal"
        self._journal.write_bytes(b"")
        self._stacks = scratch / "stacks"
        self._stacks.mkdir(exist_ok=True)
        for old in self._stacks.iterdir():
            old.unlink()
        program = (sys.executable, killable.__file__)
        command = (*program, folder, home, str(characters), self._journal)
        self._process = start(command, {killable.STACKS: str(self._stacks)})
        self._until = monotonic() + _LONGEST
        while self._is_alive() and not self._journal.stat().st_size:
            sleep(_POLL)
        self._opened = monotonic()

    def finish(self) -> float:
        """Let it come to its end; the seconds that took. Raises RuntimeError if it failed."""
        errors = self._process.communicate(timeout=_LONGEST)[1]
        if self._process.returncode:
            raise RuntimeError(errors.decode(errors="replace"))
        return monotonic() - self._opened

    def reaches(self, random: Random, within: float, *, merging: bool) -> bool:
        """Whether it lives at a random moment `within` seconds, or then at one in a merge.

        Later moments are likelier: until then there is less to lose, and no worker.
        """
        sleep(random.triangular(0, within, within))
        while merging and self._is_alive() and not self._is_merging():
            sleep(_POLL)
        if merging:
            sleep(random.uniform(0, _MERGE_LASTS))
        return self._is_alive()

    def kill(self, victim: Victim, random: Random, before: Content) -> Kill:
        """Kill it now, alone where it has no workers; the index held `before` when it began."""
        own = workers(self._process.pid)
        victim = victim if own else "the process alone"
        merging = self._is_merging()
        noted = len(self._journal.read_bytes().splitlines())
        match victim:
            case "the process alone":
                kill(self._process.pid)
            case "it and its workers at once":
                kill_group(self._process.pid)
            case "one worker":
                kill(random.choice(own))
        self._process.communicate(timeout=_LONGEST)
        status = self._process.returncode if victim == "one worker" else None
        journal = [json.loads(line) for line in self._journal.read_bytes().splitlines()]
        return Kill(
            victim,
            len(own),
            merging,
            within=journal[noted - 1] == ["commit"],
            after=journal[:noted].count(["committed"]),
            allowed=tuple(_allowed(before, journal)),
            status=status,
            left=outlived(self._process.pid),
        )

    def _is_alive(self) -> bool:
        if monotonic() > self._until:
            kill_group(self._process.pid)
            raise RuntimeError("it does not come to an end")
        return self._process.poll() is None

    def _is_merging(self) -> bool:
        """Whether a function that merges, ours or Whoosh's, is on a stack."""
        frames = _FRAME.findall(stacks(self._process.pid, self._stacks))
        return any("merg" in f"{file} {name}" or name == "add_reader" for file, name in frames)


def _allowed(before: Content, journal: list[list[str]]) -> Iterator[Content]:
    """What may be there: the last commit, and the one that was being made."""
    held, now = dict(before), dict(before)
    for what, *values in journal:
        match what, values:
            case "add", [meeting, digest]:
                now[meeting] = digest
            case "remove", [meeting]:
                now.pop(meeting, None)
            case "committed", _:
                held = dict(now)
    yield held
    if ["commit"] in journal[-1:]:
        yield now


def inspect(home: Path) -> tuple[Content, list[str]]:
    """What the last commit holds, by a reader that has just come, and what is wrong with it.

    Nothing where nothing was committed yet. Wrong is where the manifest, the terms or the
    counts do not say what can be read.
    """
    try:
        searcher = Searcher(home)
    except IndexMissing:
        return {}, []
    utterances = list(searcher.export())
    meetings = groupby(utterances, key=lambda utterance: utterance.meeting)
    listed = [(meeting, killable.digest(spoken)) for meeting, spoken in meetings]
    wrong = [] if len(listed) == len(dict(listed)) else ["a meeting is there twice"]
    manifest = Generations(home).manifest()
    records = manifest.sources.values() if manifest else ()
    if {each for record in records for each in record.meetings} != dict(listed).keys():
        wrong.append("not the meetings of the manifest")
    if searcher.statistics().utterances != len(utterances):
        wrong.append("not as many utterances as are counted")
    for word in _WORDS:
        having = sum(word in utterance.text for utterance in utterances)
        for query in (word, f'"{word}"'):
            if (total := searcher.search(SearchRequest(query)).total) != having:
                wrong.append(f"{query}: {total} found, {having} have it")
    return dict(listed), wrong
