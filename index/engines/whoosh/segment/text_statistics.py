"""Counts over all texts of an index, by which strings are weighed; the same in any division."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from index.engines.whoosh.arrays import Integers, ranges
from index.engines.whoosh.segment.bigram_blocks import CodeUnits
from index.engines.whoosh.segment.bigram_counts import (
    NO_BIGRAMS,
    BigramCounts,
    add_counts,
    count_bigrams,
    meeting_bounds,
)
from index.engines.whoosh.segment.reader import SegmentReader


class TextStatistics(NamedTuple):
    """Counts over some folded texts.

    characters  int64[65536]  how often each code unit occurs
    bigrams                   in how many blocks each bigram begins (bigram_counts.py)
    """

    characters: Integers
    bigrams: BigramCounts

    @property
    def block_count(self) -> int:
        """How many blocks the texts fill."""
        return self.bigrams.blocks

    def character_count(self, code: int) -> int:
        """How often a character (a code unit) occurs."""
        return int(self.characters[code])

    def bigram_block_count(self, codes: CodeUnits) -> int:
        """In how many blocks a bigram (uint16[2]) begins."""
        return self.bigrams.count(codes)

    def negated(self) -> TextStatistics:
        """What is added to take these away."""
        return TextStatistics(-self.characters, self.bigrams.negated())


NO_TEXTS = TextStatistics(np.zeros(1 << 16, np.int64), NO_BIGRAMS)


def count_texts(characters: CodeUnits, bounds: Integers) -> TextStatistics:
    """The counts of some texts; `bounds` as those of `count_bigrams`."""
    histogram = np.bincount(characters, minlength=1 << 16)
    return TextStatistics(histogram, count_bigrams(characters, bounds))


def add_statistics(parts: Iterable[TextStatistics]) -> TextStatistics:
    """The sum of some counts."""
    characters, bigrams = zip(NO_TEXTS, *parts, strict=True)
    return TextStatistics(np.sum(characters, axis=0), add_counts(bigrams))


def count_segments(segments: Sequence[SegmentReader]) -> TextStatistics:
    """The counts of the live texts of some segments."""
    return add_statistics(part for segment in segments for part in _live(segment))


def _live(segment: SegmentReader) -> Iterator[TextStatistics]:
    yield TextStatistics(segment.character_counts, segment.bigram_counts)
    # Meetings are deleted whole.
    deleted = np.array(sorted(segment.deleted_docs()), np.int64) - segment.base
    if len(deleted):
        starts = segment.text_starts[deleted]
        sizes = segment.text_ends[deleted] - starts
        bounds = meeting_bounds(segment.doc_values()["type"][deleted], sizes)
        yield count_texts(segment.characters[ranges(starts, sizes)], bounds).negated()
