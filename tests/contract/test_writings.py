"""Each writing of a number, a date or a name finds the others, and nothing that only looks so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from index.query import SearchRequest
from index.search import Searcher

# Families of texts, and the words that find all of a family and nothing else.
FAMILIES = {
    "第3回審査 第三回審査": ["本日は第３回審査です。", "前回は第三回審査です。"],
    "40人 四十人": ["定員を４０人とする。", "四十人が来た。"],
    "6丁目 六丁目": ["西浜六丁目の坂。", "西浜６丁目の坂。"],
    "2,500円 二千五百円": ["２、５００円です。", "二、五〇〇円です。", "２千５百円です。"],
    "1.8倍 一・八倍": ["一・八倍です。", "１．８倍です。", "１・８倍です。"],
    "64.3％ 64.3パーセント": ["六四・三％です。", "６４．３パーセントです。"],
    "250㎡ 250平方メートル": ["二百五十㎡の庭。", "２５０平方メートルの庭。", "250m²の庭。"],
    "9km 9キロメートル": ["延長９㎞。", "延長九キロメートル。"],
    "平成15年4月9日 2003年4月9日 H15.4.9": [
        "平成十五年四月九日に結ぶ。",
        "２００３年４月９日に結ぶ。",
        "Ｈ１５．４．９付け。",
    ],
    "7歳 七歳": ["長女は７歳。", "次女は七歳。", "三女は７才。"],
    "9時～11時 九時〜十一時": ["受付は９時〜１１時。", "受付は九時～十一時。"],
    "鷹ヶ沢 鷹が沢 鷹ケ沢": ["鷹ケ沢へ行く。", "鷹ヶ沢の橋。", "鷹が沢の坂。"],
    "数か月 数ヶ月": ["数カ月かかる。", "数ヶ月かかる。"],
    "みすゞ台 みすず台": ["みすゞ台駅。", "みすず台団地。"],
    "野野宮 野々宮": ["野々宮の森。", "野野宮神社。"],
    "㈲倉野 有限会社倉野": ["㈲倉野が施工。", "（有）倉野が設計。", "有限会社倉野が落札。"],
    "No.8 №8": ["図面№８。", "図面No.8。", "図面ｎｏ８。"],
    "窒素酸化物 NOx": ["ＮＯｘの値。", "窒素酸化物の値。"],
    "○○小学校": ["○○小学校の例。", "〇〇小学校の例。"],
}
TRAPS = [
    *("定員は１４０人です。", "数１０人です。", "二〇〇〇年度です。", "西浜一・二丁目です。"),
    *("千葉と八王子の一般会計。", "五、六人です。", "トンネル9本。", "7年です。", "7年間です。"),
    *(
        "件数が月に出る。",
        "８、９ページです。",
        "2003年4月10日です。",
        "12,500円です。",
        "２１．８倍です。",
    ),
]


@pytest.fixture(scope="module")
def found(town: Any) -> Iterator[Searcher]:
    spoken = [text for texts in (*FAMILIES.values(), TRAPS) for text in texts]
    with town.indexed(town.meeting("m", *(f"〇{text}" for text in spoken))) as searcher:
        yield searcher


@pytest.mark.parametrize(
    ("query", "expected"),
    [(query, texts) for queries, texts in FAMILIES.items() for query in queries.split()],
)
def test_each_writing_finds_the_others_alone(
    found: Searcher, query: str, expected: list[str]
) -> None:
    page = found.search(SearchRequest(query, limit=50))
    texts = {each.utterance.text for hit in page.hits for each in hit.utterances}
    assert texts & {*TRAPS} == set()
    assert sorted(text for text in texts) == sorted(expected)


@pytest.mark.parametrize("query", ["歳", "２００３年４月", "0円", "000年", "8倍", "十円"])
def test_a_part_of_a_number_is_not_found(found: Searcher, query: str) -> None:
    page = found.search(SearchRequest(query, limit=50))
    texts = {each.utterance.text for hit in page.hits for each in hit.utterances}
    expected = {"歳": "歳才", "２００３年４月": "月９４"}.get(query, "")
    assert all(set(expected) & set(text) for text in texts)
    assert bool(texts) == bool(expected)
