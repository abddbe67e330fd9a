"""A query as typed → the tree to evaluate: compounds split, a question recognised."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from index.analysis.analyzer import Analyzer
from index.engines.whoosh.query.cost import (
    MAX_QUERY_COST,
    Budget,
    trim_to_budget,
    trim_words_to_budget,
)
from index.engines.whoosh.query.request_words import RequestWords
from index.query_parser import AndNode, Node, OrNode, WordNode, parse, question_words
from index.results import Note

# The end of a question or a request; a mark after it is not part of its words.
_MARKS = "。．.?？！!、,　 "
_ENDING = re.compile(
    r"(?:か|かね|かな|かしら|のは|とは|(?:くだ|下)さい|(?:教|おし)えて|知りたい|ほしい|欲しい)$"
)
# A run of this many characters with this many function words is a sentence, not a word.
_MIN_SENTENCE_LENGTH, _MIN_FUNCTION_WORDS = 12, 2


class Plan(NamedTuple):
    """The tree to evaluate and the tree as typed; both None where nothing is asked for.

    `is_question` if exchanges that answer are wanted instead. `dropped` are words that would
    have taken too long.
    """

    node: Node | None
    typed: Node | None = None
    notes: tuple[Note, ...] = ()
    is_question: bool = False
    dropped: tuple[str, ...] = ()


class Planner:
    """Plans the queries of one request."""

    def __init__(self, analyzer: Analyzer, words: RequestWords) -> None:
        self._analyzer = analyzer
        self._words = words

    def plan(self, query: str) -> Plan:
        typed, notes = parse(query)
        if typed is None:
            return Plan(None, None, notes)
        words = _plain_words(typed)
        if words and self._is_question(query, words[-1]):
            bare = query.strip(_MARKS)
            if len(words) == 1 and self._words.match(WordNode(bare)).found_anywhere:
                return Plan(WordNode(bare, at=words[0].at), typed, notes)
            return Plan(typed, typed, (*notes, Note("read_as_question", (bare,))), is_question=True)
        budget = Budget(MAX_QUERY_COST)
        node, trimmed = trim_to_budget(typed, self._cost, budget)
        splitter = _CompoundSplitter(self._analyzer, self._words, budget)
        node = node and splitter.split(node)
        dropped = tuple(dict.fromkeys((*trimmed, *splitter.dropped)))
        notes = (*notes, *splitter.notes)
        if dropped:
            notes = (*notes, Note("words_dropped", dropped))
        return Plan(node, typed, notes, dropped=dropped)

    def question(self, query: str) -> tuple[str, Sequence[str], tuple[Note, ...]]:
        """A question and its words, without those that take too long; and a note of these."""
        words = question_words(query, self._analyzer)
        asked = trim_words_to_budget(words, self._cost)
        dropped = tuple(word for word in words if word not in asked)
        if not dropped:
            return query, words, ()
        return " ".join(asked), asked, (Note("words_dropped", dropped),)

    def _cost(self, word: WordNode) -> float:
        return self._words.cost(word).ms

    def _is_question(self, query: str, last: WordNode) -> bool:
        """True for a question, request or sentence that is not in the minutes as it is typed."""
        bare = query.strip(_MARKS)
        has_mark = query.strip()[-1:] in ("?", "？")
        ended = has_mark or _ENDING.search(bare) is not None
        if not ended and (len(bare) < _MIN_SENTENCE_LENGTH or last.text != query.strip()):
            return False
        tokens = self._analyzer.analyze(bare).tokens
        function_words = sum(bool(token.key) and not token.content for token in tokens)
        if not question_words(bare, self._analyzer):
            return False
        if ended and not function_words and not has_mark:
            return False
        if not ended and function_words < _MIN_FUNCTION_WORDS:
            return False
        return not self._words.match(last).found_anywhere


class _CompoundSplitter:
    """Splits words that occur nowhere, within the budget; `dropped` are parts that exceed it."""

    def __init__(self, analyzer: Analyzer, words: RequestWords, budget: Budget) -> None:
        self._analyzer = analyzer
        self._words = words
        self._budget = budget
        self._afforded: set[str] = set()
        self.notes: list[Note] = []
        self.dropped: list[str] = []

    def split(self, node: Node) -> Node:
        """The tree with each word that occurs nowhere split into the words it is made of."""
        match node:
            case AndNode(children):
                return AndNode(tuple(map(self.split, children)))
            case OrNode(children):
                return OrNode(tuple(map(self.split, children)))
            case WordNode(text, exact=False, wild=False) if not self._occurs(node):
                every = question_words(text, self._analyzer)
                parts = self._afford(every) if len(every) > 1 else []
                words = tuple(WordNode(part, at=node.at) for part in parts)
                if words and all(map(self._occurs, words)):
                    self.notes.append(Note("word_split", (text, *_widest(parts))))
                    return AndNode(words) if len(words) > 1 else words[0]
        return node

    def _occurs(self, word: WordNode) -> bool:
        return self._words.match(word).found_anywhere

    def _afford(self, parts: Sequence[str]) -> list[str]:
        """The parts there is time for, the cheapest first; the same part is paid for once."""
        costs = {part: self._words.cost(WordNode(part)).ms for part in parts}
        for part in sorted({*parts} - self._afforded, key=lambda each: (costs[each], each)):
            if self._budget.affords(costs[part]):
                self._afforded.add(part)
        self.dropped += [part for part in parts if part not in self._afforded]
        return [part for part in parts if part in self._afforded]


def _widest(words: Sequence[str]) -> list[str]:
    """The words that no other contains: beside 個人情報, its part 個人 says nothing more."""
    return [word for word in words if not any(word in each and word != each for each in words)]


def _plain_words(node: Node) -> list[WordNode]:
    """The words of a query of plain words only; else none."""
    children = node.children if isinstance(node, AndNode) else (node,)
    words = [each for each in children if isinstance(each, WordNode)]
    is_plain = len(words) == len(children) and not any(each.exact or each.wild for each in words)
    return words if is_plain else []
