"""How many occurrences and texts NEAR may look at, and its note where there are more."""

from __future__ import annotations

import pytest

from index.engines.whoosh.query import evaluator
from index.query import SearchRequest
from index.results import Note, SearchPage
from index.search import Searcher

from .conftest import Home

# Each word occurs in another spelling in all of them: 20 texts to read for a word.
SPEECHES = 20
FAR, NEAR = "申込 NEAR/5 子ども", "申込 NEAR/200 子ども"


@pytest.fixture
def searcher(home: Home) -> Searcher:
    text = f"申し込みをしました。{'橋の予算' * 30}子供がいます。"
    home.commit_speeches("a", [text] * SPEECHES)
    return Searcher(home.path)


def search(searcher: Searcher, query: str) -> SearchPage:
    return searcher.search(SearchRequest(query))


def test_texts_are_read_once_though_the_tree_is_evaluated_twice(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluator, "_MAX_TEXTS", 2 * SPEECHES)
    page = search(searcher, FAR)
    assert (page.total, page.notes) == (0, ())


def test_a_pair_over_the_budget_matches_by_utterance_with_a_note(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluator, "_MAX_TEXTS", 2 * SPEECHES - 1)
    page = search(searcher, FAR)
    assert page.total == SPEECHES
    assert page.notes == (Note("near_places_too_many", ("申込", "子ども")),)
    monkeypatch.setattr(evaluator, "_MAX_TEXTS", SPEECHES - 1)
    assert search(searcher, FAR).notes[0].code == "near_words_too_common"


def test_a_pair_over_the_budget_spends_nothing_of_it(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluator, "_MAX_TEXTS", 2 * SPEECHES)
    monkeypatch.setattr(evaluator, "_MAX_OCCURRENCES", 20 * SPEECHES)
    both = search(searcher, f"({FAR}) OR (申込 NEAR/5 予算)")
    assert both.notes == (Note("near_words_too_common", ("予算",)),)
    either = search(searcher, f"(申込 NEAR/5 予算) OR ({NEAR})")
    assert either.total == SPEECHES
    assert either.notes == both.notes


def test_all_pairs_of_a_query_share_the_budget(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = f"({NEAR}) OR (子ども NEAR/200 申込)"
    monkeypatch.setattr(evaluator, "_MAX_OCCURRENCES", 4 * SPEECHES)
    assert search(searcher, two).notes == ()
    monkeypatch.setattr(evaluator, "_MAX_OCCURRENCES", 4 * SPEECHES - 1)
    assert search(searcher, two).notes == (Note("near_places_too_many", ("子ども", "申込")),)


def test_a_word_near_itself_is_located_once(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluator, "_MAX_OCCURRENCES", 31 * SPEECHES)
    page = search(searcher, "予算 NEAR/5 予算")
    assert (page.total, page.notes) == (SPEECHES, ())
    assert search(searcher, "予算 NEAR/1 予算").total == 0


def test_a_common_word_is_located_only_where_the_other_word_is(
    searcher: Searcher, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.commit_speeches("b", ["鉄塔の予算。"])
    monkeypatch.setattr(evaluator, "_MAX_OCCURRENCES", 2 * 30)
    page = search(Searcher(home.path), "鉄塔 NEAR/5 予算")
    assert (page.total, page.notes) == (1, ())
