"""The terms of the baselines: what a textbook would index of a Japanese text.

Made without our own analysis, so that what the baselines score does not move when that
is changed. Punctuation parts terms and is none; what only binds words is left out.
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
# Words of these classes say nothing of a subject.
_BINDING = frozenset({"助詞", "助動詞", "補助記号", "記号", "空白", "接続詞", "感動詞"})


class _Word(NamedTuple):
    """A long unit (Sudachi C), and the short ones (A) it is made of, itself if it is one."""

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
        "BM25, short units": lambda text: [part for word in words(text) for part in word.short],
        "BM25, long units": lambda text: [word.long for word in words(text)],
        "BM25, short and long units": lambda text: [
            part for word in words(text) for part in word.both
        ],
    }


def bigrams(text: str) -> list[str]:
    """Every two characters in a row, widths and case folded; a lone one as it is."""
    words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    return [word[at : at + 2] for word in words for at in range(max(1, len(word) - 1))]


def _words(text: str) -> list[_Word]:
    """The words of a text that say something, in Sudachi's normalized forms."""
    tokenizer = _dictionary().tokenizer(mode=SplitMode.C)
    pieces = (_telling(tokenizer.tokenize(piece)) for piece in _PIECE.findall(text))
    return [
        _Word(_normalized(word), tuple(map(_normalized, _telling(_parts(word)))))
        for piece in pieces
        for word in piece
    ]


@cache
def _dictionary() -> Dictionary:
    return Dictionary()


def _telling(words: Iterable[Morpheme]) -> Iterator[Morpheme]:
    return (word for word in words if word.part_of_speech()[0] not in _BINDING)


def _parts(word: Morpheme) -> Iterable[Morpheme]:
    parts: Iterable[Morpheme] = word.split(SplitMode.A, add_single=True)
    return parts


def _normalized(word: Morpheme) -> str:
    form: str = word.normalized_form()
    return form.casefold()
