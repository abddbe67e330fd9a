"""A question in a sentence, or a phrase → the words that say what it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from index.analysis.normalization.folding import nfkc_casefold
from index.analysis.numbers import number_key
from index.query_parser.parser import MAX_QUERY_LENGTH

if TYPE_CHECKING:
    # Loads Sudachi, which the query language does not need.
    from index.analysis.analyzer import Analyzer
    from index.analysis.tokens import Token

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
        "伺う 聞く 述べる 答える 付く 就く つく 於く おく よる 対する 関する 因る 取る 見る",
        "遣る 持つ 出る 者 方 点 場合 良い",
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
    spans = sorted((start - end, start, end) for start, end, _, _ in analysis.compounds)
    for start, end in (*(span[1:] for span in spans), *_counted(analysis.tokens, analyzer)):
        if covered.isdisjoint(range(start, end)):
            covered.update(range(start, end))
            words["".join(token.form for token in analysis.tokens[start:end])] = start
    for position, token in enumerate(analysis.tokens):
        # A part of a longer word is searched for too, unless it says little by itself:
        # one character, half of a verb (持ち + 込む), or a number (13 + 時).
        part_says = (
            len(token.form) > 1 and not _KANA.search(token.form) and not number_key(token.form)
        )
        worth = position not in covered or part_says
        if worth and token.content and token.key and token.key not in QUESTION_WORDS:
            (weak if token.key in WEAK_WORDS else words).setdefault(token.form, position)
    listed = words or weak
    return tuple(sorted(listed, key=lambda word: listed[word]))[:_MAX_WORDS]


def _counted(tokens: Sequence[Token], analyzer: Analyzer) -> Iterator[tuple[int, int]]:
    """The numbers with what they count: 13時, 第1回."""
    for at, (number, unit) in enumerate(pairwise(tokens)):
        if number_key(number.form) and analyzer.is_counter(unit.form):
            ordinal = at > 0 and tokens[at - 1].form == "第"
            yield at - ordinal, at + 2
