"""What of a query is counted in a passage: its words, what stands near what, its characters.

Words alone do not know inflection and order (検討したか, 検討すべき), and every two
characters in a row do not know other spellings; together they do. Each string that is
looked for belongs to one term: all forms of a word are one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from math import exp, log
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.analysis.normalization.folding import fold, nfkc_casefold
from index.engines.whoosh.arrays import Scores
from index.engines.whoosh.matching.word_match import WordMatch
from index.engines.whoosh.matching.word_query import FormSelection
from index.engines.whoosh.segment.bigram_blocks import BLOCK_SIZE
from index.engines.whoosh.segment.reader import SegmentReader
from index.engines.whoosh.segment.snapshot import Snapshot
from index.results import FormBasis

# What a word, two words near one another, and a single character count beside two
# characters in a row.
_WORD, _NEAR, _CHARACTER = 0.5, 0.5, 0.3
# What a place of a form counts, by why it is one; a place of any other does not.
_SHARES: Mapping[FormBasis, float] = {"literal": 1.0, "spelling": 1.0, "synonym": 0.5}
# Of what was typed, so many pairs are looked up.
_MOST_READ = 160
# So many are counted: of pairs and characters the rarest, of a word's forms the commonest.
_MOST_PAIRS, _MOST_CHARACTERS, _MOST_WORDS, _MOST_FORMS = 64, 24, 32, 16

# A pair listed for no more blocks is looked for in them.
_FEW_BLOCKS = 192

_RUN = re.compile(r"\w+")
# Kanji and katakana: of other letters, one by itself says nothing.
_TELLING = re.compile(r"[\u4e00-\u9fff々〆ァ-ヴ]")


class Pattern(NamedTuple):
    """A folded string, the number of its term, and what a place of it counts."""

    text: str
    term: int
    share: float


class Near(NamedTuple):
    """A term that stands where two others stand near one another."""

    term: int
    left: int
    right: int


class RankingFeatures(NamedTuple):
    """What is counted, and what each term weighs."""

    patterns: tuple[Pattern, ...]
    near: tuple[Near, ...]
    weights: Scores


def ranking_features(
    texts: Iterable[str], words: Sequence[WordMatch], choice: FormSelection, snapshot: Snapshot
) -> RankingFeatures:
    """The terms of what was typed, and of the words that are looked for."""
    rarity = Rarity(snapshot)
    runs = [run for text in texts for run in _RUN.findall(nfkc_casefold(text))]
    every = (run[at : at + 2] for run in runs for at in range(len(run) - 1))
    pairs = set(islice(every, _MOST_READ))
    single = {character for run in runs for character in _TELLING.findall(run)}
    patterns: list[Pattern] = []
    weights: list[float] = []
    for strings, most, share, idf in (
        (pairs, _MOST_PAIRS, 1.0, rarity.pair),
        (single, _MOST_CHARACTERS, _CHARACTER, rarity.character),
    ):
        for text, weight in _rarest(strings, most, idf):
            patterns.append(Pattern(fold(text), len(weights), 1.0))
            weights.append(share * weight)
    near: list[Near] = []
    before: tuple[int, float] | None = None
    for word in islice(_parts(words), _MOST_WORDS):
        forms = list(islice(_forms(word, choice), _MOST_FORMS))
        idf_here = rarity.word(word, choice)
        patterns += (Pattern(form, len(weights), share) for form, share in forms)
        here = (len(weights), idf_here)
        weights.append(_WORD * idf_here)
        if before is not None:
            near.append(Near(len(weights), before[0], here[0]))
            weights.append(_NEAR * min(before[1] + idf_here, rarity.most))
        before = here
    return RankingFeatures(tuple(patterns), tuple(near), np.array(weights))


def _rarest(
    strings: Iterable[str], most: int, idf: Callable[[str], float]
) -> list[tuple[str, float]]:
    weighed = ((text, idf(text)) for text in sorted(strings))
    return sorted(weighed, key=lambda each: -each[1])[:most]


def _parts(words: Sequence[WordMatch]) -> Iterator[WordMatch]:
    """The words, but of a compound its parts where they are looked for too."""
    texts = [word.text for word in words]
    for word, text in zip(words, texts, strict=True):
        if not any(other != text and other in text for other in texts):
            yield word


def _forms(word: WordMatch, choice: FormSelection) -> Iterator[tuple[str, float]]:
    """The forms of a word that are wanted, folded, and what a place of each counts."""
    for form, match in word.forms.items():
        if match.basis in _SHARES and choice.takes(form, match.basis):
            yield form, _SHARES[match.basis]


def _having(segment: SegmentReader, codes: npt.NDArray[np.uint16]) -> int:
    """In how many blocks of a segment two characters stand in a row."""
    blocks = segment.bigrams.candidates(codes)
    if blocks is None or not len(blocks):
        return 0
    at = blocks[:, np.newaxis] * BLOCK_SIZE + np.arange(BLOCK_SIZE + 1)
    near = segment.characters.take(at, mode="clip")
    stands = (near[:, :-1] == codes[0]) & (near[:, 1:] == codes[1])
    return int(np.count_nonzero(stands.any(axis=1)))


class Rarity:
    """How telling a string is, by the blocks of text that have it."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._segments = snapshot.segments
        self._blocks = sum(segment.bigrams.block_count for segment in self._segments)
        self.most = self._idf(1)

    def _idf(self, blocks: float) -> float:
        blocks = min(blocks, self._blocks)
        return log(1 + (self._blocks - blocks + 0.5) / (blocks + 0.5))

    def _scattered(self, count: int) -> float:
        """That of what stands in so many places, as if they were scattered by chance."""
        return self._idf(self._blocks * (1 - exp(-count / max(1, self._blocks))))

    def pair(self, pair: str) -> float:
        codes = np.frombuffer(fold(pair).encode("utf-16-le", "surrogatepass"), "<u2")
        count = sum(segment.bigrams.bigram_block_count(codes) for segment in self._segments)
        if count <= _FEW_BLOCKS:
            # Where few blocks are listed, many of them may be for another pair.
            count = sum(_having(segment, codes) for segment in self._segments)
        return self._idf(count)

    def character(self, character: str) -> float:
        code = ord(fold(character))
        return self._scattered(
            sum(int(segment.character_counts[code]) for segment in self._segments)
        )

    def word(self, word: WordMatch, choice: FormSelection) -> float:
        """By how many utterances have it as a word."""
        return self._scattered(
            sum(
                match.count
                for form, match in word.forms.items()
                if match.basis != "within" and choice.takes(form, match.basis)
            )
        )
