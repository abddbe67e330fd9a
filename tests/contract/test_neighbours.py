"""Neighbouring exchanges of one member that a question finds are one answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from index.query import SearchRequest
from index.search import Searcher

QUESTION = "渡し舟の桟橋の板は何枚か"
ASKED = "・渡し舟の桟橋の板について、何枚あるのか伺う。"
ANSWERED = "→渡し舟の桟橋の板は四十枚でございます。"
ASKED_ON = "・渡し舟の桟橋の板は腐らないのか。"
ANSWERED_ON = "→渡し舟の桟橋の板は毎年塗り直しております。"
OTHER = "・水門の鍵は誰が預かるのか。"


@pytest.fixture(scope="module")
def debates(town: Any) -> Iterator[Searcher]:
    mori, kuno = {"speaker": "森委員"}, {"speaker": "久野委員"}
    debates = {
        "m1": [(ASKED, mori), ANSWERED, (ASKED_ON, mori), ANSWERED_ON, (OTHER, mori)],
        "m2": [(ASKED, mori), ANSWERED, (ASKED_ON, kuno), ANSWERED_ON],
        "m3": [(ASKED, mori), ANSWERED, (OTHER, mori), (ASKED_ON, mori), ANSWERED_ON],
        "m4": [ASKED, ANSWERED, ASKED_ON, ANSWERED_ON],
    }
    with town.indexed(*(town.meeting(name, *turns) for name, turns in debates.items())) as searcher:
        yield searcher


def answers(debates: Searcher, meeting: str) -> list[tuple[str, ...]]:
    """The utterances of each answer of a meeting, in the order of the minutes."""
    hits = debates.ask(SearchRequest(QUESTION, limit=50)).hits
    return sorted(
        tuple(found.utterance.id for found in hit.utterances)
        for hit in hits
        if hit.meeting.id == meeting
    )


def test_exchanges_of_one_member_in_a_row_are_one_answer(debates: Searcher) -> None:
    assert answers(debates, "m1") == [tuple(f"m1-u{number}" for number in range(4))]


@pytest.mark.parametrize("meeting", ["m2", "m4"])
def test_those_of_others_or_of_nobody_named_are_not(debates: Searcher, meeting: str) -> None:
    ids = [f"{meeting}-u{number}" for number in range(4)]
    assert answers(debates, meeting) == [tuple(ids[:2]), tuple(ids[2:])]


def test_an_exchange_about_something_else_parts_them(debates: Searcher) -> None:
    assert answers(debates, "m3") == [("m3-u0", "m3-u1"), ("m3-u3", "m3-u4")]


def test_pages_tell_of_answers_and_have_each_once(debates: Searcher) -> None:
    whole = debates.ask(SearchRequest(QUESTION, limit=50))
    assert whole.exchanges == len(whole.hits)
    paged = [
        hit
        for offset in range(whole.exchanges)
        for hit in debates.ask(SearchRequest(QUESTION, limit=1, offset=offset)).hits
    ]
    assert [hit.id for hit in paged] == [hit.id for hit in whole.hits]
    said = [found.utterance.id for hit in whole.hits for found in hit.utterances]
    assert len(said) == len({*said})


def test_the_address_of_an_answer_is_the_exchange_that_is_quoted_first(debates: Searcher) -> None:
    for hit in debates.ask(SearchRequest(QUESTION, limit=50)).hits:
        exchange = {found.utterance.id: found.utterance.group for found in hit.utterances}
        assert hit.id == exchange[hit.quotes[0].utterance]
        assert all(found.matched for found in hit.utterances)


def test_exchanges_by_date_are_apart(debates: Searcher) -> None:
    page = debates.ask(SearchRequest(QUESTION, sort="newest", limit=50))
    assert ("m1-u0", "m1-u1") in [
        tuple(found.utterance.id for found in hit.utterances) for hit in page.hits
    ]
