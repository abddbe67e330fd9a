"""The query language: any string → a tree of nodes.

    語 語          both, in one exchange or its headings
    "文字列"       exactly that string
    A OR B, A|B    either
    -A, NOT A      not that
    A NEAR B       both in one utterance, near each other; A 近傍/30 B: within 30 characters
    語* *語 第?号  any characters in place of *, exactly one in place of ?
    ( )            together
    発言者:名 期間:2023-04..2024-03  (the names of `index.fields`)

Operators are of full or half width, in Japanese or English. What cannot be an operator is a
word; nothing is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, TypeGuard

from index.analysis.normalization.folding import nfkc_casefold, replace_surrogates
from index.fields import FIELDS
from index.query_parser.dates import read_period
from index.query_parser.lexer import QueryToken, tokenize
from index.results import Note, Span

# In characters. Longer queries are truncated.
MAX_QUERY_LENGTH = 1000
# In characters between two words: about a sentence.
DEFAULT_NEAR_DISTANCE = 50
MAX_NEAR_DISTANCE = 1000
_MAX_WORDS = 48
_MAX_DEPTH = 20
_COUNTED = ("word", "wild", "exact", "near")


@dataclass(frozen=True, slots=True)
class WordNode:
    """A word as it is typed, in any spelling; an `exact` string; or a `wild` pattern with * or ?.

    `at` are its characters in the query. The engine looks it up as a `WordQuery`.
    """

    text: str
    exact: bool = False
    wild: bool = False
    at: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class FieldNode:
    """Only utterances whose field has a value."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class NearNode:
    """Two words (or one of several) with at most `distance` characters between them."""

    left: NearOperand
    right: NearOperand
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
# An operand of NEAR: a word, or an OR of words.
NearOperand = WordNode | OrNode


class ParsedQuery(NamedTuple):
    """The tree, None for a query without words and fields, and notes on what was corrected."""

    node: Node | None
    notes: tuple[Note, ...] = ()


def words_of(node: Node | None) -> Iterator[WordNode]:
    """The words of a query, without those it excludes."""
    return (leaf for leaf in _leaves(node) if isinstance(leaf, WordNode))


def fields_of(node: Node | None) -> Iterator[FieldNode]:
    """The fields of a query, without those it excludes."""
    return (leaf for leaf in _leaves(node) if isinstance(leaf, FieldNode))


def _leaves(node: Node | None) -> Iterator[WordNode | FieldNode]:
    match node:
        case WordNode() | FieldNode():
            yield node
        case AndNode(children) | OrNode(children):
            for child in children:
                yield from _leaves(child)
        case NearNode(left, right):
            yield from _leaves(left)
            yield from _leaves(right)


def parse(text: str) -> ParsedQuery:
    """Parse a query. Never raises; takes time in proportion to its length."""
    notes = []
    if len(text) > MAX_QUERY_LENGTH:
        text = text[:MAX_QUERY_LENGTH]
        notes.append(Note("query_truncated", (MAX_QUERY_LENGTH,)))
    # After the lexer: the ? of a surrogate is not a wildcard.
    found = [token._replace(text=replace_surrogates(token.text)) for token in tokenize(text)]
    counted = [index for index, token in enumerate(found) if token.kind in _COUNTED]
    if len(counted) > _MAX_WORDS:
        found = found[: counted[_MAX_WORDS]]
        notes.append(Note("words_truncated", (_MAX_WORDS,)))
    if len(re.findall('["＂]', text)) % 2:
        notes.append(Note("unclosed_quotation"))
    notes += [Note("unreadable_period", (each.text,)) for each in found if _is_unreadable(each)]
    parser = _Parser([token for token in found if not _is_unreadable(token)])
    node = parser.parse_or(0)
    return ParsedQuery(node, (*notes, *parser.notes))


def _is_unreadable(token: QueryToken) -> bool:
    is_date = token.field is not None and FIELDS[token.field].kind == "date"
    return is_date and read_period(token.text) is None


class _Parser:
    """Recursive descent: OR binds least, then AND, then NEAR, then NOT."""

    def __init__(self, found: list[QueryToken]) -> None:
        self._tokens = found
        self._at = 0
        self.notes: list[Note] = []

    def _peek(self, ahead: int = 0) -> str:
        at = self._at + ahead
        return self._tokens[at].kind if at < len(self._tokens) else ""

    def parse_or(self, depth: int) -> Node | None:
        parts = []
        while True:
            part = self._parse_and(depth)
            if part is not None:
                parts.append(part)
            if self._peek() == "or" or (self._peek() == "close" and depth == 0):
                self._at += 1
                continue
            break
        return OrNode(tuple(parts)) if len(parts) > 1 else next(iter(parts), None)

    def _parse_and(self, depth: int) -> Node | None:
        parts: list[Node] = []
        last: Node | None = None
        while self._peek() not in ("", "or", "close"):
            token = self._tokens[self._at]
            if token.kind == "near" and last is not None and self._can_continue():
                self._at += 1
                following = self._parse_operand(depth)
                if following is not None:
                    self._join(parts, last, following, _distance(token))
                    last = following
                continue
            last = self._parse_operand(depth)
            if last is not None:
                parts.append(last)
        return AndNode(tuple(parts)) if len(parts) > 1 else next(iter(parts), None)

    def _can_continue(self) -> bool:
        """True if an operand of NEAR follows this token."""
        return self._peek(1) in ("word", "wild", "exact", "open")

    def _join(self, parts: list[Node], left: Node, right: Node, distance: int) -> None:
        """Join two nodes by NEAR; A NEAR B NEAR C is two pairs."""
        if not _can_be_near(left) or not _can_be_near(right):
            self.notes.append(Note("near_without_words"))
            parts.append(right)
            return
        near = NearNode(left, right, distance)
        if parts[-1] is left:
            parts[-1] = near
        else:
            parts.append(near)

    def _parse_operand(self, depth: int) -> Node | None:
        token = self._tokens[self._at]
        self._at += 1
        if token.kind == "not":
            return self._parse_not(depth)
        if token.kind == "open":
            if depth >= _MAX_DEPTH:
                return None
            inside = self.parse_or(depth + 1)
            if self._peek() == "close":
                self._at += 1
            return inside
        if token.field is not None:
            return FieldNode(token.field, token.text)
        at = Span(token.start, token.end)
        return WordNode(token.text, token.kind == "exact", token.kind == "wild", at)

    def _parse_not(self, depth: int) -> Node | None:
        """The node after a NOT. Two NOTs cancel out, so that any number of them has one depth."""
        negated = True
        while self._peek() == "not":
            self._at += 1
            negated = not negated
        if self._peek() in ("", "or", "close"):
            return None
        child = self._parse_operand(depth)
        return NotNode(child) if child is not None and negated else child


def _can_be_near(node: Node) -> TypeGuard[NearOperand]:
    if isinstance(node, OrNode):
        return all(isinstance(child, WordNode) for child in node.children)
    return isinstance(node, WordNode)


def _distance(token: QueryToken) -> int:
    """The distance of a 近傍/30, in any width, or the default."""
    typed = nfkc_casefold(token.text).partition("/")[2]
    return min(int(typed), MAX_NEAR_DISTANCE) if typed else DEFAULT_NEAR_DISTANCE
