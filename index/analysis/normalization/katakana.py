"""The key of a katakana word, which its spellings share and other words do not.

The same differences are spellings of one long word and distinguish short words (ビル is not ビール,
デスク not ディスク). So there are two keys: one for short words, and one that folds more, for
words that are still long when folded. Compare 外来語の表記 (内閣告示第2号, 1991), which allows
several spellings of loan words.
"""

from __future__ import annotations

import re
import unicodedata

# In kana. Folded words of this length were the same word but for misprints, among the 18,526
# katakana words of 26 years of one city's minutes.
_MIN_LONG_WORD = 5

_KATAKANA = re.compile(r"[ァ-ヺー]+")
# A word may be printed in parts: ワーク・ライフ・バランス, セブン‐イレブン.
_WORD = re.compile(r"[ァ-ヺー]+(?:[・‐-][ァ-ヺー]+)*")
_SEPARATOR = re.compile("[・‐-]")

_V_SERIES = (("ヴァ", "バ"), ("ヴィ", "ビ"), ("ヴェ", "ベ"), ("ヴォ", "ボ"), ("ヴ", "ブ"))
_LARGE_VOWELS = str.maketrans("ァィゥェォ", "アイウエオ")
_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
_BACK = {code: katakana for katakana, code in _HIRAGANA.items()}
_HIRAGANA_KEY = re.compile("[ぁ-ゖー]{2,}")
# Short words with two spellings that are no other word.
_SHORT_SPELLINGS = {
    "ウエイト": "ウエート",
    "ウエッブ": "ウエブ",
    "グラビヤ": "グラビア",
    "コーデネーター": "コーデイネーター",
    "サタデイ": "サタデー",
    "ピロテイー": "ピロテイ",
    "フアクス": "フアックス",
    "メモリー": "メモリ",
    "ワンウエイ": "ワンウエー",
    "ワンデイ": "ワンデー",
}

# Misprints.
_SLIPS = (("コミニュ", "コミュニ"), ("セキリュ", "セキュリ"), ("シュミレ", "シミュレ"))
_SPELLINGS = (*_SLIPS, ("フォ", "ホ"), ("ディ", "デ"), ("シュア", "シャ"))
_VOICELESS = (("ッド", "ット"), ("ッグ", "ック"), ("ッジ", "ッチ"))
_LARGE = str.maketrans("ァィゥェォャュョ", "アイウエオヤユヨ")
_GLIDE = re.compile("(?<=[イキシチニヒミリギジビピ])ヤ")
# Elsewhere ッ distinguishes words: オープンチャット is not オープンチャート.
_DOUBLE = re.compile("ッ(?=[サシスセソツ]|クス|ピング)")
_EI = re.compile("(?<=[エケセテネヘメレゲゼデベペ])イ")


def kana_key(word: str) -> str:
    """The key of a katakana word (in NFKC), in hiragana, so that ゴミ has the key of ごみ.

    ファイヤーウオール and ファイアウォール share a key, ビル and ビール do not. A word that is not
    wholly in katakana is its own key.
    """
    if not _WORD.fullmatch(word):
        return word
    word = _SEPARATOR.sub("", word).replace("ヂ", "ジ").replace("ヅ", "ズ")
    for series, kana in _V_SERIES:
        word = word.replace(series, kana)
    return (_long_key(word) or _short_key(word)).translate(_HIRAGANA)


def _short_key(word: str) -> str:
    """Folds small vowels, and イヤ and イアー; keeps other long marks."""
    word = word.translate(_LARGE_VOWELS)
    word = word.replace("イヤ", "イア").replace("イアー", "イア")
    return _SHORT_SPELLINGS.get(word, word)


def _long_key(word: str) -> str:
    """Folds all differences of spelling; empty if the word is short."""
    for printed, kana in _SPELLINGS:
        word = word.replace(printed, kana)
    word = _GLIDE.sub("ア", word.translate(_LARGE))
    word = _EI.sub("ー", word).replace("ー", "")
    for voiced, voiceless in _VOICELESS:
        word = word.replace(voiced, voiceless)
    single = _DOUBLE.sub("", word)
    if len(single) >= _MIN_LONG_WORD:
        return single
    return word if len(word) >= _MIN_LONG_WORD else ""


def in_katakana(key: str) -> str:
    """A katakana word that has a key; the key itself if no katakana word has it."""
    return key.translate(_BACK) if _HIRAGANA_KEY.fullmatch(key) else key


def is_katakana(word: str) -> bool:
    """True if a word, in NFKC, is wholly in katakana."""
    return _KATAKANA.fullmatch(unicodedata.normalize("NFKC", word)) is not None
