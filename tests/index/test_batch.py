"""Analysis in batches gives the terms that the analysis of each text gives."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis.analyzer import Analyzer
from index.analysis.batch import BatchAnalyzer, BatchTokens
from index.analysis.normalization.search_text import search_texts

PIECES = [
    *("ファイヤー", "ウォール", "サーバー", "ルーム", "ｻｰﾊﾞ", "ー", "ァ", "ビール"),
    *(
        "関西国際空港",
        "選挙管理委員会",
        "予算",
        "諸　報　告",
        "の",
        "を",
        "。",
        "、",
        "\n",
        " ",
        "　",
    ),
    *("平成", "１５", "十五", "年", "年度", "元年", "2003", "2,003", "H", "Ｒ"),
    *("・", "・ワーク", "－", "-", "髙橋", "渡邉", "辻\U000e0100", "﨑", "\ufe00"),
    *(
        "二",
        "第五　六",
        "十",
        "百",
        "千",
        "万",
        "数",
        "何",
        "第",
        "一部",
        "十人",
        "四条",
        "五丁目",
        "十分",
        "時",
    ),
    *(
        "分の一",
        "、",
        "〇〇〇",
        "○",
        "月",
        "三日",
        "4",
        "倍",
        "人",
        "数時間",
        "一時",
        "十分の一",
        "/",
    ),
    *("メンバ－", "切り替え", "取締り", "取り締まった"),
    *("㍿", "㌖", "㍢", "㋉", "𠮷", "①", "123", "１，２"),
    *("ABC", "ａｂｃ", "\ud800", "\0", "が", "か\u3099"),
]
TEXTS = st.lists(
    st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=12).map("".join), max_size=5
)
ANALYZER = Analyzer()
# Shared by all examples, as by all meetings of an index.
BATCH = BatchAnalyzer(ANALYZER.morphemes)


def terms_of(batch: BatchTokens, text: int) -> tuple[list[int], list[bytes], set[object]]:
    """The lengths and terms of the tokens of a text, and its compounds with their starts."""
    terms = [*BATCH.terms, b""]
    first, last = batch.bounds[text : text + 2].tolist()
    compounds = zip(batch.compounds.tolist(), batch.compound_starts.tolist(), strict=True)
    return (
        batch.lengths[first:last].tolist(),
        [terms[each] for each in batch.terms[first:last].tolist()],
        {(terms[each], at - first) for each, at in compounds if first <= at < last},
    )


def expected(text: str) -> tuple[list[int], list[bytes], set[object]]:
    tokens, compounds = ANALYZER.analyze(text)
    return (
        [len(token.form) for token in tokens],
        [token.term for token in tokens],
        {(each.token.term, each.start) for each in compounds if each.token.term},
    )


@settings(deadline=None, max_examples=200)
@given(TEXTS)
def test_a_batch_of_texts_has_the_terms_of_each_text_alone(texts: list[str]) -> None:
    batch = BATCH.analyze(search_texts(texts).texts)
    assert len(batch.bounds) == len(texts) + 1
    for number, text in enumerate(texts):
        assert terms_of(batch, number) == expected(text)


def test_a_text_too_long_for_sudachi_is_analyzed_whole() -> None:
    text = "サーバールームの鍵。" * 3000 + "㌖" * 5000
    assert terms_of(BATCH.analyze(search_texts(["橋", text]).texts), 1) == expected(text)
