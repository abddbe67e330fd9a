"""The query language: any string at all → a tree of what it asks for.

    語 語          both, in one exchange or its headings
    "文字列"       exactly that string
    A OR B, A|B    either
    -A, NOT A      not that
    A NEAR B       both in one utterance, near each other; A 近傍/30 B: within 30 characters
    語* *語 第?号  any characters in place of *, exactly one in place of ?
    ( )            together
    発言者:名 役割: 会議: 議題: 期間:2023-04..2024-03

Full or half width, in Japanese or English. What cannot be an operator is a word;
nothing is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, TypeGuard

from index.analysis.normalization.folding import nfkc_casefold, replace_surrogates
from index.query_parser.dates import read_period
from index.query_parser.lexer import FIELDS, FieldName, QueryToken, tokenize
from index.results import Note

# A query is cut here: what no one types must not be what no one can answer.
MAX_QUERY_LENGTH = 1000
# Two words are near if no more characters than of a sentence are between them.
DEFAULT_NEAR_DISTANCE = 50
MAX_NEAR_DISTANCE = 1000
_MOST_WORDS = 48
_DEEPEST = 20
_SAYING = ("word", "wild", "exact", "near")

# The first name of each, which is what a person is told.
FIELD_NAMES = {name: called for called, name in reversed(FIELDS.items()) if not called.isascii()}


class Stretch(NamedTuple):
    """Characters `start` up to, not including, `end` of the query."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class WordNode:
    """A word, in any of its spellings; `exact`, a string to the letter; `wild`, a pattern.

    `at` is where it was typed.
    """

    text: str
    exact: bool = False
    wild: bool = False
    at: Stretch | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class FieldNode:
    """Only utterances whose field has the value."""

    name: FieldName
    value: str


@dataclass(frozen=True, slots=True)
class NearNode:
    """Two words, or one of several, with at most so many characters between them."""

    left: Near
    right: Near
    distance: int


@dataclass(frozen=True, slots=True)
class AndNode:
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class OrNode:
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class NotNode:
    child: Node


Node = WordNode | FieldNode | NearNode | AndNode | OrNode | NotNode
# What can be near something: a word, or an OR of words.
Near = WordNode | OrNode


class Parsed(NamedTuple):
    """The tree (null where nothing is asked for), and what was set right."""

    node: Node | None
    notes: tuple[Note, ...] = ()


def words(node: Node | None) -> Iterator[WordNode]:
    """The words a query asks for, without those it excludes."""
    match node:
        case WordNode():
            yield node
        case AndNode(children) | OrNode(children):
            for child in children:
                yield from words(child)
        case NearNode(left, right):
            yield from words(left)
            yield from words(right)


def fields(node: Node | None) -> Iterator[FieldNode]:
    """The fields a query narrows by, without those it excludes."""
    match node:
        case FieldNode():
            yield node
        case AndNode(children) | OrNode(children):
            for child in children:
                yield from fields(child)


def parse(text: str) -> Parsed:
    """Read a query. Never raises; takes time in proportion to its length."""
    notes = []
    if len(text) > MAX_QUERY_LENGTH:
        text = text[:MAX_QUERY_LENGTH]
        notes.append(Note("query_truncated", (MAX_QUERY_LENGTH,)))
    # Only now: a surrogate is read as a ?, but it is no wildcard.
    found = [token._replace(text=replace_surrogates(token.text)) for token in tokenize(text)]
    said = [index for index, token in enumerate(found) if token.kind in _SAYING]
    if len(said) > _MOST_WORDS:
        found = found[: said[_MOST_WORDS]]
        notes.append(Note("words_truncated", (_MOST_WORDS,)))
    if len(re.findall('["＂]', text)) % 2:
        notes.append(Note("unclosed_quotation"))
    for token in filter(_is_no_period, found):
        notes.append(Note("unreadable_period", (token.text,)))
    reader = _Reader([token for token in found if not _is_no_period(token)])
    node = reader.either(0)
    return Parsed(node, (*notes, *reader.notes))


def _is_no_period(token: QueryToken) -> bool:
    return token.field == "period" and read_period(token.text) is None


class _Reader:
    """Reads tokens by precedence: OR binds least, then AND, then NEAR, then NOT."""

    def __init__(self, found: list[QueryToken]) -> None:
        self._tokens = found
        self._at = 0
        self.notes: list[Note] = []

    def _peek(self, ahead: int = 0) -> str:
        at = self._at + ahead
        return self._tokens[at].kind if at < len(self._tokens) else ""

    def either(self, depth: int) -> Node | None:
        parts = []
        while True:
            part = self._all(depth)
            if part is not None:
                parts.append(part)
            if self._peek() == "or" or (self._peek() == "close" and depth == 0):
                self._at += 1
                continue
            break
        return OrNode(tuple(parts)) if len(parts) > 1 else next(iter(parts), None)

    def _all(self, depth: int) -> Node | None:
        parts: list[Node] = []
        last: Node | None = None
        while self._peek() not in ("", "or", "close"):
            token = self._tokens[self._at]
            if token.kind == "near" and last is not None and self._goes_on():
                self._at += 1
                following = self._one(depth)
                if following is not None:
                    self._join(parts, last, following, _distance(token))
                    last = following
                continue
            last = self._one(depth)
            if last is not None:
                parts.append(last)
        return AndNode(tuple(parts)) if len(parts) > 1 else next(iter(parts), None)

    def _goes_on(self) -> bool:
        """Whether what follows this token can be near something."""
        return self._peek(1) in ("word", "wild", "exact", "open")

    def _join(self, parts: list[Node], left: Node, right: Node, distance: int) -> None:
        """Put two nodes near each other; of A NEAR B NEAR C, both pairs."""
        if not _can_be_near(left) or not _can_be_near(right):
            self.notes.append(Note("near_without_words"))
            parts.append(right)
            return
        near = NearNode(left, right, distance)
        if parts[-1] is left:
            parts[-1] = near
        else:
            parts.append(near)

    def _one(self, depth: int) -> Node | None:
        token = self._tokens[self._at]
        self._at += 1
        if token.kind == "not":
            return self._negated(depth)
        if token.kind == "open":
            if depth >= _DEEPEST:
                return None
            inside = self.either(depth + 1)
            if self._peek() == "close":
                self._at += 1
            return inside
        if token.field is not None:
            return FieldNode(token.field, token.text)
        at = Stretch(token.start, token.end)
        return WordNode(token.text, token.kind == "exact", token.kind == "wild", at)

    def _negated(self, depth: int) -> Node | None:
        """What follows a NOT; two of them cancel out, so that any number is read flat."""
        negated = True
        while self._peek() == "not":
            self._at += 1
            negated = not negated
        if self._peek() in ("", "or", "close"):
            return None
        child = self._one(depth)
        return NotNode(child) if child is not None and negated else child


def _can_be_near(node: Node) -> TypeGuard[Near]:
    if isinstance(node, OrNode):
        return all(isinstance(child, WordNode) for child in node.children)
    return isinstance(node, WordNode)


def _distance(token: QueryToken) -> int:
    """The characters of a 近傍/30, in any width; NEAR alone has a distance of its own."""
    typed = nfkc_casefold(token.text).partition("/")[2]
    return min(int(typed), MAX_NEAR_DISTANCE) if typed else DEFAULT_NEAR_DISTANCE
