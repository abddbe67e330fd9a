"""What is printed → what is read: one character for one, before the dictionary reads it.

髙橋 is read as 高橋, サ－バ as サーバ, 令和元年 as 令和１年. The text itself is kept: a unit's
form is what is printed, found by the numbers of the characters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from index.analysis.normalization.kanji import SHAPES

_DASHES = "－―‐−─–—‑-"
_KANA = "ァ-ヺｦ-ｯｱ-ﾝ"
_MARK = "ーｰ"
# After these there is no long mark: セブン－イレブン.
_NO_LONG_MARK = frozenset("ンッﾝｯ" + _MARK)

_IS_KANA = re.compile(f"[{_KANA}{_MARK}]")
_KATAKANA = re.compile(f"[{_KANA}{_MARK}・･{_DASHES}]+")
_LONG_MARK = re.compile(f"(?<=[{_KANA}])(?<![ンッﾝｯ])[{_DASHES}]")
_PARTING = re.compile(f"[･{_DASHES}]")
_KANA_BEFORE = re.compile(f"[{_KANA}{_MARK}]*$")
_LATIN = "A-Za-zＡ-Ｚａ-ｚ"
# A long mark is a dash there: ＷｉーＦｉ.
_LATIN_MARK = re.compile(f"ー(?<=[{_LATIN}]ー)(?=[{_LATIN}])")
_IS_LATIN = re.compile(f"[{_LATIN}]")
_SHORTEST, _LONGEST = 2, 30
_FIRST_YEAR = re.compile("元(?<=令和元|平成元|昭和元|大正元|明治元)(?=年)")

_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_HAS_SELECTOR = re.compile(f"[{_SELECTORS}]")
_SHOWN = re.compile(f".[{_SELECTORS}]?", re.DOTALL)
_SELECTOR_CODES = (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))

_CHANGING = frozenset(SHAPES) | frozenset(_DASHES)
# Of most texts no character is one of them.
_ODD = _CHANGING | frozenset(map(chr, _SELECTOR_CODES))


class StandardText(NamedTuple):
    """A text as it is read; `printed` is what stands in place of each of its characters.

    `changed` are the numbers of those printed otherwise.
    """

    text: str
    printed: Sequence[str]
    changed: Sequence[int]


def standardize_word(word: str) -> str:
    """A word by itself as it is read: スク－ル as スクール, 髙橋 as 高橋."""
    word = "".join(SHAPES.get(character, character) for character in word)
    if _KATAKANA.fullmatch(word):
        word = _PARTING.sub("・", _LONG_MARK.sub("ー", word))
    return word


def standardize(text: str, is_lengthened: Callable[[str], bool]) -> StandardText:
    """The text as it is read.

    `is_lengthened` tells of katakana before a dash whether the dash is a long mark.
    """
    if _ODD.isdisjoint(text) and "元年" not in text and not _LATIN_MARK.search(text):
        return StandardText(text, text, ())
    printed: Sequence[str] = text
    changes: dict[int, str] = {}
    if _HAS_SELECTOR.search(text):
        # The character before it is shown in another shape.
        printed = _SHOWN.findall(text)
        text = "".join(shown[0] for shown in printed)
        changes = {number: shown[0] for number, shown in enumerate(printed) if len(shown) > 1}
    changes.update(_changes(text, is_lengthened))
    if not changes:
        return StandardText(text, text, ())
    characters = list(text)
    for number, character in changes.items():
        characters[number] = character
    return StandardText("".join(characters), printed, sorted(changes))


def _changes(text: str, is_lengthened: Callable[[str], bool]) -> Iterator[tuple[int, str]]:
    for found in _FIRST_YEAR.finditer(text):
        yield found.start(), "１"
    for found in _LATIN_MARK.finditer(text):
        yield found.start(), "-"
    for number in [number for number, each in enumerate(text) if each in _CHANGING]:
        read = SHAPES.get(text[number]) or _dash(text, number, is_lengthened)
        if read:
            yield number, read


def _dash(text: str, number: int, is_lengthened: Callable[[str], bool]) -> str | None:
    """What the dash of that number is read as, if not as a dash."""
    before = _KANA_BEFORE.search(text, max(number - _LONGEST, 0), number)
    word = before.group() if before else ""
    after = text[number + 1 : number + 2]
    if _IS_LATIN.match(after) and number and _IS_LATIN.match(text, number - 1):
        return "-"
    if not word or (after and after in _DASHES):
        return None
    no_mark = word[-1] in _NO_LONG_MARK
    if _IS_KANA.match(after):
        return "・" if no_mark else "ー"
    return "ー" if len(word) >= _SHORTEST and not no_mark and is_lengthened(word) else None
