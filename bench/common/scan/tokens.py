"""SudachiPy's short tokens, in its own dictionary."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from sudachipy import Dictionary, SplitMode, Tokenizer

MAX_CHARACTERS = 12_000
"""Sudachi takes at most 49,149 bytes at once; a character has up to four."""


@cache
def _dictionary() -> Dictionary:
    return Dictionary()


@cache
def tokenizer() -> Tokenizer:
    """One for all of a process."""
    return _dictionary().tokenizer(mode=SplitMode.A)


def chunks(text: str) -> Iterator[str]:
    """A text in pieces that Sudachi takes."""
    return (text[at : at + MAX_CHARACTERS] for at in range(0, len(text), MAX_CHARACTERS))


def is_other_word(counted: str) -> bool:
    """Whether a number in kanji with what it counts may be one word: 一番, 十分, 三条."""
    return len(_dictionary().lookup(counted)) > 0
