"""Numbers: one token with one key in all their writings, and no other words."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.analysis import numbers
from index.analysis.analyzer import Analyzer
from index.analysis.normalization.folding import fold
from index.analysis.number_writings import number_writings
from index.analysis.numbers import leading_number, number_key
from index.query_parser import question_words

ANALYZER = Analyzer()
_DIGITS = "〇一二三四五六七八九"


def in_kanji(number: int) -> str:
    """A number below ten thousand as it is read aloud."""
    printed = ""
    for power, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            printed += (_DIGITS[digit] if digit > 1 or power == 1 else "") + sign
    return printed


def keys(text: str) -> list[str]:
    return [token.key for token in ANALYZER.analyze(text).tokens]


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        *(("５", "5"), ("二十", "20"), ("二〇", "20"), ("百五", "105"), ("千", "1000")),
        *(("1,234", "1234"), ("１、２３４", "1234"), ("一、二三四", "1234"), ("2千5百", "2500")),
        *(("3億4,600万", "346000000"), ("三億四千六百万", "346000000"), ("25百万", "25000000")),
        *(("2.5", "2.5"), ("二・五", "2.5"), ("五二・八", "52.8"), ("二○二三", "2023")),
        *(
            ("1.50", "1.5"),
            ("05", "5"),
            ("003", "003"),
            ("十数", "10数"),
            ("数十", "数10"),
            ("数１０", "数10"),
        ),
        *(("", ""), ("数", ""), ("万一", ""), ("橋", ""), ("1橋", ""), ("十" * 30, "")),
    ],
)
def test_the_key_of_a_number(printed: str, key: str) -> None:
    assert number_key(printed) == key


@given(st.integers(1, 9999))
def test_a_number_has_one_key_in_digits_and_kanji(number: int) -> None:
    positional = "".join(_DIGITS[int(digit)] for digit in str(number))
    assert {number_key(each) for each in (in_kanji(number), positional, f"{number:,}")} == {
        str(number)
    }


@given(st.text("0一十百千万億数何,.、・橋", max_size=12))
def test_any_text_has_a_key_or_none(text: str) -> None:
    assert 0 <= leading_number(text) <= len(text)
    assert bool(number_key(text[: leading_number(text)])) == (leading_number(text) > 0)


COUNTERS = [
    "人",
    "回",
    "丁目",
    "日",
    "歳",
    "時",
    "分",
    "件",
    "校",
    "年間",
    "か所",
    "％",
    "階",
    "番",
]


@pytest.mark.parametrize("counter", COUNTERS)
def test_a_number_and_its_counter_are_two_tokens_in_any_writing(counter: str) -> None:
    for number in (*range(1, 33), 40, 55, 99, 100, 110, 150, 250):
        printed = f"{number}{counter}"
        # 十分 is an adverb, but after an hour.
        before = "三時" if counter == "分" else "約"
        kanji = keys(before + in_kanji(number) + counter)
        assert kanji == keys(before + printed), printed
        assert str(number) in kanji, printed


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("第一回説明会", "第1回説明会"),
        ("会費は一、〇〇〇円", "会費は1,000円"),
        ("会費は１、０００円", "会費は千円"),
        ("二・五倍", "2.5倍"),
        ("２・５倍", "2.5倍"),
        ("五二・八％", "52.8％"),
        ("〇・八ポイント", "0.8ポイント"),
        ("二◯二三年", "2023年"),
        ("第四条", "第4条"),
        ("二十分の一", "20分の1"),
        ("数十人", "数１０人"),
        ("十数人", "10数人"),
        ("一人暮らし", "１人暮らし"),
        ("三百平方メートル", "300平方メートル"),
        ("13時～15時", "十三時〜十五時"),
        ("五万六千円", "5万6千円"),
        ("10時05分", "十時五分"),
    ],
)
def test_writings_of_a_number_have_the_same_keys(one: str, other: str) -> None:
    assert keys(one) == keys(other)


@pytest.mark.parametrize(
    "word",
    [
        *("千葉", "八王子", "三田", "一般", "一方", "統一", "一応", "一切", "一体", "三重", "千歳"),
        *("万一", "唯一", "十分に", "十分な", "一貫", "四半期", "九州", "五反田"),
    ],
)
def test_a_word_that_is_no_number_stays_whole(word: str) -> None:
    assert not any(key.isdecimal() for key in keys(f"町の{word}、"))


@pytest.mark.parametrize("sign", "⑴⒈㈠…")
def test_a_word_after_a_character_of_several_words_stays_whole(sign: str) -> None:
    assert "十分" in keys(f"ね{sign}十分に")


@pytest.mark.parametrize(
    "text", ["一・二丁目", "五、六丁目", "120、130人", "31、132ページ", "五・六年生"]
)
def test_the_numbers_of_a_list_are_apart(text: str) -> None:
    assert sum(key.isdecimal() for key in keys(text)) == 2


@pytest.mark.parametrize("sign", "〇○◯")
def test_circles_without_a_number_are_no_number(sign: str) -> None:
    assert not any(key.isdecimal() for key in keys(f"{sign}{sign}小学校"))
    assert keys(f"{sign * 2}町") == keys("○○町")


@pytest.mark.parametrize("word", ["三十日", "一部", "二人", "五丁目"])
def test_a_number_and_a_counter_in_the_dictionary_are_a_compound_too(word: str) -> None:
    compounds = ANALYZER.analyze(f"{word}の").compounds
    assert word in [each.token.key for each in compounds]


def test_a_kanji_is_no_other_word_of_its_sound() -> None:
    assert keys("65歳")[-1] == keys("歳")[-1] == keys("65才")[-1] != keys("年")[-1]
    assert keys("管の径")[-1] != keys("小道")[-1]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("13時～15時", ("13時", "15時")),
        ("第1回の会議", ("第1回", "会議")),
        ("5人の委員は誰ですか", ("5人", "委員")),
        ("2023橋", ("2023", "橋")),
    ],
)
def test_a_number_of_a_question_keeps_what_it_counts(text: str, words: tuple[str, ...]) -> None:
    assert question_words(text, ANALYZER) == words


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("四、五人", "4、5"),
        ("4、5人", "4、5"),
        ("二十四、五人", "24、5"),
        ("二、三十人", "2、30"),
        ("五、六千円", "5、6000"),
        ("2、3日間", "2、3"),
        ("三・一倍", "3.1"),
    ],
)
def test_numbers_of_several_words_are_one(text: str, number: str) -> None:
    assert keys(text)[0] == number


@pytest.mark.parametrize("text", ["四、五丁目", "第4、5回", "4、6人", "平成四、五年", "三、四歳児"])
def test_numbers_that_are_no_range_are_two(text: str) -> None:
    assert not any("、" in key for key in keys(text))


@given(st.integers(1, 10**9))
@example(10**4)
@example(3 * 10**8 + 10)
def test_a_number_in_kanji_is_as_it_is_read_aloud(value: int) -> None:
    written = numbers.in_kanji(value)
    groups = [value // power % 10**4 for power in (10**8, 10**4, 1)]
    signs = ("億", "万", "")
    expected = (in_kanji(n) + sign for n, sign in zip(groups, signs, strict=True) if n)
    assert written == "".join(expected)
    assert number_key(written) == str(value)


@pytest.mark.parametrize(
    ("word", "writings"),
    [
        ("五台", {"5台", "五台"}),
        ("第2回", {"第2回", "第二回"}),
        ("3か月12日", {"3か月12日", "三か月十二日"}),
        ("CO2", set()),
        ("50㎡", set()),
        ("2.5倍", set()),
        ("1対2対3だ", set()),
    ],
)
def test_a_number_that_counts_has_two_writings(word: str, writings: set[str]) -> None:
    forms = [fold(token.form) for token in ANALYZER.analyze(word).tokens]
    assert {each.text for each in number_writings(forms, keys(word))} == writings
