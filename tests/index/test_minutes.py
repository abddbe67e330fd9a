"""The minutes model: groups and places."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.minutes import Mark, Meeting, Source, Utterance, group_exchanges

SOURCE = Source("kura.txt", "0" * 64, page=3, line=12)


def utterance(number: int, exchange: str | None = None) -> Utterance:
    return Utterance(f"u{number}", "m", exchange, "speech", "本文", SOURCE)


def test_an_utterance_alone_is_its_own_exchange() -> None:
    assert utterance(1).group == "u1"
    assert utterance(1, "u1x").group == "u1x"


def test_exchanges_are_consecutive_utterances_in_order() -> None:
    spoken = (utterance(1), utterance(2, "a"), utterance(3, "a"), utterance(4), utterance(5, "b"))
    meeting = Meeting("m", "倉野町議会", "第1回", SOURCE, spoken, number=1, date="2024-03-01")
    assert [exchange.id for exchange in meeting.exchanges] == ["u1", "a", "u4", "b"]
    assert tuple(each for one in group_exchanges(spoken) for each in one.utterances) == spoken
    assert meeting.head.id == "m"
    assert (meeting.head.number, meeting.head.date) == (1, "2024-03-01")


@pytest.mark.parametrize(
    ("offset", "place"),
    [(0, (3, 12)), (4, (3, 12)), (5, (3, 13)), (9, (3, 13)), (10, (4, 1)), (99, (4, 1))],
)
def test_each_character_leads_back_to_its_page_and_line(
    offset: int, place: tuple[int, int]
) -> None:
    traced = replace(utterance(1), trace=(Mark(0, 3, 12), Mark(5, 3, 13), Mark(10, 4, 1)))
    found = traced.place(offset)
    assert (found.page, found.line) == place


def test_without_a_trace_the_place_is_where_the_utterance_begins() -> None:
    assert utterance(1).place(7) == Mark(0, 3, 12)
