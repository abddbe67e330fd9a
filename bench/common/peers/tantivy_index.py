"""Tantivy through its Python package, over our terms, in one segment."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import tantivy
from tantivy import Occur, Query, Schema, SchemaBuilder

from common.city.drawing import Drawn
from common.collection import Collection, read_words
from common.peers import Prepared, written

_TEXT, _YEAR, _ROLE = "text", "year", "role"
_SHOWN = 10
# One thread that holds everything until the commit leaves one segment.
_HEAP = 3_500_000_000


def build(collection: Collection, home: Path) -> None:
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    writer = tantivy.Index(schema(), str(home)).writer(heap_size=_HEAP, num_threads=1)
    for year, role, words in read_words(collection.words):
        document = tantivy.Document()
        document.add_text(_TEXT, words)
        document.add_text(_YEAR, year)
        document.add_text(_ROLE, role)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


def schema() -> Schema:
    builder = SchemaBuilder()
    builder.add_text_field(_TEXT, tokenizer_name="whitespace", index_option="position")
    for name in (_YEAR, _ROLE):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    return builder.build()


def opened(home: Path, drawn: list[Drawn]) -> Prepared:
    searcher = tantivy.Index.open(str(home)).searcher()
    assert searcher.num_segments == 1
    ours = schema()

    def prepared(asked: Drawn) -> Callable[[], int]:
        return partial(_find, searcher, query(ours, asked))

    return Prepared([prepared(each) for each in drawn])


def _find(searcher: tantivy.Searcher, asked: Query) -> int:
    total: int = searcher.search(asked, limit=_SHOWN, count=True).count
    return total


def query(ours: Schema, drawn: Drawn) -> Query:
    words = [written(number) for number in drawn.terms]
    if drawn.shape == "phrase":
        return Query.phrase_query(ours, _TEXT, list(words))
    terms = [Query.term_query(ours, _TEXT, word) for word in words]
    first, *others = terms
    match drawn.shape:
        case "or":
            clauses = [(Occur.Should, term) for term in terms]
        case "not":
            clauses = [(Occur.Must, first), *((Occur.MustNot, term) for term in others)]
        case _:
            clauses = [(Occur.Must, term) for term in terms]
    if drawn.year is not None and drawn.role is not None:
        for name, number in ((_YEAR, drawn.year), (_ROLE, drawn.role)):
            # A filter has no score.
            kept = Query.const_score_query(Query.term_query(ours, name, written(number)), 0.0)
            clauses.append((Occur.Must, kept))
    return Query.boolean_query(clauses) if len(clauses) > 1 else first
