"""The query language: any string → a tree of nodes.

    語 語          both, in one exchange or its headings; also A AND B
    "文字列"       exactly that string
    A OR B, A|B    either
    -A, NOT A      not that
    A NEAR B       both in one utterance, near each other; A 近傍/30 B: within 30 characters
    語* *語 第?号  any characters in place of *, exactly one in place of ?
    ( )            together
    発言者:名 期間:2023-04..2024-03  (the names of `index.fields`); 発言者:(名 OR 名)

Operators are of full or half width, in Japanese or English, as keyboards and other programs
make them. An address of the web is an exact string: its ? and : are no operators. A word typed
with a space between its characters (諸　報　告, 第　１　号) is that word. Characters that print
nothing are left out. What cannot be an operator is a word, and where there are only operators
they are words; nothing is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeGuard

from index.analysis.normalization.folding import nfkc_casefold, replace_surrogates
from index.analysis.normalization.search_text import INVISIBLE, MAX_GAP
from index.fields import FIELDS, MAX_TYPED_NAME, TYPED_FIELDS
from index.periods import SPAN_DASHES, SPAN_SIGN, read_period
from index.results import Note, Span

# In characters. Longer queries are truncated.
MAX_QUERY_LENGTH = 1000
# In characters between two words: about a sentence.
DEFAULT_NEAR_DISTANCE = 50
MAX_NEAR_DISTANCE = 1000
_MAX_WORDS = 48
_MAX_DEPTH = 20
_COUNTED = ("word", "wild", "exact", "near")
_NEAR_OPERANDS = ("word", "wild", "exact", "open")
TokenKind = Literal["word", "wild", "exact", "open", "close", "or", "not", "near"]


class QueryToken(NamedTuple):
    """A token of a query, its characters from `start` to before `end`; `field` if it is a value.

    `closed` is false for a string without its second quotation mark.
    """

    kind: TokenKind
    text: str = ""
    field: str | None = None
    start: int = 0
    end: int = 0
    closed: bool = True


_STRAIGHT, _CURLY = '"＂', "\u201c\u201d\u201e\u201f"
_QUOTES = _STRAIGHT + _CURLY
# All that keyboards make where a minus is meant: hyphens, dashes, and the minus signs.
_MINUS = "-\uff0d\u2212\u2010\u2011\u2012\u2013\u2014\u2015\ufe58\ufe63"
# The key of the minus makes this while Japanese is typed. No word begins with it, but a piece of
# one in katakana may (ーション); what begins a query is such a piece too.
_LONG_VOWEL_MINUS = r"(?<=[\s(（])[ーｰ](?=[^\sーｰァ-ヺｦ-ﾟ])"
_AND, _OR, _NOT, _NEAR = "AND|ＡＮＤ", "OR|ＯＲ", "NOT|ＮＯＴ", "NEAR|ＮＥＡＲ|近傍"
# Characters that end an operator, and that no name of a field has.
_BOUNDS = rf"\s()（）|｜{_QUOTES}"
_AT_BOUND = rf"(?=[{_BOUNDS}]|$)"
# A short bracket against a word is part of it: (株)沖ノ瀬, （仮称）交流館.
_BRACKET_OF_WORD = (
    rf"[^{_BOUNDS}:：]{{1,8}}[)）]"
    rf"(?!(?:{_AND}|{_OR}|{_NOT}|{_NEAR}){_AT_BOUND})(?=[^\W_])"
)
_TOKEN = re.compile(
    rf"(?P<space>\s+|(?:{_AND}){_AT_BOUND})"
    rf"|(?P<open>[(（](?!{_BRACKET_OF_WORD}))|(?P<close>[)）])"
    rf"|(?P<or>[|｜]+|(?:{_OR}){_AT_BOUND})"
    rf"|(?P<not>(?:{_NOT})(?=[\s(（{_QUOTES}])|[{_MINUS}](?=\S)|{_LONG_VOWEL_MINUS})"
    rf"|(?P<near>(?:{_NEAR})(?:[/／][0-9０-９]{{1,9}})?{_AT_BOUND})"
    rf"|(?P<field>[^{_BOUNDS}:：]{{1,{MAX_TYPED_NAME}}}\s*[:：]\s*)"
    rf"|(?P<quote>[{_QUOTES}])"
)
# A word ends at a space, a bar, a quotation mark, or a closing bracket that it does not open
# itself: 林（宏）委員 is one word.
_WORD_END = re.compile(rf"[\s|｜{_QUOTES}]")
# Three characters or more with a space between each and the next are one word, two are two. A
# number between two of them is one of them: 第　１０　号.
_LETTER = "[々-〇〻ぁ-ゖゝ-ゟァ-ヺー-ヿ\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
_GAP = rf"[^\S\r\n]{{1,{MAX_GAP}}}"
_LETTER_SPACED = re.compile(
    rf"{_LETTER}(?:{_GAP}(?:{_LETTER}|[0-9０-９]+(?={_GAP}{_LETTER}))){{2,}}{_AT_BOUND}"
)
_OPERATOR = re.compile(rf"(?<![^{_BOUNDS}])(?:{_AND}|{_OR}|{_NOT}|{_NEAR}){_AT_BOUND}")
_PERIOD_GOES_ON = re.compile(
    rf"(?:(?<=\.\.|から)|(?<=[{SPAN_DASHES}])|\s*(?:{SPAN_SIGN}))(?:\s*[^{_BOUNDS}]+)?"
)
# An address with its scheme, with a host and what follows, or with parameters; and what is pasted
# around it.
_ADDRESS = re.compile(
    r"[a-z][a-z0-9+.-]*://\S|(?:[a-z0-9-]+\.)+[a-z]{2,}(?::\d+)?/\S|[a-z0-9/]\?[a-z0-9_.-]+="
)
_AROUND_ADDRESS = "「」『』【】〈〉《》<>。、．，.,;"
# A question mark that ends a question (いつですか？なぜ) is no wildcard.
_QUESTION_END = re.compile(r"(?:[?？][」』）)]*)+$|(?<=[かねよのい])[?？]")
_WILD = re.compile("[*＊?？]")


def tokenize(text: str) -> Iterator[QueryToken]:
    """The tokens of a query, in order. No string is an error."""
    at = 0
    # The field of the value that comes next, and those of the brackets it is in.
    field: str | None = None
    outer: list[str | None] = []
    while at < len(text):
        match = _TOKEN.match(text, at)
        kind = match.lastgroup if match else "word"
        if match and kind == "field":
            if name := _field_with_value(match):
                field, at = name, match.end()
                continue
            kind = "word"
        if match and kind in ("space", "open", "close", "or", "not", "near"):
            if kind == "open":
                outer.append(field)
            elif kind == "close" and outer:
                outer.pop()
            if kind != "space":
                yield QueryToken(kind, match.group(), None, at, match.end())  # type: ignore[arg-type]
            at = match.end()
            # A minus may stand between a field and its value.
            if kind != "not":
                field = outer[-1] if outer else None
            continue
        start = at
        at, token = _quoted(text, at) if kind == "quote" else _word(text, at)
        if field and FIELDS[field].kind == "date":
            at, token = _period(text, at, token)
        if token.text:
            kept: TokenKind = "word" if field and token.kind == "wild" else token.kind
            yield token._replace(kind=kept, field=field, start=start, end=at)
        field = outer[-1] if outer else None


def _field_with_value(match: re.Match[str]) -> str | None:
    """The field of a name with its colon, if there is one and a value follows."""
    typed = _typed_field(match)
    if typed is None or match.end() == len(match.string):
        return None
    following = _TOKEN.match(match.string, match.end())
    kind = following.lastgroup if following else "word"
    if kind in ("space", "close", "or", "near"):
        return None
    return None if following and kind == "field" and _typed_field(following) else typed


def _typed_field(match: re.Match[str]) -> str | None:
    name = nfkc_casefold(match.group()).rstrip().removesuffix(":").rstrip()
    return TYPED_FIELDS[name].name if name in TYPED_FIELDS else None


def _quoted(text: str, at: int) -> tuple[int, QueryToken]:
    """A string up to the next mark of its kind, or else the next of any, or else the end."""
    own = _STRAIGHT if text[at] in _STRAIGHT else _CURLY
    ends = [re.compile(f"[{marks}]").search(text, at + 1) for marks in (own, _QUOTES)]
    end = next((each.start() for each in ends if each), None)
    token = QueryToken("exact", text[at + 1 : end].strip(), closed=end is not None)
    return (len(text) if end is None else end + 1), token


def _word(text: str, at: int) -> tuple[int, QueryToken]:
    if spaced := _LETTER_SPACED.match(text, at):
        return spaced.end(), QueryToken("word", "".join(spaced.group().split()))
    depth, end = 0, at
    while end < len(text) and not _WORD_END.match(text, end):
        if text[end] in "(（":
            depth += 1
        elif text[end] in ")）":
            if depth == 0 and end > at:
                break
            depth -= 1
        end += 1
    end = max(end, at + 1)
    word = text[at:end].strip()
    if is_address(word):
        return end, QueryToken("exact", word.strip(_AROUND_ADDRESS))
    return end, QueryToken("wild" if is_wild(word) else "word", word)


def _period(text: str, at: int, token: QueryToken) -> tuple[int, QueryToken]:
    """A period that goes on behind a space: 2023-04 ～ 2024-03."""
    further = _PERIOD_GOES_ON.match(text, at)
    whole = token.text + further.group() if further else ""
    if further and read_period(whole):
        return further.end(), token._replace(text=whole)
    return at, token


def is_address(word: str) -> bool:
    """True if a word has an address of the web in it; with a * it is a pattern."""
    return not re.search("[*＊]", word) and bool(_ADDRESS.search(nfkc_casefold(word)))


def is_wild(word: str) -> bool:
    """True if a word has a wildcard * or ?, and a letter or digit beside."""
    inside = _QUESTION_END.sub("", word)
    return bool(_WILD.search(inside)) and any(map(str.isalnum, inside))


@dataclass(frozen=True, slots=True)
class WordNode:
    """A word as it is typed, in any spelling; an `exact` string; or a `wild` pattern with * or ?.

    `official` are the words that minutes may have for it, of a question's word. `at` are its
    characters in the query. The engine looks it up as a `WordQuery`.
    """

    text: str
    exact: bool = False
    wild: bool = False
    official: tuple[str, ...] = ()
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


def words_of(node: Node | None, *, excluded: bool = False) -> Iterator[WordNode]:
    """The words of a query in order, without those it excludes, or with them."""
    return (leaf for leaf in _leaves(node, excluded) if isinstance(leaf, WordNode))


def fields_of(node: Node | None) -> Iterator[FieldNode]:
    """The fields of a query, without those it excludes."""
    return (leaf for leaf in _leaves(node, excluded=False) if isinstance(leaf, FieldNode))


def _leaves(node: Node | None, excluded: bool) -> Iterator[WordNode | FieldNode]:
    match node:
        case WordNode() | FieldNode():
            yield node
        case AndNode(children) | OrNode(children):
            for child in children:
                yield from _leaves(child, excluded)
        case NearNode(left, right):
            yield from _leaves(left, excluded)
            yield from _leaves(right, excluded)
        case NotNode(child) if excluded:
            yield from _leaves(child, excluded)


def parse(text: str) -> ParsedQuery:
    """Parse a query. Never raises; takes time in proportion to its length."""
    notes = []
    if len(text) > MAX_QUERY_LENGTH:
        text = text[:MAX_QUERY_LENGTH]
        notes.append(Note("query_truncated", (MAX_QUERY_LENGTH,)))
    # The places in the query of the characters that print something, or are a space.
    places = [at for at, char in enumerate(text) if char.isspace() or char not in INVISIBLE]
    printed = "".join(map(text.__getitem__, places))
    found = [
        # After the lexer: the ? of a surrogate is not a wildcard.
        token._replace(
            text=replace_surrogates(token.text),
            start=places[token.start],
            end=places[token.end - 1] + 1,
        )
        for token in tokenize(printed)
    ]
    counted = [index for index, token in enumerate(found) if token.kind in _COUNTED]
    if len(counted) > _MAX_WORDS:
        found = found[: counted[_MAX_WORDS]]
        notes.append(Note("words_truncated", (_MAX_WORDS,)))
    if not all(token.closed for token in found):
        notes.append(Note("unclosed_quotation"))
    notes += [Note("unreadable_period", (each.text,)) for each in found if _is_unreadable(each)]
    parser = _Parser([token for token in found if not _is_unreadable(token)])
    node = parser.parse_or(0)
    if node is None:
        operators = (
            WordNode(each.group(), at=Span(places[each.start()], places[each.end() - 1] + 1))
            for each in _OPERATOR.finditer(printed)
        )
        node = _all_of(list(dict.fromkeys(operators))[:_MAX_WORDS])
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
            if token.kind == "near" and last is not None and self._peek(1) in _NEAR_OPERANDS:
                self._at += 1
                following = self._parse_operand(depth)
                if following is not None:
                    self._join(parts, last, following, _distance(token))
                    last = following
                continue
            last = self._parse_operand(depth)
            if last is not None:
                parts.append(last)
        return _all_of(parts)

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
        return WordNode(token.text, token.kind == "exact", token.kind == "wild", at=at)

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


def _all_of(parts: Sequence[Node]) -> Node | None:
    return AndNode(tuple(parts)) if len(parts) > 1 else next(iter(parts), None)


def _can_be_near(node: Node) -> TypeGuard[NearOperand]:
    if isinstance(node, OrNode):
        return all(isinstance(child, WordNode) for child in node.children)
    return isinstance(node, WordNode)


def _distance(token: QueryToken) -> int:
    """The distance of a 近傍/30, in any width, or the default."""
    typed = nfkc_casefold(token.text).partition("/")[2]
    return min(int(typed), MAX_NEAR_DISTANCE) if typed else DEFAULT_NEAR_DISTANCE
