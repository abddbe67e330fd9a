"""Reading texts as arrays gives what taking them apart unit by unit gives."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis.analyzer import Analyzer
from index.analysis.batch import NO_TERM, BatchAnalyzer, BatchTokens
from index.fields import lengths, long_units, short_units

PIECES = [
    *("ファイヤー", "ウォール", "サーバー", "ルーム", "ｻｰﾊﾞ", "ー", "ァ", "ビール"),
    *("関西国際空港", "選挙管理委員会", "予算", "の", "を", "。", "、", "\n", " ", "　"),
    *("平成", "１５", "十五", "年", "年度", "元年", "2003", "2,003", "H", "Ｒ"),
    *("・", "・ワーク", "－", "-", "髙橋", "渡邉", "辻\U000e0100", "﨑", "\ufe00"),
    *("メンバ－", "切り替え", "取締り", "取り締まった"),
    *("㍿", "㌖", "𠮷", "①", "123", "１，２", "ABC", "ａｂｃ", "\ud800", "\0", "が", "か\u3099"),
]
TEXTS = st.lists(
    st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=12).map("".join), max_size=5
)
ANALYZER = Analyzer()
# Shared by all examples, as by all meetings of an index.
VOCABULARY = BatchAnalyzer(ANALYZER.words)


def said_of(units: BatchTokens, text: int) -> tuple[bytes, list[tuple[bytes, int]], set[object]]:
    """Of one text: the lengths of its units, its short terms and its long, with places."""
    terms = list(VOCABULARY.terms)
    first, last = units.bounds[text : text + 2].tolist()
    short = units.short[first:last].tolist()
    long = zip(units.long.tolist(), units.long_at.tolist(), strict=True)
    return (
        units.lengths[first:last].tobytes(),
        [(terms[number], at) for at, number in enumerate(short) if number != NO_TERM],
        {(terms[number], at - first) for number, at in long if first <= at < last},
    )


@settings(deadline=None, max_examples=200)
@given(TEXTS)
def test_arrays_say_what_units_say(texts: list[str]) -> None:
    units = VOCABULARY.read(texts)
    assert len(units.bounds) == len(texts) + 1
    for number, text in enumerate(texts):
        analysis = ANALYZER.analyze(text)
        short, long = short_units(analysis), long_units(analysis)
        assert said_of(units, number) == (
            lengths(analysis),
            list(zip(short.terms, short.positions, strict=True)),
            set(zip(long.terms, long.positions, strict=True)),
        )


def test_a_text_too_long_for_sudachi_is_read_whole() -> None:
    text = "サーバールームの鍵。" * 3000 + "㌖" * 5000
    units = VOCABULARY.read(["橋", text])
    assert said_of(units, 1)[0] == lengths(ANALYZER.analyze(text))
