"""A question in a sentence → the exchanges that answer it, and the passages that do.

The words that only make it a question are dropped. The rest need not all occur:
an exchange answers if it has enough of what is telling in the question.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache

import numpy as np

from index.analysis import Analyzer
from index.engines.whoosh.arrays import Docs
from index.engines.whoosh.ranking import Ranker
from index.engines.whoosh.showing import Pages
from index.engines.whoosh.snapshot import Snapshot
from index.engines.whoosh.words import Scored, WordMatch
from index.folding import fold, normal
from index.query import SearchRequest
from index.results import Found, Hit, Quote, SearchPage
from index.syntax import LONGEST_QUERY, WordNode

# Words that make a sentence a question, or that every sentence has; as term keys.
QUESTION_WORDS = frozenset(
    normal(word)
    for line in (
        "何 何れ 何処 何時 誰 幾つ 幾ら 如何 如何に 何故 どう どの 訳 質問 答弁 問い 問う",
        "いつ どこ どちら どなた どれ どんな いくつ",
        "為る 居る 有る 成る 言う 出来る 行く 来る 置く 下さる 頂く 教える 知る 思う 考える",
        "伺う 聞く 述べる 答える 付く 就く 於く 対する 関する 因る 取る 見る 遣る 持つ 出る",
        "事 物 為 様 よう 者 方 点 場合 其れ 此れ 其の 此の 無い 良い 的 等 御 べし 化 性",
    )
    for word in line.split()
)
_MOST_WORDS = 32
# An exchange must have this share of what the question's words weigh together.
_ENOUGH = 0.34
# Of two passages that say as much, the answer is quoted before the question.
_ANSWER = 2.0
_MOST_QUOTES = 3

_KANA = re.compile("[ぁ-ゖ]")
_SENTENCE_END = re.compile(r"[。！？][」』）)]*|\n+")


def question_words(question: str, analyzer: Analyzer) -> tuple[str, ...]:
    """The words of a question that say what it is about, as printed in it."""
    analysis = analyzer.analyze(question[:LONGEST_QUERY])
    short = analysis.short
    covered: set[int] = set()
    words: dict[str, int] = {}
    for long in sorted(analysis.long, key=lambda long: long.first - long.last):
        if not covered & set(range(long.first, long.last)):
            covered |= set(range(long.first, long.last))
            words[long.unit.form] = long.first
    for position, unit in enumerate(short):
        # A part of a longer word is looked for too, unless it says little by itself:
        # one character, or half of a verb (持ち + 込む).
        worth = position not in covered or (len(unit.form) > 1 and not _KANA.search(unit.form))
        if worth and unit.content and unit.key and unit.key not in QUESTION_WORDS:
            words.setdefault(unit.form, position)
    return tuple(sorted(words, key=lambda word: words[word]))[:_MOST_WORDS]


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
        words = [match(WordNode(w)) for w in question_words(request.query, self._analyzer)]
        without = frozenset(map(fold, request.without))
        weighed = [word.scored(without) for word in words]
        found = self._enough(weighed)
        page = self._pages.page(request, words, found, self._ranker.scores(weighed, found))
        weigh = _weigher(words, self._ranker)
        return replace(page, hits=tuple(self._quoted(hit, weigh) for hit in page.hits))

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

    @staticmethod
    def _quoted(hit: Hit, weigh: Callable[[str], float]) -> Hit:
        """The hit with its most telling sentences, in order."""
        candidates = [each for found in hit.utterances for each in _sentences(found, weigh)]
        best = sorted(candidates, key=lambda each: -each[0])[:_MOST_QUOTES]
        order = {found.utterance.id: at for at, found in enumerate(hit.utterances)}
        quotes = sorted((quote for _, quote in best), key=lambda q: (order[q.utterance], q.start))
        return replace(hit, quotes=tuple(quotes))


def _sentences(found: Found, weigh: Callable[[str], float]) -> Iterator[tuple[float, Quote]]:
    """The sentences with a word of the question, and how telling each is."""
    text = found.utterance.text
    factor = _ANSWER if found.utterance.kind in ("answer", "report", "note") else 1.0
    starts = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
    inside: dict[int, set[str]] = defaultdict(set)
    for span in found.highlights:
        inside[bisect_right(starts, span.start) - 1].add(fold(text[span.start : span.end]))
    for number, forms in inside.items():
        sentence = text[starts[number] : starts[number + 1]]
        start = starts[number] + len(sentence) - len(sentence.lstrip())
        end = start + len(sentence.strip())
        quote = Quote(found.utterance.id, start, end, text[start:end])
        yield factor * sum(map(weigh, forms)), quote


def _weigher(words: Sequence[WordMatch], ranker: Ranker) -> Callable[[str], float]:
    """How telling a highlighted string is: a few forms may have run together in it."""
    worth = {
        form: weight
        for word in words
        for weight in [ranker.idf(word.scored(frozenset()))]
        for form in word.forms
    }

    @cache
    def weigh(string: str) -> float:
        if string in worth:
            return worth[string]
        return max((weight for form, weight in worth.items() if form in string), default=0.0)

    return weigh
