"""Japanese analysis: nothing of a text is lost, and spellings share a key."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import product
from time import perf_counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.analysis.analyzer import Analyzer
from index.analysis.normalization.search_text import search_text
from index.analysis.tokens import encode_term, form_of, term_prefix

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
    """The keys under which a word is indexed as a whole."""
    tokens, compounds = ANALYZER.analyze(text)
    whole = [each.token for each in compounds if each.end - each.start == len(tokens)]
    return {token.key for token in (*whole, *(tokens if len(tokens) == 1 else ())) if token.key}


@given(TEXTS)
@example("")
@example("".join(map(chr, range(0x100))))
@example("あ" * 300 + "ア" * 600 + "1" * 700)
def test_tokens_cover_any_text_in_order(text: str) -> None:
    tokens = ANALYZER.analyze(text).tokens
    printed = search_text(text).text.encode("utf-8", "replace").decode()
    assert "".join(token.form for token in tokens) == printed
    assert all(0 < len(token.form) <= 255 for token in tokens)
    assert all(token.term == encode_term(token.key, token.form) for token in tokens)


@given(TEXTS)
def test_compounds_span_tokens(text: str) -> None:
    tokens, compounds = ANALYZER.analyze(text)
    for start, end, token, noun in compounds:
        assert 0 <= start < end <= len(tokens)
        assert end - start > 1 or noun
        assert token.form == "".join(each.form for each in tokens[start:end])


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
def test_long_lines_are_analyzed_whole_and_quickly(text: str) -> None:
    started = perf_counter()
    tokens = ANALYZER.analyze(text).tokens
    assert sum(len(token.form) for token in tokens) == len(text)
    assert perf_counter() - started < 5


def test_a_long_text_is_divided_between_sentences() -> None:
    sentence = "会議録を検索する仕組みについて、個人情報保護委員会が審議した。"
    tokens = ANALYZER.analyze(sentence).tokens
    assert ANALYZER.analyze(sentence * 2000).tokens == tokens * 2000


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
def test_different_words_share_no_key(one: str, other: str) -> None:
    assert keys(one)
    assert not keys(one) & keys(other)


def test_particles_are_not_content() -> None:
    content = {
        token.form: token.content for token in ANALYZER.analyze("橋の予算を審議した。").tokens
    }
    assert content["橋"]
    assert content["予算"]
    assert not content["の"]
    assert not content["を"]


def test_punctuation_has_no_key_and_a_rare_kanji_has_one() -> None:
    tokens = {token.form: token for token in ANALYZER.analyze("「𠮷、」 \n").tokens}
    assert tokens["𠮷"].key
    assert not any(tokens[form].key or tokens[form].term for form in "「、」 ")


def test_the_prefix_of_a_key_is_that_of_its_terms_alone() -> None:
    assert encode_term("橋", "はし").startswith(term_prefix("橋"))
    assert not encode_term("橋梁", "橋梁").startswith(term_prefix("橋"))
    assert encode_term("", "。") == b""
    assert form_of(encode_term("橋", "はし")) == "はし"


def test_threads_analyze_at_once() -> None:
    texts = [
        f"第{number}回の会議で、橋の予算とサーバー室の鍵を審議した。" * 20 for number in range(16)
    ]
    analyzer = Analyzer()
    alone = list(map(analyzer.analyze, texts))
    with ThreadPoolExecutor(8) as pool:
        for _ in range(5):
            assert list(pool.map(analyzer.analyze, texts)) == alone


def test_the_build_means_name_sudachi_and_its_dictionary() -> None:
    assert set(ANALYZER.means) >= {"sudachipy", "sudachidict-core"}
    assert all(ANALYZER.means.values())
