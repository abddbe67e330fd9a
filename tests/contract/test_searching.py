"""Forms, order, filters and facets, and one meeting's highlights."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from index.fields import FACETS, FILTERS
from index.minutes import AgendaItem
from index.query import SORTS, Filter, SearchRequest
from index.results import Form, Note
from index.search import Searcher

ITEMS = [AgendaItem("第1号", "橋"), AgendaItem(None, "道路"), None]
ROLES = ["chair", "member", "official", None]
SPEAKERS = ["林委員", "土井委員", None]
PARTIES = ["みさき会", "波の会", None]
COMMITTEES = ["本会議", "総務委員会", "文教委員会", None]


@pytest.fixture(scope="module")
def council(town: Any) -> Iterator[Searcher]:
    """Nine meetings of two bodies in four years; every turn speaks of a bridge."""
    meetings = []
    for number in range(9):
        turns = [
            (
                f"{mark}橋と{'鍵' if number % 2 else '水門'}のこと。",
                {
                    "agenda": ITEMS[(number + at) % 3],
                    "role": ROLES[(number * 2 + at) % 4],
                    "speaker": SPEAKERS[at % 3],
                    "affiliation": "建設課" if at == 2 else None,
                    "party": PARTIES[number % 3] if at == 0 else None,
                },
            )
            for at, mark in enumerate("・→・→※〇")
        ]
        body = "倉野町議会" if number % 3 else "倉野町審議会"
        date = f"20{20 + number % 4}-0{1 + number}-15" if number else None
        head = {"body": body, "committee": COMMITTEES[number % 4], "date": date}
        meetings.append(town.meeting(f"m{number}", *turns, **head))
    with town.indexed(*meetings) as searcher:
        yield searcher


QUERIES = ["橋", "鍵", "橋 -鍵", "役割:委員 橋", "委員会:総務 -会派:みさき", ""]


@pytest.mark.parametrize("query", QUERIES)
def test_each_facet_counts_what_its_filter_would_leave(council: Searcher, query: str) -> None:
    for chosen in [
        (),
        (Filter("year", "2021"),),
        (Filter("role", "member"), Filter("year", "2022")),
    ]:
        page = council.search(SearchRequest(query, filters=chosen))
        assert set(page.facets) == {each.name for each in FACETS}
        for name, values in page.facets.items():
            others = tuple(each for each in chosen if each.field != name)
            for value in values:
                one = Filter(name, value.value)  # type: ignore[arg-type]
                left = council.search(SearchRequest(query, filters=(*others, one)))
                assert left.total == value.count, (name, value)
                assert value.chosen == (one in chosen)


def test_filters_of_a_field_add_up_and_of_fields_narrow(council: Searcher) -> None:
    def total(*filters: Filter) -> int:
        return council.search(SearchRequest("橋", filters=filters)).total

    early, late = Filter("year", "2020"), Filter("year", "2021")
    member = Filter("role", "member")
    assert total(early, late) == total(early) + total(late)
    assert 0 < total(early, late, member) < total(early, late)
    assert total(Filter("body", "倉野町議会")) + total(Filter("body", "倉野町審議会")) == total()
    assert total(Filter("agenda", "第1号")) == total(Filter("agenda", "道路")) == 18
    assert total(Filter("agenda", "橋")) == 0
    assert total(Filter("party", "みさき会")) == total(Filter("party", "波の会")) == 3
    assert total(Filter("committee", "本会議")) == 6 * total(Filter("party", "みさき会"))
    assert total(Filter("committee", "本会議"), Filter("party", "みさき会")) == 1
    assert total(Filter("speaker", "林委員")) == 2 * total(Filter("speaker", "建設課")) == 18


@pytest.mark.parametrize("field", [each.name for each in FILTERS])
@pytest.mark.parametrize(
    "value", ["", "なし", "0000", "-1", "9" * 5000, "２０２１", "\ud800", "\0"]
)
def test_a_value_nothing_has_leaves_nothing(council: Searcher, field: Any, value: str) -> None:
    page = council.search(SearchRequest("橋", filters=(Filter(field, value),)))
    assert (page.total, page.hits) == (0, ())
    assert any(each.chosen and each.count == 0 for each in page.facets[field])


@pytest.mark.parametrize(("sort", "query"), list(product(SORTS, ["橋", ""])))
def test_pages_are_one_list_in_order(town: Any, council: Searcher, sort: Any, query: str) -> None:
    hits = town.listed(council, query, sort=sort)
    dates = [hit.meeting.date or "" for hit in hits]
    if sort == "newest":
        assert dates == sorted(dates, reverse=True)
    if sort == "oldest":
        assert dates == sorted(dates)
    if sort == "relevance":
        scores = [hit.score for hit in hits]
        assert scores == sorted(scores, reverse=True)
    whole = council.search(SearchRequest(query, sort=sort, limit=1000))
    assert [hit.id for hit in whole.hits] == [hit.id for hit in hits]
    assert council.search(SearchRequest(query, sort=sort, offset=1000)).hits == ()
    assert council.search(SearchRequest(query, sort=sort, limit=0)).hits == ()


def test_a_hit_is_the_exchange_whole_and_in_order(town: Any, council: Searcher) -> None:
    for hit in town.listed(council, "鍵"):
        placed = council.exchange(hit.id)
        assert placed is not None
        assert placed.exchange.utterances == tuple(each.utterance for each in hit.utterances)
        assert placed.meeting == hit.meeting


def test_highlights_of_a_meeting_are_those_of_its_hits(town: Any, council: Searcher) -> None:
    for query in ("鍵", '"橋と"', "橋 水門", "鍵 -水門", "役割:委員 鍵"):
        request = SearchRequest(query)
        marked: dict[str, Any] = {}
        for number in range(9):
            marked |= council.highlights(f"m{number}", request)
        hits = town.listed(council, query)
        found = {u.utterance.id: u.highlights for hit in hits for u in hit.utterances}
        assert marked == {name: spans for name, spans in found.items() if spans}
    assert council.highlights("m0", SearchRequest("")) == {}
    assert council.highlights("nowhere", SearchRequest("橋")) == {}


SPELLINGS = (
    "ファイアウォール",
    "ファイヤーウォール",
    "ﾌｧｲｱｳｫｰﾙ",
    "Ｆｉｒｅｗａｌｌ",
    "ファイヤウォール",
)


@pytest.fixture(scope="module")
def walls(town: Any) -> Iterator[Searcher]:
    spellings = [
        "ファイアウォール",
        "ファイヤーウォール",
        "ﾌｧｲｱｳｫｰﾙ",
        "Ｆｉｒｅｗａｌｌ",
        "ファイヤウォール",
    ]
    turns = [f"〇{each}を置く。" for each in spellings]
    with town.indexed(town.meeting("m", *turns, "〇壁を塗る。", "〇被保護者の数。")) as searcher:
        yield searcher


@pytest.mark.parametrize(
    "query", ["ファイアウォール", "ﾌｧｲｱｳｫｰﾙ", "firewall", "ファイヤーウォール"]
)
def test_all_spellings_are_found_and_listed(town: Any, walls: Searcher, query: str) -> None:
    assert town.found(walls, query) == {f"m-u{number}" for number in range(5)}
    forms = walls.search(SearchRequest(query)).forms
    assert sum(form.count for form in forms) == 5
    assert {form.basis for form in forms} == {"literal", "spelling"}


def test_a_form_can_be_left_out(town: Any, walls: Searcher) -> None:
    left = town.found(walls, "ファイアウォール", without=("ファイヤーウォール", "ＦＩＲＥＷＡＬＬ"))
    assert left == {"m-u0", "m-u2", "m-u4"}
    forms = walls.search(SearchRequest("ファイアウォール", without=("ファイヤーウォール",))).forms
    assert [form.form for form in forms if not form.included] == ["ファイヤーウォール"]


def test_a_quoted_word_has_no_other_spelling(town: Any, walls: Searcher) -> None:
    assert town.found(walls, '"ファイアウォール"') == {"m-u0", "m-u2"}


def test_a_string_inside_a_longer_word_is_said_to_be(walls: Searcher) -> None:
    forms = walls.search(SearchRequest("イアウォ")).forms
    assert forms
    assert {form.basis for form in forms} == {"within"}


def test_a_word_that_stands_nowhere_is_listed_with_none(walls: Searcher) -> None:
    page = walls.search(SearchRequest("水門"))
    assert page.forms == (Form("水門", 0, "水門"),)
    assert (page.total, page.searched.utterances) == (0, 7)


def test_a_long_word_that_stands_nowhere_is_parted_and_said_so(town: Any, walls: Searcher) -> None:
    page = walls.search(SearchRequest("壁を塗装する"))
    assert {note.code for note in page.notes} <= {"word_split"}
    page = walls.search(SearchRequest("壁塗る"))
    assert page.notes == (Note("word_split", ("壁塗る", "壁", "塗る")),)
    assert town.found(walls, "壁塗る") == {"m-u5"}
