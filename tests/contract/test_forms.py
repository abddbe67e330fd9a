"""The forms of a word: its spellings, synonyms, longer words and opposites, with their counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from index.query import SearchRequest
from index.results import Form, Note
from index.search import Searcher

TEXTS = (
    "保護者の皆さまに伺いました",
    "被保護者の世帯を訪ねました",
    "父兄の会に出ました",
    "請願は不採択とされました",
    "請願は採択とされました",
    "扶養者が決めます",
    "被扶養者に通知します",
    "会議録を閲覧できます",
    "議事録を閲覧できます",
    "国民健康保険の保険料です",
    "国保の窓口です",
    "全国保育の集いです",
    "ファイルサーバーを替えました",
    "サーバ室を移しました",
    "防火壁を直しました",
    "ファイアウォールを入れました",
    "老人ファイルサーバの件です",
)


@pytest.fixture(scope="module")
def texts(town: Any) -> Iterator[Any]:
    meetings = [
        town.meeting("m1", *TEXTS[:7], title="前半"),
        town.meeting("m2", *TEXTS[7:], title="後半"),
    ]
    with town.indexed(*meetings) as searcher:
        yield searcher


def said(town: Any, searcher: Any, query: str, **options: Any) -> list[str]:
    found = town.found(searcher, query, **options)
    order = [f"m1-u{at}" for at in range(7)] + [f"m2-u{at}" for at in range(len(TEXTS) - 7)]
    return [text for name, text in zip(order, TEXTS, strict=True) if name in found]


def listed_forms(searcher: Any, query: str, **options: Any) -> dict[str, tuple[int, str, bool]]:
    forms = searcher.search(SearchRequest(query, **options)).forms
    return {form.form: (form.count, form.basis, form.included) for form in forms}


def test_the_opposite_of_a_word_is_listed_but_excluded_by_default(town: Any, texts: Any) -> None:
    assert said(town, texts, "扶養者") == ["扶養者が決めます"]
    assert listed_forms(texts, "扶養者") == {
        "扶養者": (1, "literal", True),
        "被扶養者": (1, "opposite", False),
    }
    both = ["扶養者が決めます", "被扶養者に通知します"]
    assert said(town, texts, "扶養者", including=("被扶養者",)) == both
    assert listed_forms(texts, "扶養者", including=("被扶養者",))["被扶養者"] == (
        1,
        "opposite",
        True,
    )
    assert said(town, texts, '"扶養者"') == both
    assert said(town, texts, "扶養者 OR 被扶養者") == both
    assert said(town, texts, "被扶養者") == both[1:]


def test_a_word_is_found_inside_its_negation(town: Any, texts: Any) -> None:
    assert said(town, texts, "採択") == ["請願は不採択とされました", "請願は採択とされました"]
    assert listed_forms(texts, "採択") == {
        "採択": (1, "literal", True),
        "不採択": (1, "within", True),
    }


def test_an_excluded_word_does_not_exclude_its_opposite(town: Any, texts: Any) -> None:
    assert said(town, texts, "通知 -扶養者") == ["被扶養者に通知します"]


def test_guardians_are_not_welfare_recipients(town: Any, texts: Any) -> None:
    assert said(town, texts, "保護者") == ["保護者の皆さまに伺いました", "父兄の会に出ました"]
    assert said(town, texts, "被保護者") == ["被保護者の世帯を訪ねました"]
    assert listed_forms(texts, "保護者")["被保護者"] == (1, "opposite", False)
    assert len(said(town, texts, '"保護者"')) == 2


@pytest.mark.parametrize(
    ("word", "other"), [("会議録", "議事録"), ("議事録", "会議録"), ("国保", "国民健康保険")]
)
def test_a_synonym_is_found_and_can_be_excluded(
    town: Any, texts: Any, word: str, other: str
) -> None:
    assert listed_forms(texts, word)[other] == (1, "synonym", True)
    for options in ({"without": (other,)}, {"synonyms": False}):
        left = said(town, texts, word, **options)
        assert left
        assert not any(other in text for text in left)
        assert listed_forms(texts, word, **options)[other] == (1, "synonym", False)
    assert other not in listed_forms(texts, f'"{word}"')


def test_the_synonym_of_a_word_is_not_searched_inside_longer_words(town: Any, texts: Any) -> None:
    assert said(town, texts, "国民健康保険") == ["国民健康保険の保険料です", "国保の窓口です"]
    assert "全国保育の集いです" in said(town, texts, "国保")


def test_an_utterance_with_a_synonym_scores_below_one_with_the_word(texts: Any) -> None:
    hits = texts.search(SearchRequest("議事録")).hits
    assert [hit.utterances[0].utterance.text for hit in hits] == [
        "議事録を閲覧できます",
        "会議録を閲覧できます",
    ]
    assert hits[0].score > 2 * hits[1].score
    assert all(hit.utterances[0].highlights == ((0, 3),) for hit in hits)


def test_synonyms_of_sudachi_alone_are_not_used(town: Any, texts: Any) -> None:
    assert said(town, texts, "ファイアウォール") == ["ファイアウォールを入れました"]
    assert said(town, texts, "防火壁") == ["防火壁を直しました"]


@pytest.mark.parametrize("word", ["サーバ", "サーバー"])
def test_each_spelling_is_found_inside_longer_words(town: Any, texts: Any, word: str) -> None:
    assert said(town, texts, word) == [text for text in TEXTS if "サーバ" in text]


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


def test_a_spelling_can_be_excluded_in_any_width(town: Any, walls: Searcher) -> None:
    left = town.found(walls, "ファイアウォール", without=("ファイヤーウォール", "ＦＩＲＥＷＡＬＬ"))
    assert left == {"m-u0", "m-u2", "m-u4"}
    forms = walls.search(SearchRequest("ファイアウォール", without=("ファイヤーウォール",))).forms
    assert [form.form for form in forms if not form.included] == ["ファイヤーウォール"]


def test_a_quoted_word_finds_no_other_spelling(town: Any, walls: Searcher) -> None:
    assert town.found(walls, '"ファイアウォール"') == {"m-u0", "m-u2"}


def test_a_string_inside_longer_words_is_listed_as_within(walls: Searcher) -> None:
    forms = walls.search(SearchRequest("イアウォ")).forms
    assert forms
    assert {form.basis for form in forms} == {"within"}


def test_a_word_without_hits_is_listed_with_count_0(walls: Searcher) -> None:
    page = walls.search(SearchRequest("水門"))
    assert page.forms == (Form("水門", 0, "水門"),)
    assert (page.total, page.searched.utterances) == (0, 7)


def test_a_long_word_without_hits_is_split_with_a_note(town: Any, walls: Searcher) -> None:
    page = walls.search(SearchRequest("壁を塗装する"))
    assert {note.code for note in page.notes} <= {"word_split"}
    page = walls.search(SearchRequest("壁塗る"))
    assert page.notes == (Note("word_split", ("壁塗る", "壁", "塗る")),)
    assert town.found(walls, "壁塗る") == {"m-u5"}


@pytest.mark.parametrize(
    ("typed", "printed"),
    [("ゴミ", "ごみ"), ("ごみ", "ゴミ"), ("ファイヤーウオール", "ファイアウォール")],
)
def test_a_word_is_found_in_hiragana_and_katakana(town: Any, typed: str, printed: str) -> None:
    with town.indexed(town.meeting("m", f"・{printed}の話。", "→別の話。")) as searcher:
        page = searcher.search(SearchRequest(typed))
        assert [form.form for form in page.forms] == [printed]
        assert [found.matched for found in page.hits[0].utterances] == [True, False]


def test_a_single_character_is_found_inside_words(town: Any) -> None:
    with town.indexed(town.meeting("m", "・検査の話。", "→検討する。", "・橋の話。")) as searcher:
        assert searcher.search(SearchRequest("検")).total == 2
