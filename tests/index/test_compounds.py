"""Compound tokens: the nouns that are stems of verbs, and years."""

from __future__ import annotations

import pytest

from index.analysis.analyzer import Analyzer
from index.analysis.morphemes import stem_noun

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
def test_the_noun_of_a_stem(
    normalized: str, dictionary_form: str, conjugation: str, expected: str | None
) -> None:
    assert stem_noun(normalized, dictionary_form, conjugation) == expected


def nouns(text: str) -> list[tuple[str, str]]:
    compounds = ANALYZER.analyze(text).compounds
    return [(each.token.form, each.token.key) for each in compounds if each.noun]


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
def test_the_stem_of_a_verb_is_indexed_as_a_noun(text: str, found: list[tuple[str, str]]) -> None:
    assert nouns(text) == found


def years(text: str) -> list[tuple[str, str]]:
    """The years in a text: as printed, and their keys."""
    found = [each.token for each in ANALYZER.analyze(text).compounds]
    return [(token.form, token.key) for token in found if token.key.rstrip("度").endswith("年")]


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("平成15年", "2003年"),
        ("平成１５年", "2003年"),
        ("平成十五年", "2003年"),
        ("２００３年", "2003年"),
        ("二〇〇三年", "2003年"),
        ("H15年", "2003年"),
        ("Ｒ５年度", "2023年度"),
        ("令和元年", "2019年"),
        ("令和１年", "2019年"),
        ("平成元年度", "1989年度"),
        ("平成31年", "2019年"),
        ("昭和五十六年", "1981年"),
        ("大正12年", "1923年"),
        ("2003年度", "2003年度"),
    ],
)
def test_a_year_has_the_key_of_its_western_year(printed: str, key: str) -> None:
    assert years(f"倉野町は{printed}の予算を定めた。") == [(printed, key)]


def dates(text: str) -> set[str]:
    found = ANALYZER.analyze(text).compounds
    return {each.token.key for each in found if each.token.key[:1].isdecimal()}


@pytest.mark.parametrize(
    "printed",
    [
        *(
            "2003年4月9日",
            "平成15年4月9日",
            "平成十五年四月九日",
            "H15年4月9日",
            "２００３年４月９日",
        ),
        *("H15.4.9", "Ｈ１５．４．９", "H15・4・9", "平成15.4.9", "2003/4/9", "2003-04-09"),
    ],
)
def test_a_date_has_the_keys_of_its_year_month_and_day(printed: str) -> None:
    assert dates(f"契約は{printed}に結ぶ。") == {"2003年", "2003年4月", "2003年4月9日"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("平成31年4月", {"2019年", "2019年4月"}),
        ("令和元年五月一日", {"2019年", "2019年5月", "2019年5月1日"}),
        ("2003年13月", {"2003年"}),
        ("2003年2月30日", {"2003年", "2003年2月"}),
        ("2003年度4月9日", {"2003年度"}),
        ("4月9日", set()),
        ("1.2.3", set()),
        ("H15.4/9", set()),
    ],
)
def test_what_is_no_date_has_no_key_of_one(text: str, found: set[str]) -> None:
    assert dates(f"契約は{text}に結ぶ。") == found


@pytest.mark.parametrize(
    "text",
    [
        "15年",
        "元年",
        "第15年次",
        "2,003年",
        "1700年",
        "平成",
        "平成年",
        "平成の15年",
        "１２３４５年",
    ],
)
def test_other_numbers_are_no_years(text: str) -> None:
    assert years(f"町は{text}に定めた。") == []


def test_a_year_may_begin_and_end_a_text() -> None:
    assert years("平成15年") == [("平成15年", "2003年")]
    assert years("年") == years("15年") == []
