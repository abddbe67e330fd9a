"""What is not told apart by the longer words it is in, and that the page says so."""

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
    # Every block is in the sample, so that it is told exactly how often a string stands.
    monkeypatch.setattr(cost, "_SAMPLED", 1)
    monkeypatch.setattr(cost, "_MAX_GROUPED_SIGN", 10)
    texts = [f"費用は{at + 3}00円、{at + 4}50円です。{'橋' * 400}" for at in range(SPEECHES)]
    home.commit_speeches("a", texts)
    return Searcher(home.path)


def asked(searcher: Searcher, query: str) -> SearchPage:
    return searcher.search(SearchRequest(query))


def test_zeros_are_a_sign_and_in_too_many_numbers_to_list(searcher: Searcher) -> None:
    page = asked(searcher, "00")
    assert page.total == SPEECHES
    assert [form.form for form in page.forms] == ["00"]
    assert page.notes == (Note("compounds_included", ("00",)),)


def test_another_number_is_told_apart(searcher: Searcher) -> None:
    page = asked(searcher, "50")
    assert page.total == SPEECHES
    assert {f"{at + 4}50" for at in range(SPEECHES)} <= {form.form for form in page.forms}
    assert page.notes == ()
