"""A typed sentence is answered as a question, and for a word without hits another is suggested."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from index.minutes import AgendaItem
from index.query import Filter, SearchRequest
from index.results import Note
from index.search import Searcher


@pytest.fixture(scope="module")
def council(town: Any) -> Iterator[Searcher]:
    meetings = [
        town.meeting(
            "m1",
            "・待機児童は何人か。",
            "→待機児童は八人である。保育園をつくる。",
            "・ファイアウォールの話。",
            "→情報公開条例を改正する。保健所にも知らせる。",
            date="2024-03-01",
        ),
        town.meeting("m2", "・待機児童はいつなくなるのか。", "→来年である。", date="2023-03-01"),
    ]
    with town.indexed(*meetings) as found:
        yield found


@pytest.mark.parametrize(
    "query",
    [
        "待機児童はいま何人いますか",
        "待機児童は何人ですか？",
        "待機児童の人数を教えてください。",
        "待機児童がいつごろなくなるのかを知りたい",
        "待機児童の人数と保育園の数の話をまとめて",
        "待機児童　何人ですか？",
        "待機児童が多くて困っています",
        "待機児童はいくつ",
        "保育園をつくる理由",
        "待機児童はいつまでいるのか 2024年",
    ],
)
def test_a_sentence_is_answered_as_a_question_with_a_note(council: Searcher, query: str) -> None:
    page = council.search(SearchRequest(query))
    answered = council.ask(SearchRequest(query))
    assert (page.hits, page.total) == (answered.hits, answered.total)
    assert page.total > 0
    assert all(hit.quotes for hit in page.hits)
    assert page.notes[0] == Note("read_as_question", (query.rstrip("。？?"),))
    assert any(council.highlights(each, SearchRequest(query)) for each in ("m1", "m2"))


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("待機児童は何人か", 1),
        ("待機児童は何人か。", 1),
        ("待機児童は何人か？", 1),
        ('"待機児童は何人いますか"', 0),
        ("待機児童", 3),
        ("いつまでも待機児童", 3),
        ("待機児童 何人", 2),
        ("保育園 待機児童", 2),
        ("介護予防日常生活支援総合事業計画", 0),
    ],
)
def test_a_sentence_of_the_minutes_or_a_word_is_searched_as_it_is(
    council: Searcher, query: str, total: int
) -> None:
    page = council.search(SearchRequest(query))
    assert page.total == total
    assert "read_as_question" not in {note.code for note in page.notes}


def test_all_hits_of_an_answered_sentence_are_on_its_pages(town: Any, council: Searcher) -> None:
    assert len(town.listed(council, "待機児童は何人ですか？")) == 2
    narrowed = (Filter("year", "2023"),)
    assert len(town.listed(council, "待機児童は何人ですか？", filters=narrowed)) == 1


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ファイアウオーロ", "ファイアウォール"),
        ("待機自動", "待機児童"),
        ("保健書", "保健所"),
        ("情報公開条令", "情報公開条例"),
        ('"待機自動" 保育園', '"待機児童" 保育園'),
        ("待機自動 OR 保健書", "待機児童 OR 保健書"),
    ],
)
def test_a_similar_word_of_the_collection_is_suggested_with_its_total(
    council: Searcher, typed: str, meant: str
) -> None:
    page = council.search(SearchRequest(typed))
    suggested = {each.query: each.count for each in page.suggestions}
    assert len(suggested) == len(page.suggestions)
    assert meant in suggested
    assert suggested[meant] == council.search(SearchRequest(meant)).total > 0


@pytest.mark.parametrize(
    "typed", ["待機児童", "宇宙人", "zzqq", "橋", "123", "宇宙船地球号", "ない*", "-待機自動", "\0"]
)
def test_nothing_is_suggested_for_a_word_that_has_hits_or_resembles_none(
    council: Searcher, typed: str
) -> None:
    assert council.search(SearchRequest(typed)).suggestions == ()


def test_the_total_of_a_suggestion_respects_the_filters(council: Searcher) -> None:
    request = SearchRequest("待機自動", filters=(Filter("year", "2023"),))
    (suggestion,) = council.search(request).suggestions
    assert (suggestion.query, suggestion.count) == ("待機児童", 1)


@pytest.fixture(scope="module")
def park(town: Any) -> Iterator[Searcher]:
    """水門の管理 stands in one utterance, 水門 and 管理 in six more, of them two with 町長."""
    apart = ("・水門をだれが管理するのか。", "→町が水門を管理する。") * 2
    meetings = [
        town.meeting("m1", "・水門の管理を問う。", "→庭園の入口である。", date="2024-03-01"),
        town.meeting("m2", *apart, date="2024-03-02"),
        town.meeting("m3", "・水門を町長が管理するのか。", "→管理する。町長の水門だ。"),
    ]
    with town.indexed(*meetings) as found:
        yield found


@pytest.mark.parametrize(
    ("typed", "wider"),
    [
        ("水門の管理", "水門 管理"),
        ("　水門の管理　", "　水門 管理　"),
        ("水門の管理 AND 町", "水門 管理 AND 町"),
        ("(水門の管理) -庭園", "(水門 管理) -庭園"),
        ("水門の管理 期間: 2024", "水門 管理 期間: 2024"),
    ],
)
def test_for_a_phrase_that_hardly_stands_anywhere_its_words_are_suggested_first(
    park: Searcher, typed: str, wider: str
) -> None:
    page = park.search(SearchRequest(typed))
    first = page.suggestions[0]
    assert page.total <= 1
    assert (first.query, first.basis) == (wider, "wider")
    assert first.count == park.search(SearchRequest(wider)).total >= 5 * page.total


@pytest.mark.parametrize(
    "typed",
    [
        *("水門 管理", '"水門の管理"', "水門の管*", "-水門の管理 町", "水門の管理 OR 庭園"),
        *("庭園の入口", "水門を", "水門をだれが管理するのか", "庭園 の 入口"),
    ],
)
def test_no_wider_query_is_suggested_for_words_strings_or_where_it_finds_no_more(
    park: Searcher, typed: str
) -> None:
    suggestions = park.search(SearchRequest(typed)).suggestions
    assert "wider" not in {each.basis for each in suggestions}


@pytest.mark.parametrize("typed", ["水　門　管", "水 門 管 -宇宙"])
def test_letters_apart_are_words_where_they_are_no_word_together(
    park: Searcher, typed: str
) -> None:
    page = park.search(SearchRequest(typed))
    assert page.total == park.search(SearchRequest("水 AND 門 AND 管")).total > 0
    assert Note("word_split", ("水門管", "水", "門", "管")) in page.notes
    assert park.search(SearchRequest("管　理　す　る")).notes == ()


@pytest.fixture(scope="module")
def sittings(town: Any) -> Iterator[Searcher]:
    """A committee of two days, and a plenary meeting at which 汐見花子 asks."""

    def asks(text: str) -> tuple[str, dict[str, Any]]:
        named = {"speaker": "汐見花子君", "name": "汐見花子", "office": None, "role": "member"}
        return f"・{text}", {**named, "agenda": AgendaItem(None, "一般質問")}

    committee, plenary = {"committee": "水門委員会"}, {"committee": "本会議", "date": "2024-09-01"}
    meetings = [
        town.meeting("m1", "・水門を問う。", "→直す。", date="2024-07-03", **committee),
        town.meeting("m2", "・崖を問う。", "→がけである。崖だ。", date="2023-07-03", **committee),
        town.meeting("m3", asks("図書館を問う。"), asks("がけを問う。"), **plenary),
    ]
    with town.indexed(*meetings) as found:
        yield found


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ("水門委員会 2024-07-03", "委員会:水門委員会 期間:2024-07-03"),
        ("2024年7月3日　水門委員会", "期間:2024年7月3日　委員会:水門委員会"),
        ("令和6年7月3日の水門委員会", "期間:令和6年7月3日 委員会:水門委員会"),
        ("水門委員会のＲ６.７.３", "委員会:水門委員会 期間:r6.7.3"),
        ("汐見花子 一般質問 2024", "発言者:汐見花子 議題:一般質問 期間:2024"),
        ("汐見　花子 2024年度", "発言者:汐見花子 期間:2024年度"),
        ("汐見花子議員の図書館", "発言者:汐見花子 図書館"),
        ("2024 役割:委員", "期間:2024 役割:委員"),
    ],
)
def test_words_that_name_a_meeting_a_day_or_a_speaker_are_offered_as_fields(
    sittings: Searcher, typed: str, fields: str
) -> None:
    page = sittings.search(SearchRequest(typed))
    assert page.total == 0
    (first, *_) = page.suggestions
    assert (first.query, first.basis) == (fields, "fields")
    assert first.count == sittings.search(SearchRequest(fields)).total > 0


@pytest.mark.parametrize(
    "typed",
    [
        *("水門", "水門委員会室", "一般質問", '"2024"', "水門委員会 1999年", "-2024 図書館"),
        *("図書館 OR 2024", "花子", "倉野町議会 図書館", "2024年?", "期間:2024 委員会:水門委員会"),
    ],
)
def test_nothing_is_offered_as_fields_that_is_no_name_or_finds_nothing(
    sittings: Searcher, typed: str
) -> None:
    suggestions = sittings.search(SearchRequest(typed)).suggestions
    assert "fields" not in {each.basis for each in suggestions}


def test_a_kanji_is_offered_in_the_kana_that_find_it_too(sittings: Searcher) -> None:
    (wider,) = sittings.search(SearchRequest("崖")).suggestions
    assert (wider.query, wider.count, wider.basis) == ("がけ", 3, "wider")
    assert sittings.search(SearchRequest("がけ")).total == 3
    assert sittings.search(SearchRequest('"崖"')).suggestions == ()


@pytest.mark.parametrize(
    "request_",
    [
        SearchRequest("会派:みさき会"),
        SearchRequest("図書館 会派:みさき会"),
        SearchRequest("図書館", filters=(Filter("party", "みさき会"),)),
    ],
)
def test_a_field_of_which_the_minutes_have_no_value_is_named(
    sittings: Searcher, request_: SearchRequest
) -> None:
    page = sittings.search(request_)
    assert (page.total, page.notes) == (0, (Note("field_absent", ("party",)),))
    assert sittings.search(SearchRequest("図書館 発言者:王様")).notes == (
        Note("field_without_match", ("speaker", "王様")),
    )
