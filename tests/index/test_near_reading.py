"""How many texts NEAR may read, and what it says where there are more."""

from __future__ import annotations

import pytest

from index.engines.whoosh.query import evaluator
from index.query import SearchRequest
from index.results import Note, SearchPage
from index.search import Searcher

from .conftest import Home

# Each word is looked for in other spellings in every one of them: 20 texts a word.
SPEECHES = 20
FAR, NEAR = "申込 NEAR/5 子ども", "申込 NEAR/200 子ども"


@pytest.fixture
def searcher(home: Home) -> Searcher:
    text = f"申し込みをしました。{'橋の予算' * 30}子供がいます。"
    home.commit_speeches("a", [text] * SPEECHES)
    return Searcher(home.path)


def asked(searcher: Searcher, query: str) -> SearchPage:
    return searcher.search(SearchRequest(query))


def test_what_is_near_nowhere_is_read_once(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluator, "_MAX_TEXTS", 2 * SPEECHES)
    page = asked(searcher, FAR)
    assert (page.total, page.notes) == (0, ())


def test_a_pair_that_is_too_much_is_found_by_utterance_and_said(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluator, "_MAX_TEXTS", 2 * SPEECHES - 1)
    page = asked(searcher, FAR)
    assert page.total == SPEECHES
    assert page.notes == (Note("near_places_too_many", ("申込", "子ども")),)
    monkeypatch.setattr(evaluator, "_MAX_TEXTS", SPEECHES - 1)
    assert asked(searcher, FAR).notes[0].code == "near_words_too_common"


def test_what_is_refused_leaves_the_next_pair_what_it_needs(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluator, "_MAX_TEXTS", 2 * SPEECHES)
    monkeypatch.setattr(evaluator, "_MAX_OCCURRENCES", 20 * SPEECHES)
    both = asked(searcher, f"({FAR}) OR (申込 NEAR/5 予算)")
    assert both.notes == (Note("near_words_too_common", ("予算",)),)
    either = asked(searcher, f"(申込 NEAR/5 予算) OR ({NEAR})")
    assert either.total == SPEECHES
    assert either.notes == both.notes


def test_all_pairs_together_look_at_so_many_places(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = f"({NEAR}) OR (子ども NEAR/200 申込)"
    monkeypatch.setattr(evaluator, "_MAX_OCCURRENCES", 4 * SPEECHES)
    assert asked(searcher, two).notes == ()
    monkeypatch.setattr(evaluator, "_MAX_OCCURRENCES", 4 * SPEECHES - 1)
    assert asked(searcher, two).notes == (Note("near_places_too_many", ("子ども", "申込")),)


def test_a_word_beside_itself_is_looked_for_once(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluator, "_MAX_OCCURRENCES", 31 * SPEECHES)
    page = asked(searcher, "予算 NEAR/5 予算")
    assert (page.total, page.notes) == (SPEECHES, ())
    assert asked(searcher, "予算 NEAR/1 予算").total == 0


def test_a_common_word_is_near_where_the_other_is_rare(
    searcher: Searcher, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.commit_speeches("b", ["鉄塔の予算。"])
    monkeypatch.setattr(evaluator, "_MAX_OCCURRENCES", 2 * 30)
    page = asked(Searcher(home.path), "鉄塔 NEAR/5 予算")
    assert (page.total, page.notes) == (1, ())
