"""Statistics of all texts of an index, by which strings are weighed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from index.engines.whoosh.arrays import run_starts
from index.engines.whoosh.segment.bigram_blocks import BLOCK_SIZE, PART_SIZE, CodeUnits
from index.engines.whoosh.segment.reader import SegmentReader

# Where the index lists few blocks, many may be for another bigram: they are read.
_MAX_READ_BLOCKS = 192


class TextStatistics(Protocol):
    """Counts over all folded texts, one after another."""

    @property
    def block_count(self) -> int:
        """How many blocks of BLOCK_SIZE characters they fill."""

    def character_count(self, code: int) -> int:
        """How often a character (a code unit) occurs."""

    def bigram_block_count(self, codes: CodeUnits) -> int:
        """About in how many blocks a bigram (uint16[2]) begins; exact for a rare one."""


class SegmentStatistics:
    """The statistics of some segments, from what each has of its own texts."""

    def __init__(self, segments: Sequence[SegmentReader]) -> None:
        self._segments = segments

    @property
    def block_count(self) -> int:
        # As many as the texts fill together, however they are divided among segments.
        return -(-sum(len(segment.characters) for segment in self._segments) // BLOCK_SIZE)

    def character_count(self, code: int) -> int:
        return sum(int(segment.character_counts[code]) for segment in self._segments)

    def bigram_block_count(self, codes: CodeUnits) -> int:
        count = sum(segment.bigrams.bigram_block_count(codes) for segment in self._segments)
        if count <= _MAX_READ_BLOCKS:
            count = sum(_count_blocks(segment, codes) for segment in self._segments)
        return count


def _count_blocks(segment: SegmentReader, codes: CodeUnits) -> int:
    """The number of blocks of a segment in which a bigram (uint16[2]) begins."""
    parts = segment.bigrams.candidates(codes)
    if parts is None or not len(parts):
        return 0
    at = parts[:, np.newaxis] * PART_SIZE + np.arange(PART_SIZE + 1)
    characters = segment.characters.take(at)
    begins = (characters[:, :-1] == codes[0]) & (characters[:, 1:] == codes[1])
    return len(run_starts(parts[begins.any(axis=1)] * PART_SIZE // BLOCK_SIZE))
