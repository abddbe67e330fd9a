"""Kaigiroku: `index_paths` whole, and its executor over Whoosh's query objects."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Sequence
from functools import partial
from pathlib import Path

from whoosh.query import And, AndNot, Or, Phrase, Query, Require, Term

from common.city.drawing import Drawn
from common.measured import Work, kept
from common.parts import Part
from common.peers import Prepared
from common.sizes import Size
from index.engines.whoosh.executing.contexts import role, year
from index.engines.whoosh.executing.executor import Executor
from index.engines.whoosh.reading.codes import Names
from index.engines.whoosh.reading.filtering import facets
from index.engines.whoosh.reading.snapshot import Snapshot
from index.errors import IndexOutdated
from index.generations import Generations
from index.minutes import ROLES
from index.query import SearchRequest
from index.search import Searcher
from indexer.pipeline import index_paths

STORE = "kaigiroku"
_FIELD = "short"
_SHOWN = 10


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


def opened(home: Path, first: Part, drawn: list[Drawn]) -> Prepared:
    """Answers with the exact total and the ten best utterances."""
    executor = Executor(Snapshot(Generations(home).require()))
    return Prepared([partial(_find, executor, query(first, each)) for each in drawn])


def opened_for_pages(home: Path, first: Part, drawn: list[Drawn]) -> Prepared:
    """Answers with the ten best exchanges, the total of both, and all facets."""
    snapshot = Snapshot(Generations(home).require())
    find = partial(_find_for_page, Names(snapshot), Executor(snapshot))
    return Prepared([partial(find, query(first, each)) for each in drawn])


def opened_for_strings(home: Path, strings: list[str]) -> Prepared:
    """Answers what a page of results needs for a string in quotation marks."""
    searcher = Searcher(home)
    return Prepared([partial(_find_string, searcher, string) for string in strings])


def _find(executor: Executor, asked: Query) -> int:
    found = executor.run(asked)
    found.top(_SHOWN)
    return found.total


def _find_for_page(names: Names, executor: Executor, asked: Query) -> int:
    found = executor.run(asked)
    found.exchanges(_SHOWN)
    assert found.exchange_count <= found.total
    facets(names, found.docs, ())
    return found.total


def _find_string(searcher: Searcher, string: str) -> int:
    return searcher.search(SearchRequest(f'"{string}"')).total


def query(first: Part, drawn: Drawn) -> Query:
    words = [first.terms[number - 1] for number in drawn.terms]
    terms = [Term(_FIELD, word) for word in words]
    match drawn.shape:
        case "or":
            asked = Or(terms)
        case "phrase":
            asked = Phrase(_FIELD, words)
        case "not":
            asked = AndNot(*terms)
        case _:
            asked = And(terms)
    if drawn.year is None or drawn.role is None:
        return asked
    return Require(asked, And([year(drawn.year), role(ROLES[drawn.role])]))
