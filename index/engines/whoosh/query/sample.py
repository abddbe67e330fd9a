"""A sample of the texts: about how often a string occurs in all, and some that surely occur."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, lru_cache

import numpy as np

from index.analysis.normalization.search_text import search_form
from index.engines.whoosh.arrays import Docs
from index.engines.whoosh.matching.substring import (
    find_in_sample,
    max_occurrences,
    sample_characters,
)
from index.engines.whoosh.segment.bigram_blocks import BLOCK_SIZE, CodeUnits
from index.engines.whoosh.segment.snapshot import Snapshot

# The sample has one block of text in this many.
_RATIO = 100
# Counts that are kept: a word is counted for its cost, and again where it is matched.
_MAX_COUNTS = 1024


class TextSample:
    """One block of text in a hundred of a snapshot; safe for many threads."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def prepare(self) -> None:
        """Read the sample."""
        _ = self._samples

    def estimate_occurrences(self, text: str) -> int:
        """About how often a string occurs in the texts; 0 for rare ones."""
        folded = search_form(text)
        if len(folded) == 1:
            return sum(max_occurrences(segment, text) for segment in self._snapshot.segments)
        return _RATIO * self._count(folded)

    def has_as_tokens(self, text: str) -> bool:
        """Whether a string is in the sample, in one text, as whole tokens."""
        folded = search_form(text)
        if not folded:
            return False
        for segment, sample in zip(self._snapshot.segments, self._samples, strict=True):
            found = find_in_sample(sample, folded, self._character_counts)
            if not len(found):
                continue
            block, at = np.divmod(found, BLOCK_SIZE)
            # What runs over the end of a block goes on elsewhere in the text.
            whole = at + len(folded) <= BLOCK_SIZE
            starts = (block * _RATIO * BLOCK_SIZE + at)[whole]
            docs, ends = segment.docs_at(starts), starts + len(folded)
            stands = self._snapshot.live[docs + segment.base] & (ends <= segment.text_ends[docs])
            docs, starts, ends = docs[stands], starts[stands], ends[stands]
            if segment.are_tokens(docs, starts, ends).any():
                return True
        return False

    @cached_property
    def _count(self) -> Callable[[str], int]:
        """How often a folded string is in the sample."""
        samples, counts = self._samples, self._character_counts
        return lru_cache(maxsize=_MAX_COUNTS)(
            lambda folded: sum(len(find_in_sample(each, folded, counts)) for each in samples)
        )

    @cached_property
    def _character_counts(self) -> Docs:
        """How often each code unit occurs in all texts, int64[65536]."""
        return sum(
            (each.character_counts for each in self._snapshot.segments), np.zeros(1 << 16, np.int64)
        )

    @cached_property
    def _samples(self) -> list[CodeUnits]:
        return [sample_characters(segment, _RATIO) for segment in self._snapshot.segments]
