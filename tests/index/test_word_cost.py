"""Strings in very many longer words are not grouped by them, and the page says so."""

from __future__ import annotations

import pytest

from index.engines.whoosh.query import cost, sample
from index.query import SearchRequest
from index.results import Note, SearchPage
from index.search import Searcher

from .conftest import Home

SPEECHES = 30


@pytest.fixture
def searcher(home: Home, monkeypatch: pytest.MonkeyPatch) -> Searcher:
    # Every block is in the sample, so that the count of a string is exact.
    monkeypatch.setattr(sample, "_RATIO", 1)
    monkeypatch.setattr(cost, "_MAX_GROUPED_SIGNS", 10)
    texts = [f"費用は{at + 3}00円、{at + 4}50円です。{'橋' * 400}" for at in range(SPEECHES)]
    home.commit_speeches("a", texts)
    return Searcher(home.path)


def search(searcher: Searcher, query: str) -> SearchPage:
    return searcher.search(SearchRequest(query))


def test_the_longer_numbers_of_a_very_common_one_are_not_listed(searcher: Searcher) -> None:
    page = search(searcher, "00")
    assert page.total == 0
    assert page.notes == (Note("parts_unlisted", ("00",)),)
    assert search(searcher, '"00"').total == SPEECHES


def test_those_of_a_number_with_its_counter_are(searcher: Searcher) -> None:
    page = search(searcher, "50円")
    assert page.total == 0
    assert {f"{at + 4}50円" for at in range(SPEECHES)} == {
        form.form for form in page.forms if form.basis == "part" and not form.included
    }
    assert page.notes == ()
