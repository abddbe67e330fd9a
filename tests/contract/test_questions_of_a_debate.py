"""`Searcher.ask`: what is said around an exchange, its year and an official's words count."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from index.query import SearchRequest
from index.search import Searcher


@pytest.fixture(scope="module")
def debates(town: Any) -> Iterator[Searcher]:
    meetings = [
        town.meeting(
            "m1",
            "・渡船場の待合所について伺う。",
            "→待合所は町が管理している。",
            "・屋根はいつ直すのか。",
            "→屋根は来年の春に直す。",
            date="2016-03-01",
        ),
        town.meeting(
            "m2",
            "・鐘つき堂の鍵について伺う。",
            "→鍵は町が預かっている。",
            "・屋根はいつ直すのか。",
            "→屋根はこの秋に直す。",
            date="2016-03-01",
        ),
        *(
            town.meeting(
                f"m{year}",
                "・蛍の夕べには何人が来たのか。",
                f"→蛍の夕べには{visitors}人が来た。",
                date=f"{year}-06-01",
            )
            for year, visitors in ((2011, "三百"), (2014, "四百"), (2018, "五百"))
        ),
        town.meeting(
            "m3", "・下町の浸水を防ぐのか。", "→浸水を防ぐため、ポンプを置く。", date="2015-06-01"
        ),
        town.meeting("m4", "・下町の祭りを見たのか。", "→祭りを見た。", date="2015-06-01"),
    ]
    with town.indexed(*meetings) as searcher:
        yield searcher


def first(searcher: Searcher, question: str) -> str:
    return searcher.ask(SearchRequest(question)).hits[0].id


@pytest.mark.parametrize(
    ("question", "exchange"),
    [
        # What the roof is of was said in the exchange before.
        ("渡船場の待合所の屋根はいつ直すのか", "m1-u2x"),
        ("鐘つき堂の屋根はいつ直すのか", "m2-u2x"),
    ],
)
def test_what_was_said_before_an_exchange_counts(
    debates: Searcher, question: str, exchange: str
) -> None:
    ids = [hit.id for hit in debates.ask(SearchRequest(question)).hits]
    assert next(each for each in ids if each in ("m1-u2x", "m2-u2x")) == exchange


@pytest.mark.parametrize("year", [2011, 2014, 2018])
@pytest.mark.parametrize(
    "named", ["{}年の蛍の夕べには何人来たか", "蛍の夕べには何人来たか（{}年）"]
)
def test_the_year_that_a_question_names_is_preferred(
    debates: Searcher, year: int, named: str
) -> None:
    assert first(debates, named.format(year)) == f"m{year}-u0x"


def test_a_fiscal_year_has_the_year_after_it_but_not_the_one_before(debates: Searcher) -> None:
    assert first(debates, "蛍の夕べには何人来たか（平成25年度）") == "m2014-u0x"


def test_a_question_of_today_is_answered_by_the_newest(debates: Searcher) -> None:
    assert first(debates, "最近の蛍の夕べには何人来たか") == "m2018-u0x"


def test_of_what_is_still_so_a_new_answer_comes_before_an_old_one_that_says_more(town: Any) -> None:
    old = ("・渡し賃はいくらか。渡し賃を知りたい。", "→渡し賃は百円である。")
    new = ("・渡し賃はいくらか。", "→渡し賃は二百円である。")
    meetings = (
        town.meeting("m1", *old, date="2001-06-01"),
        town.meeting("m2", *new, date="2025-06-01"),
    )
    with town.indexed(*meetings) as searcher:
        assert first(searcher, "渡し賃はいくらですか") == "m2-u0x"
        assert first(searcher, "渡し賃はいくらでしたか") == "m1-u0x"


def test_an_officials_word_is_found_by_a_question_and_may_be_left_out(debates: Searcher) -> None:
    question = SearchRequest("下町が水につかるのを防ぐのか")
    page = debates.ask(question)
    assert page.hits[0].id == "m3-u0x"
    assert {form.form for form in page.forms if form.basis == "official"} == {"浸水"}
    without = SearchRequest(question.query, synonyms=False)
    assert not any(form.included for form in debates.ask(without).forms if form.basis == "official")
    # A search for words does not find them.
    assert not any(form.basis == "official" for form in debates.search(SearchRequest("水")).forms)


def test_what_an_official_says_counts_as_what_was_typed(town: Any) -> None:
    meetings = [
        town.meeting("m1", "・物見やぐらについて伺う。", "→物見やぐらの解体は来春である。"),
        # Has more of the characters.
        town.meeting("m2", "・物見やぐらを取り替えるのはいつか。", "→物見やぐらを守る。"),
        town.meeting("m3", "・石橋を取り壊したのか。", "→取り壊した。"),
    ]
    with town.indexed(*meetings) as searcher:
        assert first(searcher, "物見やぐらを取り壊すのはいつか") == "m1-u0x"


def test_a_title_is_said_otherwise_only_for_words_that_are_rare(town: Any) -> None:
    meetings = [
        town.meeting("m1", "・石橋を直すのか。", "→石橋を直す。"),
        town.meeting("m2", "・水門の補修はいつか。", "→浸水を防ぐため、来春に補修する。"),
    ]
    with town.indexed(*meetings) as searcher:

        def official(query: str) -> set[str]:
            forms = searcher.ask(SearchRequest(query)).forms
            return {form.form for form in forms if form.basis == "official"}

        assert official("石橋を直すのはいつか") == {"補修"}
        assert official("石橋を直す計画") == set()
        assert official("石橋が水につかる心配") == {"浸水"}


def test_common_words_matched_in_the_best_candidates_leave_the_order(
    debates: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions = [
        "渡船場の待合所の屋根はいつ直すのか",
        "蛍の夕べには何人が来たのか",
        "下町の浸水を防ぐポンプを町が置くのか",
    ]
    expected = [[hit.id for hit in debates.ask(SearchRequest(each)).hits] for each in questions]
    engine = "index.engines.whoosh.engine"
    monkeypatch.setattr(f"{engine}._COMMON_SHARE", 0.1)
    monkeypatch.setattr(f"{engine}._MIN_MATCHED", 1)
    monkeypatch.setattr(f"{engine}._MANY_UTTERANCES", 0)
    pages = [debates.ask(SearchRequest(each)) for each in questions]
    assert [page.hits[0].id for page in pages] == [ids[0] for ids in expected]
    notes = [note for page in pages for note in page.notes]
    assert any(note.code == "forms_within_result" for note in notes)
    assert not any(note.code == "word_without_match" for note in notes)
