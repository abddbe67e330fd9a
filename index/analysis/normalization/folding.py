"""Folding of widths and case for literal search; folded text is never displayed.

`fold` maps each character to exactly one, so that an offset in the folded text is the same
offset in the text. The mappings are Unicode's NFKC and case folding (UAX #15, Unicode 3.13),
and signs that are typed and printed for one another: which dash stands in a text depends on the
keyboard. What is left out of a text is decided in `search_text.py`.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

# Characters beyond U+FFFF share this range of private ones: each character of a folded text
# is one code unit of UTF-16, and a byte offset there is twice a character offset.
_PRIVATE_START, _PRIVATE_SIZE = 0xE000, 0x1900

_LAST_BMP = 0xFFFF
# In NFKC: wave dashes, hyphens and minus signs, circles for zero or for a name left out, sharps.
_SIGNS = str.maketrans("〜∼‐‒–—―−○◯♯", "~~------〇〇#")
_VOICING = "\u3099\u309a"
# A string with n characters like ㈱ has 2^n spellings.
_MAX_SPELLINGS = 16


def replace_surrogates(text: str) -> str:
    """The text with a ? for each lone surrogate, which UTF-8 cannot encode."""
    return text.encode("utf-8", "replace").decode()


def nfkc_casefold(text: str) -> str:
    """The text in NFKC and without case."""
    return unicodedata.normalize("NFKC", text).casefold()


def fold_signs(text: str) -> str:
    """A text in NFKC without shapes of signs."""
    return text.translate(_SIGNS)


class _Tables(NamedTuple):
    """Characters that fold to one character, by code point, and those that fold to several."""

    single: dict[int, int]
    several: dict[str, str]


@cache
def _tables() -> _Tables:
    single = {code: code + 0x20 for code in range(ord("A"), ord("Z") + 1)}
    several = {}
    for code in chain(range(0x80, 0xAC00), range(0xE000, _LAST_BMP + 1)):
        char = chr(code)
        folded = fold_signs(nfkc_casefold(char))
        if len(folded) > 1:
            several[char] = folded
        elif folded != char:
            single[code] = ord(folded)
    return _Tables(single, several)


def expansions() -> dict[str, str]:
    """The characters that fold to several, with these: ㈱ → (株), ㍻ → 平成."""
    return _tables().several


def fold(text: str) -> str:
    """The text without widths, case and shapes of signs, one character for one."""
    folded = text.translate(_tables().single)
    if folded and max(folded) > "\uffff":
        folded = "".join(
            chr(_PRIVATE_START + ord(char) % _PRIVATE_SIZE) if char > "\uffff" else char
            for char in folded
        )
    return folded


def is_lossless(folded: str) -> bool:
    """True if a folded string has no private character: no other characters fold to it alike."""
    return not any(_PRIVATE_START <= ord(char) < _PRIVATE_START + _PRIVATE_SIZE for char in folded)


@lru_cache(maxsize=1024)
def folded_spellings(text: str, present: frozenset[str]) -> tuple[str, ...]:
    """The folded strings as which a literal may occur in a text, at most 16.

    `present` are the `ambiguous_characters` that occur in the text: half-width ｶﾞ folds to
    two characters, ㈱ to itself.
    """
    whole = fold(unicodedata.normalize("NFKC", text))
    # The string as it is typed may have such characters itself.
    found = {whole: None, fold(text): None}
    if any(mark in present for mark in _VOICING):
        found[fold(unicodedata.normalize("NFD", whole))] = None
    for char in sorted(present - set(_VOICING)):
        expansion = expansions()[char]
        for spelling in list(found):
            if expansion in spelling and len(found) < _MAX_SPELLINGS:
                found[spelling.replace(expansion, fold(char))] = None
    return tuple(found)


def ambiguous_characters() -> frozenset[str]:
    """Characters for which a string has several folded spellings: expansions, voicing marks."""
    return frozenset(expansions()) | frozenset(_VOICING)
