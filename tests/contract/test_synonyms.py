"""Words that mean the same, other spellings inside words, and the opposite of a word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from index.query import SearchRequest

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


def ledger(searcher: Any, query: str, **options: Any) -> dict[str, tuple[int, str, bool]]:
    forms = searcher.search(SearchRequest(query, **options)).forms
    return {form.form: (form.count, form.basis, form.included) for form in forms}


def test_the_opposite_of_a_word_is_listed_and_left_out(town: Any, texts: Any) -> None:
    assert said(town, texts, "扶養者") == ["扶養者が決めます"]
    assert ledger(texts, "扶養者") == {
        "扶養者": (1, "literal", True),
        "被扶養者": (1, "opposite", False),
    }
    both = ["扶養者が決めます", "被扶養者に通知します"]
    assert said(town, texts, "扶養者", including=("被扶養者",)) == both
    assert ledger(texts, "扶養者", including=("被扶養者",))["被扶養者"] == (1, "opposite", True)
    assert said(town, texts, '"扶養者"') == both
    assert said(town, texts, "扶養者 OR 被扶養者") == both
    assert said(town, texts, "被扶養者") == both[1:]


def test_a_denied_word_is_found_inside_it(town: Any, texts: Any) -> None:
    assert said(town, texts, "採択") == ["請願は不採択とされました", "請願は採択とされました"]
    assert ledger(texts, "採択") == {
        "採択": (1, "literal", True),
        "不採択": (1, "within", True),
    }


def test_an_excluded_word_does_not_exclude_its_opposite(town: Any, texts: Any) -> None:
    assert said(town, texts, "通知 -扶養者") == ["被扶養者に通知します"]


def test_guardians_are_not_those_on_welfare(town: Any, texts: Any) -> None:
    assert said(town, texts, "保護者") == ["保護者の皆さまに伺いました", "父兄の会に出ました"]
    assert said(town, texts, "被保護者") == ["被保護者の世帯を訪ねました"]
    assert ledger(texts, "保護者")["被保護者"] == (1, "opposite", False)
    assert len(said(town, texts, '"保護者"')) == 2


@pytest.mark.parametrize(
    ("word", "other"), [("会議録", "議事録"), ("議事録", "会議録"), ("国保", "国民健康保険")]
)
def test_a_synonym_is_found_and_can_be_left_out(
    town: Any, texts: Any, word: str, other: str
) -> None:
    assert ledger(texts, word)[other] == (1, "synonym", True)
    for options in ({"without": (other,)}, {"synonyms": False}):
        left = said(town, texts, word, **options)
        assert left
        assert not any(other in text for text in left)
        assert ledger(texts, word, **options)[other] == (1, "synonym", False)
    assert other not in ledger(texts, f'"{word}"')


def test_an_abbreviation_is_no_string(town: Any, texts: Any) -> None:
    assert said(town, texts, "国民健康保険") == ["国民健康保険の保険料です", "国保の窓口です"]
    assert "全国保育の集いです" in said(town, texts, "国保")


def test_a_synonym_counts_for_less_than_the_word(texts: Any) -> None:
    hits = texts.search(SearchRequest("議事録")).hits
    assert [hit.utterances[0].utterance.text for hit in hits] == [
        "議事録を閲覧できます",
        "会議録を閲覧できます",
    ]
    assert hits[0].score > 2 * hits[1].score
    assert all(hit.utterances[0].highlights == ((0, 3),) for hit in hits)


def test_what_only_sudachi_takes_for_a_synonym_is_none(town: Any, texts: Any) -> None:
    assert said(town, texts, "ファイアウォール") == ["ファイアウォールを入れました"]
    assert said(town, texts, "防火壁") == ["防火壁を直しました"]


@pytest.mark.parametrize("word", ["サーバ", "サーバー"])
def test_each_spelling_is_found_inside_longer_words(town: Any, texts: Any, word: str) -> None:
    assert said(town, texts, word) == [text for text in TEXTS if "サーバ" in text]
