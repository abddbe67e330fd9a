"""Utterances as lines of a file, and which of them Kaigiroku and ripgrep find."""

from __future__ import annotations

import os
import subprocess
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from time import perf_counter, process_time
from typing import NamedTuple

import numpy as np

from common.collection import PARAGRAPH_END
from common.peers.ripgrep import COMMAND, NOTHING_FOUND
from index.engines.whoosh.engine import WhooshEngine
from index.engines.whoosh.matching.word_query import DEFAULT_SELECTION
from index.engines.whoosh.query.request_words import RequestWords
from index.minutes import Meeting, Utterance
from index.query import SearchRequest
from index.query_parser import parse
from index.search import Searcher
from indexer.read_file import read_meetings

# Up to this total, the hits of the page are compared too.
_MAX_TOTAL_READ = 50


class _FoldedCharacters(dict[int, int]):
    """A character folded by NFKC and `casefold`, or itself where these make several of it."""

    def __missing__(self, code: int) -> int:
        folded = unicodedata.normalize("NFKC", chr(code)).casefold()
        self[code] = ord(folded) if len(folded) == 1 else code
        return self[code]


_FOLDED = _FoldedCharacters()


def fold_characters(text: str) -> str:
    """Fold width and case, one character for one; ripgrep gets texts and strings so."""
    return text.translate(_FOLDED)


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


class KaigirokuLines:
    """An index of the utterances; its documents are known by the numbers of their lines."""

    def __init__(self, home: Path, lines: Lines) -> None:
        self.searcher = Searcher(home)
        # The public search returns a page; here all documents are wanted at once.
        engine = self.searcher._engine
        assert isinstance(engine, WhooshEngine)
        self._engine, snapshot = engine, engine._snapshot
        self._number_of = {name: number for number, name in enumerate(lines.ids)}
        self._lines = np.full(len(snapshot.utterance_mask), -1)
        for doc in np.flatnonzero(snapshot.utterance_mask).tolist():
            self._lines[doc] = self._number_of[snapshot.utterance(doc).id]
        if sorted(self._lines[snapshot.utterance_mask].tolist()) != list(range(len(lines.ids))):
            raise ValueError(f"{home}: ほかの会議録の索引です。")

    def find(self, query: str, total: int) -> frozenset[int]:
        """The lines that a query finds; a small total is compared with the hits of the page."""
        words = RequestWords(self._engine._shared_words)
        evaluator = self._engine._evaluator(words, DEFAULT_SELECTION)
        documents = evaluator.documents(parse(query).node)
        found = frozenset(self._lines[documents].tolist())
        assert len(found) == total, query
        if total <= _MAX_TOTAL_READ:
            page = self.searcher.search(SearchRequest(query, limit=total))
            matched = (each for hit in page.hits for each in hit.utterances if each.matched)
            assert found == {self._number_of[each.utterance.id] for each in matched}, query
        return found


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
