"""A number with what it counts is one word in digits and in kanji; an idiom is another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from index.search import Searcher

TEXTS = (
    "鹿沼町の四台の車です",
    "４台あります",
    "二十四台です",
    "統一基準です",
    "給水塔一基です",
    "橋は三本です",
    "再三本会議で聞きました",
    "１時に始めます",
    "一時借入金です",
    "夜の一時です",
    "五月に開きます",
    "５月の会です",
    "さつき園の話です",
    "第八期の計画です",
    "第８期です",
    "第十八期です",
    "休憩は10分です",
    "十分に調べます",
    "三時十分に始めます",
    "一連の流れです",
    "1連の数珠です",
    "午後３時０５分開会",
    "午後三時五分です",
    "議　案　第　７　号です",
    "議案第７号です",
    "議案第七号です",
    "議案第17号です",
    "0・4歳児です",
    "予算は三兆円です",
    "予算は３兆円です",
    "予算は十三兆円です",
    "ごさいました",
    "五歳です",
)
# Words in both writings, and the texts that each finds.
PAIRS = {
    ("4台", "四台"): ["４台あります", "鹿沼町の四台の車です"],
    ("1基", "一基"): ["給水塔一基です"],
    ("3本", "三本"): ["橋は三本です"],
    ("1時", "一時"): ["１時に始めます", "一時借入金です", "夜の一時です"],
    ("5月", "五月"): ["五月に開きます", "５月の会です"],
    ("第8期", "第八期"): ["第八期の計画です", "第８期です"],
    ("5分", "五分"): ["午後３時０５分開会", "午後三時五分です"],
    ("4歳", "四歳"): ["0・4歳児です"],
    ("3兆円", "三兆円"): ["予算は三兆円です", "予算は３兆円です"],
    ("議案第7号", "議案第七号"): [
        "議　案　第　７　号です",
        "議案第７号です",
        "議案第七号です",
    ],
    ("5歳", "五歳"): ["五歳です"],
}
IDIOMS = {
    "10分": ["休憩は10分です", "三時十分に始めます"],
    "十分": ["休憩は10分です", "十分に調べます", "三時十分に始めます"],
    "1連": ["1連の数珠です"],
    "一連": ["一連の流れです", "1連の数珠です"],
    "歳": ["0・4歳児です", "五歳です"],
}


@pytest.fixture(scope="module")
def searcher(town: Any) -> Iterator[Searcher]:
    with town.indexed(town.meeting("m", *TEXTS)) as searcher:
        yield searcher


def said(town: Any, searcher: Searcher, query: str) -> list[str]:
    found = town.found(searcher, query)
    return [text for number, text in enumerate(TEXTS) if f"m-u{number}" in found]


@pytest.mark.parametrize(("pair", "expected"), PAIRS.items())
def test_both_writings_find_the_same(
    town: Any, searcher: Searcher, pair: tuple[str, str], expected: list[str]
) -> None:
    digits, kanji = (said(town, searcher, query) for query in pair)
    assert digits == kanji
    assert sorted(digits) == sorted(expected)


@pytest.mark.parametrize(("query", "expected"), IDIOMS.items())
def test_an_idiom_is_no_number_where_it_is_printed(
    town: Any, searcher: Searcher, query: str, expected: list[str]
) -> None:
    assert sorted(said(town, searcher, query)) == sorted(expected)
