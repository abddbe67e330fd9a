"""Neighbouring exchanges of one member that a question finds are one answer."""

from __future__ import annotations

from typing import Any

import pytest

from index.query import SearchRequest, Sort

QUESTION = "渡し舟の桟橋の板は何枚か"
ASKED = "・渡し舟の桟橋の板について、何枚あるのか伺う。"
# Exchanges that are short on average are not joined.
ANSWERED = "→渡し舟の桟橋の板は四十枚でございます。" + "本件は以上でございます。" * 100
ASKED_ON = "・渡し舟の桟橋の板について、腐ったものは何枚あるのか。"
ANSWERED_ON = "→渡し舟の桟橋の板は三枚が腐っております。" + "続いての説明はここまで。" * 100
OTHER = "・水門の鍵は誰が預かるのか。"
MORI, KUNO = {"speaker": "森委員"}, {"speaker": "久野委員"}
IN_A_ROW = ((ASKED, MORI), ANSWERED, (ASKED_ON, MORI), ANSWERED_ON)
APART = [["m-u0", "m-u1"], ["m-u2", "m-u3"]]


def answers(town: Any, *turns: Any, sort: Sort = "relevance") -> list[list[str]]:
    """The utterances of each answer, in the order of the minutes."""
    with town.indexed(town.meeting("m", *turns)) as searcher:
        page = searcher.ask(SearchRequest(QUESTION, sort=sort, limit=50))
        paged = [
            hit.id
            for at in range(page.exchanges)
            for hit in searcher.ask(SearchRequest(QUESTION, sort=sort, limit=1, offset=at)).hits
        ]
    assert page.exchanges == len(page.hits)
    assert [hit.id for hit in page.hits] == paged
    for hit in page.hits:
        exchange = {found.utterance.id: found.utterance.group for found in hit.utterances}
        assert hit.id == exchange[hit.quotes[0].utterance]
    return sorted([found.utterance.id for found in hit.utterances] for hit in page.hits)


def test_exchanges_of_one_member_in_a_row_are_one_answer(town: Any) -> None:
    assert answers(town, *IN_A_ROW, (OTHER, MORI)) == [["m-u0", "m-u1", "m-u2", "m-u3"]]


def test_those_of_others_or_of_nobody_named_are_not(town: Any) -> None:
    assert answers(town, (ASKED, MORI), ANSWERED, (ASKED_ON, KUNO), ANSWERED_ON) == APART
    assert answers(town, ASKED, ANSWERED, ASKED_ON, ANSWERED_ON) == APART


def test_an_exchange_about_something_else_parts_them(town: Any) -> None:
    turns = (*IN_A_ROW[:2], (OTHER, MORI), *IN_A_ROW[2:])
    assert answers(town, *turns) == [["m-u0", "m-u1"], ["m-u3", "m-u4"]]


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_exchanges_by_date_are_apart(town: Any, sort: Sort) -> None:
    assert answers(town, *IN_A_ROW, sort=sort) == APART


def test_short_exchanges_are_apart(town: Any) -> None:
    turns = ((ASKED, MORI), ANSWERED[:20], (ASKED_ON, MORI), ANSWERED_ON[:20])
    assert answers(town, *turns) == APART
