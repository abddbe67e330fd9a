"""Japanese analysis: nothing of a text is lost, and spellings share a key."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import product
from time import perf_counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.analysis.analyzer import Analyzer
from index.analysis.tokens import FORM_MARK, prefix, term
from index.fields import all_units, lengths, long_units, short_units

ANALYZER = Analyzer()
PIECES = [
    *"橋道路予算のをﾌｧｲｱｶﾞ㈱㌖𠮷\u3099\0\t\n。１a",
    "サーバー",
    "個人情報保護委員会",
    "引っ越し",
    "三億円",
    "👨‍👩‍👧",
]
TEXTS = st.text(st.characters(), max_size=60) | st.lists(st.sampled_from(PIECES)).map("".join)


def keys(text: str) -> set[str]:
    """The keys under which a word is found as a whole."""
    analysis = ANALYZER.analyze(text)
    short = analysis.short[0].key if len(analysis.short) == 1 else None
    whole = [
        long.unit.key for long in analysis.long if long.last - long.first == len(analysis.short)
    ]
    return {*whole, *filter(None, [short])}


@given(TEXTS)
@example("")
@example("".join(map(chr, range(0x100))))
@example("あ" * 300 + "ア" * 600 + "1" * 700)
def test_short_units_cover_any_text_in_order(text: str) -> None:
    short = ANALYZER.analyze(text).short
    printed = text.encode("utf-8", "replace").decode()
    assert "".join(unit.form for unit in short) == printed
    assert all(0 < len(unit.form) <= 255 for unit in short)
    assert all(unit.term == term(unit.key, unit.form) for unit in short)


@given(TEXTS)
def test_long_units_are_rows_of_short_ones(text: str) -> None:
    analysis = ANALYZER.analyze(text)
    for first, last, unit, noun in analysis.long:
        assert 0 <= first < last <= len(analysis.short)
        assert last - first > 1 or noun
        assert unit.form == "".join(each.form for each in analysis.short[first:last])


@given(TEXTS)
def test_occurrences_and_lengths_say_where_units_stand(text: str) -> None:
    analysis = ANALYZER.analyze(text)
    assert sum(lengths(analysis)) == len(text)
    for found in (short_units(analysis), long_units(analysis), all_units(analysis)):
        assert len(found.terms) == len(found.positions)
        assert sorted(found.positions) == list(found.positions)
        assert len(set(zip(found.terms, found.positions, strict=True))) == len(found.terms)
    short = short_units(analysis)
    for name, position in zip(short.terms, short.positions, strict=True):
        assert name.endswith(f"{FORM_MARK}{analysis.short[position].form}".encode())


@pytest.mark.parametrize(
    "text",
    [
        "長い一行である" * 10_000,
        "ﷺ" * 13_000,
        "10㌖と" * 13_000,
        "𠮷" * 30_000,
        "ア" * 30_000,
        " " * 60_000,
        "か\u3099" * 20_000,
        "1" * 60_000,
        "あ\ud800い" * 9000,
    ],
    ids=lambda text: text[:3].encode("unicode_escape").decode(),
)
def test_long_lines_are_read_whole_and_soon(text: str) -> None:
    started = perf_counter()
    short = ANALYZER.analyze(text).short
    assert sum(len(unit.form) for unit in short) == len(text)
    assert perf_counter() - started < 5


def test_a_long_text_is_cut_between_sentences() -> None:
    sentence = "会議録を検索する仕組みについて、個人情報保護委員会が審議した。"
    whole = ANALYZER.analyze(sentence).short
    long = ANALYZER.analyze(sentence * 2000).short
    assert long == whole * 2000


FAMILIES = [
    "ファイアウォール ファイアーウォール ファイアウオール ﾌｧｲｱｳｫｰﾙ Firewall Ｆｉｒｅｗａｌｌ "
    "ファイヤーウォール ファイヤウォール ファイヤーウオール",
    "サーバ サーバー ｻｰﾊﾞｰ",
    "打合せ 打ち合わせ",
    "引越 引っ越し 引越し",
    "附属 付属",
    "子ども こども 子供",
    "漏えい 漏洩",
    "三億四千六百万 ３億４，６００万 346000000",
]
PAIRS = [pair for family in FAMILIES for pair in product(family.split()[:1], family.split()[1:])]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_spellings_of_a_word_share_a_key(one: str, other: str) -> None:
    assert keys(one) & keys(other)


CONFUSABLES = [("ビル", "ビール"), ("カード", "カド"), ("橋", "箸"), ("諮問", "質問")]


@pytest.mark.parametrize(("one", "other"), CONFUSABLES)
def test_different_words_share_none(one: str, other: str) -> None:
    assert keys(one)
    assert not keys(one) & keys(other)


def test_what_only_binds_words_is_no_content() -> None:
    content = {unit.form: unit.content for unit in ANALYZER.analyze("橋の予算を審議した。").short}
    assert content["橋"]
    assert content["予算"]
    assert not content["の"]
    assert not content["を"]


def test_punctuation_has_no_key_but_a_rare_character_has() -> None:
    units = {unit.form: unit for unit in ANALYZER.analyze("「𠮷、」 \n").short}
    assert units["𠮷"].key
    assert not any(units[form].key or units[form].term for form in "「、」 ")


def test_a_prefix_finds_the_terms_of_its_key_alone() -> None:
    assert term("橋", "はし").startswith(prefix("橋"))
    assert not term("橋梁", "橋梁").startswith(prefix("橋"))
    assert term("", "。") == b""


def test_threads_have_tokenizers_of_their_own() -> None:
    texts = [
        f"第{number}回の会議で、橋の予算とサーバー室の鍵を審議した。" * 20 for number in range(16)
    ]
    analyzer = Analyzer()
    alone = list(map(analyzer.analyze, texts))
    with ThreadPoolExecutor(8) as pool:
        for _ in range(5):
            assert list(pool.map(analyzer.analyze, texts)) == alone


def test_the_means_name_what_decides_the_terms() -> None:
    assert set(ANALYZER.means) >= {"sudachipy", "sudachidict-core"}
    assert all(ANALYZER.means.values())
