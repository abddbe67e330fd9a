"""A query as typed → the tree to evaluate: compounds split, a question recognised."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from index.analysis.analyzer import Analyzer
from index.engines.whoosh.query.request_words import RequestWords
from index.query_parser import AndNode, Node, OrNode, WordNode, asks, parse, question_words, widest
from index.results import Note

# A mark after a question is not part of its words.
MARKS = "。．.?？！!、,　 "
# A run of this many characters with this many function words is a sentence, not a word.
_MIN_SENTENCE_LENGTH, _MIN_FUNCTION_WORDS = 12, 2


class Plan(NamedTuple):
    """The tree to evaluate and the tree as typed; both None where nothing is asked for.

    `is_question` if exchanges that answer are wanted instead.
    """

    node: Node | None
    typed: Node | None = None
    notes: tuple[Note, ...] = ()
    is_question: bool = False


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
        if words and self._is_question(query, words):
            bare = query.strip(MARKS)
            if len(words) == 1 and self._words.occurs(WordNode(bare)):
                return Plan(WordNode(bare, at=words[0].at), typed, notes)
            return Plan(typed, typed, (*notes, Note("read_as_question", (bare,))), is_question=True)
        splitter = _CompoundSplitter(self._analyzer, self._words, query)
        node = splitter.split(typed)
        return Plan(node, typed, (*notes, *splitter.notes))

    def _is_question(self, query: str, words: Sequence[WordNode]) -> bool:
        """True for a question, request or sentence that is not in the minutes as it is typed."""
        query = query.strip()
        bare = query.strip(MARKS)
        tokens_of = {word: self._analyzer.analyze(word.text).tokens for word in words}
        every = (token for tokens in tokens_of.values() for token in tokens)
        function_words = sum(bool(token.key) and not token.content for token in every)
        # A year may be typed behind a question, or a subject before it.
        asking = [word for word, tokens in tokens_of.items() if asks(word.text, tokens)]
        if asking:
            is_sentence = function_words > 0 or query[-1] in ("?", "？")
        else:
            is_sentence = (
                len(words) == 1
                and len(bare) >= _MIN_SENTENCE_LENGTH
                and function_words >= _MIN_FUNCTION_WORDS
            )
        return (
            is_sentence
            and bool(question_words(bare, self._analyzer))
            and not any(map(self._words.occurs, asking or words))
        )


class _CompoundSplitter:
    """Splits words of a query that occur nowhere into those they are made of."""

    def __init__(self, analyzer: Analyzer, words: RequestWords, query: str) -> None:
        self._analyzer = analyzer
        self._words = words
        self._query = query
        self.notes: list[Note] = []

    def split(self, node: Node, *, narrowed: bool = False) -> Node:
        """The tree with each word that occurs nowhere split into the words it is made of.

        `narrowed` if the node may be matched within what others leave, or have not found.
        """
        match node:
            case AndNode(children) | OrNode(children):
                return type(node)(tuple(self.split(child, narrowed=True) for child in children))
            case WordNode(text, exact=False, wild=False) if not self._occurs(
                node, narrowed=narrowed
            ):
                parts = self._parts(node)
                words = tuple(WordNode(part, at=node.at) for part in parts)
                if len(words) > 1 and all(map(self._words.occurs, words)):
                    self.notes.append(Note("word_split", (text, *widest(parts))))
                    return AndNode(words)
        return node

    def _occurs(self, word: WordNode, *, narrowed: bool) -> bool:
        # All of its occurrences will be asked for unless others leave less.
        words = self._words
        return words.occurs(word) if narrowed else words.match(word).found_anywhere

    def _parts(self, node: WordNode) -> tuple[str, ...]:
        """The words in a word; those as typed, if a space was typed between its characters."""
        if node.at and any(map(str.isspace, self._query[slice(*node.at)])):
            return tuple(node.text)
        return question_words(node.text, self._analyzer)


def _plain_words(node: Node) -> list[WordNode]:
    """The words of a query of plain words only; else none."""
    children = node.children if isinstance(node, AndNode) else (node,)
    words = [each for each in children if isinstance(each, WordNode)]
    is_plain = len(words) == len(children) and not any(each.exact or each.wild for each in words)
    return words if is_plain else []
