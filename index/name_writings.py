"""Full names of one body that are writings of one: 汐見花子 and 汐見はな子.

Two names may be of one person if the surname or the given name is the same, and the other, or a
part of it, is kana in one of them and kanji in the other, unless the dictionary reads those
otherwise. They surely are if the dictionary reads them so, neither may be of one person with a
third, one follows the other, and no meeting has both.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from itertools import chain, takewhile
from typing import NamedTuple

from index.analysis.names import NamePart, NameReadings, hiragana, is_kana

# A member may speak for a term without being named in full.
_MAX_GAP = 4


class Pair(NamedTuple):
    """Two writings of a name, and whether the dictionary reads them alike; null if it cannot."""

    kana: str
    kanji: str
    is_read: bool | None


def pair_writings(
    years: Mapping[str, Set[int]],
    readings: NameReadings,
    meet: Callable[[Pair], bool],
    heard: Callable[[Pair], Set[int]],
) -> tuple[list[Pair], list[Pair]]:
    """The pairs that surely are of one person, and the other pairs that may be.

    From the names with the years in which they are printed in full, whether a meeting has both
    names of a pair, and in which years somebody is heard whose surname is of that pair alone.
    """
    pairs = [each for each in _pairs(years, readings) if each.is_read is not False]
    apart = [each for each in pairs if not meet(each)]
    of_name = Counter(chain.from_iterable((each.kana, each.kanji) for each in pairs))
    sure, possible = list[Pair](), list[Pair]()
    for each in apart:
        alone = of_name[each.kana] == of_name[each.kanji] == 1
        follows = _follows(years[each.kana], years[each.kanji], heard(each))
        (sure if alone and each.is_read and follows else possible).append(each)
    return sure, possible


def _pairs(names: Iterable[str], readings: NameReadings) -> Iterator[Pair]:
    """All pairs of names that differ by kana and kanji."""
    begin, end = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for name in names:
        begin[name[0]].append(name)
        end[name[-1]].append(name)
    for kana in filter(re.compile("[ぁ-ゖァ-ヺ]").search, names):
        for kanji in {*begin[kana[0]], *end[kana[-1]]} - {kana}:
            before = _common(kana, kanji)
            rest = _common(kana[before:][::-1], kanji[before:][::-1])
            read, written = kana[before : len(kana) - rest], kanji[before : len(kanji) - rest]
            if is_kana(read) and written and not any(map(is_kana, written)):
                span = before, before + len(written)
                yield Pair(kana, kanji, _is_read(hiragana(read), kanji, span, readings))


def _common(one: str, other: str) -> int:
    """The number of characters with which two names begin alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _is_read(kana: str, name: str, span: tuple[int, int], readings: NameReadings) -> bool | None:
    """Whether a span of a name may be read so; null if the dictionary lacks its part of the name.

    The span is within the surname or within the given name, wherever that begins.
    """
    start, end = span
    is_known = False
    for cut in range(1, len(name)):
        if start < cut < end:
            continue
        part: NamePart = "姓" if end <= cut else "名"
        first, last = (0, cut) if part == "姓" else (cut, len(name))
        pattern = f"{'.+' * (first < start)}{kana}{'.+' * (end < last)}"
        found = readings.of(name[first:last], part)
        is_known |= bool(found)
        if any(re.fullmatch(pattern, each) for each in found):
            return True
    return False if is_known else None


def _follows(some: Set[int], others: Set[int], heard: Set[int]) -> bool:
    """Whether two names are printed about the same time, or the person is heard in between."""
    between = range(min(max(some), max(others)) + 1, max(min(some), min(others)))
    return len(between) <= _MAX_GAP and heard >= {*between}
