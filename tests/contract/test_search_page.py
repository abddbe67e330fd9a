"""The page of `Searcher.search`: filters, facets, order, paging, highlights and notes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, product
from typing import Any

import pytest

from index.fields import FACETS
from index.minutes import AgendaItem
from index.query import SORTS, Filter, SearchRequest
from index.results import Note, ResultPosition
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
def test_the_count_of_a_facet_value_is_the_total_with_its_filter(
    council: Searcher, query: str
) -> None:
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


def test_filters_of_one_field_are_joined_by_or_and_of_several_by_and(council: Searcher) -> None:
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


def test_an_agenda_item_is_counted_with_its_title_and_the_years_it_is_found_in(
    council: Searcher,
) -> None:
    request = SearchRequest("橋", unit="meeting")
    years = dict[str, set[int]]()
    for head, found in council.matches(request):
        if item := found.utterance.agenda:
            label = " ".join(filter(None, (item.number, item.title)))
            years.setdefault(label, set())
            if head.date:
                years[label].add(int(head.date[:4]))
    counted = {each.value: each.years for each in council.search(request).facets["agenda"]}
    assert counted == {
        label: (min(found), max(found)) if found else None for label, found in years.items()
    }
    assert any(" " in label for label in counted)


def test_questions_and_answers_are_counted_and_found_apart(council: Searcher) -> None:
    counts = {each.value: each.count for each in council.search(SearchRequest("")).facets["kind"]}
    assert counts["question"] > 0 < counts["answer"]
    for kind, label in (("question", "質問"), ("answer", "答弁")):
        found = council.search(SearchRequest("", (Filter("kind", kind),), limit=1000))
        assert found.total == council.search(SearchRequest(f"種類:{label}")).total == counts[kind]
        matched = [each for hit in found.hits for each in hit.utterances if each.matched]
        assert {each.utterance.kind for each in matched} == {kind}
        assert len(matched) == counts[kind]


@pytest.mark.parametrize("field", [each.name for each in FACETS])
@pytest.mark.parametrize(
    "value", ["", "なし", "0000", "-1", "9" * 5000, "２０２１", "\ud800", "\0"]
)
def test_a_filter_value_without_utterances_finds_nothing(
    council: Searcher, field: Any, value: str
) -> None:
    page = council.search(SearchRequest("橋", filters=(Filter(field, value),)))
    assert (page.total, page.hits) == (0, ())
    assert any(each.chosen and each.count == 0 for each in page.facets[field])


@pytest.mark.parametrize(("sort", "query"), list(product(SORTS, ["橋", ""])))
def test_pages_join_to_one_list_in_the_order_of_the_sort(
    town: Any, council: Searcher, sort: Any, query: str
) -> None:
    hits = town.listed(council, query, sort=sort)
    dates = [hit.meeting.date or "" for hit in hits]
    if sort == "newest":
        assert dates == sorted(dates, reverse=True)
    if sort == "oldest":
        # Without a date is the last.
        assert dates == sorted(dates, key=lambda date: date or "9999")
    if sort == "relevance":
        scores = [hit.score for hit in hits]
        assert scores == sorted(scores, reverse=True)
    whole = council.search(SearchRequest(query, sort=sort, limit=1000))
    assert [hit.id for hit in whole.hits] == [hit.id for hit in hits]
    assert council.search(SearchRequest(query, sort=sort, offset=1000)).hits == ()
    assert council.search(SearchRequest(query, sort=sort, limit=0)).hits == ()


@pytest.mark.parametrize(("sort", "query"), list(product(SORTS, [*QUERIES[:4], ""])))
def test_pages_of_meetings_have_each_meeting_once_in_the_order_of_its_first_exchange(
    town: Any, council: Searcher, sort: Any, query: str
) -> None:
    hits = town.listed(council, query, sort=sort)
    whole = council.search(SearchRequest(query, sort=sort, unit="meeting", limit=100))
    paged = [
        council.search(SearchRequest(query, sort=sort, unit="meeting", limit=2, offset=offset))
        for offset in range(0, 10, 2)
    ]
    assert whole.meeting_hits == tuple(chain(*(page.meeting_hits for page in paged)))
    found = [each.meeting for each in whole.meeting_hits]
    assert found == list(dict.fromkeys(hit.meeting for hit in hits))
    assert whole.meetings == len(found) == council.search(SearchRequest(query)).meetings
    assert sum(each.total for each in whole.meeting_hits) == whole.total
    for meeting in whole.meeting_hits:
        # So few are all shown.
        matching = [
            each
            for hit in hits
            for each in hit.utterances
            if each.matched and hit.meeting == meeting.meeting
        ]
        assert len(meeting.found) == meeting.total
        assert sorted(meeting.found, key=repr) == sorted(matching, key=repr)
        assert meeting.found[0] == matching[0]


@pytest.mark.parametrize(("sort", "query"), list(product(SORTS, ["橋", "鍵", ""])))
def test_every_match_can_be_read_in_the_order_of_the_meetings(
    council: Searcher, sort: Any, query: str
) -> None:
    request = SearchRequest(query, (Filter("role", "member"),), sort, unit="meeting", limit=100)
    page = council.search(request)
    shown = [(each.meeting, found) for each in page.meeting_hits for found in each.found]
    matches = list(council.matches(request))
    assert len(matches) == page.total
    assert sorted(map(repr, matches)) == sorted(map(repr, shown))
    assert list(dict.fromkeys(head for head, _ in matches)) == [
        each.meeting for each in page.meeting_hits
    ]
    exchanges = list(dict.fromkeys(found.utterance.group for _, found in matches))
    for number, identifier in enumerate(exchanges):
        place = council.position(request, identifier)
        neighbours = [None, *exchanges, None][number : number + 3 : 2]
        assert place == ResultPosition(number + 1, page.exchanges, *neighbours)
    assert council.position(request, "nowhere") is None
    assert council.position(SearchRequest("縞猫"), exchanges[0]) is None


@pytest.mark.parametrize("query", ["", "役割:委員", "-鍵", "議題:橋 -役割:委員"])
def test_where_there_are_no_words_the_newest_are_the_most_relevant(
    council: Searcher, query: str
) -> None:
    for unit in ("exchange", "meeting"):
        found = [
            council.search(SearchRequest(query, sort=sort, unit=unit, limit=100))  # type: ignore[arg-type]
            for sort in ("relevance", "newest")
        ]
        assert found[0].total
        assert found[0].hits == found[1].hits
        assert found[0].meeting_hits == found[1].meeting_hits


def test_a_page_of_meetings_shows_some_of_many_utterances_of_each(town: Any) -> None:
    meetings = [town.meeting(f"m{n}", *["〇橋のこと。"] * (3 + 60 * n)) for n in range(4)]
    with town.indexed(*meetings) as searcher:
        page = searcher.search(SearchRequest("橋", unit="meeting", limit=4))
    totals = {each.meeting.id: (each.total, len(each.found)) for each in page.meeting_hits}
    assert totals == {"m0": (3, 3), "m1": (63, 19), "m2": (123, 19), "m3": (183, 19)}
    assert (page.total, page.meetings) == (372, 4)


@pytest.mark.parametrize(
    "period", ["2021", "2021-03..2022-06-15", "..2021", "令和3年度", "2023-05-15", "平成元年"]
)
def test_a_period_filters_as_it_does_in_a_query(council: Searcher, period: str) -> None:
    chosen = (Filter("date", period),)
    filtered = council.search(SearchRequest("橋", filters=chosen, limit=100))
    typed = council.search(SearchRequest(f"橋 期間:{period}", limit=100))
    assert {hit.id for hit in filtered.hits} == {hit.id for hit in typed.hits}
    assert (filtered.total, filtered.facets) == (typed.total, typed.facets)
    both = (*chosen, Filter("date", "2020"))
    either = council.search(SearchRequest(f"橋 (期間:{period} OR 期間:2020)"))
    assert council.search(SearchRequest("橋", filters=both)).total == either.total


def test_a_hit_has_all_utterances_of_its_exchange_in_order(town: Any, council: Searcher) -> None:
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


def test_notes_say_what_of_a_query_was_ignored_or_matched_headings_only(town: Any) -> None:
    item = {"agenda": AgendaItem("諮問第4号", "水門")}
    with town.indexed(town.meeting("m", ("・橋は。", item), ("→架ける。", item))) as searcher:
        said = {
            query: searcher.search(SearchRequest(query)).notes
            for query in ("橋", "水門", "()", "", "役割:王様 橋", "期間:あした 橋")
        }
        chosen = Filter("agenda", "諮問第４号")
        assert searcher.search(SearchRequest("橋", filters=(chosen,))).total == 1
    assert said["橋"] == said[""] == ()
    assert said["水門"] == (Note("headings_only"),)
    assert said["()"] == (Note("query_without_words"),)
    assert said["役割:王様 橋"] == (Note("field_without_match", ("role", "王様")),)
    assert said["期間:あした 橋"] == (Note("unreadable_period", ("あした",)),)
