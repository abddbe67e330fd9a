"""Characters made alike for literal search; nothing folded is ever displayed.

`fold` maps each character to exactly one, so that an offset in the folded text is the
same offset in the text. For what makes the spellings of a word meet, see `katakana` and
`variants`.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

# Code units a folded text may use: one per character, so that a byte offset in
# UTF-16 is twice a character offset. Characters beyond U+FFFF share this range.
_PRIVATE_START, _PRIVATE_SIZE = 0xE000, 0x1900

_LAST_BMP = 0xFFFF
_VOICING = "\u3099\u309a"
# A string of many characters like ㈱ could stand in 2^n ways; so many are looked for.
_MOST_PATTERNS = 16


def replace_surrogates(text: str) -> str:
    """The text with a ? for each lone surrogate, which no encoding can write."""
    return text.encode("utf-8", "replace").decode()


def nfkc_casefold(text: str) -> str:
    """Text in NFKC and without case: what widths and case come down to."""
    return unicodedata.normalize("NFKC", text).casefold()


class _Tables(NamedTuple):
    """Which characters fold to one other, by code, and which to several."""

    single: dict[int, int]
    several: dict[str, str]


@cache
def _tables() -> _Tables:
    single = {code: code + 0x20 for code in range(ord("A"), ord("Z") + 1)}
    several = {}
    for code in chain(range(0x80, 0xAC00), range(0xE000, _LAST_BMP + 1)):
        char = chr(code)
        folded = nfkc_casefold(char)
        if len(folded) > 1:
            several[char] = folded
        elif folded != char:
            single[code] = ord(folded)
    return _Tables(single, several)


def expansions() -> dict[str, str]:
    """Each character that stands for several (㈱ → (株), ㍻ → 平成), with them."""
    return _tables().several


def fold(text: str) -> str:
    """Fold widths and case, one character for one; beyond the BMP, a private one."""
    folded = text.translate(_tables().single)
    if folded and max(folded) > "\uffff":
        folded = "".join(
            chr(_PRIVATE_START + ord(char) % _PRIVATE_SIZE) if char > "\uffff" else char
            for char in folded
        )
    return folded


def is_lossless(folded: str) -> bool:
    """Whether equal folded strings mean equal characters (none is a private one)."""
    return not any(_PRIVATE_START <= ord(char) < _PRIVATE_START + _PRIVATE_SIZE for char in folded)


@lru_cache(maxsize=1024)
def folded_spellings(text: str, present: frozenset[str]) -> tuple[str, ...]:
    """The folded strings a literal may stand as, given the odd characters `present`.

    `present` holds those characters of `expansions()` and voicing marks that occur
    in the text searched: half-width ｶﾞ folds to two characters, ㈱ to itself.
    """
    whole = fold(unicodedata.normalize("NFKC", text))
    # As it is printed it is found whatever it folds to.
    found = {whole: None, fold(text): None}
    if any(mark in present for mark in _VOICING):
        found[fold(unicodedata.normalize("NFD", whole))] = None
    for char in sorted(present - set(_VOICING)):
        for pattern in list(found):
            expansion = expansions()[char]
            if expansion in pattern and len(found) < _MOST_PATTERNS:
                found[pattern.replace(expansion, fold(char))] = None
    return tuple(found)


def ambiguous_characters() -> frozenset[str]:
    """The characters `folded_spellings` asks about."""
    return frozenset(expansions()) | frozenset(_VOICING)
