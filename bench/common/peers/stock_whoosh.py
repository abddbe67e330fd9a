"""Whoosh as it comes: its own codec and matchers, given our terms already cut."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import whoosh.index
from whoosh.analysis import Analyzer, Token
from whoosh.fields import ID, TEXT, Schema
from whoosh.query import And, Or, Phrase, Query, Term
from whoosh.searching import Searcher

from common.city.drawing import Drawn
from common.collection import Collection, read_words
from common.machine import cores
from common.parts import SILENT
from common.peers import Prepared, written

_TEXT, _YEAR, _ROLE = "text", "year", "role"
# Megabytes a process gathers before it writes a run to the disk: fewer runs, one merge.
_LIMIT = 512


class Given(Analyzer):  # type: ignore[misc]
    """Numbers parted by spaces, each a token; a position without a term is passed over."""

    def __call__(self, value: str, **_: object) -> Iterator[Token]:
        token = Token(positions=True, chars=False, removestops=True, mode="")
        token.boost = 1.0
        for token.pos, token.text in enumerate(value.split()):
            if token.text != _SILENT:
                yield token


_SILENT = written(SILENT)


def build(collection: Collection, home: Path) -> None:
    """Index with as many processes as there are cores, and gather all in one segment."""
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    schema = Schema(**{_TEXT: TEXT(analyzer=Given(), phrase=True), _YEAR: ID(), _ROLE: ID()})
    writer = whoosh.index.create_in(home, schema).writer(procs=cores(), limitmb=_LIMIT)
    for year, role, words in read_words(collection.words):
        writer.add_document(text=words, year=year, role=role)
    writer.commit(optimize=True)


def opened(home: Path, drawn: list[Drawn]) -> Prepared:
    searcher = whoosh.index.open_dir(home).searcher()
    return Prepared([partial(_find, searcher, *query(each)) for each in drawn])


def _find(searcher: Searcher, asked: Query, filtered: Query | None, masked: Query | None) -> int:
    """Score every hit, and have them all: faster than the best ten, which are counted apart.

    With `optimize=False` ten and the count are one pass, but the count of an OR is wrong.
    """
    return len(searcher.search(asked, limit=None, filter=filtered, mask=masked))


def query(drawn: Drawn) -> tuple[Query, Query | None, Query | None]:
    """A query, what it is filtered by, and what it is masked by.

    AndNot would do for a mask, but passes over some of what is left out.
    """
    terms = [Term(_TEXT, written(number)) for number in drawn.terms]
    filtered = None
    if drawn.year is not None and drawn.role is not None:
        filtered = And([Term(_YEAR, written(drawn.year)), Term(_ROLE, written(drawn.role))])
    match drawn.shape:
        case "or":
            return Or(terms), filtered, None
        case "phrase":
            return Phrase(_TEXT, [written(each) for each in drawn.terms]), filtered, None
        case "not":
            first, second = terms
            return first, filtered, second
        case _:
            return And(terms), filtered, None
