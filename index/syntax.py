"""The query language: any string at all → a tree of what it asks for.

    語 語          both, in one exchange or its headings
    "文字列"       exactly that string
    A OR B, A|B    either
    -A, NOT A      not that
    ( )            together
    発言者:名 役割: 会議: 議題: 期間:2023-04..2024-03

Full or half width, in Japanese or English. What cannot be an operator is a word;
nothing is an error.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from index.folding import valid
from index.periods import read_period

# A query is cut here: what no one types must not be what no one can answer.
LONGEST_QUERY = 1000
_MOST_WORDS = 48
_DEEPEST = 20

FieldName = Literal["speaker", "role", "meeting", "agenda", "period"]

_FIELDS: dict[str, FieldName] = {
    "発言者": "speaker",
    "speaker": "speaker",
    "役割": "role",
    "role": "role",
    "会議": "meeting",
    "meeting": "meeting",
    "議題": "agenda",
    "agenda": "agenda",
    "期間": "period",
    "日付": "period",
    "date": "period",
}

# The first name of each, which is what a person is told.
FIELD_NAMES = {field: name for name, field in reversed(_FIELDS.items()) if not name.isascii()}


@dataclass(frozen=True, slots=True)
class WordNode:
    """A word, in any of its spellings; or, `exact`, a string to the letter."""

    text: str
    exact: bool = False


@dataclass(frozen=True, slots=True)
class FieldNode:
    """Only utterances whose field has the value."""

    name: FieldName
    value: str


@dataclass(frozen=True, slots=True)
class AndNode:
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class OrNode:
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class NotNode:
    child: Node


Node = WordNode | FieldNode | AndNode | OrNode | NotNode


class Parsed(NamedTuple):
    """The tree (null where nothing is asked for), and what was set right."""

    node: Node | None
    notes: tuple[str, ...] = ()


class _Token(NamedTuple):
    kind: Literal["word", "exact", "open", "close", "or", "not"]
    text: str = ""
    field: FieldName | None = None


_QUOTES = {'"': '"', "\u201c": "\u201d", "\uff02": "\uff02", "\u201d": "\u201d"}
_TOKEN = re.compile(
    r"(?P<space>[\s\u3000\x00-\x1f\x7f]+)"
    r"|(?P<open>[(（])|(?P<close>[)）])"
    r"|(?P<or>[|｜]+|(?:OR|ＯＲ)(?=[\s\u3000(（]|$))"
    r"|(?P<not>(?:NOT|ＮＯＴ)(?=[\s\u3000(（])|[-－−](?=[^\s\u3000]))"
    r"|(?P<field>[^\s\u3000:：()（）\"“”＂|｜]{1,12}[:：])"
    r"|(?P<quote>[\"“”＂])"
)
# A word ends at a space or a bar, at a quotation mark, and at a closing bracket
# it has not opened itself: 林（宏）委員 is one word.
_WORD_END = re.compile(r"[\s\u3000\x00-\x1f\x7f|｜\"“”＂]")


def parse(text: str) -> Parsed:
    """Read a query. Never raises; takes time in proportion to its length."""
    notes = []
    text = valid(text)
    if len(text) > LONGEST_QUERY:
        text = text[:LONGEST_QUERY]
        notes.append(f"検索語が長いため、はじめの{LONGEST_QUERY}文字で検索しました。")
    tokens = list(_tokens(text))
    words = [index for index, token in enumerate(tokens) if token.kind in ("word", "exact")]
    if len(words) > _MOST_WORDS:
        tokens = tokens[: words[_MOST_WORDS]]
        notes.append(f"語が多いため、はじめの{_MOST_WORDS}語で検索しました。")
    if len(re.findall('["＂]', text)) % 2:
        notes.append("引用符が閉じていないため、終わりまでを一つの文字列として検索しました。")
    for token in filter(_is_no_period, tokens):
        notes.append(f"期間「{token.text}」は読み取れないため、期間を限らずに検索しました。")
    tokens = [token for token in tokens if not _is_no_period(token)]
    return Parsed(_Reader(tokens).either(0), tuple(notes))


def _is_no_period(token: _Token) -> bool:
    return token.field == "period" and read_period(token.text) is None


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    field: FieldName | None = None
    while at < len(text):
        match = _TOKEN.match(text, at)
        kind = match.lastgroup if match else "word"
        if match and kind == "field":
            name = unicodedata.normalize("NFKC", match.group()[:-1]).lower()
            if name in _FIELDS and match.end() < len(text) and not text[match.end()].isspace():
                field, at = _FIELDS[name], match.end()
                continue
            kind = "word"
        if match and kind in ("space", "open", "close", "or", "not"):
            at = match.end()
            if kind != "space":
                yield _Token(kind)  # type: ignore[arg-type]
            field = None
            continue
        end, token = _quoted(text, at) if kind == "quote" else _word(text, at)
        at = end
        if token.text:
            yield token._replace(field=field)
        field = None


def _quoted(text: str, at: int) -> tuple[int, _Token]:
    end = text.find(_QUOTES[text[at]], at + 1)
    end = len(text) if end < 0 else end
    return end + 1, _Token("exact", text[at + 1 : end].strip())


def _word(text: str, at: int) -> tuple[int, _Token]:
    depth, end = 0, at
    while end < len(text) and not _WORD_END.match(text, end):
        if text[end] in "(（":
            depth += 1
        elif text[end] in ")）":
            if depth == 0 and end > at:
                break
            depth -= 1
        end += 1
    return max(end, at + 1), _Token("word", text[at:end].strip())


class _Reader:
    """Reads tokens by precedence: OR binds least, then AND, then NOT."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0

    def _peek(self) -> str:
        return self._tokens[self._at].kind if self._at < len(self._tokens) else ""

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
        parts = []
        while self._peek() not in ("", "or", "close"):
            part = self._one(depth)
            if part is not None:
                parts.append(part)
        return AndNode(tuple(parts)) if len(parts) > 1 else next(iter(parts), None)

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
        return WordNode(token.text, exact=token.kind == "exact")

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
