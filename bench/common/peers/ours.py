"""Kaigiroku: `index_paths` whole, and `Searcher.search`."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Sequence
from functools import partial
from pathlib import Path

from common.city.drawing import Drawn
from common.measured import Work, kept
from common.parts import Part
from common.peers import Prepared
from common.sizes import Size
from index.analysis.tokens import form_of
from index.errors import IndexOutdated
from index.minutes import ROLES
from index.query import Filter, SearchRequest
from index.search import Searcher
from index.storage.generations import Generations
from indexer.pipeline import index_paths

STORE = "kaigiroku"
WARMING = "会議 記録"


def build(files: Sequence[Path], home: Path) -> None:
    """From the files on: read, parse, analyze, write, and see all of it on the disk."""
    shutil.rmtree(home, ignore_errors=True)
    index_paths(files, home)


def stored(size: Size, index: Path | None, rebuild: Collection[str]) -> tuple[Path, Work | None]:
    """An index of a collection, and what building it took: the one given, or one kept."""
    if index is not None and size.is_whole:
        return index, None
    home = size.folder / STORE
    try:
        current = Generations(home).manifest() is not None
    except IndexOutdated:
        current = False
    outdated = () if current else (STORE,)
    return home, kept(size.folder, STORE, (*rebuild, *outdated), build, size.files)


class Pages(Prepared):
    """`Searcher.search`: forms, facets, ten whole exchanges, as a page of results shows them.

    Each pass opens a new searcher, so that no word has been asked before in it.
    """

    def __init__(self, home: Path, requests: Sequence[SearchRequest]) -> None:
        super().__init__([partial(self._total, each) for each in requests])
        self._home = home
        self._searcher = Searcher(home)

    def seconds(self) -> list[float]:
        self._searcher = Searcher(self._home)
        # The first query of a searcher reads tables that all others share.
        self._searcher.search(SearchRequest(WARMING))
        return super().seconds()

    def _total(self, request: SearchRequest) -> int:
        return self._searcher.search(request).total


def opened(home: Path, first: Part, drawn: list[Drawn]) -> Prepared:
    return Pages(home, [request(first, each) for each in drawn])


def opened_for_strings(home: Path, strings: list[str]) -> Prepared:
    return Pages(home, [SearchRequest(f'"{string}"') for string in strings])


def request(first: Part, drawn: Drawn) -> SearchRequest:
    """The query as a person types it."""
    words = [form_of(first.terms[number - 1]) for number in drawn.terms]
    match drawn.shape:
        case "or":
            query = " OR ".join(words)
        case "phrase":
            query = f'"{"".join(words)}"'
        case "not":
            query = " -".join(words)
        case _:
            query = " ".join(words)
    if drawn.year is None or drawn.role is None:
        return SearchRequest(query)
    filters = (Filter("year", str(drawn.year)), Filter("role", ROLES[drawn.role]))
    return SearchRequest(query, filters)
