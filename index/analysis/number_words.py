"""Numbers that Sudachi divides otherwise: 二 + 十人 are 二十 + 人, 十 + 数 + 人 are 十数 + 人.

Two neighbouring numbers of things that are counted are one, which is about (四、五人); those of
things that are numbered are two (四、五丁目).

Each word is classified as a part of a number, by one byte. The words to divide again are found in
the string of these bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from index.analysis.numbers import INDEFINITE, leading_number, number_key
from index.analysis.tokens import DictionaryWord, concatenate, make_token

# The parts, one byte for a word: a number; 数, 何 or 幾; in one word a number and what it counts,
# divided (三|人), with 時 (一|時), not divided (四条), or perhaps an adverb (十分); 数 and what it
# counts (数時間); 第; 時; 、; the decimal point; what is counted, and never numbered.
NO_PART, NUMBER, ABOUT, DIVIDED, CLOCK, UNDIVIDED, ADVERB, SEVERAL, ORDINAL, HOUR = b"-NQSTUJBDH"
COMMA, POINT, QUANTITY = b"CPM"
_NUMBERS = re.compile(b"(?:NC)?[NQ]+[NQSTUJB]|D([UJ])|[HT](J)|NCN(?=M)|NCS|NP[US]")
_INDEFINITE = frozenset(INDEFINITE)
_COMMAS = "、，,"
_POINTS = ".．"
# 年, 日, 回 and 歳 may be numbered: 平成四、五年, 第四、五回, 三、四歳児.
_QUANTITIES = re.compile(
    "[人名件軒本枚社校戸台倍割円分秒店冊通][分間]?|時間|[日週年]間|世帯|団体|[%％]|パーセント|ポイント"
    "|[かカヶケヵ個箇][所月国]|(?:キロ|センチ|ミリ)?(?:メートル|グラム)|キロ|万|億|[百千]"
)

FindCounter = Callable[[str], DictionaryWord | None]


def word_part(form: str, divided: bool, counter: FindCounter) -> int:
    """What a word may be of a number; `divided` if its first token is a number."""
    if not form:
        # One character may be several words, of which only the first prints it (⑴).
        return NO_PART
    if form in _INDEFINITE:
        return ABOUT
    if form == "第":
        return ORDINAL
    length = leading_number(form)
    if length == len(form):
        return NUMBER
    if form in _COMMAS:
        return COMMA
    if form in _POINTS:
        return POINT
    if _QUANTITIES.fullmatch(form):
        return QUANTITY
    if length:
        return _counted(form[length:], divided, counter)
    if form[:1] in _INDEFINITE and counter(form[1:]):
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
    if len(words) > 1 and words[1].part == COMMA:
        return _after_comma(words, counter)
    last = words[-1]
    if last.part in (DIVIDED, CLOCK):
        return DictionaryWord((number, *last.tokens[1:]))
    rest = counter(text[length:]) if length < len(text) else DictionaryWord(())
    if rest is None:
        return None
    tokens, compounds = concatenate([DictionaryWord((number,)), rest])
    return DictionaryWord(tuple(tokens), tuple(compounds))


def _after_comma(words: Sequence[DictionaryWord], counter: FindCounter) -> DictionaryWord | None:
    """Two numbers as one that is about, or as items of a list; None if nothing changes."""
    first, comma, *rest = words
    last = rest[0] if len(rest) == 1 else divide_again(rest, counter)
    if last is None:
        return None
    (low, *_), (high, *counted) = first.tokens, last.tokens
    printed = "".join(token.form for token in counted)
    if _are_neighbours(low.key, high.key) and (not printed or _QUANTITIES.match(printed)):
        form = "".join((low.form, comma.tokens[0].form, high.form))
        return DictionaryWord((make_token(form, f"{low.key}、{high.key}"), *counted))
    if last is rest[0]:
        return None
    tokens, compounds = concatenate([first, comma, last])
    return DictionaryWord(tuple(tokens), tuple(compounds))


def _are_neighbours(low: str, high: str) -> bool:
    """Whether a number follows another, perhaps without its tens, or before those of both.

    4、5 and 24、5 and 二、三十.
    """
    if not low.isdecimal() or not high.isdecimal():
        return False
    first, second = int(low), int(high)
    if second < 10:
        return first % 10 + 1 == second
    return second == first + 1 or (first < 10 and high.rstrip("0") == str(first + 1))
