"""The terms of the baselines, as a textbook would index Japanese text.

They are made without our own analysis, so that the scores of the baselines do not change with it.
Punctuation and function words are no terms.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from sudachipy import Dictionary, Morpheme, SplitMode

Terms = Callable[[str], list[str]]

# Sudachi takes at most 49,149 bytes at once.
_PIECE = re.compile(r"[^。\n]{1,12000}。?")
_WORD = re.compile(r"\w+")
# Function words and punctuation.
_FUNCTION_CLASSES = frozenset({"助詞", "助動詞", "補助記号", "記号", "空白", "接続詞", "感動詞"})


class _Word(NamedTuple):
    """A token of Sudachi's mode C, and its tokens of mode A, which may be itself."""

    long: str
    short: tuple[str, ...]

    @property
    def both(self) -> tuple[str, ...]:
        return self.short if self.short == (self.long,) else (self.long, *self.short)


def all_terms() -> Mapping[str, Terms]:
    """The terms of each baseline, by its name."""
    words = cache(_words)
    return {
        "BM25, bigrams": bigrams,
        "BM25, short tokens": short_tokens,
        "BM25, compound tokens": lambda text: [word.long for word in words(text)],
        "BM25, short and compound tokens": lambda text: [
            part for word in words(text) for part in word.both
        ],
    }


def bigrams(text: str) -> list[str]:
    """All bigrams of the words, with width and case folded; a single character as it is."""
    words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    return [word[at : at + 2] for word in words for at in range(max(1, len(word) - 1))]


def short_tokens(text: str) -> list[str]:
    """The content words of a text in Sudachi's mode A, in normalized forms."""
    return [_normalized(word) for word in _tokens(text, SplitMode.A)]


def _words(text: str) -> list[_Word]:
    """The content words of a text, in Sudachi's normalized forms."""
    return [
        _Word(_normalized(word), tuple(map(_normalized, _content_words(_parts(word)))))
        for word in _tokens(text, SplitMode.C)
    ]


def _tokens(text: str, mode: SplitMode) -> Iterator[Morpheme]:
    tokenizer = _dictionary().tokenizer(mode=mode)
    for piece in _PIECE.findall(text):
        yield from _content_words(tokenizer.tokenize(piece))


@cache
def _dictionary() -> Dictionary:
    return Dictionary()


def _content_words(words: Iterable[Morpheme]) -> Iterator[Morpheme]:
    return (word for word in words if word.part_of_speech()[0] not in _FUNCTION_CLASSES)


def _parts(word: Morpheme) -> Iterable[Morpheme]:
    parts: Iterable[Morpheme] = word.split(SplitMode.A, add_single=True)
    return parts


def _normalized(word: Morpheme) -> str:
    form: str = word.normalized_form()
    return form.casefold()
