"""Everyday words → the words that officials and members say instead, by a table of our own.

A resident asks about water in the street, the minutes speak of 浸水. The table (`data/
everyday_words.txt`) is for questions alone: its words are near in meaning, not exchangeable.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from index.analysis.tokens import Analysis, Token

_TABLE = Path(__file__).parent / "data" / "everyday_words.txt"
_COMMENT = "#"


class EverydayWords:
    """The expressions of the table by the keys of their content words."""

    def __init__(self, analyze: Callable[[str], Analysis], rows: Iterable[str]) -> None:
        """Raises ValueError for a row that is not two lists of words."""
        # Those that begin with a key, the longest first.
        self._expressions: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]]
        self._expressions = defaultdict(list)
        for row in rows:
            everyday, official = row.split(",")
            for expression in everyday.split("/"):
                keys = tuple(token.key for token in _content(analyze(expression).tokens))
                if keys:
                    self._expressions[keys[0]].append((keys, tuple(official.split("/"))))
        for each in self._expressions.values():
            each.sort(key=lambda found: -len(found[0]))

    def find(self, tokens: Sequence[Token]) -> Mapping[str, tuple[str, ...]]:
        """For each form of an expression among some tokens, what is said instead.

        The forms are those of its words, and of the words together.
        """
        found: dict[str, dict[str, None]] = {}
        content = _content(tokens)
        at = 0
        while at < len(content):
            size, official = self._at(content, at)
            words = [token.form for token in content[at : at + size]]
            for form in (*words, "".join(words)) if official else ():
                found.setdefault(form, {}).update(dict.fromkeys(official))
            at += max(size, 1)
        return {form: tuple(official) for form, official in found.items()}

    def _at(self, content: Sequence[Token], at: int) -> tuple[int, tuple[str, ...]]:
        """How many words the longest expression there has, and all that is said for those."""
        size, official = 0, dict[str, None]()
        for keys, said in self._expressions.get(content[at].key, ()):
            if tuple(token.key for token in content[at : at + len(keys)]) == keys and (
                size in (0, len(keys))
            ):
                size = len(keys)
                official.update(dict.fromkeys(said))
        return size, tuple(official)


def _content(tokens: Sequence[Token]) -> list[Token]:
    return [token for token in tokens if token.content and token.key]


def read_table() -> Iterator[str]:
    """The rows of the table."""
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith(_COMMENT):
            yield line
