"""The key of a katakana word: its spellings meet in it, and other words do not.

Short words are told apart by what spellings of long ones differ in (ビル is no ビール,
デスク no ディスク), so there are two keys: one for all words, and one that folds more, for
words that are still long when folded.
"""

from __future__ import annotations

import re
import unicodedata

# From so many kana on, folded words were the same word in every case but slips of the
# printers: tried on the 18,526 katakana words of 26 years of one city's minutes.
_LONG = 5

_KATAKANA = re.compile(r"[ァ-ヺー]+")
# One word may be printed in parts: ワーク・ライフ・バランス, セブン‐イレブン.
_WORD = re.compile(r"[ァ-ヺー]+(?:[・‐-][ァ-ヺー]+)*")
_PARTING = re.compile("[・‐-]")

_V_SERIES = (("ヴァ", "バ"), ("ヴィ", "ビ"), ("ヴェ", "ベ"), ("ヴォ", "ボ"), ("ヴ", "ブ"))
_LARGE_VOWELS = str.maketrans("ァィゥェォ", "アイウエオ")
_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
_BACK = {code: katakana for katakana, code in _HIRAGANA.items()}
_HIRAGANA_KEY = re.compile("[ぁ-ゖー]{2,}")
# Short words with two spellings and no other word between them.
_SHORT = {
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

_SLIPS = (("コミニュ", "コミュニ"), ("セキリュ", "セキュリ"), ("シュミレ", "シミュレ"))
_SEVERAL = (*_SLIPS, ("フォ", "ホ"), ("ディ", "デ"), ("シュア", "シャ"))
_VOICELESS = (("ッド", "ット"), ("ッグ", "ック"), ("ッジ", "ッチ"))
_LARGE = str.maketrans("ァィゥェォャュョ", "アイウエオヤユヨ")
_GLIDE = re.compile("(?<=[イキシチニヒミリギジビピ])ヤ")
# Elsewhere ッ tells words apart: オープンチャット is no オープンチャート.
_DOUBLE = re.compile("ッ(?=[サシスセソツ]|クス|ピング)")
_EI = re.compile("(?<=[エケセテネヘメレゲゼデベペ])イ")


def kana_key(word: str) -> str:
    """The key of a katakana word (in NFKC), in hiragana, so that ゴミ meets ごみ.

    ファイヤーウオール and ファイアウォール have one, ビル and ビール have two. Words not
    wholly in katakana are unchanged.
    """
    if not _WORD.fullmatch(word):
        return word
    word = _PARTING.sub("", word).replace("ヂ", "ジ").replace("ヅ", "ズ")
    for series, plain in _V_SERIES:
        word = word.replace(series, plain)
    return (_long_key(word) or _short_key(word)).translate(_HIRAGANA)


def _short_key(word: str) -> str:
    """Small and large vowels, イヤ and イアー; other long marks stay."""
    word = word.translate(_LARGE_VOWELS)
    word = word.replace("イヤ", "イア").replace("イアー", "イア")
    return _SHORT.get(word, word)


def _long_key(word: str) -> str:
    """What spellings of long words differ in left out; nothing if the word is short."""
    for printed, plain in _SEVERAL:
        word = word.replace(printed, plain)
    word = _GLIDE.sub("ア", word.translate(_LARGE))
    word = _EI.sub("ー", word).replace("ー", "")
    for voiced, voiceless in _VOICELESS:
        word = word.replace(voiced, voiceless)
    plain = _DOUBLE.sub("", word)
    if len(plain) >= _LONG:
        return plain
    return word if len(word) >= _LONG else ""


def in_katakana(key: str) -> str:
    """The katakana word that has a key, if it is the key of one; else the key itself."""
    return key.translate(_BACK) if _HIRAGANA_KEY.fullmatch(key) else key


def is_katakana(word: str) -> bool:
    """Whether the word, in NFKC, is wholly katakana."""
    return _KATAKANA.fullmatch(unicodedata.normalize("NFKC", word)) is not None
