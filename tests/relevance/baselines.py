"""BM25 by Tantivy over the speeches of an index, with Tantivy's own k1 (1.2) and b (0.75).

There are two indexes: of character bigrams, and of SudachiPy's short tokens. A question is any of
its terms. `compare.py` tunes k1 and b instead, which takes too long for a whole city.
"""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path

import tantivy
from tantivy import Occur, Query, Schema, SchemaBuilder
from terms import Terms, bigrams, short_tokens

from index.minutes import Utterance

_TERMS: Mapping[str, Terms] = {"BM25, bigrams": bigrams, "BM25, short tokens": short_tokens}
_ID, _TEXT = "id", "text"
_TEXTS_PER_TASK = 500
_PROCESSES = 2
_HEAP_BYTES = 500_000_000


class Baseline:
    """An index of speeches by their terms."""

    def __init__(self, home: Path, terms: Terms) -> None:
        home.mkdir()
        self._terms = terms
        self._schema = _schema()
        self._index = tantivy.Index(self._schema, str(home))
        self._writer = self._index.writer(heap_size=_HEAP_BYTES)

    def add(self, speech: str, terms: str) -> None:
        """Add a speech by its id, and its terms with spaces between."""
        document = tantivy.Document()
        document.add_text(_ID, speech)
        document.add_text(_TEXT, terms)
        self._writer.add_document(document)

    def commit(self) -> None:
        """End writing: what was added can be found."""
        self._writer.commit()
        self._writer.wait_merging_threads()
        self._index.reload()

    def best(self, question: str, depth: int) -> list[str]:
        """The ids of the speeches that have a term of the question, best first."""
        terms = (Query.term_query(self._schema, _TEXT, term) for term in self._terms(question))
        searcher = self._index.searcher()
        any_of = Query.boolean_query([(Occur.Should, term) for term in terms])
        # Without a count, documents that cannot be among the best are passed over.
        found = searcher.search(any_of, limit=depth, count=False)
        return [searcher.doc(address)[_ID][0] for _, address in found.hits]


def _schema() -> Schema:
    builder = SchemaBuilder()
    builder.add_text_field(_ID, stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(_TEXT, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def build(speeches: Iterable[Utterance], folder: Path) -> dict[str, Baseline]:
    """Index the speeches in `folder`, once for each baseline; by the names of the baselines."""
    numbered = enumerate(_TERMS.items())
    baselines = {name: Baseline(folder / str(number), terms) for number, (name, terms) in numbered}
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(_PROCESSES, context) as pool:
        tasks = list(_tasks(speeches))
        cut = pool.map(_cut, [[each.text for each in task] for task in tasks])
        for number, (task, columns) in enumerate(zip(tasks, cut, strict=True), start=1):
            for baseline, texts in zip(baselines.values(), columns, strict=True):
                for speech, terms in zip(task, texts, strict=True):
                    baseline.add(speech.id, terms)
            if number % 50 == 0 or number == len(tasks):
                print(f"baselines: {number} of {len(tasks)} parts", file=sys.stderr, flush=True)
    for baseline in baselines.values():
        baseline.commit()
    return baselines


def _tasks(speeches: Iterable[Utterance]) -> Iterator[list[Utterance]]:
    remaining = iter(speeches)
    while task := list(islice(remaining, _TEXTS_PER_TASK)):
        yield task


def _cut(texts: Sequence[str]) -> list[list[str]]:
    """The terms of each text for each baseline, with spaces between; in a process of the pool."""
    return [[" ".join(terms(text)) for text in texts] for terms in _TERMS.values()]
