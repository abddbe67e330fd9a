"""A word in kana is told from its characters in other words."""

from __future__ import annotations

import pytest

from index.analysis.analyzer import Analyzer
from index.engines.whoosh.matching.kana_words import HomophoneKanji, KanaWord, read_kana_word

ANALYZER = Analyzer()
KANJI = {
    "がけ": "崖",
    "みぞ": "溝",
    "まち": "町街",
    "はし": "橋端箸",
    "がん": "癌",
    "ごみ": "塵",
    "かさ": "傘嵩",
    "さか": "坂",
}


def read(text: str, printed: str = "") -> KanaWord:
    word = read_kana_word(text, ANALYZER, lambda each: HomophoneKanji(KANJI.get(each, ""), printed))
    assert word
    return word


@pytest.mark.parametrize("text", ["崖", "まちと", "コミュニティ", "kana", "が崖", ""])
def test_other_texts_are_no_word_in_kana(text: str) -> None:
    assert read_kana_word(text, ANALYZER) is None


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("がけ", "がけ崩れ"),
        ("まち", "まちづくり"),
        ("まち", "まち並み"),
        ("がん", "肺がん"),
        ("ごみ", "紙ごみ"),
        ("いす", "車いす"),
        ("イス", "車イス"),
        ("バス", "マイクロバス"),
        ("ケア", "ケアプラン"),
        ("ケア", "デイケア"),
        ("データ", "データベース"),
        ("する", "関する"),
    ],
)
def test_a_longer_word_has_the_word(word: str, form: str) -> None:
    assert any(read(word).is_in(form, token.key) for token in ANALYZER.analyze(form).tokens)


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("がけ", "心がけ"),
        ("がけ", "声がけ"),
        ("はし", "はしご"),
        ("まち", "たちまち"),
        ("ごみ", "人ごみ"),
        ("いす", "うぐいす"),
        ("がん", "がんがん"),
        ("かさ", "かさむ"),
        ("さか", "さかのぼる"),
        ("イス", "アイス"),
        ("ロス", "クロス"),
        ("ペン", "ペンキ"),
        ("タイ", "タイミング"),
        ("テスト", "コンテスト"),
        ("バス", "キャンバス"),
    ],
)
def test_a_longer_word_has_its_characters_by_chance(word: str, form: str) -> None:
    assert not any(read(word).is_in(form, token.key) for token in ANALYZER.analyze(form).tokens)


def test_a_noun_is_not_a_verb_that_is_printed_alike() -> None:
    assert not read("まち").is_same("待つ")
    assert not read("がけ", "崖").is_same("掛け")
    assert read("つながり").is_same("繋がる")
    assert read("まとめ").is_same("纏める")
    assert read("もの").is_same("者")


def test_a_noun_is_written_in_the_only_kanji_that_is_read_so_and_printed() -> None:
    assert read("がけ", printed="崖").writing == ("崖",)
    assert read("がけ").writing == ()
    assert read("はし", printed="橋端").writing == ()
    # Its key says it already.
    assert read("みち", printed="道").writing == ()
