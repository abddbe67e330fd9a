"""A word with numbers that count, in digits and in kanji: 5人 and 五人, 第1回 and 第一回.

Both are one word. Where a number in kanji is no token of its own, it is none: 再三本会議 has not
三本, and in 一連の経過 一連 is no number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from index.analysis.numbers import KANJI_DIGITS, KANJI_POWERS, in_kanji, number_key

# A word with more numbers is a list, or a date.
MAX_NUMBERS = 2
_ORDINAL = "第"
# A larger one has no name.
_WHOLE_NUMBER = re.compile(r"[1-9]\d{0,15}")
_KANJI_NUMERAL = re.compile(f"[{KANJI_DIGITS}{KANJI_POWERS}]")
# The first character of what is counted; behind the 2 of CO2 is nothing, behind 50 a sign (㎡).
_COUNTED = re.compile("[ぁ-ゖァ-ヺ一-鿿%]")


class NumberWriting(NamedTuple):
    """A word in one writing of its numbers; tokens begin or end at each of its `bounds`."""

    text: str
    bounds: tuple[int, ...]


def number_writings(forms: Sequence[str], keys: Sequence[str]) -> tuple[NumberWriting, ...]:
    """A word in digits and in kanji, by the folded forms and keys of its tokens.

    Nothing if no number in it counts.
    """
    numbers = list(_counting(forms, keys))
    if not 0 < len(numbers) <= MAX_NUMBERS:
        return ()
    digits, kanji = list(forms), list(forms)
    for at in numbers:
        digits[at], kanji[at] = keys[at], in_kanji(int(keys[at]))
    return tuple(NumberWriting("".join(each), number_bounds(each)) for each in (digits, kanji))


def number_bounds(forms: Sequence[str]) -> tuple[int, ...]:
    """Where the numbers in kanji begin and end, in a word of some tokens."""
    ends = list(accumulate(map(len, forms), initial=0))
    return tuple(
        bound
        for at, form in enumerate(forms)
        if _KANJI_NUMERAL.search(form) and number_key(form)
        for bound in ends[at : at + 2]
    )


def is_counted(forms: Sequence[str]) -> bool:
    """Whether a word of some tokens is a number and one token that it counts, perhaps with 第."""
    number = forms[1:] if forms[:1] == (_ORDINAL,) else forms
    return len(number) == 2 and bool(number_key(number[0]))


def _counting(forms: Sequence[str], keys: Sequence[str]) -> Iterator[int]:
    """The tokens that are whole numbers, with something counted behind or 第 before."""
    for at, (form, after) in enumerate(zip(forms, (*forms[1:], ""), strict=True)):
        is_number = number_key(form) and _WHOLE_NUMBER.fullmatch(keys[at])
        if is_number and (_COUNTED.match(after) or (at and forms[at - 1] == _ORDINAL)):
            yield at
