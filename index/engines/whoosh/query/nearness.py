"""The words of the collection nearest to one.

A word is near if few edits part it from the one typed, or if it is read the same
(保健書, 保健所).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from index.analysis.analyzer import Analyzer
from index.analysis.normalization.folding import fold, nfkc_casefold
from index.analysis.normalization.katakana import is_katakana
from index.analysis.tokens import text_key
from index.engines.whoosh.query.edit_distance import LONGEST, IndexedTerms, NearTerm

_SHORTEST = 2
_MOST_COMPARED = 500
_MOST_NEAREST = 3
# What it takes to find the nearest terms, as `costs.py` counts.
_NEAREST = 8.0
# From so many characters on, two edits may part words that are the same.
_LONG = 6
# A compound is looked at piece by piece; so many of them.
_MOST_WINDOWS = 3
_MOST_TRIED = 10


class Nearness:
    """Finds near words of one snapshot; `often` tells about how often a string stands there."""

    def __init__(
        self, vocabulary: IndexedTerms, analyzer: Analyzer, often: Callable[[str], int]
    ) -> None:
        self._vocabulary = vocabulary
        self._analyzer = analyzer
        self._often = often

    def words(
        self, word: str, stands: Callable[[str], bool], affords: Callable[[float], bool]
    ) -> Iterator[str]:
        """Words to search for instead, the nearest first; a compound with a part replaced.

        `stands` tells whether a string does, anywhere; `affords` whether there is time.
        """
        if not _SHORTEST <= len(word) <= LONGEST or not affords(_NEAREST):
            return
        nearest = self._nearest(word)
        yield from nearest
        units = [unit.form for unit in self._analyzer.analyze(word).short]
        # Of what could be made, only what stands somewhere: each look takes a while.
        made = islice(dict.fromkeys(self._replaced(units, affords)), _MOST_TRIED)
        yield from filter(stands, (form for form in made if form not in nearest))

    def _replaced(self, units: Sequence[str], affords: Callable[[float], bool]) -> Iterator[str]:
        """The word with a run of its units replaced, the rarest runs first."""
        runs = [
            (first, first + size)
            for size in (1, 2)
            for first in range(len(units) - size + 1)
            if size < len(units) and len("".join(units[first : first + size])) > 1
        ]
        runs.sort(key=lambda run: self._often("".join(units[slice(*run)])))
        for first, last in runs[:_MOST_WINDOWS]:
            if not affords(_NEAREST):
                return
            for form in self._nearest("".join(units[first:last])):
                yield "".join((*units[:first], form, *units[last:]))

    def _nearest(self, word: str) -> list[str]:
        key = text_key(word)
        if len(key) < _SHORTEST:
            return []
        typed = self._analyzer.reading(word)
        # Of two characters, one is the same.
        edits = min(2 if len(key) >= _LONG or not _is_spelt(word) else 1, len(key) - 1)
        found: list[tuple[float, NearTerm]] = []
        for near in self._vocabulary.near(key, edits, _MOST_COMPARED):
            distance = self._distance(word, typed, near) if near.edits else None
            if distance is not None:
                found.append((distance, near))
        found.sort(key=lambda each: (each[0], -each[1].utterances))
        return [near.form for _, near in found[:_MOST_NEAREST]]

    def _distance(self, word: str, typed: str, near: NearTerm) -> float | None:
        """How far a form is from the word that was typed, and is read so; null if another word."""
        form, edits, _ = near
        if fold(nfkc_casefold(form)) == fold(nfkc_casefold(word)):
            return None
        if _is_spelt(word) and _is_spelt(form):
            return float(edits) if _is_spelt_alike(word, form, edits) else None
        meant = self._analyzer.reading(form)
        if not typed or not meant:
            return None
        if typed == meant:
            return edits / 4
        # 保健書 and 保健所: ショ and ジョ.
        if edits == 1 and _unvoiced(typed) == _unvoiced(meant):
            return 1.0
        # 個人情保護 and 個人情報保護.
        if edits == 1 and abs(len(word) - len(form)) == 1 and len(word) >= _LONG - 2:
            return 1.5
        return None


def _unvoiced(reading: str) -> str:
    """A reading without the marks that voice a sound."""
    return re.sub("[\u3099\u309a]", "", unicodedata.normalize("NFD", reading))


def _is_spelt(word: str) -> bool:
    """Whether a word is written by its sound alone."""
    return all(
        is_katakana(char) or "ぁ" <= char <= "ゖ" or char.isascii() for char in nfkc_casefold(word)
    )


def _is_spelt_alike(word: str, form: str, edits: int) -> bool:
    """Whether so few edits of so long a word are a slip: not テスト for リスト."""
    least = min(len(word), len(form))
    if any(map(str.isdigit, nfkc_casefold(word) + nfkc_casefold(form))):
        return False
    return (edits == 1 and least > 3) or (edits == 2 and least > _LONG)
