"""Meetings, exchanges and utterances are read back as they were indexed, by their addresses."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.analysis.normalization.search_text import search_text
from index.minutes import AgendaItem, Attendee, Mark, Meeting, Source
from index.results import Statistics
from index.search import Searcher

TEXTS = st.text(st.characters(codec="utf-8"), min_size=0, max_size=40)
TURNS = st.lists(st.tuples(st.sampled_from("・→※〇あ"), TEXTS).map("".join), max_size=6)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(TURNS, max_size=4))
def test_any_meeting_is_read_back_to_the_character(town: Any, turns: list[list[str]]) -> None:
    meetings = [town.meeting(f"m{at}", *each) for at, each in enumerate(turns)]
    with town.indexed(town.meeting("first", "〇開会。"), *meetings) as searcher:
        for meeting in meetings:
            assert searcher.meeting(meeting.id) == meeting
            for exchange in meeting.exchanges:
                placed = searcher.exchange(exchange.id)
                assert placed is not None
                assert (placed.exchange, placed.meeting) == (exchange, meeting.head)
        spoken = [each for meeting in meetings for each in meeting.utterances]
        assert list(searcher.export())[1:] == spoken
        characters = 3 + sum(len(search_text(each.text).text) for each in spoken)
        counted = Statistics(1 + len(meetings), 1 + len(spoken), characters)
        assert searcher.statistics() == counted


@pytest.fixture(scope="module")
def whole(town: Any) -> Any:
    """A meeting with all fields."""
    item = AgendaItem("諮問第3号", "橋について", "町長", "建設課")
    source = Source("倉野/kura.txt", "a" * 64, page=2, line=9, url="https://kura.example/3")
    meeting = town.meeting(
        "20240301-kura",
        (
            "・橋は\nどこか。",
            {"agenda": item, "section": "審議", "topic": "橋", "speaker": "林委員"},
        ),
        ("→川にある。", {"agenda": item, "affiliation": "建設課", "basis": "printed"}),
        "※後日確認した。",
        "〇承認した。",
        "・鍵はどこか。",
        number=3,
        date="2024-03-01",
        date_text="令和６年３月１日（金）",
        begins="10:00",
        ends="11:30",
        place="町役場",
        agenda=(item,),
        attendees=(Attendee("林 宏", "委員", "会長", None, "諮問第3号"),),
    )
    first = replace(meeting.utterances[0], source=source, trace=(Mark(0, 2, 9), Mark(3, 2, 10)))
    return replace(meeting, utterances=(first, *meeting.utterances[1:]), published=source)


@pytest.fixture(scope="module")
def searcher(town: Any, whole: Meeting) -> Iterator[Searcher]:
    before, after = town.meeting("a", "〇前。"), town.meeting("b", "〇後。")
    with town.indexed(before, whole, after) as found:
        yield found


def test_every_field_of_a_meeting_is_read_back(searcher: Searcher, whole: Meeting) -> None:
    assert searcher.meeting(whole.id) == whole
    for utterance in whole.utterances:
        assert searcher.utterance(utterance.id) == utterance


def test_an_exchange_has_the_ids_of_its_neighbours(searcher: Searcher, whole: Meeting) -> None:
    first, alone, last = whole.exchanges
    for exchange, before, after in [
        (first, None, alone.id),
        (alone, first.id, last.id),
        (last, alone.id, None),
    ]:
        placed = searcher.exchange(exchange.id)
        assert placed is not None
        assert placed.exchange == exchange
        assert (placed.before, placed.after) == (before, after)


def test_the_id_of_an_utterance_also_leads_to_its_exchange(
    searcher: Searcher, whole: Meeting
) -> None:
    for exchange in whole.exchanges:
        for utterance in exchange.utterances:
            for address in (utterance.id, f"{utterance.id}x"):
                placed = searcher.exchange(address)
                assert placed is not None
                assert placed.exchange.id == exchange.id


STRANGE = ["", "x", "xx", "m", "\0", "\ud800", "u" * 10_000, "橋", "20240301-kura-u99", "\x1f"]


@pytest.mark.parametrize("address", STRANGE, ids=ascii)
def test_an_unknown_address_leads_nowhere(searcher: Searcher, address: str) -> None:
    assert searcher.exchange(address) is None
    assert searcher.utterance(address) is None
    assert searcher.meeting(address) is None


def test_addresses_of_one_kind_are_not_those_of_another(searcher: Searcher, whole: Meeting) -> None:
    assert searcher.exchange(whole.id) is None
    assert searcher.utterance(whole.id) is None
    assert searcher.utterance(whole.exchanges[0].id) is None
    assert searcher.meeting(whole.utterances[0].id) is None


def test_meetings_are_exported_by_date(town: Any) -> None:
    dates = ["2024-03-01", None, "2003-12-31", "2024-02-29"]
    meetings = [town.meeting(f"m{n}", "〇橋。", date=date) for n, date in enumerate(dates)]
    with town.indexed(*meetings) as searcher:
        assert [each.meeting for each in searcher.export()] == ["m1", "m2", "m3", "m0"]


def addresses(searcher: Searcher) -> dict[str, Any]:
    """The placed exchange of every utterance of an index."""
    led = {}
    for utterance in searcher.export():
        placed = searcher.exchange(utterance.group)
        assert placed is not None
        led[utterance.id] = placed
    return led


def test_addresses_stay_when_meetings_are_added_and_the_index_is_rebuilt(
    town: Any, whole: Meeting, tmp_path: Path
) -> None:
    others = [town.meeting(f"m{n}", "・橋はどこか。", "→川。", "〇承認。") for n in range(6)]
    town.commit(tmp_path, whole, *others[:2])
    before = addresses(town.searcher(tmp_path))
    town.commit(tmp_path, whole, remove=(whole.id,))
    assert addresses(town.searcher(tmp_path)) == before
    for other in others[2:]:
        town.commit(tmp_path, other)
    after = addresses(town.searcher(tmp_path))
    assert {name: after[name] for name in before} == before
    shuffled = [whole, *others]
    random.Random(3).shuffle(shuffled)
    town.commit(tmp_path, *shuffled, rebuild=True)
    assert addresses(town.searcher(tmp_path)) == after


def test_a_meeting_knows_those_of_its_committee_before_and_after_it(town: Any) -> None:
    days = [("a", "建設委員会", "2024-01-01"), ("b", "総務委員会", "2024-01-01"), ("c", None, None)]
    days += [
        ("d", "建設委員会", "2023-01-01"),
        ("e", "建設委員会", "2024-01-01"),
        ("f", None, None),
    ]
    meetings = [
        town.meeting(name, "・橋。", committee=committee, date=date)
        for name, committee, date in reversed(days)
    ]
    with town.indexed(*meetings) as searcher:
        heads = list(searcher.heads())
        for head in heads:
            same = [each for each in heads if each.committee == head.committee]
            at = same.index(head)
            before, after = searcher.meeting_neighbours(head.id)
            assert [*filter(None, (before, head, after))] == same[max(0, at - 1) : at + 2]
            assert (before is None) == (at == 0)
        assert searcher.meeting_neighbours("none") == (None, None)
