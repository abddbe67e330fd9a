"""Everyday words → the words that officials and members say instead, by a table of our own.

A resident asks about water in the street, the minutes speak of 浸水. The table (`data/
everyday_words.txt`) is for questions alone: its words are near in meaning, not exchangeable.

An expression is found however it is inflected, and with a word between its own (店から出るごみ for
店のごみ). A negation is a word of it: 学校に行けない is not 学校に行く. A verb joined to another
word is a part of a longer one (使い of 使い切る, 終わる of 使い終わる), of which it says nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from index.analysis.tokens import Analysis, Token

_TABLE = Path(__file__).parent / "data" / "everyday_words.txt"
_COMMENT = "#"
# As token keys: negations, which are one word; words without content that change what is meant; and
# those with content that an expression does not depend on (帰れなくなる, 住んでいない, お金).
_NEGATIONS, _NEGATION = frozenset(("ない", "無い", "ず")), "ない"
_MEANT = frozenset(("たい", "大きな", "小さな", "ばかり", "だけ", "しか", "一方"))
_HONORIFIC = "御"
_AUXILIARIES = frozenset(("為る", "居る", "成る", "呉れる"))
_EMPTY = _AUXILIARIES | {_HONORIFIC, "さん"}
_WISH = "たい"
# What an inflected verb may end with, as token keys.
_ENDINGS = frozenset(
    ("た", "て", "ない", "ず", "れる", "られる", "せる", "させる", "ます", _WISH, "たがる")
).union(_AUXILIARIES)
# Of the keys of verbs.
_VERB_ENDINGS = frozenset("うくぐすつぬぶむる")
# So many other words may be between two of an expression.
_MAX_BETWEEN = 1


class Replacement(NamedTuple):
    """An expression that a question has, and what minutes say instead (`official`).

    `typed` is all of it, as typed; `words` are its words and those between, and those typed as one.
    """

    typed: str
    words: tuple[str, ...]
    official: tuple[str, ...]


class EverydayWords:
    """The expressions of the table by the keys of their words."""

    def __init__(self, analyze: Callable[[str], Analysis], rows: Iterable[str]) -> None:
        """Raises ValueError for a row that is not two lists of words."""
        # By the first of their keys; what several rows have is replaced by what all of them say.
        self._expressions: dict[str, dict[tuple[_Part, ...], dict[str, None]]] = defaultdict(dict)
        for row in rows:
            everyday, official = row.split(",")
            for expression in everyday.split("/"):
                parts = _parts(list(_words(analyze(expression).tokens)))
                if parts:
                    said = self._expressions[parts[0].key].setdefault(parts, {})
                    said.update(dict.fromkeys(official.split("/")))

    def find(self, tokens: Sequence[Token]) -> tuple[Replacement, ...]:
        """The expressions among the tokens of a question, in their order; most words go first."""
        found = sorted(self._matches(tokens), key=lambda each: (-len(each.at), each.size))
        chosen: dict[int, _Match] = {}
        for each in found:
            stretch = range(each.at[0], each.at[-1] + 1)
            taken = [chosen.get(at) for at in stretch]
            if not any(taken):
                chosen.update(dict.fromkeys(stretch, each))
            elif taken[0] and taken[0].at == each.at:
                # Several rows have the same words.
                said = tuple(dict.fromkeys((*taken[0].official, *each.official)))
                chosen.update(dict.fromkeys(stretch, each._replace(official=said)))
        return tuple(_replacement(tokens, each) for each in sorted(set(chosen.values())))

    def _matches(self, tokens: Sequence[Token]) -> Iterator[_Match]:
        """The expressions wherever they are found."""
        words = list(_words(tokens))
        for first, (start, key) in enumerate(words):
            for parts, official in self._expressions.get(key, {}).items():
                numbers = _follow(words, first, parts)
                if numbers and (len(parts) > 1 or not _is_joined(tokens, start)):
                    yield _Match(tuple(words[each][0] for each in numbers), tuple(official))


class _Part(NamedTuple):
    """A word of an expression: its key, and how many others may be before it."""

    key: str
    between: int


class _Match(NamedTuple):
    """The positions of the tokens that are the words of an expression, ascending."""

    at: tuple[int, ...]
    official: tuple[str, ...]

    @property
    def size(self) -> int:
        return self.at[-1] - self.at[0]


def _words(tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """The positions and the keys of the words that say what is meant."""
    for position, token in enumerate(tokens):
        if token.key in _NEGATIONS:
            yield position, _NEGATION
        elif token.key in _MEANT or (token.content and token.key and token.key not in _EMPTY):
            yield position, token.key


def _parts(words: Sequence[tuple[int, str]]) -> tuple[_Part, ...]:
    """The words of an expression; nothing is between those of a compound, or before a negation."""
    positions = [position for position, _ in words]
    ahead = [0, *(position - before for before, position in pairwise(positions))]
    return tuple(
        _Part(key, 0 if distance == 1 or key == _NEGATION else _MAX_BETWEEN)
        for (_, key), distance in zip(words, ahead, strict=True)
    )


def _follow(
    words: Sequence[tuple[int, str]], first: int, parts: Sequence[_Part]
) -> tuple[int, ...]:
    """The numbers of the words that are some parts, one after another, from a word on; or none."""
    numbers = [first]
    for key, between in parts[1:]:
        at, left = numbers[-1] + 1, between
        while at < len(words) and words[at][1] != key and left >= 0:
            left -= words[at][1] != _WISH
            at += 1
        if left < 0 or at == len(words):
            return ()
        numbers.append(at)
    return tuple(numbers)


def _is_joined(tokens: Sequence[Token], position: int) -> bool:
    """Whether a token is a part of a compound verb, or of a noun that begins with a verb."""
    before = tokens[position - 1 : position] if position else ()
    after = tokens[position + 1 : position + 2]
    behind_stem = any(map(_is_stem, before)) and tokens[position].key[-1] in _VERB_ENDINGS
    before_word = any(each.content and each.key not in _ENDINGS for each in after)
    return behind_stem or (before_word and _is_stem(tokens[position]))


def _is_stem(token: Token) -> bool:
    """Whether a token is a verb whose ending is another token or none."""
    return token.key[-1:] in _VERB_ENDINGS and token.form[-1] not in _VERB_ENDINGS


def _replacement(tokens: Sequence[Token], match: _Match) -> Replacement:
    start, end = match.at[0], match.at[-1] + 1
    while end < len(tokens) and tokens[end].key in _ENDINGS:
        end += 1
    start -= start > 0 and tokens[start - 1].key == _HONORIFIC
    typed = "".join(token.form for token in tokens[start:end])
    stretch = range(match.at[0], match.at[-1] + 1)
    words = tuple(
        "".join(token.form for token in tokens[first : last + 1])
        for first in stretch
        for last in stretch[first - stretch.start :]
    )
    return Replacement(typed, words, match.official)


def read_table() -> Iterator[str]:
    """The rows of the table."""
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith(_COMMENT):
            yield line
