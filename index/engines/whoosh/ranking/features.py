"""The features that texts are scored by: words of the query, pairs of them, and characters.

Words ignore inflection and order (検討したか, 検討すべき), bigrams of characters ignore other
spellings; together they find both. A feature is found by one or more strings: all
forms of a word are one feature.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from math import exp
from typing import NamedTuple

import numpy as np

from index.analysis.normalization.folding import fold, nfkc_casefold
from index.engines.whoosh.arrays import Scores
from index.engines.whoosh.matching.word_match import WordMatch
from index.engines.whoosh.matching.word_query import FormSelection
from index.engines.whoosh.ranking.bm25 import idf
from index.engines.whoosh.segment.bigram_blocks import BLOCK_SIZE, CodeUnits
from index.engines.whoosh.segment.reader import SegmentReader
from index.engines.whoosh.segment.snapshot import Snapshot
from index.results import FormBasis

# The weights of a word, of two words near each other and of a character; a bigram's is 1.
_WORD_WEIGHT, _PAIR_WEIGHT, _CHARACTER_WEIGHT = 0.5, 0.5, 0.3
# What an occurrence of a form counts, by why it is searched; of other forms, nothing.
_SHARES: Mapping[FormBasis, float] = {"literal": 1.0, "spelling": 1.0, "synonym": 0.5}
# The first bigrams that were typed are looked up; the rarest of them are used.
_MAX_LOOKED_UP, _MAX_BIGRAMS = 160, 64
_MAX_CHARACTERS, _MAX_WORDS, _MAX_FORMS = 24, 32, 16
# Where the index lists few blocks, many may be for another bigram: they are read.
_MAX_READ_BLOCKS = 192

_RUN = re.compile(r"\w+")
# Kanji and katakana: a single character of other scripts says nothing.
_CHARACTER = re.compile(r"[\u4e00-\u9fff々〆ァ-ヴ]")


class FeatureString(NamedTuple):
    """A folded string by which a feature is found, and what each occurrence counts."""

    text: str
    feature: int
    share: float


class FeaturePair(NamedTuple):
    """A feature that occurs where two others occur near each other."""

    feature: int
    left: int
    right: int


class RankingFeatures(NamedTuple):
    """How features are found, and the weight of each (float64[F])."""

    strings: tuple[FeatureString, ...]
    pairs: tuple[FeaturePair, ...]
    weights: Scores


def ranking_features(
    texts: Iterable[str], words: Sequence[WordMatch], selection: FormSelection, snapshot: Snapshot
) -> RankingFeatures:
    """The features of what was typed, and of the words that are searched."""
    block_idf = BlockIdf(snapshot)
    runs = [run for text in texts for run in _RUN.findall(nfkc_casefold(text))]
    typed = (run[at : at + 2] for run in runs for at in range(len(run) - 1))
    bigrams = set(islice(typed, _MAX_LOOKED_UP))
    characters = {character for run in runs for character in _CHARACTER.findall(run)}
    weighed = _highest(bigrams, block_idf.bigram, _MAX_BIGRAMS)
    for text, weight in _highest(characters, block_idf.character, _MAX_CHARACTERS):
        weighed.append((text, _CHARACTER_WEIGHT * weight))
    strings = [FeatureString(fold(text), at, 1.0) for at, (text, _) in enumerate(weighed)]
    weights = [weight for _, weight in weighed]
    pairs: list[FeaturePair] = []
    previous: tuple[int, float] | None = None
    for word in islice(_without_compounds(words), _MAX_WORDS):
        forms = islice(_forms(word, selection), _MAX_FORMS)
        strings += (FeatureString(form, len(weights), share) for form, share in forms)
        current = len(weights), block_idf.word(word, selection)
        weights.append(_WORD_WEIGHT * current[1])
        if previous is not None:
            pairs.append(FeaturePair(len(weights), previous[0], current[0]))
            weights.append(_PAIR_WEIGHT * min(previous[1] + current[1], block_idf.highest))
        previous = current
    return RankingFeatures(tuple(strings), tuple(pairs), np.array(weights))


def _highest(
    strings: Iterable[str], weigh: Callable[[str], float], count: int
) -> list[tuple[str, float]]:
    """The strings of the highest weights, equal ones in their order."""
    weighed = ((text, weigh(text)) for text in sorted(strings))
    return sorted(weighed, key=lambda each: -each[1])[:count]


def _without_compounds(words: Sequence[WordMatch]) -> Iterator[WordMatch]:
    """The words, without those that hold another of them."""
    texts = [word.text for word in words]
    for word, text in zip(words, texts, strict=True):
        if not any(other != text and other in text for other in texts):
            yield word


def _forms(word: WordMatch, selection: FormSelection) -> Iterator[tuple[str, float]]:
    """The selected forms of a word, folded, and what each occurrence counts."""
    for form, match in word.forms.items():
        if match.basis in _SHARES and selection.takes(form, match.basis):
            yield form, _SHARES[match.basis]


class BlockIdf:
    """The idf of strings, by the blocks of text that have them (`bigram_blocks.py`)."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._segments = snapshot.segments
        self._block_count = sum(segment.bigrams.block_count for segment in self._segments)
        self.highest = self._idf(1)

    def bigram(self, bigram: str) -> float:
        codes = np.frombuffer(fold(bigram).encode("utf-16-le", "surrogatepass"), "<u2")
        count = sum(segment.bigrams.bigram_block_count(codes) for segment in self._segments)
        if count <= _MAX_READ_BLOCKS:
            count = sum(_count_blocks(segment, codes) for segment in self._segments)
        return self._idf(count)

    def character(self, character: str) -> float:
        code = ord(fold(character))
        return self._scattered_idf(
            sum(int(segment.character_counts[code]) for segment in self._segments)
        )

    def word(self, word: WordMatch, selection: FormSelection) -> float:
        """By the utterances that have the word in a selected form, not inside another word."""
        return self._scattered_idf(
            sum(
                match.count
                for form, match in word.forms.items()
                if match.basis != "within" and selection.takes(form, match.basis)
            )
        )

    def _scattered_idf(self, count: int) -> float:
        """The idf of as many blocks as `count` occurrences at random are expected to be in."""
        return self._idf(self._block_count * (1 - exp(-count / max(1, self._block_count))))

    def _idf(self, blocks: float) -> float:
        return idf(min(blocks, self._block_count), self._block_count)


def _count_blocks(segment: SegmentReader, codes: CodeUnits) -> int:
    """The number of blocks of a segment in which a bigram (uint16[2]) begins."""
    blocks = segment.bigrams.candidates(codes)
    if blocks is None or not len(blocks):
        return 0
    at = blocks[:, np.newaxis] * BLOCK_SIZE + np.arange(BLOCK_SIZE + 1)
    characters = segment.characters.take(at, mode="clip")
    begins = (characters[:, :-1] == codes[0]) & (characters[:, 1:] == codes[1])
    return int(np.count_nonzero(begins.any(axis=1)))
