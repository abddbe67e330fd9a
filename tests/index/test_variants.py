"""Variants: a text is read with other characters, and its tokens have those printed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.analysis.analyzer import Analyzer
from index.analysis.normalization.search_text import search_text
from index.analysis.normalization.variants import KANJI_VARIANTS, standardize, standardize_word
from index.analysis.tokens import text_key

ANALYZER = Analyzer()
TEXTS = st.text(
    st.sampled_from("髙橋邉﨑神𠮷辻\U000e0100\ufe00サ－バ―ン-ーｻｰ・令和元年度平成あ。")
    | st.characters(),
    max_size=30,
)


def read(text: str) -> str:
    return standardize(text, frozenset({"メンバ", "カウンタ"}).__contains__).text


def test_a_variant_is_read_as_a_kanji_that_is_no_variant() -> None:
    assert all(len(shape) == len(other) == 1 for other, shape in KANJI_VARIANTS.items())
    assert not set(KANJI_VARIANTS) & set(KANJI_VARIANTS.values())
    assert all(unicodedata.category(other)[0] in "LS" for other in KANJI_VARIANTS)


@given(TEXTS)
@example("")
def test_only_the_changed_characters_are_read_otherwise(text: str) -> None:
    found = standardize(text, lambda _: True)
    assert len(found.text) == len(text)
    same = set(range(len(text))) - set(found.changed)
    assert all(found.text[number] == text[number] for number in same)


@given(TEXTS)
def test_tokens_have_the_printed_characters(text: str) -> None:
    tokens = ANALYZER.analyze(text).tokens
    printed = search_text(text).text.encode("utf-8", "replace").decode()
    assert "".join(token.form for token in tokens) == printed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("髙橋と渡邉", "高橋と渡辺"),
        ("齋藤と齊藤", "斎藤と斉藤"),
        ("\ufa11\ufa19社", "崎神社"),
        ("⻑い⽅", "長い方"),
        ("二○二三年と五◯人", "二〇二三年と五〇人"),
        ("○二番と○○町", "○二番と○○町"),
        ("サ－バとア―ト", "サーバとアート"),
        ("メンバ－が", "メンバーが"),
        ("プラン－第一", "プラン－第一"),
        ("セブン－イレブン", "セブン・イレブン"),
        ("ヒト――ヒト", "ヒト――ヒト"),
        ("一斉に", "一斉に"),
        ("令和元年と元年", "令和１年と元年"),
        ("3-1", "3-1"),
        ("Ｗｉ―Ｆｉ", "Ｗｉ-Ｆｉ"),
    ],
)
def test_a_text_is_standardized(text: str, expected: str) -> None:
    assert read(text) == expected
    assert read(expected) == expected


@pytest.mark.parametrize(
    "family",
    [
        "高橋 髙橋",
        "渡辺 渡邊 渡邉",
        "斎藤 齋藤 斉藤 齊藤",
        "吉野 𠮷野",
        "竜馬 龍馬",
        "メンバー メンバ－ メンバ―",
        "スクール スク－ル",
        "セブンイレブン セブン－イレブン セブン・イレブン",
        "ウェブサイト Ｗｅｂサイト WEBサイト ウエブサイト",
        "Wi-Fi Ｗｉ－Ｆｉ ＷｉーＦｉ WiFi",
        "ワークライフバランス ワーク・ライフ・バランス",
        "ワンストップサービス ワン・ストップ・サービス ﾜﾝｽﾄｯﾌﾟｻｰﾋﾞｽ",
    ],
)
def test_spellings_of_a_word_have_one_key(family: str) -> None:
    keys = []
    for form in family.split():
        tokens, compounds = ANALYZER.analyze(form)
        whole = [each.token for each in compounds if each.end - each.start == len(tokens)]
        whole += tokens if len(tokens) == 1 else ()
        assert {token.form for token in whole} == {search_text(form).text}
        keys.append({token.key for token in whole} | {text_key(search_text(form).text)})
    assert set.intersection(*keys)


@pytest.mark.parametrize(
    ("form", "expected"), [("スク－ル", "スクール"), ("３－１", "３－１"), ("髙", "高"), ("", "")]
)
def test_a_word_is_standardized(form: str, expected: str) -> None:
    assert standardize_word(form) == expected


def test_two_kanji_have_one_key_in_names_only() -> None:
    key = {text: ANALYZER.analyze(text).tokens[0].key for text in ("斉藤", "斎藤", "一斉")}
    assert key["斉藤"] == key["斎藤"]
    assert key["一斉"] == "一斉"
