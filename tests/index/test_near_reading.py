"""How many texts NEAR may read, and what it says where there are more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.engines.whoosh.queries import evaluating
from index.query import SearchRequest
from index.results import SearchPage
from index.search import Searcher
from index.store import open_writer

from .conftest import Home

# Each word is looked for in other spellings in every one of them: 20 texts a word.
SPEECHES = 20
FAR, NEAR = "申込 NEAR/5 子ども", "申込 NEAR/200 子ども"


@pytest.fixture
def searcher(home: Home) -> Searcher:
    meeting = home.meeting("a")
    (spoken,) = meeting.utterances
    text = f"申し込みをしました。{'橋の予算' * 30}子供がいます。"
    utterances = tuple(replace(spoken, id=f"a-{at}", text=text) for at in range(SPEECHES))
    with open_writer(home.path) as writer:
        writer.add(replace(meeting, utterances=utterances))
        writer.commit(home.sources)
    return Searcher(home.path)


def asked(searcher: Searcher, query: str) -> SearchPage:
    return searcher.search(SearchRequest(query))


def test_what_is_near_nowhere_is_read_once(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluating, "_MOST_READ", 2 * SPEECHES)
    page = asked(searcher, FAR)
    assert (page.total, page.notes) == (0, ())


def test_a_pair_that_is_too_much_is_found_by_utterance_and_said(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluating, "_MOST_READ", 2 * SPEECHES - 1)
    page = asked(searcher, FAR)
    assert page.total == SPEECHES
    assert page.notes == (
        "「申込」「子ども」は近さを調べる発言が多すぎるため、"
        "近さによらず、同じ発言にあるものを示します。",
    )
    monkeypatch.setattr(evaluating, "_MOST_READ", SPEECHES - 1)
    assert "よくある言葉のため、近さによらず" in asked(searcher, FAR).notes[0]


def test_what_is_refused_leaves_the_next_pair_what_it_needs(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluating, "_MOST_READ", 2 * SPEECHES)
    monkeypatch.setattr(evaluating, "_MOST_PLACES", 20 * SPEECHES)
    both = asked(searcher, f"({FAR}) OR (申込 NEAR/5 予算)")
    assert len(both.notes) == 1
    assert "「予算」はよくある言葉のため" in both.notes[0]
    either = asked(searcher, f"(申込 NEAR/5 予算) OR ({NEAR})")
    assert either.total == SPEECHES
    assert either.notes == both.notes
