"""Verbs of several kanji → the nouns that are their stems: 切り替える → 切り替え."""

from __future__ import annotations

import re

_ROWS = dict(zip("うくぐすつぬぶむる", "いきぎしちにびみり", strict=True))
_KANJI = re.compile("[一-鿿々]")
_KANA = re.compile("[ぁ-ん]")
# A stem of one kanji (思い, 行い) is a common word of its own.
_FEWEST_KANJI = 2


def noun(normalized: str, dictionary_form: str, conjugation: str) -> str | None:
    """The noun that the stem of a verb is, spelled as the verb's normalized form is.

    `conjugation` is Sudachi's: 五段-ラ行, 下一段-ア行. None for other verbs, of one kanji,
    and where the two forms are not of one verb (取り込める is normalized as 取り込む).
    """
    if normalized[-1:] != dictionary_form[-1:] or not _KANJI.search(normalized):
        return None
    stem = normalized[:-1]
    if conjugation.startswith("五段"):
        stem += _ROWS.get(normalized[-1:], "")
    elif not conjugation.startswith(("上一段", "下一段")) or not _same_row(stem, dictionary_form):
        return None
    return stem if len(_KANJI.findall(stem)) >= _FEWEST_KANJI else None


def _same_row(stem: str, dictionary_form: str) -> bool:
    kana = dictionary_form[-2:-1]
    return not _KANA.fullmatch(kana) or kana == stem[-1:]
