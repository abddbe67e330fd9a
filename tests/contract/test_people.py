"""Persons over the years: who they are, what they did, and a search of what they said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from index.minutes import AgendaItem, Attendee
from index.persons import Held, person_id
from index.query import Filter, SearchRequest
from index.search import Searcher
from index.serialization import utterance_json

PARKS = AgendaItem("第1号", "公園の整備について")
FULL = {"speaker": "汐見花子君", "name": "汐見花子", "role": "member", "party": "みさき会"}
SEATED = {"speaker": "汐見委員", "name": "汐見", "office": "委員", "role": "member"}
DEPUTY = {"speaker": "汐見副委員長", "name": "汐見", "office": "副委員長", "role": "chair"}
MAYOR = {"speaker": "町長（波止一郎君）", "name": "波止一郎", "office": "町長", "role": "official"}
CLERK = {"speaker": "小栗防災課長", "role": "official"}
OTHER = {"speaker": "浜風太郎君", "name": "浜風太郎", "role": "member"}


@pytest.fixture(scope="module")
def council(town: Any) -> Iterator[Searcher]:
    with town.indexed(
        town.meeting("a", ("橋を問う。", FULL), ("答える橋。", MAYOR), date="2019-06-01"),
        town.meeting(
            "b",
            ("橋の続き。", {**SEATED, "agenda": PARKS}),
            ("課の橋。", CLERK),
            ("次に橋。", DEPUTY),
            date="2020-03-05",
            committee="建設委員会",
        ),
        town.meeting("c", ("橋はまだか。", OTHER), date="2020-06-01"),
        town.meeting(
            "d",
            ("橋の審議。", {"speaker": "帆波委員", "name": "帆波", "role": "member"}),
            date="2020-07-01",
            body="倉野町審議会",
            attendees=(Attendee("帆波　健一", "委員"), Attendee("磯辺　みのり", "委員")),
        ),
    ) as searcher:
        yield searcher


def by_name(council: Searcher, name: str) -> str:
    return next(each.id for each in council.people() if each.name == name)


def test_everyone_named_in_full_is_a_person(council: Searcher) -> None:
    told = {
        (each.body, each.name): (dict(each.speeches), each.is_member) for each in council.people()
    }
    assert told == {
        ("倉野町議会", "汐見花子"): ({2019: 1, 2020: 2}, True),
        ("倉野町議会", "波止一郎"): ({2019: 1}, False),
        ("倉野町議会", "浜風太郎"): ({2020: 1}, True),
        ("倉野町審議会", "帆波健一"): ({2020: 1}, True),
    }


def test_a_person_has_offices_parties_committees_and_subjects(council: Searcher) -> None:
    profile = council.person(by_name(council, "汐見花子"))
    assert profile
    assert profile.person.total == 3
    assert profile.person.years == (2019, 2020)
    assert profile.offices == (
        Held("議員", "2019-06-01", "2020-03-05", 3),
        Held("副委員長", "2020-03-05", "2020-03-05", 1),
    )
    assert profile.parties == (Held("みさき会", "2019-06-01", "2019-06-01", 1),)
    assert profile.committees == (Held("建設委員会", "2020-03-05", "2020-03-05", 2),)
    assert [each.value for each in profile.subjects] == ["第1号\n公園の整備について"]
    assert council.person("p000000000000") is None


def test_a_search_is_narrowed_to_a_person(council: Searcher) -> None:
    shiomi, mayor = by_name(council, "汐見花子"), by_name(council, "波止一郎")
    for people, expected in [
        ((shiomi,), ["a-u0", "b-u0", "b-u2"]),
        ((shiomi, mayor), ["a-u0", "a-u1", "b-u0", "b-u2"]),
        (("nobody",), []),
    ]:
        filters = tuple(Filter("person", each) for each in people)
        found = council.matches(SearchRequest("橋", filters, sort="oldest"))
        assert [each.utterance.id for _, each in found] == expected


def test_utterances_say_who_speaks(council: Searcher) -> None:
    told = {each.id: utterance_json(each)["person"] for each in council.export()}
    shiomi = by_name(council, "汐見花子")
    assert told["a-u0"] == told["b-u0"] == told["b-u2"] == shiomi
    assert told["b-u1"] is None
    page = council.search(SearchRequest("橋", (Filter("person", shiomi),)))
    assert {each.utterance.person for hit in page.hits for each in hit.utterances} == {shiomi}


def test_a_speaker_is_found_by_the_full_name(council: Searcher) -> None:
    for query, expected in [
        ("発言者:汐見花子", ["a-u0", "b-u0", "b-u2"]),
        ("発言者:汐見花子 委員会:建設委員会", ["b-u0", "b-u2"]),
        ("発言者:波止一郎 橋", ["a-u1"]),
        ("発言者:汐見委員", ["b-u0"]),
        ("橋 -発言者:汐見花子 期間:2020年3月", ["b-u1"]),
    ]:
        found = council.matches(SearchRequest(query, sort="oldest"))
        assert [each.utterance.id for _, each in found] == expected, query


def test_names_and_offices_in_one_are_apart_where_they_are_certain(town: Any) -> None:
    speakers = ("佐藤防災課長", "鈴木防災課長", "佐藤水辺の課長", "高橋会計課長")
    turns = [("橋。", {"speaker": each, "role": "official"}) for each in speakers]
    with town.indexed(town.meeting("a", *turns)) as searcher:
        told = [(each.name, each.office) for each in searcher.export()]
    assert told == [
        ("佐藤", "防災課長"),
        ("鈴木", "防災課長"),
        ("佐藤", "水辺の課長"),
        (None, None),
    ]


def test_writings_of_a_name_are_one_person(town: Any) -> None:
    kanji = {**FULL, "speaker": "佐藤花子君", "name": "佐藤花子"}
    kana = {**FULL, "speaker": "佐藤はなこ君", "name": "佐藤はなこ"}
    seated = {**SEATED, "speaker": "佐藤委員", "name": "佐藤"}
    first = town.meeting("a", ("橋。", kanji), date="2019-06-01")
    second = town.meeting("b", ("橋。", kana), ("橋。", OTHER), date="2020-06-01")
    third = town.meeting("c", ("橋。", seated), date="2020-09-01")
    with town.indexed(first, second, third) as searcher:
        person = next(each for each in searcher.people() if each.is_member and each.others)
        assert (person.name, person.others, person.reading) == (
            "佐藤はなこ",
            ("佐藤花子",),
            "さとう はなこ",
        )
        for name in ("佐藤はなこ", "佐藤花子"):
            identifier = person_id("倉野町議会", name)
            assert searcher.person(identifier).person == person
            request = SearchRequest("", (Filter("person", identifier),))
            assert {each.utterance.id for _, each in searcher.matches(request)} == {
                "a-u0",
                "b-u0",
                "c-u0",
            }
    both = town.meeting("d", ("橋。", kanji), ("橋。", kana), date="2020-12-01")
    with town.indexed(first, second, both) as searcher:
        assert {each.name for each in searcher.people()} >= {"佐藤花子", "佐藤はなこ"}


def test_persons_follow_a_commit(town: Any, tmp_path: Any) -> None:
    town.commit(tmp_path, town.meeting("b", ("橋。", SEATED), date="2020-03-05"))
    searcher = town.searcher(tmp_path)
    assert not searcher.people()
    town.commit(tmp_path, town.meeting("a", ("橋。", FULL), date="2019-06-01"))
    assert [each.total for each in searcher.people()] == [2]
    town.commit(tmp_path, remove=("a",))
    assert not searcher.people()
