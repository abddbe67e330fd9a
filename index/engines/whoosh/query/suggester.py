"""Did you mean: the query with another word for one that the collection hardly has."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from index.analysis.analyzer import Analyzer
from index.analysis.normalization.folding import fold, nfkc_casefold
from index.analysis.normalization.katakana import is_katakana
from index.analysis.tokens import text_key
from index.engines.whoosh.matching.word_match import WordMatch
from index.engines.whoosh.query.cost import MOST_SUGGESTING, Budget, Costs
from index.engines.whoosh.query.edit_distance import LONGEST, IndexedTerms, NearTerm
from index.engines.whoosh.query.planner import Plan
from index.query_parser import WordNode, parse, words_of
from index.results import Suggestion

_SHORTEST = 2
_MOST_COMPARED = 500
_MOST_NEAREST = 3
# What it takes to find the nearest terms, as `costs.py` counts.
_NEAREST = 8.0
# From so many characters on, two edits may part words that are the same.
_LONG = 6
# A compound is looked at piece by piece; so many of them.
_MOST_WINDOWS = 3
_MAX_COMPOUNDS = 10


class Nearness:
    """Finds near words of one snapshot; `often` tells about how often a string stands there."""

    def __init__(
        self, vocabulary: IndexedTerms, analyzer: Analyzer, often: Callable[[str], int]
    ) -> None:
        self._vocabulary = vocabulary
        self._analyzer = analyzer
        self._often = often

    def words(
        self, word: str, stands: Callable[[str], bool], affords: Callable[[float], bool]
    ) -> Iterator[str]:
        """Words to search for instead, the nearest first; a compound with a part replaced.

        `stands` tells whether a string does, anywhere; `affords` whether there is time.
        """
        if not _SHORTEST <= len(word) <= LONGEST or not affords(_NEAREST):
            return
        nearest = self._nearest(word)
        yield from nearest
        units = [unit.form for unit in self._analyzer.analyze(word).tokens]
        # Of what could be made, only what stands somewhere: each look takes a while.
        made = islice(dict.fromkeys(self._replaced(units, affords)), _MAX_COMPOUNDS)
        yield from filter(stands, (form for form in made if form not in nearest))

    def _replaced(self, units: Sequence[str], affords: Callable[[float], bool]) -> Iterator[str]:
        """The word with a run of its units replaced, the rarest runs first."""
        runs = [
            (first, first + size)
            for size in (1, 2)
            for first in range(len(units) - size + 1)
            if size < len(units) and len("".join(units[first : first + size])) > 1
        ]
        runs.sort(key=lambda run: self._often("".join(units[slice(*run)])))
        for first, last in runs[:_MOST_WINDOWS]:
            if not affords(_NEAREST):
                return
            for form in self._nearest("".join(units[first:last])):
                yield "".join((*units[:first], form, *units[last:]))

    def _nearest(self, word: str) -> list[str]:
        key = text_key(word)
        if len(key) < _SHORTEST:
            return []
        typed = self._analyzer.reading(word)
        # Of two characters, one is the same.
        edits = min(2 if len(key) >= _LONG or not _is_spelt(word) else 1, len(key) - 1)
        found: list[tuple[float, NearTerm]] = []
        for near in self._vocabulary.near(key, edits, _MOST_COMPARED):
            distance = self._distance(word, typed, near) if near.edits else None
            if distance is not None:
                found.append((distance, near))
        found.sort(key=lambda each: (each[0], -each[1].utterances))
        return [near.form for _, near in found[:_MOST_NEAREST]]

    def _distance(self, word: str, typed: str, near: NearTerm) -> float | None:
        """How far a form is from the word that was typed, and is read so; null if another word."""
        form, edits, _ = near
        if fold(nfkc_casefold(form)) == fold(nfkc_casefold(word)):
            return None
        if _is_spelt(word) and _is_spelt(form):
            return float(edits) if _is_spelt_alike(word, form, edits) else None
        meant = self._analyzer.reading(form)
        if not typed or not meant:
            return None
        if typed == meant:
            return edits / 4
        # 保健書 and 保健所: ショ and ジョ.
        if edits == 1 and _unvoiced(typed) == _unvoiced(meant):
            return 1.0
        # 個人情保護 and 個人情報保護.
        if edits == 1 and abs(len(word) - len(form)) == 1 and len(word) >= _LONG - 2:
            return 1.5
        return None


def _unvoiced(reading: str) -> str:
    """A reading without the marks that voice a sound."""
    return re.sub("[\u3099\u309a]", "", unicodedata.normalize("NFD", reading))


def _is_spelt(word: str) -> bool:
    """Whether a word is written by its sound alone."""
    return all(
        is_katakana(char) or "ぁ" <= char <= "ゖ" or char.isascii() for char in nfkc_casefold(word)
    )


def _is_spelt_alike(word: str, form: str, edits: int) -> bool:
    """Whether so few edits of so long a word are a slip: not テスト for リスト."""
    least = min(len(word), len(form))
    if any(map(str.isdigit, nfkc_casefold(word) + nfkc_casefold(form))):
        return False
    return (edits == 1 and least > 3) or (edits == 2 and least > _LONG)


# A word in no more utterances may be a slip; then what it is a slip for has many times as many.
_RARE, _MANY_TIMES = 2, 50
_MOST_REPLACED, _MOST_TRIED, _MOST_SUGGESTED = 2, 5, 3
# A query of more words is not made anew.
_MOST_TYPED = 4


class Suggester:
    """Suggests queries over one snapshot, in which `match` finds a word."""

    def __init__(
        self,
        vocabulary: IndexedTerms,
        analyzer: Analyzer,
        match: Callable[[WordNode], WordMatch],
        costs: Costs,
    ) -> None:
        self._nearness = Nearness(vocabulary, analyzer, costs.often)
        self._match = match
        self._costs = costs

    def suggested(
        self, query: str, plan: Plan, total: int, count: Callable[[str], int]
    ) -> Iterator[Suggestion]:
        """What to ask instead of a query, which has found `total`; `count` says what it finds."""
        typed = (node for node in words_of(parse(query).node) if not node.wild)
        looked_for = [node for node in dict.fromkeys(typed) if node.text not in plan.left_out]
        if len(looked_for) > _MOST_TYPED:
            return
        budget = Budget(MOST_SUGGESTING)
        for node in [node for node in looked_for if self._is_rare(node)][:_MOST_REPLACED]:
            least = _MANY_TIMES * total if self._match(node).found_anywhere else total
            made = (_rewritten(query, node, form) for form in self._instead(node, budget))
            counted = ((each, count(each)) for each in made)
            better = (Suggestion(each, found) for each, found in counted if found > least)
            yield from islice(better, _MOST_SUGGESTED)

    def _instead(self, node: WordNode, budget: Budget) -> Iterator[str]:
        """The words to try in place of one, while there is time to look for them."""

        def stands(text: str) -> bool:
            exact = WordNode(text, exact=True)
            affords = budget.affords(self._costs.of(exact).cost)
            return affords and self._match(exact).found_anywhere

        for form in islice(self._nearness.words(node.text, stands, budget.affords), _MOST_TRIED):
            if budget.affords(self._costs.of(WordNode(form)).cost):
                yield form

    def _is_rare(self, node: WordNode) -> bool:
        match = self._match(node)
        if node.exact and match.found_anywhere:
            # What was quoted, and is printed so, is no slip.
            return False
        return len(match.docs()) <= _RARE and not len(match.headings)


def _rewritten(query: str, node: WordNode, form: str) -> str:
    """The query with another word in the place of one, in quotation marks if that was."""
    start, end = node.at or (0, len(query))
    return f"{query[:start]}{chr(34) * node.exact}{form}{chr(34) * node.exact}{query[end:]}"
