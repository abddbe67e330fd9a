"""Which utterances Kaigiroku finds, and which ripgrep does, by the lines they are."""

from __future__ import annotations

import subprocess
from pathlib import Path
from time import perf_counter, process_time
from typing import NamedTuple

import numpy as np

from common.strings import Lines, folded
from index.engines.whoosh.engine import WhooshEngine
from index.engines.whoosh.matching.word_query import DEFAULT_SELECTION
from index.engines.whoosh.query.request_words import RequestWords
from index.query import SearchRequest
from index.query_parser import parse
from index.search import Searcher

RIPGREP = ("rg", "--no-config", "--text", "--fixed-strings", "--color=never")
# A page of so few hits is read to its end.
_FEW = 50


class Seconds(NamedTuple):
    """What was computed, in the process and in the system for it, and what passed."""

    cpu: float
    wall: float


def time_search(searcher: Searcher, query: str) -> tuple[Seconds, int]:
    """Search as a page does: exact totals, and the first ten exchanges whole."""
    cpu, wall = process_time(), perf_counter()
    page = searcher.search(SearchRequest(query))
    return Seconds(process_time() - cpu, perf_counter() - wall), page.total


class Kaigiroku:
    """The index, and which line of the texts each of its documents is."""

    def __init__(self, home: Path, lines: Lines) -> None:
        self.searcher = Searcher(home)
        # A public search lists hits by the page; here all the documents are wanted at once.
        engine = self.searcher._engine
        assert isinstance(engine, WhooshEngine)
        self._engine, snapshot = engine, engine._snapshot
        number_of = {name: number for number, name in enumerate(lines.ids)}
        self._lines = np.full(len(snapshot.utterance_mask), -1)
        for doc in np.flatnonzero(snapshot.utterance_mask).tolist():
            self._lines[doc] = number_of[snapshot.utterance(doc).id]
        if sorted(self._lines[snapshot.utterance_mask].tolist()) != list(range(len(lines.ids))):
            raise ValueError(f"{home}: ほかの会議録の索引です。")
        self._number_of = number_of

    def time(self, query: str) -> tuple[Seconds, int]:
        """What a search takes, and how many utterances it finds."""
        return time_search(self.searcher, query)

    def lines(self, query: str, total: int) -> frozenset[int]:
        """All that are found; checked by the pages themselves where these are few."""
        words = RequestWords(self._engine._shared_words)
        documents, _ = self._engine._documents(parse(query).node, words, DEFAULT_SELECTION)
        found = frozenset(self._lines[documents].tolist())
        assert len(found) == total, query
        if total <= _FEW:
            page = self.searcher.search(SearchRequest(query, limit=total))
            shown = (each for hit in page.hits for each in hit.utterances if each.matched)
            assert found == {self._number_of[each.utterance.id] for each in shown}, query
        return found


def ripgrep_lines(text: str, lines: Lines) -> frozenset[int]:
    """The lines ripgrep finds, by the byte at which each begins."""
    listing = ("--byte-offset", "--no-line-number", "--max-columns=1")
    command = (*RIPGREP, *listing, "--regexp", folded(text), lines.folded)
    listed = subprocess.run(command, stdout=subprocess.PIPE, check=False).stdout
    return frozenset(lines.at(int(line.partition(b":")[0])) for line in listed.splitlines())
