"""Kaigiroku: building is `index_paths` from the files on, a query is `Searcher.search`."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Sequence
from functools import partial
from pathlib import Path

from common.city.queries import TermQuery
from common.collection import AnalyzedFile, CollectionSize
from common.engine_process import Work, cached_build
from common.peers import PreparedQueries
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
    """Read, parse, analyze, write, and sync everything to the disk."""
    shutil.rmtree(home, ignore_errors=True)
    index_paths(files, home)


def given_or_cached_index(
    size: CollectionSize, index: Path | None, rebuild: Collection[str]
) -> tuple[Path, Work | None]:
    """The index of a collection, and what building it took: the index given, or a cached one."""
    if index is not None and size.is_whole:
        return index, None
    home = size.folder / STORE
    try:
        is_current = Generations(home).manifest() is not None
    except IndexOutdated:
        is_current = False
    outdated = () if is_current else (STORE,)
    return home, cached_build(size.folder, STORE, (*rebuild, *outdated), build, size.files)


class Searches(PreparedQueries):
    """Searches with all that a page of results needs: forms, facets, ten whole exchanges.

    Each pass opens a new searcher, so that it has cached nothing of any of the words.
    """

    def __init__(self, home: Path, requests: Sequence[SearchRequest]) -> None:
        super().__init__([partial(self._total, request) for request in requests])
        self._home = home
        self._searcher = Searcher(home)

    def seconds(self) -> list[float]:
        self._searcher = Searcher(self._home)
        # The first query of a searcher reads tables that all others share.
        self._searcher.search(SearchRequest(WARMING))
        return super().seconds()

    def _total(self, request: SearchRequest) -> int:
        return self._searcher.search(request).total


def open_queries(
    home: Path, first_file: AnalyzedFile, queries: Sequence[TermQuery]
) -> PreparedQueries:
    return Searches(home, [_request(first_file, query) for query in queries])


def open_strings(home: Path, strings: Sequence[str]) -> PreparedQueries:
    return Searches(home, [SearchRequest(f'"{string}"') for string in strings])


def _request(first_file: AnalyzedFile, query: TermQuery) -> SearchRequest:
    """The query as a person types it."""
    words = [form_of(first_file.terms[number - 1]) for number in query.terms]
    match query.shape:
        case "or":
            text = " OR ".join(words)
        case "phrase":
            text = f'"{"".join(words)}"'
        case "not":
            text = " -".join(words)
        case "and":
            text = " ".join(words)
    if query.year is None or query.role is None:
        return SearchRequest(text)
    filters = (Filter("year", str(query.year)), Filter("role", ROLES[query.role]))
    return SearchRequest(text, filters)
