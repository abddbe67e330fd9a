"""Other writings of a word: those that are sure, and none that may be another word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.normalization.folding import fold
from index.analysis.writings import writings

FAMILIES = [
    "鷹ヶ沢 鷹ケ沢 鷹が沢",
    "つばきが丘 つばきヶ丘 つばきケ丘",
    "野々村橋 野野村橋",
    "みすず台 みすゞ台",
    "サヽラ堤 ササラ堤",
    "倉野㈱ 倉野(株) 倉野株式会社",
    "（有）倉野 ㈲倉野 有限会社倉野",
    "資料№7 資料No.7 資料no7 資料Ｎｏ．７",
    "℡ TEL",
    "40㎡ 40m² 40平方メートル 40平米",
    "四十立方メートル 四十㎥ 四十立米",
    "3.5％ 3.5パーセント 3.5㌫",
    "12km 12キロメートル １２㎞",
    "12ha 12ヘクタール 12㌶",
    "8kW 8キロワット",
    "CO₂削減 ＣＯ２削減 二酸化炭素削減",
    "㎡ 平方メートル",
    "平成15年4月9日 2003年4月9日 H15.4.9 2003/4/9 2003-04-09 平成15.4.9",
    "令和元年6月2日 2019年6月2日 令和1年6月2日 R1.6.2",
    "平成十五年四月九日 2003年4月9日",
    "2003年4月 平成15年4月 H15年4月",
    "平成15年度予算 2003年度予算 H15年度予算",
]


@pytest.mark.parametrize("family", FAMILIES)
def test_each_writing_of_a_word_has_the_others(family: str) -> None:
    for word in family.split():
        found = {fold(word), *map(fold, writings(word))}
        # ㈱ is found as (株), ㎡ as m2: the strings of a text are searched for in both shapes.
        others = {fold(each) for each in family.split() if not set(each) & set("㈱㈲№℡㎡㎥㌫㎞㌶")}
        assert {each for each in others if not any(c in each for c in "十四九")} <= found


@pytest.mark.parametrize(
    "word",
    [
        *("予算", "サーバー", "15年", "第3回", "令和5年", "3.5", "①", "2003.4", "12-3-4"),
        *("二二", "ロケ地", "3ヶ月", "Nano3", "№", "ホテル", "HOTEL", "motel5", "CM", "はい"),
        *("5G", "3L", "2トンネル", "5ミリシーベルト計", "有限会社", "名簿(名)", "2003年13月5日"),
    ],
)
def test_a_word_that_has_no_other_writing(word: str) -> None:
    assert not [each for each in writings(word) if "mSv" not in each]


def test_a_formula_is_no_number_of_a_document() -> None:
    assert writings("NO2") == ("二酸化窒素",)
    assert "no2" not in map(str.casefold, writings("No.2"))
    assert "資料no2" in map(str.casefold, writings("資料No.2"))


def test_a_number_that_is_a_name_by_itself_is_written_in_digits() -> None:
    assert writings("四条") == ("4条",)
    assert writings("十三条の件") == ("13条の件",)
    assert writings("第四条") == writings("四季") == ()


@pytest.mark.parametrize("hyphen", "‐−－")
def test_a_date_has_its_writings_with_any_hyphen(hyphen: str) -> None:
    assert {"2023年3月1日", "2023/3/1"} <= set(writings(f"2023{hyphen}3{hyphen}1"))


def test_parts_are_combined() -> None:
    assert "倉野株式会社300平方メートル" in writings("倉野㈱300㎡")
    assert "倉野(株)300平方メートル" in writings("倉野㈱300㎡")


@given(
    st.text(max_size=30) | st.lists(st.sampled_from("佐々ささゝ㈱㎡5.年月日ヶ関がNo")).map("".join)
)
def test_writings_are_few_and_other_than_the_word(word: str) -> None:
    found = writings(word)
    assert len(found) <= 12
    assert len({fold(each) for each in found} | {fold(word)}) == len(found) + 1
