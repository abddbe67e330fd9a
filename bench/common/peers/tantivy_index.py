"""Tantivy through its Python package, over our terms, in one segment."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import tantivy
from tantivy import IndexWriter, Occur, Query, Schema, SchemaBuilder

from common.city.queries import TermQuery
from common.collection import Collection, read_words
from common.peers import PreparedQueries, as_word

_TEXT, _YEAR, _ROLE = "text", "year", "role"
# One thread that holds everything in memory until the commit leaves one segment.
_HEAP_BYTES = 3_500_000_000


def build(collection: Collection, home: Path) -> None:
    with one_segment(home, _schema()) as writer:
        for year, role, words in read_words(collection.words):
            document = tantivy.Document()
            document.add_text(_TEXT, words)
            document.add_text(_YEAR, year)
            document.add_text(_ROLE, role)
            writer.add_document(document)


@contextmanager
def one_segment(home: Path, schema: Schema) -> Iterator[IndexWriter]:
    """Writes a new index at `home`, committed at the end of the context."""
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    writer = tantivy.Index(schema, str(home)).writer(heap_size=_HEAP_BYTES, num_threads=1)
    yield writer
    writer.commit()
    writer.wait_merging_threads()


def _schema() -> Schema:
    builder = SchemaBuilder()
    builder.add_text_field(_TEXT, tokenizer_name="whitespace", index_option="position")
    for name in (_YEAR, _ROLE):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    return builder.build()


def open_queries(home: Path, queries: Sequence[TermQuery]) -> PreparedQueries:
    searcher = tantivy.Index.open(str(home)).searcher()
    assert searcher.num_segments == 1
    schema = _schema()
    return PreparedQueries([partial(_search, searcher, _query(schema, each)) for each in queries])


def _search(searcher: tantivy.Searcher, query: Query) -> int:
    total: int = searcher.search(query, limit=10, count=True).count
    return total


def _query(schema: Schema, query: TermQuery) -> Query:
    words = [as_word(number) for number in query.terms]
    if query.shape == "phrase":
        return Query.phrase_query(schema, _TEXT, list(words))
    first, *others = (Query.term_query(schema, _TEXT, word) for word in words)
    match query.shape:
        case "or":
            clauses = [(Occur.Should, term) for term in (first, *others)]
        case "not":
            clauses = [(Occur.Must, first), *((Occur.MustNot, term) for term in others)]
        case "and":
            clauses = [(Occur.Must, term) for term in (first, *others)]
    if query.year is not None and query.role is not None:
        for field, number in ((_YEAR, query.year), (_ROLE, query.role)):
            # A filter adds nothing to the score.
            value = Query.term_query(schema, field, as_word(number))
            clauses.append((Occur.Must, Query.const_score_query(value, 0.0)))
    return Query.boolean_query(clauses) if len(clauses) > 1 else first
