"""Deterministic cost estimates of words, in milliseconds of one core.

The cost of a word follows from its terms (`ResolvedWord`), from the blocks of text a scan for
its string reads, and from how often the string occurs in a sample of the texts. A query that
would take too long is answered without its costliest words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import NamedTuple

from index.analysis.normalization.folding import fold
from index.engines.whoosh.matching.resolved_word import ResolvedWord
from index.engines.whoosh.matching.substring import max_occurrences, sample_text
from index.engines.whoosh.matching.wildcard import MAX_BEGINNINGS, WildcardPattern
from index.engines.whoosh.segment.snapshot import Snapshot
from index.query_parser import (
    AndNode,
    FieldNode,
    NearNode,
    Node,
    NotNode,
    OrNode,
    WordNode,
    words_of,
)

# Fitted to searches for 200 words and strings, some of them the commonest, in the minutes of a
# city (162 million characters), and rounded up. In milliseconds: for a word, a form of it, an
# utterance that has one (as much again to rank it), an occurrence of its string that is not
# counted by tokens, a block of text to scan, and a token that contains the string.
_WORD, _FORM, _UTTERANCE, _OCCURRENCE, _BLOCK, _TOKEN = 4.0, 0.08, 0.14e-3, 0.04e-3, 0.65e-3, 0.015
# For a phrase: for an utterance that may have all of its tokens, and for one that has a token.
_PHRASE_CANDIDATE, _PHRASE_POSTING = 0.13e-3, 0.08e-3
# For a pattern, and for an occurrence in the texts at which it may begin.
_PATTERN, _BEGINNING = 60.0, 0.6e-3
# A string hardly ever occurs more often in a block of text.
_MAX_IN_BLOCK = 8
# A phrase whose tokens are each in more utterances is searched for as a string only.
_MAX_PHRASE_UTTERANCES = 50_000
# Above these counts, occurrences of a word, or of a string without letters, are not grouped by
# the longer word they are in: "," and "00" occur in tens of thousands of numbers.
_MAX_GROUPED_WORD, _MAX_GROUPED_SIGNS = 300_000, 10_000
# The sample has one block of text in this many.
_SAMPLE_RATIO = 100
# For all words of a query together, unless it is one word; and for suggesting others.
MAX_QUERY_COST, MAX_SUGGESTION_COST = 165.0, 50.0

CostOf = Callable[[WordNode], float]


class WordCost(NamedTuple):
    """The cost of a word in milliseconds, and how a very common one is searched for.

    `skips_phrase` if it is searched for as a token and a string only; not `groups_within` if
    its occurrences inside longer words are not grouped by these.
    """

    ms: float
    skips_phrase: bool = False
    groups_within: bool = True


class CostModel:
    """Estimates costs over one snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def word(self, resolved: ResolvedWord) -> WordCost:
        """The cost of a word or an exact string."""
        tokens = [
            token
            for terms in resolved.segments
            for each in (terms, *terms.synonyms)
            for token in each.tokens
        ]
        listed = [
            sum(token.doc_freq for terms in resolved.segments for token in terms.phrase[at])
            for at in range(len(resolved.word.phrase))
        ]
        candidates = min(listed, default=0)
        skips_phrase = candidates > _MAX_PHRASE_UTTERANCES
        cost = _WORD + _FORM * len(tokens) + _PHRASE_CANDIDATE * candidates
        cost += 0 if skips_phrase else _PHRASE_POSTING * sum(listed)
        utterances = sum(token.doc_freq for token in tokens)
        occurrences = 0
        if resolved.as_string:
            scan = resolved.scan_cost()
            utterances += scan.postings
            occurrences = _MAX_IN_BLOCK * scan.blocks
            # Most words are nearly always a token: few other occurrences need no sample.
            if occurrences > _MAX_GROUPED_SIGNS:
                occurrences = min(occurrences, self.estimate_occurrences(resolved.word.text))
            cost += _OCCURRENCE * occurrences + _BLOCK * scan.blocks + _TOKEN * scan.tokens
        cost += _UTTERANCE * utterances
        is_word = any(map(str.isalnum, resolved.word.form.strip("0")))
        groups_within = occurrences <= (_MAX_GROUPED_WORD if is_word else _MAX_GROUPED_SIGNS)
        return WordCost(cost, skips_phrase, groups_within)

    def pattern(self, pattern: WildcardPattern) -> WordCost:
        """The cost of a pattern."""
        if not pattern.matches_in_texts:
            return WordCost(_PATTERN)
        beginnings = min(self.estimate_occurrences(pattern.pieces[0]), MAX_BEGINNINGS)
        return WordCost(_PATTERN + _BEGINNING * beginnings)

    def estimate_occurrences(self, text: str) -> int:
        """About how often a string occurs in the texts; 0 for rare ones."""
        folded = fold(text)
        if len(folded) == 1:
            return sum(max_occurrences(segment, text) for segment in self._snapshot.segments)
        return _SAMPLE_RATIO * sum(sample.count(folded) for sample in self._samples)

    @cached_property
    def _samples(self) -> list[str]:
        return [sample_text(segment, _SAMPLE_RATIO) for segment in self._snapshot.segments]


class Budget:
    """The cost that may still be spent, in milliseconds of one core."""

    def __init__(self, left: float) -> None:
        self._left = left

    def affords(self, cost: float, *, always: bool = False) -> bool:
        """Spend a cost if there is enough, or `always`; true if it is spent."""
        if cost > self._left and not always:
            return False
        self._left -= cost
        return True


def trim_to_budget(node: Node, cost: CostOf, budget: Budget) -> tuple[Node | None, tuple[str, ...]]:
    """The tree without its costliest words, where all take too long, and the words dropped."""
    costs = {word: cost(word) for word in dict.fromkeys(words_of(node, excluded=True))}
    # The cheapest first; of those that cost the same, the first that was typed.
    taken: set[WordNode] = set()
    for word in sorted(costs, key=lambda each: costs[each]):
        if budget.affords(costs[word], always=not taken):
            taken.add(word)
    dropped = tuple(word.text for word in costs if word not in taken)
    return _only(node, taken), dropped


def trim_words_to_budget(words: Sequence[str], cost: CostOf) -> tuple[str, ...]:
    """The words of a question that can be searched for in time."""
    node, _ = trim_to_budget(OrNode(tuple(map(WordNode, words))), cost, Budget(MAX_QUERY_COST))
    return tuple(word.text for word in words_of(node))


def _only(node: Node, taken: set[WordNode]) -> Node | None:
    """The tree with the taken words alone."""
    match node:
        case WordNode():
            return node if node in taken else None
        case NotNode(child):
            inside = _only(child, taken)
            if isinstance(inside, FieldNode) and not isinstance(child, FieldNode):
                # NOT of a field alone excludes utterances, in brackets exchanges.
                inside = AndNode((inside,))
            return inside and NotNode(inside)
        case NearNode(left, right, distance):
            first, second = _only(left, taken), _only(right, taken)
            if isinstance(first, WordNode | OrNode) and isinstance(second, WordNode | OrNode):
                return NearNode(first, second, distance)
            return first or second
        case AndNode(children) | OrNode(children):
            # What was typed twice is searched for once.
            trimmed = (_only(child, taken) for child in children)
            rest = tuple(dict.fromkeys(each for each in trimmed if each))
            joined = AndNode if isinstance(node, AndNode) else OrNode
            return joined(rest) if len(rest) > 1 else next(iter(rest), None)
        case _:
            return node
