"""The search text → the text as Sudachi reads it, one character for one.

    kanji       variants of one character: 髙橋 is read as 高橋
    dashes      a dash that is a long mark: サ－バ is read as サーバ
    元年        令和元年 is read as 令和１年
    numbers     二・五, 一、〇〇〇 and 二○二三 are read as 二.五, 一,〇〇〇 and 二〇二三

The tokens have the characters that are printed, which are found by their positions.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from index.analysis.numbers import has_marks, plain_marks

_TABLE = Path(__file__).parents[1] / "data" / "kanji_variants.txt"
# Kangxi Radicals and the CJK Compatibility Ideographs: NFKC gives the usual character.
_COMPATIBILITY = (range(0x2F00, 0x2FE0), range(0xF900, 0xFB00), range(0x2F800, 0x2FA20))


def _kanji_variants() -> dict[str, str]:
    variants: dict[str, str] = {}
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        for group in line.split() if not line.startswith("#") else ():
            variants |= dict.fromkeys(group[1:], group[0])
    for code in chain(*_COMPATIBILITY):
        usual = unicodedata.normalize("NFKC", chr(code))
        if len(usual) == 1 and usual != chr(code):
            variants[chr(code)] = variants.get(usual, usual)
    return variants


# Each variant, and the character that it is read as.
KANJI_VARIANTS = _kanji_variants()

_DASHES = "－―‐−─–—‑-"
_KANA = "ァ-ヺｦ-ｯｱ-ﾝ"
_MARK = "ーｰ"
# No long mark follows these: セブン－イレブン.
_NO_LONG_MARK = frozenset("ンッﾝｯ" + _MARK)

_IS_KANA = re.compile(f"[{_KANA}{_MARK}]")
_KATAKANA = re.compile(f"[{_KANA}{_MARK}・･{_DASHES}]+")
_LONG_MARK = re.compile(f"(?<=[{_KANA}])(?<![ンッﾝｯ])[{_DASHES}]")
_SEPARATOR = re.compile(f"[･{_DASHES}]")
_KANA_BEFORE = re.compile(f"[{_KANA}{_MARK}]*$")
_LATIN = "A-Za-zＡ-Ｚａ-ｚ"
_IS_LATIN = re.compile(f"[{_LATIN}]")
# In kana: a word before a dash that may be its long mark.
_MIN_LENGTHENED, _MAX_LENGTHENED = 2, 30
_FIRST_YEAR = re.compile("元(?<=令和元|平成元|昭和元|大正元|明治元)(?=年)")

_CHANGING = frozenset(KANJI_VARIANTS) | frozenset(_DASHES)


class StandardText(NamedTuple):
    """A text as it is read; `changed` are the offsets of the characters that are, ascending."""

    text: str
    changed: Sequence[int]


def standardize_word(word: str) -> str:
    """A word as it is read by itself: スク－ル as スクール, 髙橋 as 高橋."""
    word = "".join(KANJI_VARIANTS.get(character, character) for character in word)
    if _KATAKANA.fullmatch(word):
        word = _SEPARATOR.sub("・", _LONG_MARK.sub("ー", word))
    return word


def standardize(text: str, is_lengthened: Callable[[str], bool]) -> StandardText:
    """The text as it is read; `is_lengthened` of some katakana: a dash after it is a long mark."""
    if not has_marks(text) and _CHANGING.isdisjoint(text) and "元年" not in text:
        return StandardText(text, ())
    characters = list(text)
    changes = dict(_changes(text, is_lengthened))
    for at, character in changes.items():
        characters[at] = character
    return StandardText("".join(characters), sorted(changes))


def _changes(text: str, is_lengthened: Callable[[str], bool]) -> Iterator[tuple[int, str]]:
    """Positions of a text, and the character that is read there instead."""
    yield from plain_marks(text)
    for found in _FIRST_YEAR.finditer(text):
        yield found.start(), "１"
    for at, character in enumerate(text):
        if character in _CHANGING:
            read = KANJI_VARIANTS.get(character) or _dash(text, at, is_lengthened)
            if read:
                yield at, read


def _dash(text: str, at: int, is_lengthened: Callable[[str], bool]) -> str | None:
    """The character that the dash at a position is read as, or None if it is a dash."""
    before = _KANA_BEFORE.search(text, max(at - _MAX_LENGTHENED, 0), at)
    word = before.group() if before else ""
    after = text[at + 1 : at + 2]
    if _IS_LATIN.match(after) and at and _IS_LATIN.match(text, at - 1):
        return "-"
    if not word or (after and after in _DASHES):
        return None
    no_mark = word[-1] in _NO_LONG_MARK
    if _IS_KANA.match(after):
        return "・" if no_mark else "ー"
    return "ー" if len(word) >= _MIN_LENGTHENED and not no_mark and is_lengthened(word) else None
