"""Everyday words → the words that officials and members say instead, by a table of our own.

A resident asks about water in the street, the minutes speak of 浸水. The table (`data/
everyday_words.txt`) is for questions alone: its words are near in meaning, not exchangeable.

An expression is found however it is inflected, and with a word between its own (店から出るごみ for
店のごみ). A negation is a word of it: 学校に行けない is not 学校に行く. The stem of a verb with the
next word joined to it is a part of another (使い of 使い切る), of which the verb says nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count
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
_VERB_ENDINGS = frozenset("うくぐすつぬぶむる")
# So many other words may be between two of an expression; none before a negation.
_MAX_BETWEEN = 1


class Replacement(NamedTuple):
    """An expression that a question has, and what minutes say instead (`official`).

    `typed` is all of it, as typed; `words` are its words, and those that are typed as one.
    """

    typed: str
    words: tuple[str, ...]
    official: tuple[str, ...]


class EverydayWords:
    """The expressions of the table by the keys of their words."""

    def __init__(self, analyze: Callable[[str], Analysis], rows: Iterable[str]) -> None:
        """Raises ValueError for a row that is not two lists of words."""
        # By the first of their keys; what is said for the same keys in several rows is all said.
        self._expressions: dict[str, dict[tuple[str, ...], dict[str, None]]] = defaultdict(dict)
        for row in rows:
            everyday, official = row.split(",")
            for expression in everyday.split("/"):
                keys = tuple(key for _, key in _words(analyze(expression).tokens))
                if keys:
                    said = self._expressions[keys[0]].setdefault(keys, {})
                    said.update(dict.fromkeys(official.split("/")))

    def find(self, tokens: Sequence[Token]) -> tuple[Replacement, ...]:
        """The expressions among the tokens of a question, in their order; most words go first."""
        words = list(_words(tokens))
        found = sorted(self._matches(tokens, words), key=lambda each: -len(each[0]))
        taken: set[int] = set()
        chosen = []
        for at, official in found:
            if taken.isdisjoint(at):
                taken.update(at)
                chosen.append((at, official))
        return tuple(_replacement(tokens, *each) for each in sorted(chosen))

    def _matches(
        self, tokens: Sequence[Token], words: Sequence[tuple[int, str]]
    ) -> Iterator[tuple[tuple[int, ...], tuple[str, ...]]]:
        """The positions of the tokens of each expression, and what is said instead."""
        for first, (start, key) in enumerate(words):
            for keys, official in self._expressions.get(key, {}).items():
                at = _follow(words, first, keys)
                if at is not None and (len(keys) > 1 or not _is_joined(tokens, start)):
                    yield at, tuple(official)


def _words(tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """The positions and the keys of the words that say what is meant."""
    for position, token in enumerate(tokens):
        if token.key in _NEGATIONS:
            yield position, _NEGATION
        elif token.key in _MEANT or (token.content and token.key and token.key not in _EMPTY):
            yield position, token.key


def _follow(
    words: Sequence[tuple[int, str]], first: int, keys: Sequence[str]
) -> tuple[int, ...] | None:
    """The positions of some keys that follow one another from a word on; None if they do not."""
    at, positions = first, [words[first][0]]
    for key in keys[1:]:
        between = 0 if key == _NEGATION else _MAX_BETWEEN
        at += 1
        while at < len(words) and words[at][1] != key and between >= 0:
            between -= words[at][1] != _WISH
            at += 1
        if between < 0 or at == len(words):
            return None
        positions.append(words[at][0])
    return tuple(positions)


def _is_joined(tokens: Sequence[Token], position: int) -> bool:
    """Whether a token is the stem of a verb with another word at once behind it."""
    form, key = tokens[position].form, tokens[position].key
    after = tokens[position + 1] if position + 1 < len(tokens) else None
    is_stem = key[-1] in _VERB_ENDINGS and form[-1] not in _VERB_ENDINGS
    return is_stem and after is not None and after.content and after.key not in _ENDINGS


def _replacement(
    tokens: Sequence[Token], at: Sequence[int], official: tuple[str, ...]
) -> Replacement:
    end = at[-1] + 1
    while end < len(tokens) and tokens[end].key in _ENDINGS:
        end += 1
    start = at[0] - (at[0] > 0 and tokens[at[0] - 1].key == _HONORIFIC)
    typed = "".join(token.form for token in tokens[start:end])
    return Replacement(typed, tuple(_joined(tokens, at)), official)


def _joined(tokens: Sequence[Token], at: Sequence[int]) -> Iterator[str]:
    """Each of some tokens, and those that follow one another at once as one word."""
    for number, first in enumerate(at):
        word = ""
        for position, expected in zip(at[number:], count(first)):
            if position != expected:
                break
            word += tokens[position].form
            yield word


def read_table() -> Iterator[str]:
    """The rows of the table."""
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith(_COMMENT):
            yield line
