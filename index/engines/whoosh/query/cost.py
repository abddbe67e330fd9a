"""What a query will take, told beforehand and the same every time: what is too much is cut.

A cost is about a millisecond of one processor. That of a word is told from how
often its string stands in a sample of the texts, which tells too how many blocks are to
be looked at, and from how many utterances have its units.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from index.analysis.analyzer import Analyzer
from index.analysis.normalization.folding import fold
from index.engines.whoosh.matching.segment_match import WordForms, is_told_by_units, look_up
from index.engines.whoosh.matching.spelled import spelled_forms
from index.engines.whoosh.matching.substring import Sample, most
from index.engines.whoosh.matching.substring_terms import Effort, effort
from index.engines.whoosh.matching.synonyms import Groups, with_synonyms
from index.engines.whoosh.matching.wildcard import MOST_BEGINNINGS, Pattern, read_pattern
from index.engines.whoosh.matching.word_query import WordQuery, read_word_query
from index.engines.whoosh.segment.snapshot import Snapshot
from index.engines.whoosh.segment.term_lookup import TokenForm
from index.query_parser import AndNode, FieldNode, NearNode, Node, NotNode, OrNode, WordNode

# Fitted to searches for 200 words and strings, some of them the commonest, in the minutes of a
# city, 162 million characters, and a little more: for a word, a form of it, an utterance that has
# one, a place of its string that no unit tells, a block of text to look at, and a unit that
# holds the string. An utterance takes as much again to rank.
_WORD, _FORM, _UTTERANCE, _PLACE, _BLOCK, _UNIT = 4.0, 0.08, 0.14e-3, 0.04e-3, 0.65e-3, 0.015
# A string hardly stands in a block of text more often.
_IN_BLOCK = 8
# For an utterance that may have all units of a phrase, and one that has one of them.
_TOGETHER, _LISTED = 0.13e-3, 0.08e-3
# For a pattern, and for a place where it may begin in the texts.
_PATTERN, _BEGINNING = 60.0, 0.6e-3
# All words of a query together take no more, unless it is one word; then what it takes to
# suggest others.
MOST, MOST_SUGGESTING = 165.0, 50.0
# Units in a row, each of them in so many utterances, are looked for as a string only.
_COMMON = 50_000
# Where a string stands more often, what longer words it is in is not told apart; a comma
# stands in tens of thousands of numbers, and so do two zeros.
_MOST_NAMED, _MOST_NAMED_OF_SIGN = 300_000, 10_000
# How often a string stands is told from one block in so many.
_SAMPLED = 100


class Budget:
    """What may still be spent."""

    def __init__(self, left: float) -> None:
        self._left = left

    def has(self, cost: float) -> bool:
        """Whether there is as much."""
        return cost <= self._left

    def spend(self, cost: float) -> None:
        self._left -= cost

    def affords(self, cost: float) -> bool:
        """Spend as much if there is; whether there was."""
        if not self.has(cost):
            return False
        self.spend(cost)
        return True


class QueryCost(NamedTuple):
    """A word as it is looked up, and what that takes.

    It is `cut` if its other spellings are left out, and not `named` if the longer words
    it stands in are not to be told apart.
    """

    word: WordQuery
    cost: float
    cut: bool = False
    named: bool = True


# So many words are remembered.
_KEPT = 1024


class Costs:
    """Tells the costs of one snapshot's words."""

    def __init__(self, snapshot: Snapshot, analyzer: Analyzer) -> None:
        self._snapshot = snapshot
        self._analyzer = analyzer
        self._groups = Groups(segment.synonym_groups for segment in snapshot.segments)
        # Not a cache of a method: that would be a cycle, and keep the snapshot's files open.
        self._known: dict[WordNode, QueryCost] = {}

    def of(self, node: WordNode) -> QueryCost:
        """What a word takes, told once."""
        worth = self._known.get(node)
        if worth is None:
            if len(self._known) >= _KEPT:
                self._known.clear()
            worth = self._known[node] = self._worth(node)
        return worth

    def often(self, text: str) -> int:
        """About how often a string stands in the texts; rare ones not at all."""
        pattern = fold(text)
        if len(pattern) == 1:
            return sum(most(segment, text) for segment in self._snapshot.segments)
        return _SAMPLED * sum(each.count(pattern) for each in self._samples)

    @cached_property
    def _samples(self) -> list[Sample]:
        return [Sample(segment, _SAMPLED) for segment in self._snapshot.segments]

    def _worth(self, node: WordNode) -> QueryCost:
        if node.wild:
            return QueryCost(WordQuery(node.text, ()), self._pattern(read_pattern(node.text)))
        if node.exact:
            word = WordQuery(node.text, ())
        else:
            word = with_synonyms(
                read_word_query(node.text, self._analyzer), self._groups, self._analyzer
            )
        single: list[TokenForm] = []
        own: list[TokenForm] = []
        listed = [0] * len(word.phrase)
        for segment in self._snapshot.segments:
            units = look_up(segment, word, ("short", "long"))
            also = (look_up(segment, each, ("short", "long")) for each in word.synonyms)
            own += units.single
            single += chain.from_iterable(each.single for each in also)
            for at, count in enumerate(_in_phrase(units)):
                listed[at] += count
        single += own
        together = min(listed, default=0)
        cut = together > _COMMON
        cost = _WORD + _FORM * len(single) + _TOGETHER * together
        cost += 0 if cut else _LISTED * sum(listed)
        places = 0
        utterances = sum(form.doc_freq for form in single)
        if len(word.text) > 1 or not single:
            found = self._as_string(word, own)
            utterances += found.documents
            # Most words are nearly always a unit: of few places more it need not be told.
            places = _IN_BLOCK * found.blocks
            if places > _MOST_NAMED_OF_SIGN:
                places = min(places, self.often(word.text))
            cost += _PLACE * places + _BLOCK * found.blocks + _UNIT * found.units
        cost += _UTTERANCE * utterances
        if cut:
            word = replace(word, phrase=(), printed=())
        is_word = any(map(str.isalnum, word.form.strip("0")))
        named = places <= (_MOST_NAMED if is_word else _MOST_NAMED_OF_SIGN)
        return QueryCost(word, cost, cut, named)

    def _as_string(self, word: WordQuery, own: Sequence[TokenForm]) -> Effort:
        """What it takes to find a word, printed `own`, as a string."""
        spelled = spelled_forms(word.form, own) if word.is_noun else ()
        by_units = is_told_by_units(word, spelled)
        found = Effort()
        for segment in self._snapshot.segments:
            # A spelling that is a unit is looked for beside it.
            for text in spelled:
                found = found.and_also(effort(segment, text, by_units=False))
            found = found.and_also(effort(segment, word.text, by_units=by_units))
        return found

    def _pattern(self, pattern: Pattern) -> float:
        if not pattern.is_for_texts:
            return _PATTERN
        return _PATTERN + _BEGINNING * min(self.often(pattern.pieces[0]), MOST_BEGINNINGS)


def _in_phrase(units: WordForms) -> Iterator[int]:
    """How many documents each unit of a phrase is in, one of two forms counted twice."""
    for forms in units.phrase:
        yield sum(form.doc_freq for form in forms)


def trim_words_to_budget(
    words: Sequence[str], cost: Callable[[WordNode], float]
) -> tuple[str, ...]:
    """The words of a question that can be looked for in time."""
    node, _ = trim_to_budget(OrNode(tuple(map(WordNode, words))), cost, Budget(MOST))
    return tuple(word.text for word in _every_word(node)) if node else ()


class TrimmedQuery(NamedTuple):
    """What of a tree can be answered in time, and the words that were left out of it."""

    node: Node | None
    left_out: tuple[str, ...] = ()


def trim_to_budget(node: Node, cost: Callable[[WordNode], float], budget: Budget) -> TrimmedQuery:
    """The tree without its costliest words, where all together take too long."""
    costs = {word: cost(word) for word in dict.fromkeys(_every_word(node))}
    # The cheapest first; of those that cost the same, the first that was typed.
    taken: set[WordNode] = set()
    for word in sorted(costs, key=lambda each: costs[each]):
        if budget.has(costs[word]) or not taken:
            taken.add(word)
            budget.spend(costs[word])
    left_out = tuple(word.text for word in costs if word not in taken)
    return TrimmedQuery(_only(node, taken), left_out)


def _every_word(node: Node) -> Iterator[WordNode]:
    """The words of a tree, those it excludes too."""
    match node:
        case WordNode():
            yield node
        case AndNode(children) | OrNode(children):
            for child in children:
                yield from _every_word(child)
        case NearNode(left, right):
            yield from _every_word(left)
            yield from _every_word(right)
        case NotNode(child):
            yield from _every_word(child)


def _only(node: Node, taken: set[WordNode]) -> Node | None:
    """A tree with some of its words alone."""
    match node:
        case WordNode():
            return node if node in taken else None
        case NotNode(child):
            inside = _only(child, taken)
            if isinstance(inside, FieldNode) and not isinstance(child, FieldNode):
                # By itself a field is denied of utterances, in brackets of exchanges.
                inside = AndNode((inside,))
            return inside and NotNode(inside)
        case NearNode(left, right, distance):
            first, second = _only(left, taken), _only(right, taken)
            if isinstance(first, WordNode | OrNode) and isinstance(second, WordNode | OrNode):
                return NearNode(first, second, distance)
            return first or second
        case AndNode(children) | OrNode(children):
            # What was typed twice is looked for once.
            kept = (_only(child, taken) for child in children)
            rest = tuple(dict.fromkeys(each for each in kept if each))
            joined = AndNode if isinstance(node, AndNode) else OrNode
            return joined(rest) if len(rest) > 1 else next(iter(rest), None)
        case _:
            return node
