"""Strings in very many longer words are not grouped by them, and the page says so."""

from __future__ import annotations

import pytest

from index.engines.whoosh.query import cost
from index.query import SearchRequest
from index.results import Note, SearchPage
from index.search import Searcher

from .conftest import Home

SPEECHES = 30


@pytest.fixture
def searcher(home: Home, monkeypatch: pytest.MonkeyPatch) -> Searcher:
    # Every block is in the sample, so that the count of a string is exact.
    monkeypatch.setattr(cost, "_SAMPLE_RATIO", 1)
    monkeypatch.setattr(cost, "_MAX_GROUPED_SIGNS", 10)
    texts = [f"費用は{at + 3}00円、{at + 4}50円です。{'橋' * 400}" for at in range(SPEECHES)]
    home.commit_speeches("a", texts)
    return Searcher(home.path)


def search(searcher: Searcher, query: str) -> SearchPage:
    return searcher.search(SearchRequest(query))


def test_zeros_in_too_many_numbers_are_counted_as_one_form(searcher: Searcher) -> None:
    page = search(searcher, "00")
    assert page.total == SPEECHES
    assert [form.form for form in page.forms] == ["00"]
    assert page.notes == (Note("compounds_included", ("00",)),)


def test_another_number_is_grouped_by_the_numbers_that_contain_it(searcher: Searcher) -> None:
    page = search(searcher, "50")
    assert page.total == SPEECHES
    assert {f"{at + 4}50" for at in range(SPEECHES)} <= {form.form for form in page.forms}
    assert page.notes == ()
