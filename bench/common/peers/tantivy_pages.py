"""Tantivy as near to a page of results as it comes: ten best, total, facets, and the ten texts.

Texts are cut by SudachiPy (mode A) into the tokens of one field, and into pairs of characters
in another, where a string is a phrase of pairs. The form of a word is a term, or a phrase of its
tokens; a word is one of its forms.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import tantivy
from tantivy import Occur, Query, Schema, SchemaBuilder

from common.machine import cores
from common.peers.tantivy_index import one_segment
from common.scan.characters import fold_characters
from common.scan.tokens import chunks, tokenizer
from index.search import Searcher

_TOKENS, _PAIRS, _YEAR, _ROLE, _TEXT = "tokens", "pairs", "year", "role", "text"
_TEXTS_PER_TASK = 200
# Every year and role of a city.
_MAX_BUCKETS = 100
_FACETS = {name: {"terms": {"field": name, "size": _MAX_BUCKETS}} for name in (_YEAR, _ROLE)}
_MAX_HITS = 10


class Page(NamedTuple):
    """What a search gives: the exact total, the counts by year and role, the ten best texts."""

    total: int
    facets: dict[str, object]
    texts: list[str]


def build(source: Path, home: Path) -> None:
    """Index what the index at `source` exports."""
    searcher = Searcher(source)
    utterances = list(searcher.export())
    texts = [fold_characters(each.text) for each in utterances]
    tasks = [texts[at : at + _TEXTS_PER_TASK] for at in range(0, len(texts), _TEXTS_PER_TASK)]
    meetings = (searcher.meeting(name) for name in dict.fromkeys(u.meeting for u in utterances))
    years = {each.id: (each.date or "")[:4] for each in meetings if each}
    context = multiprocessing.get_context("spawn")
    with one_segment(home, _schema()) as writer, ProcessPoolExecutor(cores(), context) as pool:
        cut = (tokens for task in pool.map(_cut, tasks) for tokens in task)
        for utterance, text, tokens in zip(utterances, texts, cut, strict=True):
            document = tantivy.Document()
            document.add_text(_TOKENS, tokens)
            document.add_text(_PAIRS, " ".join(_pairs(text)))
            document.add_text(_YEAR, years[utterance.meeting])
            document.add_text(_ROLE, utterance.role or "")
            document.add_text(_TEXT, utterance.text)
            writer.add_document(document)


def _schema() -> Schema:
    builder = SchemaBuilder()
    for name in (_TOKENS, _PAIRS):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in (_YEAR, _ROLE):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field(_TEXT, stored=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


class TantivyPages:
    """Searches the index at `home`."""

    def __init__(self, home: Path) -> None:
        self._schema = _schema()
        self._searcher = tantivy.Index.open(str(home)).searcher()

    def words(self, words: Sequence[Sequence[str]]) -> Query:
        """All of the words, each given by its forms."""
        queries = [self._any_of(forms) for forms in words]
        return queries[0] if len(queries) == 1 else _all(Occur.Must, queries)

    def string(self, string: str) -> Query:
        """An exact string of two characters or more."""
        return self._phrase(_PAIRS, list(_pairs(fold_characters(string))))

    def page(self, query: Query) -> Page:
        found = self._searcher.search(query, limit=_MAX_HITS, count=True)
        facets = self._searcher.aggregate(query, _FACETS)
        texts = [self._searcher.doc(address)[_TEXT][0] for _, address in found.hits]
        return Page(found.count, facets, texts)

    def _any_of(self, forms: Sequence[str]) -> Query:
        phrases = dict.fromkeys(tuple(_tokens(fold_characters(form))) for form in forms)
        queries = [self._phrase(_TOKENS, list(tokens)) for tokens in phrases if tokens]
        return queries[0] if len(queries) == 1 else _all(Occur.Should, queries)

    def _phrase(self, field: str, terms: list[str]) -> Query:
        if len(terms) == 1:
            return Query.term_query(self._schema, field, terms[0])
        return Query.phrase_query(self._schema, field, list(terms))


def _all(occur: Occur, queries: Sequence[Query]) -> Query:
    return Query.boolean_query([(occur, query) for query in queries])


def _cut(texts: Sequence[str]) -> list[str]:
    """The tokens of texts, separated by spaces; runs in a process of the pool."""
    return [" ".join(_tokens(text)) for text in texts]


def _tokens(folded: str) -> Iterator[str]:
    for chunk in chunks(folded):
        for token in tokenizer().tokenize(chunk):
            if not token.surface().isspace():
                yield token.surface()


def _pairs(folded: str) -> Iterator[str]:
    """Every two characters beside each other; a space is shown as another sign."""
    shown = "".join("\u2423" if char.isspace() else char for char in folded)
    return (first + second for first, second in pairwise(shown))
