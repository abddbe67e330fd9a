"""Did you mean: the words of the collection nearest to one that it does not have.

A word is near if few edits part it from the one typed, or if it is read the same
(保健書, 保健所). Only terms that share a piece with it are compared: of two words that
n edits part, cut into n + 1 pieces, one piece is in both.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

from index.analysis import Analyzer
from index.engines.whoosh.queries.distances import distances
from index.engines.whoosh.words.printed import PrintedForms
from index.spelling.folding import fold, normal
from index.spelling.katakana import is_katakana
from index.spelling.units import text_key

_SHORTEST, _LONGEST = 2, 24
_MOST_COMPARED = 1000
_MOST_NEAREST = 3
# A piece that stands in more terms of a segment tells little, and takes long.
_MOST_HAVING = 10_000
# From so many characters on, two edits may part words that are the same.
_LONG = 6
# A compound is looked at piece by piece; so many of them.
_MOST_WINDOWS = 3
_MOST_TRIED = 10


class Near(NamedTuple):
    """A word of the collection, how far it is from the one typed, and in how many utterances."""

    form: str
    distance: float
    utterances: int


class Suggester:
    """Suggests words of one snapshot; `often` tells about how often a string stands there."""

    def __init__(
        self, printed: PrintedForms, analyzer: Analyzer, often: Callable[[str], int]
    ) -> None:
        self._printed = printed
        self._analyzer = analyzer
        self._often = often

    def near(self, word: str, stands: Callable[[str], bool]) -> Iterator[str]:
        """Words to search for instead, the nearest first; a compound with a part replaced.

        `stands` tells whether a string does, anywhere.
        """
        if not _SHORTEST <= len(word) <= _LONGEST:
            return
        for near in self._nearest(word):
            yield near.form
        units = [unit.form for unit in self._analyzer.analyze(word).short]
        # Of what could be made, only what stands somewhere: each look takes a while.
        made = islice(dict.fromkeys(self._replaced(units)), _MOST_TRIED)
        yield from filter(stands, made)

    def _replaced(self, units: Sequence[str]) -> Iterator[str]:
        """The word with a run of its units replaced, the rarest runs first."""
        runs = [
            (first, first + size)
            for size in (1, 2)
            for first in range(len(units) - size + 1)
            if size < len(units) and len("".join(units[first : first + size])) > 1
        ]
        runs.sort(key=lambda run: self._often("".join(units[slice(*run)])))
        for first, last in runs[:_MOST_WINDOWS]:
            for near in self._nearest("".join(units[first:last])):
                yield "".join((*units[:first], near.form, *units[last:]))

    def _nearest(self, word: str) -> list[Near]:
        key = text_key(word)
        most = 2 if len(key) >= _LONG or not _is_spelt(word) else 1
        terms = self._candidates(key, most)
        keys = sorted(terms, key=lambda each: -max(terms[each].values()))[:_MOST_COMPARED]
        found = []
        for other, edits in zip(keys, distances(key, keys).tolist(), strict=True):
            form, utterances = max(terms[other].items(), key=lambda each: each[1])
            if 0 < edits <= most:
                distance = self._distance(word, form, edits)
                if distance is not None:
                    found.append(Near(form, distance, utterances))
        return sorted(found, key=lambda near: (near.distance, -near.utterances))[:_MOST_NEAREST]

    def _candidates(self, key: str, most: int) -> dict[str, dict[str, int]]:
        """The keys that share a piece with one, with the forms of each and their counts."""
        found: dict[str, dict[str, int]] = defaultdict(dict)
        for terms in self._printed.with_pieces(_pieces(key, most + 1), _MOST_HAVING):
            here: dict[tuple[str, str], int] = {}
            for term in terms:
                if abs(len(term.key) - len(key)) <= most and not term.heading:
                    pair = term.key, term.form
                    here[pair] = max(here.get(pair, 0), term.utterances)
            for (other, form), utterances in here.items():
                found[other][form] = found[other].get(form, 0) + utterances
        return found

    def _distance(self, word: str, form: str, edits: int) -> float | None:
        """How far a form is from the word that was typed; null if it is another word."""
        if fold(normal(form)) == fold(normal(word)):
            return None
        if _is_spelt(word) and _is_spelt(form):
            return float(edits) if _is_spelt_alike(word, form, edits) else None
        typed, meant = self._analyzer.reading(word), self._analyzer.reading(form)
        if not typed or not meant:
            return None
        heard = int(distances(typed, [meant])[0])
        if heard == 0:
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


def _pieces(key: str, count: int) -> list[str]:
    """A key cut into so many pieces of about the same length, or into its characters."""
    count = min(count, len(key))
    bounds = [len(key) * number // count for number in range(count + 1)]
    return [key[start:end] for start, end in pairwise(bounds)]


def _is_spelt(word: str) -> bool:
    """Whether a word is written by its sound alone."""
    return all(is_katakana(char) or "ぁ" <= char <= "ゖ" or char.isascii() for char in normal(word))


def _is_spelt_alike(word: str, form: str, edits: int) -> bool:
    """Whether so few edits of so long a word are a slip: not テスト for リスト."""
    least = min(len(word), len(form))
    if any(map(str.isdigit, normal(word) + normal(form))):
        return False
    return (edits == 1 and least > 3) or (edits == 2 and least > _LONG)
