"""A question in a sentence, or a phrase → the words that say what it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.analysis.normalization.folding import nfkc_casefold
from index.query_parser.parser import MAX_QUERY_LENGTH

if TYPE_CHECKING:
    # Loads Sudachi, which the query language does not need.
    from index.analysis.analyzer import Analyzer

# Words that make a sentence a question, or that any sentence may have; as token keys.
QUESTION_WORDS = frozenset(
    nfkc_casefold(word)
    for line in (
        "何 何れ 何処 何時 誰 幾つ 幾ら 如何 如何に 何故 どう どの いつ どこ どちら どなた",
        "どれ どんな いくつ 為る 居る 有る 成る 其れ 此れ 其の 此の 無い",
        "事 物 為 様 よう 等 的 御 べし 化 性",
    )
    for word in line.split()
)
# Words that are used only if a question has no others; as token keys.
WEAK_WORDS = frozenset(
    nfkc_casefold(word)
    for line in (
        "訳 質問 答弁 問い 問う 言う 出来る 行く 来る 置く 下さる 頂く 教える 知る 思う 考える",
        "伺う 聞く 述べる 答える 付く 就く 於く 対する 関する 因る 取る 見る 遣る 持つ 出る",
        "者 方 点 場合 良い",
    )
    for word in line.split()
)
_MAX_WORDS = 32
_KANA = re.compile("[ぁ-ゖ]")


def phrase_words(phrase: str, analyzer: Analyzer) -> tuple[str, ...]:
    """The words that particles join to a phrase (公園の禁煙), two or more; none of another text."""
    tokens = analyzer.analyze(phrase[:MAX_QUERY_LENGTH]).tokens
    if all(token.content for token in tokens if token.key):
        return ()
    words = widest(question_words(phrase, analyzer))
    return words if len(words) > 1 else ()


def widest(words: Sequence[str]) -> tuple[str, ...]:
    """The words that no other contains: beside 個人情報, its part 個人 says nothing more."""
    return tuple(word for word in words if not any(word in each and word != each for each in words))


def question_words(question: str, analyzer: Analyzer) -> tuple[str, ...]:
    """The words of a question that say what it is about, as typed, in their order; at most 32."""
    analysis = analyzer.analyze(question[:MAX_QUERY_LENGTH])
    covered: set[int] = set()
    words: dict[str, int] = {}
    weak: dict[str, int] = {}
    for start, end, token, _ in sorted(analysis.compounds, key=lambda each: each.start - each.end):
        if covered.isdisjoint(range(start, end)):
            covered.update(range(start, end))
            words[token.form] = start
    for position, token in enumerate(analysis.tokens):
        # A part of a longer word is searched for too, unless it says little by itself:
        # one character, or half of a verb (持ち + 込む).
        worth = position not in covered or (len(token.form) > 1 and not _KANA.search(token.form))
        if worth and token.content and token.key and token.key not in QUESTION_WORDS:
            (weak if token.key in WEAK_WORDS else words).setdefault(token.form, position)
    listed = words or weak
    return tuple(sorted(listed, key=lambda word: listed[word]))[:_MAX_WORDS]
