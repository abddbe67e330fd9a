"""A query as typed → what is searched for: words set apart, a sentence known as one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from index.analysis.analyzer import Analyzer
from index.engines.whoosh.matching.word_match import WordMatch
from index.engines.whoosh.query.cost import (
    MOST,
    Budget,
    Costs,
    trim_to_budget,
    trim_words_to_budget,
)
from index.query_parser import AndNode, Node, OrNode, WordNode, parse, question_words
from index.results import Note

# How a question ends, and a request; a mark after it is not part of the words.
_MARKS = "。．.?？！!、,　 "
_ENDING = re.compile(
    r"(?:か|かね|かな|かしら|のは|とは|(?:くだ|下)さい|(?:教|おし)えて|知りたい|ほしい|欲しい)$"
)
# A run of so many characters, with particles, is a sentence and no word.
_LONG = 12
_FEWEST_PARTICLES = 2


class Plan(NamedTuple):
    """What is searched for; of a `sentence`, what answers it.

    `left_out` are words of it that would have taken too long.
    """

    node: Node | None
    notes: tuple[Note, ...] = ()
    sentence: bool = False
    left_out: tuple[str, ...] = ()


class Planner:
    """Reads queries over one snapshot, in which `match` finds a word."""

    def __init__(
        self, analyzer: Analyzer, match: Callable[[WordNode], WordMatch], costs: Costs
    ) -> None:
        self._analyzer = analyzer
        self._match = match
        self._costs = costs

    def plan(self, query: str) -> Plan:
        read = parse(query)
        if read.node is None:
            return Plan(None, read.notes)
        words = _plain(read.node)
        if words and self._is_sentence(query, words[-1]):
            bare = query.strip(_MARKS)
            if len(words) == 1 and self._match(WordNode(bare)).found_anywhere:
                return Plan(WordNode(bare, at=words[0].at), read.notes)
            note = Note("read_as_question", (bare,))
            return Plan(read.node, (*read.notes, note), sentence=True)
        budget = Budget(MOST)
        node, left_out = trim_to_budget(read.node, lambda word: self._costs.of(word).cost, budget)
        notes = list(read.notes)
        parting = _Parting(self._analyzer, self._match, self._costs, notes, budget)
        parted = node and parting.parted(node)
        left_out = tuple(dict.fromkeys((*left_out, *parting.left_out)))
        if left_out:
            notes.append(Note("words_dropped", left_out))
        return Plan(parted, tuple(notes), left_out=left_out)

    def question(self, query: str) -> tuple[str, tuple[Note, ...]]:
        """What of a question is asked, and what to say of it: words that take too long are cut."""
        words = question_words(query, self._analyzer)
        kept = trim_words_to_budget(words, lambda word: self._costs.of(word).cost)
        left_out = [word for word in words if word not in kept]
        if not left_out:
            return query, ()
        return " ".join(kept), (Note("words_dropped", tuple(left_out)),)

    def _is_sentence(self, query: str, last: WordNode) -> bool:
        """Whether a query is a question or a request, or so long that it is no word.

        What stands in the minutes as it was typed is searched for instead.
        """
        bare = query.strip(_MARKS)
        ended = query.strip()[-1:] in ("?", "？") or _ENDING.search(bare) is not None
        if not ended and (len(bare) < _LONG or last.text != query.strip()):
            return False
        units = self._analyzer.analyze(bare).tokens
        binding = sum(bool(unit.key) and not unit.content for unit in units)
        if not question_words(bare, self._analyzer):
            return False
        if ended and not binding and query.strip()[-1:] not in ("?", "？"):
            return False
        if not ended and binding < _FEWEST_PARTICLES:
            return False
        return not self._match(last).found_anywhere


class _Parting:
    """Parts the words of a tree that stand nowhere, as far as the budget goes.

    It tells in `notes` what it parted; `left_out` are parts that would have taken too long.
    """

    def __init__(
        self,
        analyzer: Analyzer,
        match: Callable[[WordNode], WordMatch],
        costs: Costs,
        notes: list[Note],
        budget: Budget,
    ) -> None:
        self._analyzer = analyzer
        self._match = match
        self._costs = costs
        self._notes = notes
        self._budget = budget
        self._known: set[str] = set()
        self.left_out: list[str] = []

    def parted(self, node: Node) -> Node:
        """The tree with each word that stands nowhere parted into the words it is made of."""
        match node:
            case AndNode(children):
                return AndNode(tuple(map(self.parted, children)))
            case OrNode(children):
                return OrNode(tuple(map(self.parted, children)))
            case WordNode(text, exact=False, wild=False) if not self._match(node).found_anywhere:
                every = question_words(text, self._analyzer)
                parts = self._afforded(every) if len(every) > 1 else []
                words = tuple(WordNode(part, at=node.at) for part in parts)
                if words and all(self._match(word).found_anywhere for word in words):
                    self._notes.append(Note("word_split", (text, *_widest(parts))))
                    return AndNode(words) if len(words) > 1 else words[0]
        return node

    def _afforded(self, parts: Sequence[str]) -> list[str]:
        """Those there is time for, the cheapest first; what was taken once costs nothing more."""
        costs = {part: self._costs.of(WordNode(part)).cost for part in parts}
        for part in sorted({*parts} - self._known, key=lambda each: (costs[each], each)):
            if self._budget.affords(costs[part]):
                self._known.add(part)
        self.left_out += [part for part in parts if part not in self._known]
        return [part for part in parts if part in self._known]


def _widest(words: Sequence[str]) -> list[str]:
    """The words that are in no other: with 個人情報, its 個人 says nothing more."""
    return [word for word in words if not any(word in each and word != each for each in words)]


def _plain(node: Node) -> list[WordNode]:
    """The words of a query that is nothing but words; else none."""
    children = node.children if isinstance(node, AndNode) else (node,)
    words = [each for each in children if isinstance(each, WordNode)]
    plain = len(words) == len(children) and not any(each.exact or each.wild for each in words)
    return words if plain else []
