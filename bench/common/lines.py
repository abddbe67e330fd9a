"""Utterances as lines of a file, and which of them ripgrep finds."""

from __future__ import annotations

import os
import subprocess
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from time import perf_counter, process_time
from typing import NamedTuple

from common.peers.ripgrep import COMMAND, NOTHING_FOUND
from common.scan.characters import PARAGRAPH_END, fold_characters
from index.minutes import Meeting, Utterance
from index.query import SearchRequest
from index.search import Searcher
from indexer.read_file import read_meetings


class Lines(NamedTuple):
    """Two files with an utterance a line: the texts, and the texts folded for ripgrep.

    `ends` are the offsets at which the lines of the texts end; `folded_ends` of the folded ones.
    """

    ids: Sequence[str]
    texts: Path
    folded: Path
    ends: Sequence[int]
    folded_ends: Sequence[int]

    def text(self, number: int) -> str:
        """The text of an utterance, its paragraphs separated by PARAGRAPH_END."""
        with self.texts.open("rb") as file:
            file.seek(self.ends[number - 1] if number else 0)
            return file.readline().decode()[:-1]


def write_lines(files: Iterable[Path], folder: Path) -> Lines:
    """Read minutes and write their texts into `folder`."""
    ids, sizes, folded_sizes = [], [], []
    texts, folded = folder / "texts.txt", folder / "folded.txt"
    with texts.open("wb") as text_file, folded.open("wb") as folded_file:
        for utterance in _utterances(files):
            line = utterance.text.replace("\n", PARAGRAPH_END) + "\n"
            ids.append(utterance.id)
            sizes.append(text_file.write(line.encode()))
            folded_sizes.append(folded_file.write(fold_characters(line).encode()))
    return Lines(ids, texts, folded, list(accumulate(sizes)), list(accumulate(folded_sizes)))


def _utterances(files: Iterable[Path]) -> Iterator[Utterance]:
    for file in files:
        for meeting in read_meetings(file, file.name):
            if isinstance(meeting, Meeting):
                yield from meeting.utterances


class Seconds(NamedTuple):
    """CPU time, user and system, and wall-clock time."""

    cpu: float
    wall: float


def time_search(searcher: Searcher, query: str) -> tuple[Seconds, int]:
    """Search as a page does: the exact total, and the first ten exchanges whole."""
    cpu, wall = process_time(), perf_counter()
    page = searcher.search(SearchRequest(query))
    return Seconds(process_time() - cpu, perf_counter() - wall), page.total


def ripgrep_find(string: str, lines: Lines) -> frozenset[int]:
    """The lines that ripgrep finds, by the byte at which each begins."""
    options = ("--byte-offset", "--no-line-number", "--max-columns=1")
    command = (*COMMAND, *options, "--regexp", fold_characters(string), lines.folded)
    listed = subprocess.run(command, stdout=subprocess.PIPE, check=False).stdout
    offsets = (int(line.partition(b":")[0]) for line in listed.splitlines())
    return frozenset(bisect_right(lines.folded_ends, offset) for offset in offsets)


def time_ripgrep(string: str, lines: Lines) -> tuple[Seconds, int]:
    """Let ripgrep count the lines, which is the least it can do."""
    command = (*COMMAND, "--count", "--regexp", fold_characters(string), str(lines.folded))
    reading, writing = os.pipe()
    wall = perf_counter()
    process = os.posix_spawnp(
        "rg", command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, writing, 1)]
    )
    os.close(writing)
    with os.fdopen(reading, encoding="ascii") as output:
        count = output.read()
    _, status, usage = os.wait4(process, 0)
    seconds = Seconds(usage.ru_utime + usage.ru_stime, perf_counter() - wall)
    if os.waitstatus_to_exitcode(status) not in (0, NOTHING_FOUND):
        raise RuntimeError(f"{command}: {status}")
    return seconds, int(count or 0)
