"""Numbers that Sudachi divides otherwise: 二 + 十人 are 二十 + 人, 十 + 数 + 人 are 十数 + 人.

Each word is classified as a part of a number, by one byte. The words to divide again are found in
the string of these bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from index.analysis.numbers import leading_number, number_key
from index.analysis.tokens import DictionaryWord, concatenate, make_token

# The parts, one byte for a word: a number; 数, 何 or 幾; in one word a number and what it counts,
# divided (三|人), with 時 (一|時), not divided (四条), or perhaps an adverb (十分); 数 and what it
# counts (数時間); 第; 時.
NO_PART, NUMBER, ABOUT, DIVIDED, CLOCK, UNDIVIDED, ADVERB, SEVERAL, ORDINAL, HOUR = b"-NQSTUJBDH"
_NUMBERS = re.compile(b"[NQ]+[NQSTUJB]|D([UJ])|[HT](J)")

FindCounter = Callable[[str], DictionaryWord | None]


def word_part(form: str, divided: bool, counter: FindCounter) -> int:
    """What a word may be of a number; `divided` if its first token is a number."""
    if form in ("数", "何", "幾"):
        return ABOUT
    if form == "第":
        return ORDINAL
    length = leading_number(form)
    if length == len(form):
        return NUMBER
    if length:
        return _counted(form[length:], divided, counter)
    if form[:1] in ("数", "何", "幾") and counter(form[1:]):
        return SEVERAL
    return HOUR if form == "時" else NO_PART


def _counted(rest: str, divided: bool, counter: FindCounter) -> int:
    if divided:
        return CLOCK if rest == "時" else DIVIDED
    if not counter(rest):
        return NO_PART
    return ADVERB if rest == "分" else UNDIVIDED


def number_spans(parts: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The words that may have to be divided again, as the first and the one after the last."""
    for found in _NUMBERS.finditer(parts, start, end):
        yield found.span(found.lastindex or 0)


def divide_again(words: Sequence[DictionaryWord], counter: FindCounter) -> DictionaryWord | None:
    """Some words as a number and what it counts, or None if they are none (二 + 四半期)."""
    text = "".join(token.form for word in words for token in word.tokens)
    length = leading_number(text)
    if not length:
        return None
    number = make_token(text[:length], number_key(text[:length]))
    last = words[-1]
    if last.part in (DIVIDED, CLOCK):
        return DictionaryWord((number, *last.tokens[1:]))
    rest = counter(text[length:]) if length < len(text) else DictionaryWord(())
    if rest is None:
        return None
    tokens, compounds = concatenate([DictionaryWord((number,)), rest])
    return DictionaryWord(tuple(tokens), tuple(compounds))
