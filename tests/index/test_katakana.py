"""Spellings of a katakana word have one key, other words have others."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.normalization.katakana import in_katakana, is_katakana, kana_key

FAMILIES = [
    "ファイアウォール ファイヤーウォール ファイヤウォール ファイアーウォール ファイアウオール "
    "ファイヤーウオール ファイア・ウオール",
    "ダイヤ ダイア ダイアー",
    "バイオリン ヴァイオリン",
    "ウィルス ウイルス",
    "コミュニティバス コミュニティーバス コミュニテイバス コミニュティバス",
    "メイプルセンター メープルセンター メープルセンタ",
    "エコバッグ エコバック",
    "ビッグデータ ビックデータ",
    "ドッジボール ドッチボール ドッヂボール",
    "ハナミズキ ハナミヅキ",
    "マイクロホン マイクロフォン",
    "ペデストリアンデッキ ペディストリアンデッキ",
    "ショッピング ショピング",
    "ワーク・ライフ・バランス ワークライフバランス",
    "セブン‐イレブン セブンイレブン",
    "ピロティ ピロティー",
    "ウェブ ウエブ ウェッブ",
]
CONFUSABLES = (
    "ビル ビール カード カド ボウル ボール ハート ハト イア バレー バレエ ヒット ヒート "
    "デスク ディスク ハンデ ハンディ ホーム フォーム フィット ファンド ハンド レーン レイン "
    "セール セイル ヒアリ ヒヤリ キャノン キヤノン バッグ バック ドック ドッグ パーツ バツ "
    "バッ スーツ コーチング コーティング オープンチャット オープンチャート ホットスポット "
    "フォトスポット ストッキング ストーキング ピアサポート ピュアサポート ヘイトスピーチ "
    "ヘッドスピーチ"
)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.split()[0])
def test_spellings_of_a_katakana_word_have_one_key(family: str) -> None:
    assert len(set(map(kana_key, family.split()))) == 1


@pytest.mark.parametrize(("one", "other"), list(combinations(CONFUSABLES.split(), 2)))
def test_different_words_have_different_keys(one: str, other: str) -> None:
    assert kana_key(one) != kana_key(other)


@given(st.text(st.characters(min_codepoint=0x30A1, max_codepoint=0x30FC), max_size=12))
def test_a_key_is_its_own_key(word: str) -> None:
    assert kana_key(kana_key(word)) == kana_key(word)
    assert kana_key(word) or not word


@pytest.mark.parametrize(
    "word", ["", "漢字", "ファイヤ壁", "ひらがな", "ｲﾔ", "イヤ.", "・", "・イヤ"]
)
def test_a_word_not_in_full_width_katakana_is_its_own_key(word: str) -> None:
    assert kana_key(word) == word


def test_katakana_is_recognized_in_both_widths() -> None:
    assert is_katakana("ﾌｧｲｱ")
    assert is_katakana("サーバー")
    assert not is_katakana("サーバ室")
    assert not is_katakana("")


@pytest.mark.parametrize(("key", "word"), [("うえぶ", "ウエブ"), ("web", "web"), ("の", "の")])
def test_the_katakana_word_of_a_key(key: str, word: str) -> None:
    assert in_katakana(key) == word
