"""One run of the indexer that is killed, and what the index may hold after it."""

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

from common.invented import SUBJECTS
from common.kills import journaled_indexer
from common.kills.processes import kill, kill_group, kill_survivors, stacks, start, workers
from index.errors import IndexMissing
from index.query import SearchRequest
from index.search import Searcher
from index.storage.generations import Generations

Victim = Literal["the process alone", "it and its workers at once", "one worker"]
VICTIMS: tuple[Victim, ...] = ("the process alone", "it and its workers at once", "one worker")
Content = Mapping[str, str]
"""Meetings by id, each as the digest of its utterances."""

_POLL_SECONDS = 0.002
_MAX_RUN_SECONDS = 600.0
_MAX_MERGE_SECONDS = 0.1
# A frame of a stack as faulthandler writes it: the name of the file, and of the function.
_FRAME = re.compile(r'File ".*/([^/"]+)", line \d+ in (\S+)')
_WORDS = tuple(subject.partition("の")[0] for subject in SUBJECTS)


class Kill(NamedTuple):
    """A kill, and what the run was doing: its stacks and its journal say so.

    `commits` is the number of its finished commits. `status` is the exit status of a run that
    went on without one of its workers, `left` the processes that did not end.
    """

    victim: Victim
    workers: int
    merging: bool
    at_commit: bool
    commits: int
    allowed: tuple[Content, ...]
    status: int | None
    left: list[int]


class Run:
    """A run of `journaled_indexer.py`; its time counts from when it has opened the index."""

    def __init__(self, folder: Path, home: Path, characters: int, scratch: Path) -> None:
        self._journal = scratch / "journal"
        self._journal.write_bytes(b"")
        self._stacks = scratch / "stacks"
        self._stacks.mkdir(exist_ok=True)
        for old in self._stacks.iterdir():
            old.unlink()
        program = (sys.executable, journaled_indexer.__file__)
        command = (*program, folder, home, str(characters), self._journal)
        self._process = start(command, {journaled_indexer.STACKS: str(self._stacks)})
        self._until = monotonic() + _MAX_RUN_SECONDS
        while self._is_alive() and not self._journal.stat().st_size:
            sleep(_POLL_SECONDS)
        self._opened = monotonic()

    def finish(self) -> float:
        """Wait for its end, and return its seconds. Raises RuntimeError if it failed."""
        errors = self._process.communicate(timeout=_MAX_RUN_SECONDS)[1]
        if self._process.returncode:
            raise RuntimeError(errors.decode(errors="replace"))
        return monotonic() - self._opened

    def is_alive_at(self, random: Random, seconds: float, *, merging: bool) -> bool:
        """Wait for a random moment within `seconds`, and return whether it is still running.

        Later moments are likelier: before, there is less to lose, and no worker. With
        `merging`, then wait for a moment in a merge.
        """
        sleep(random.triangular(0, seconds, seconds))
        while merging and self._is_alive() and not self._is_merging():
            sleep(_POLL_SECONDS)
        if merging:
            sleep(random.uniform(0, _MAX_MERGE_SECONDS))
        return self._is_alive()

    def kill(self, victim: Victim, random: Random, before: Content) -> Kill:
        """Kill it now, alone if it has no workers; the index held `before` when it began."""
        own_workers = workers(self._process.pid)
        victim = victim if own_workers else "the process alone"
        merging = self._is_merging()
        logged = len(self._journal.read_bytes().splitlines())
        match victim:
            case "the process alone":
                kill(self._process.pid)
            case "it and its workers at once":
                kill_group(self._process.pid)
            case "one worker":
                kill(random.choice(own_workers))
        self._process.communicate(timeout=_MAX_RUN_SECONDS)
        status = self._process.returncode if victim == "one worker" else None
        journal = [json.loads(line) for line in self._journal.read_bytes().splitlines()]
        return Kill(
            victim,
            len(own_workers),
            merging,
            at_commit=journal[logged - 1] == ["commit"],
            commits=journal[:logged].count(["committed"]),
            allowed=tuple(_allowed_contents(before, journal)),
            status=status,
            left=kill_survivors(self._process.pid),
        )

    def _is_alive(self) -> bool:
        if monotonic() > self._until:
            kill_group(self._process.pid)
            raise RuntimeError("the run does not end")
        return self._process.poll() is None

    def _is_merging(self) -> bool:
        """Return whether a function that merges, ours or Whoosh's, is on a stack."""
        frames = _FRAME.findall(stacks(self._process.pid, self._stacks))
        return any("merg" in f"{file} {name}" or name == "add_reader" for file, name in frames)


def _allowed_contents(before: Content, journal: list[list[str]]) -> Iterator[Content]:
    """The content of the last commit, and of the one that was being made."""
    committed, written = dict(before), dict(before)
    for operation, *values in journal:
        match operation, values:
            case "add", [meeting, digest]:
                written[meeting] = digest
            case "remove", [meeting]:
                written.pop(meeting, None)
            case "committed", _:
                committed = dict(written)
    yield committed
    if ["commit"] in journal[-1:]:
        yield written


def inspect(home: Path) -> tuple[Content, list[str]]:
    """The content of the last commit, and what is inconsistent with it.

    The content is empty before the first commit. The manifest, the statistics and the totals of
    searches must agree with the utterances that are exported.
    """
    try:
        searcher = Searcher(home)
    except IndexMissing:
        return {}, []
    utterances = list(searcher.export())
    meetings = groupby(utterances, key=lambda utterance: utterance.meeting)
    digests = [(meeting, journaled_indexer.digest(members)) for meeting, members in meetings]
    content = dict(digests)
    wrong = [] if len(digests) == len(content) else ["a meeting is there twice"]
    manifest = Generations(home).manifest()
    records = manifest.sources.values() if manifest else ()
    if {meeting for record in records for meeting in record.meetings} != content.keys():
        wrong.append("not the meetings of the manifest")
    if searcher.statistics().utterances != len(utterances):
        wrong.append("not as many utterances as are counted")
    for word in _WORDS:
        expected = sum(word in utterance.text for utterance in utterances)
        for query in (word, f'"{word}"'):
            if (total := searcher.search(SearchRequest(query)).total) != expected:
                wrong.append(f"{query}: {total} found, {expected} have it")
    return content, wrong
