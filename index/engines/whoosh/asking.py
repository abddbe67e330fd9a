"""A question in a sentence → the exchanges that answer it, and the passages that do.

The words that only make it a question are dropped. The rest need not all occur: an
exchange that has more of what is telling comes before one that has less.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from index.analysis import Analyzer
from index.engines.whoosh.arrays import Docs
from index.engines.whoosh.choosing import Choice
from index.engines.whoosh.quoting import quotes_of
from index.engines.whoosh.ranking import Ranker
from index.engines.whoosh.showing import Pages
from index.engines.whoosh.snapshot import Snapshot
from index.engines.whoosh.terms import terms_of
from index.engines.whoosh.words import Scored, WordMatch
from index.folding import normal
from index.query import SearchRequest
from index.results import SearchPage
from index.syntax import LONGEST_QUERY, WordNode

# Words that make a sentence a question, or that every sentence has; as term keys.
QUESTION_WORDS = frozenset(
    normal(word)
    for line in (
        "何 何れ 何処 何時 誰 幾つ 幾ら 如何 如何に 何故 どう どの いつ どこ どちら どなた",
        "どれ どんな いくつ 為る 居る 有る 成る 其れ 此れ 其の 此の 無い",
        "事 物 為 様 よう 等 的 御 べし 化 性",
    )
    for word in line.split()
)
# Words that say what is asked only where no other does; as term keys.
WEAK_WORDS = frozenset(
    normal(word)
    for line in (
        "訳 質問 答弁 問い 問う 言う 出来る 行く 来る 置く 下さる 頂く 教える 知る 思う 考える",
        "伺う 聞く 述べる 答える 付く 就く 於く 対する 関する 因る 取る 見る 遣る 持つ 出る",
        "者 方 点 場合 良い",
    )
    for word in line.split()
)
_MOST_WORDS = 32
# An exchange that has less than this share of what the question's words weigh together
# answers nothing.
_ENOUGH = 0.1
# An exchange that scores so many times what the next does is very likely the one.
_CLEAR = 1.3

_KANA = re.compile("[ぁ-ゖ]")


def question_words(question: str, analyzer: Analyzer) -> tuple[str, ...]:
    """The words of a question that say what it is about, as printed in it."""
    analysis = analyzer.analyze(question[:LONGEST_QUERY])
    short = analysis.short
    covered: set[int] = set()
    words: dict[str, int] = {}
    weak: dict[str, int] = {}
    for long in sorted(analysis.long, key=lambda long: long.first - long.last):
        if not covered & set(range(long.first, long.last)):
            covered |= set(range(long.first, long.last))
            words[long.unit.form] = long.first
    for position, unit in enumerate(short):
        # A part of a longer word is looked for too, unless it says little by itself:
        # one character, or half of a verb (持ち + 込む).
        worth = position not in covered or (len(unit.form) > 1 and not _KANA.search(unit.form))
        if worth and unit.content and unit.key and unit.key not in QUESTION_WORDS:
            (weak if unit.key in WEAK_WORDS else words).setdefault(unit.form, position)
    listed = words or weak
    return tuple(sorted(listed, key=lambda word: listed[word]))[:_MOST_WORDS]


class Asker:
    """Answers questions over one snapshot."""

    def __init__(
        self, snapshot: Snapshot, ranker: Ranker, pages: Pages, analyzer: Analyzer
    ) -> None:
        self._snapshot = snapshot
        self._ranker = ranker
        self._pages = pages
        self._analyzer = analyzer

    def ask(self, request: SearchRequest, match: Callable[[WordNode], WordMatch]) -> SearchPage:
        choice = Choice.of(request)
        asked = (match(WordNode(w)) for w in question_words(request.query, self._analyzer))
        # A character that is only ever a part of words (費 of 費用) says nothing of itself.
        words = [word for word in asked if len(word.word.text) > 1 or word.scored(choice).whole]
        weighed = [word.scored(choice) for word in words]
        found = self._enough(weighed)
        ranked = self._ranker.scores(weighed, found)
        terms = terms_of([request.query], words, choice, self._snapshot)
        page = self._pages.page(request, words, found, ranked, terms)
        after = [*(hit.score for hit in page.hits[1:]), 0.0][: len(page.hits)]
        quoted = (
            quotes_of(self._snapshot, hit, terms, sparing=hit.score < _CLEAR * score)
            for hit, score in zip(page.hits, after, strict=True)
        )
        hits = zip(page.hits, quoted, strict=True)
        return replace(page, hits=tuple(replace(hit, quotes=quotes) for hit, quotes in hits))

    def _enough(self, words: Sequence[Scored]) -> Docs:
        """The utterances with a word, in exchanges that have enough of them."""
        exchange_of = self._snapshot.exchange_of
        weight = np.zeros(self._snapshot.exchanges)
        found = np.zeros(len(self._snapshot.spoken), np.bool_)
        for word in words:
            having = np.zeros(len(weight), np.bool_)
            having[exchange_of[word.docs]] = True
            having[exchange_of[word.headings]] = True
            weight[having] += self._ranker.idf(word)
            found[word.docs] = True
        whole = sum(self._ranker.idf(word) for word in words)
        docs = np.flatnonzero(found)
        enough = (weight >= _ENOUGH * whole)[exchange_of[docs]]
        kept: Docs = docs[enough & self._snapshot.spoken[docs]]
        return kept
