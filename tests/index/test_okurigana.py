"""The stem of a verb of several kanji is also the noun it is."""

from __future__ import annotations

import pytest

from index.analysis.analyzer import Analyzer
from index.analysis.okurigana import noun

ANALYZER = Analyzer()


@pytest.mark.parametrize(
    ("normalized", "dictionary_form", "conjugation", "expected"),
    [
        ("切り替える", "切り替える", "下一段-ア行", "切り替え"),
        ("取り締まる", "取締る", "五段-ラ行", "取り締まり"),
        ("申し込む", "申込む", "五段-マ行", "申し込み"),
        ("取り締まる", "取り締まれる", "下一段-ラ行", None),
        ("思う", "思う", "五段-ワア行", None),
        ("する", "する", "サ行変格", None),
        ("", "", "五段-ラ行", None),
    ],
)
def test_a_stem_is_a_noun(
    normalized: str, dictionary_form: str, conjugation: str, expected: str | None
) -> None:
    assert noun(normalized, dictionary_form, conjugation) == expected


def nouns(text: str) -> list[tuple[str, str]]:
    return [(each.unit.form, each.unit.key) for each in ANALYZER.analyze(text).long if each.noun]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("設備を切り替えて使う。", [("切り替え", "切り替え")]),
        ("設備を切替えない。", [("切替え", "切り替え")]),
        ("違反を取り締まります。", [("取り締まり", "取り締まり")]),
        ("違反を取締りました。", [("取締り", "取り締まり")]),
        ("新しく買いかえて使う。", [("買いかえ", "買い替え")]),
        ("窓口で申し込んだ。", []),
        ("町がそう思います。", []),
    ],
)
def test_verbs_are_nouns_where_their_stem_stands(text: str, found: list[tuple[str, str]]) -> None:
    assert nouns(text) == found
