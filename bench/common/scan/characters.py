"""What of the characters of a text counts when it is searched: widths, signs, gaps."""

from __future__ import annotations

import re
import unicodedata

PARAGRAPH_END = "\v"
"""Replaces line feeds where an utterance is one line."""

_HYPHENS = "-\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_WAVES = "~\u301c\uff5e\u223c"
_ZEROS = "\u3007\u25cb\u25ef"
# Tab, line feed and PARAGRAPH_END (0x09 to 0x0b) are seen.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0c-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)
_LONG_MARK = re.compile("(?<=[0-9a-z])ー(?=[0-9a-z])")
_LETTER = (
    "\u3005-\u3007\u3041-\u309f\u30a0-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
)
_MAX_GAP = 3
_SPACES = f"[ \t]{{1,{_MAX_GAP}}}"
_ALONE_BEFORE, _ALONE_AFTER = (f"(?<![0-9a-z{_LETTER}])[{_LETTER}]", f"(?![0-9a-z{_LETTER}])")
_MAX_SPACED_NUMBER = 6


def _around_numbers(letter: str, behind: str) -> str:
    """The spaces around a number between two letters."""
    before = "|".join(
        f"(?<={letter}[ \t]{{{spaces}}}[0-9]{{{digits}}})"
        for spaces in range(1, _MAX_GAP + 1)
        for digits in range(1, _MAX_SPACED_NUMBER + 1)
    )
    return (
        f"(?<={letter}){_SPACES}(?=[0-9]+{_SPACES}[{_LETTER}]{behind})"
        f"|(?:{before}){_SPACES}(?=[{_LETTER}]{behind})"
    )


GAP = re.compile(
    f"(?<=[{_LETTER}]){_SPACES}(?=[{_LETTER}])"
    f"|{_around_numbers('第', '')}|{_around_numbers(_ALONE_BEFORE, _ALONE_AFTER)}"
)
"""Spaces that are set for the eye, no part of a word.

They are between two letters of kana or kanji, or around a number after 第 or between two letters
that each stand alone.
"""


class _Folded(dict[int, int]):
    """One character for one: NFKC and case where these make one of it, and similar signs."""

    def __missing__(self, code: int) -> int:
        char = chr(code)
        folded = unicodedata.normalize("NFKC", char).casefold()
        for same, signs in (("-", _HYPHENS), ("~", _WAVES), ("\u3007", _ZEROS)):
            if char in signs:
                folded = same
        self[code] = ord(folded) if len(folded) == 1 else code
        return self[code]


_FOLDED = _Folded()


def fold_characters(text: str) -> str:
    """The text as it is compared: without invisible characters, the others folded one for one."""
    return _LONG_MARK.sub("-", _INVISIBLE.sub("", text).translate(_FOLDED))


def without_gaps(folded: str) -> str:
    return GAP.sub("", folded)
