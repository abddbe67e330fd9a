"""Forms of a word: however few utterances are read, all are found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.engines.whoosh import words
from index.minutes import Meeting, Source, Utterance
from index.query import SearchRequest
from index.search import Searcher
from index.store import open_writer

SOURCE = Source("kura.txt", "0" * 64)
TEXTS = [
    *["子ども達の橋を渡る。"] * 4,
    *["子供達の橋を渡る。"] * 3,
    *["ファイヤーウォールを置く。"] * 3,
    *["ファイアウォールと子どもたちの予算。"] * 3,
    *["お子ども達をこども達と書く。"] * 3,
    *["被保護者の数、保護者の数。"] * 3,
]
QUERIES = [
    "子ども達",
    "子供達",
    "こどもたち",
    "ファイアウォール",
    "保護者",
    "橋を渡",
    "予算",
    "どもた",
]


@pytest.fixture
def searcher(tmp_path: Path) -> Iterator[Searcher]:
    spoken = tuple(
        Utterance(f"u{at}", "m", None, "speech", text, SOURCE) for at, text in enumerate(TEXTS)
    )
    with open_writer(tmp_path) as writer:
        writer.add(Meeting("m", "倉野町議会", "会議録", SOURCE, spoken))
        writer.commit({})
    yield Searcher(tmp_path)


def found(searcher: Searcher, query: str) -> set[str]:
    hits = searcher.search(SearchRequest(query, limit=50)).hits
    return {each.utterance.id for hit in hits for each in hit.utterances if each.highlights}


@pytest.mark.parametrize("most", [0, 1, 4])
@pytest.mark.parametrize("query", QUERIES)
def test_what_is_not_read_is_found_too(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch, query: str, most: int
) -> None:
    every = found(searcher, query)
    assert every
    monkeypatch.setattr(words, "_MOST_READ", most)
    again = Searcher(searcher._generations.home)
    assert found(again, query) == every
    assert again.search(SearchRequest(query)).total == len(every)


def test_a_spelling_is_listed_where_the_string_stands_as_often(searcher: Searcher) -> None:
    """お子ども達 has the string inside it, こども達 is a spelling: two places, two forms."""
    forms = {form.form: form.count for form in searcher.search(SearchRequest("子ども達")).forms}
    assert forms["こども達"] == 3
    assert sum(count for form, count in forms.items() if "子ども達" in form) >= 7
