"""Whoosh as it is installed: its own codec and matchers, given our terms."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import whoosh.index
from whoosh.analysis import Analyzer, Token
from whoosh.fields import ID, TEXT, Schema
from whoosh.query import And, Or, Phrase, Query, Term
from whoosh.searching import Searcher

from common.city.queries import TermQuery
from common.collection import NO_TERM, Collection, read_words
from common.machine import cores
from common.peers import PreparedQueries, as_word

_TEXT, _YEAR, _ROLE = "text", "year", "role"
# Megabytes of postings per process before they are written: fewer runs to merge.
_MAX_MEGABYTES = 512


_NO_TERM_WORD = as_word(NO_TERM)


class NumberAnalyzer(Analyzer):  # type: ignore[misc]
    """A token for each number of a text; a position without a term yields none."""

    def __call__(self, value: str, **_: object) -> Iterator[Token]:
        token = Token(positions=True, chars=False, removestops=True, mode="")
        token.boost = 1.0
        for token.pos, token.text in enumerate(value.split()):
            if token.text != _NO_TERM_WORD:
                yield token


def build(collection: Collection, home: Path) -> None:
    """Index with a process for each core, and merge everything into one segment."""
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    text = TEXT(analyzer=NumberAnalyzer(), phrase=True)
    schema = Schema(**{_TEXT: text, _YEAR: ID(), _ROLE: ID()})
    writer = whoosh.index.create_in(home, schema).writer(procs=cores(), limitmb=_MAX_MEGABYTES)
    for year, role, words in read_words(collection.words):
        writer.add_document(text=words, year=year, role=role)
    writer.commit(optimize=True)


def open_queries(home: Path, queries: Sequence[TermQuery]) -> PreparedQueries:
    searcher = whoosh.index.open_dir(home).searcher()
    return PreparedQueries([partial(_search, searcher, *_whoosh_query(each)) for each in queries])


def _search(searcher: Searcher, query: Query, filtered: Query | None, masked: Query | None) -> int:
    """Score every hit and count them: faster than the ten best and a separate count.

    With `optimize=False` ten and the count are one pass, but the count of an OR is wrong.
    """
    return len(searcher.search(query, limit=None, filter=filtered, mask=masked))


def _whoosh_query(query: TermQuery) -> tuple[Query, Query | None, Query | None]:
    """A query, its filter and its mask.

    A mask is what NOT excludes: AndNot would do, but skips some of what is to be excluded.
    """
    terms = [Term(_TEXT, as_word(number)) for number in query.terms]
    filtered = None
    if query.year is not None and query.role is not None:
        filtered = And([Term(_YEAR, as_word(query.year)), Term(_ROLE, as_word(query.role))])
    match query.shape:
        case "or":
            return Or(terms), filtered, None
        case "phrase":
            return Phrase(_TEXT, [as_word(number) for number in query.terms]), filtered, None
        case "not":
            first, second = terms
            return first, filtered, second
        case "and":
            return And(terms), filtered, None
