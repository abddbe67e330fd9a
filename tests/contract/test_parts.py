"""What has the characters of a word by chance is listed, and left out unless it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from index.minutes import AgendaItem
from index.query import SearchRequest
from index.search import Searcher

TEXTS = (
    "裏のがけを直しました",
    "崖が崩れました",
    "がけ崩れの危険があります",
    "崖地の調査です",
    "安全を心がけています",
    "声がけをします",
    "話しましたがけれども",
    "定員は７人です",
    "定員は１７人です",
    "定員は2,007人です",
    "定員は七人です",
    "定員は二十七人です",
    "数十人です",
    "十人です",
    "比は2倍です",
    "比は１.2倍です",
    "アイスを売ります",
    "車イスを押します",
    "イスを並べます",
    "低床バスの話です",
    "コミュニティバスの話です",
    "キャンバスに描きます",
    "川にはしを架けます",
    "橋を架けます",
    "それはしないと答えました",
    "つながりを持ちます",
    "つながります",
    "まちづくりの話です",
    "まちの話です",
    "バスを待ちます",
    "生ごみを出します",
    "人ごみを歩きます",
    "第2の案です",
    "第23の案です",
)


@pytest.fixture(scope="module")
def texts(town: Any) -> Iterator[Searcher]:
    with town.indexed(town.meeting("m", *TEXTS)) as searcher:
        yield searcher


def said(town: Any, searcher: Searcher, query: str, **options: Any) -> list[str]:
    found = town.found(searcher, query, **options)
    return [text for number, text in enumerate(TEXTS) if f"m-u{number}" in found]


def having(*strings: str) -> list[str]:
    return [text for text in TEXTS if any(string in text for string in strings)]


def left_out(searcher: Searcher, query: str) -> set[str]:
    forms = searcher.search(SearchRequest(query)).forms
    assert all(form.included == (form.basis != "part") for form in forms)
    return {form.form for form in forms if not form.included}


@pytest.mark.parametrize(
    ("query", "parts"),
    [
        ("7人", {"１７人", "2,007人", "二十七人"}),
        ("七人", {"１７人", "2,007人", "二十七人"}),
        ("十人", {"数十人"}),
        ("2倍", {"１.2倍"}),
        ("第2", {"第23"}),
    ],
)
def test_a_number_is_no_part_of_a_longer_number(
    town: Any, texts: Searcher, query: str, parts: set[str]
) -> None:
    found = said(town, texts, query)
    assert found
    assert not any(part in text for text in found for part in parts)
    assert left_out(texts, query) <= parts
    for form in left_out(texts, query):
        more = said(town, texts, query, including=(form,))
        assert set(more) == {*found, *having(form)}
    assert said(town, texts, f'"{query}"') == [
        text for text in TEXTS if query in text.translate(str.maketrans("１７", "17"))
    ]


def test_a_kana_word_is_found_where_it_is_a_word(town: Any, texts: Searcher) -> None:
    cliffs = [
        "裏のがけを直しました",
        "崖が崩れました",
        "がけ崩れの危険があります",
        "崖地の調査です",
    ]
    assert said(town, texts, "がけ") == cliffs
    assert left_out(texts, "がけ") == {"心がけ", "声がけ", "がけれど"}
    assert said(town, texts, "がけ", including=("心がけ",)) == [*cliffs, "安全を心がけています"]
    assert said(town, texts, '"がけ"') == having("がけ")


def test_a_kanji_is_found_inside_words_and_not_in_kana(town: Any, texts: Searcher) -> None:
    assert said(town, texts, "崖") == said(town, texts, '"崖"') == having("崖")
    forms = {form.form: form.basis for form in texts.search(SearchRequest("崖")).forms}
    assert forms == {"崖": "literal", "崖地": "within"}


def test_a_short_katakana_word_is_found_where_the_rest_is_a_word(
    town: Any, texts: Searcher
) -> None:
    assert said(town, texts, "イス") == ["車イスを押します", "イスを並べます"]
    assert left_out(texts, "イス") == {"アイス"}
    assert said(town, texts, "バス")[:2] == ["低床バスの話です", "コミュニティバスの話です"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("はし", ["川にはしを架けます"]),
        ("まち", ["まちづくりの話です", "まちの話です"]),
        ("ごみ", ["生ごみを出します"]),
        ("つながり", ["つながりを持ちます", "つながります"]),
    ],
)
def test_a_noun_in_kana_is_not_another_word_that_is_printed_alike(
    town: Any, texts: Searcher, query: str, expected: list[str]
) -> None:
    assert [text for text in said(town, texts, query) if query in text] == expected


def test_an_excluded_word_excludes_no_part(town: Any, texts: Searcher) -> None:
    assert said(town, texts, "定員 -7人") == [
        "定員は１７人です",
        "定員は2,007人です",
        "定員は二十七人です",
    ]


def test_other_writings_are_found_as_the_word_is(town: Any) -> None:
    spoken = [
        "三津ヶ丘の道",
        "三津が丘駅の道",
        "三津ケ丘の道",
        "㈱水野に頼む",
        "株式会社水野に頼む",
        "いすず車",
        "いすゞ車",
    ]
    with town.indexed(town.meeting("m", *spoken)) as searcher:
        for query, count in [
            ("三津が丘", 3),
            ("三津ヶ丘", 3),
            ("株式会社水野", 2),
            ("いすゞ車", 2),
        ]:
            page = searcher.search(SearchRequest(query))
            assert page.total == count, query
            assert sum(form.count for form in page.forms) == count
            assert {form.basis for form in page.forms} <= {"literal", "spelling", "within"}


@pytest.mark.parametrize(
    ("queries", "expected", "parts"),
    [
        (("ごみ", "ゴミ"), ["ゴミゼロの日です", "ごみ袋です"], {"ゴミムシ"}),
        (("ストア", "ストアー"), ["ドラッグストアーです", "ストアに行く"], {"リストアップ"}),
    ],
)
def test_the_other_kana_and_a_long_mark_make_no_difference(
    town: Any, queries: tuple[str, str], expected: list[str], parts: set[str]
) -> None:
    spoken = [*expected, *(f"{part}です" for part in parts)]
    with town.indexed(town.meeting("m", *spoken)) as searcher:
        for query in queries:
            assert len(town.found(searcher, query)) == len(expected), query
            assert left_out(searcher, query) <= parts


def test_a_noun_is_found_in_a_heading_that_has_it_as_a_verb_is_printed(town: Any) -> None:
    item = AgendaItem(None, "水路の考え方について")
    turns = [("堰を見ました", {"agenda": item}), ("堰の話です", {})]
    with town.indexed(town.meeting("m", *turns)) as searcher:
        assert town.found(searcher, "堰 考え") == {"m-u0"}
