"""Compares stretches of a segment's characters with those of one string."""

from __future__ import annotations

from threading import local
from typing import NamedTuple

import numpy as np

from index.engines.whoosh.arrays import Docs
from index.engines.whoosh.segment.bigram_blocks import BLOCK, Units

# So many blocks are compared at once: what the processor's caches hold.
STRIDE = 1 << 9
_BLOCK_BITS = BLOCK.bit_length() - 1
# Of a longer string so many are looked at one by one, after its rarest: mostly that is enough.
_ALONE = 4


class Room(local):
    """Where a thread compares: to have memory anew each time takes as long as comparing."""

    def __init__(self) -> None:
        self.copied = np.empty(STRIDE * BLOCK, np.uint16)
        self.found, self.second = np.empty((2, STRIDE * BLOCK), np.bool_)


ROOM = Room()


class Comparing(NamedTuple):
    """Compares characters with the codes of a string; `by_rarity` are places in it."""

    characters: Units
    codes: Units
    by_rarity: list[int]
    several: bool

    def stretch(self, start: int, end: int) -> Docs:
        """Where the string begins from one character to another."""
        found, second = ROOM.found[: end - start], ROOM.second[: end - start]
        rarest, *others = self.by_rarity
        np.equal(self.characters[start + rarest : end + rarest], self.codes[rarest], out=found)
        for place in others[: self.several]:
            here = self.characters[start + place : end + place]
            found &= np.equal(here, self.codes[place], out=second)
        return self._beside(found.nonzero()[0] + start, others[self.several :])

    def gathered(self, blocks: Docs) -> Docs:
        """Where it begins in some whole blocks."""
        rarest, size = self.by_rarity[0], len(blocks) * BLOCK
        # Shifted, so that a block holds the character wherever the string begins in it.
        shifted = self.characters[rarest:]
        every = shifted[: len(shifted) // BLOCK * BLOCK].reshape(-1, BLOCK)
        copied, mask = ROOM.copied[:size], ROOM.found[:size]
        # Clipping nothing, it spares NumPy a look for numbers too large.
        every.take(blocks, axis=0, mode="clip", out=copied.reshape(-1, BLOCK))
        found = np.equal(copied, self.codes[rarest], out=mask).nonzero()[0]
        # How much further each block stands in the text than among those copied.
        shifts = (blocks - np.arange(len(blocks))) * BLOCK
        return self._beside(found + shifts[found >> _BLOCK_BITS], self.by_rarity[1:])

    def _beside(self, here: Docs, places: list[int]) -> Docs:
        """Those of some places that have the codes at these places of the string, too."""
        for place in places[:_ALONE]:
            if not len(here):
                break
            here = here[self.characters[here + place] == self.codes[place]]
        return self._by_four(here) if len(here) and len(places) > _ALONE else here

    def _by_four(self, here: Docs) -> Docs:
        """Those of some places at which all the codes are, four compared at once."""
        every = self.characters.data
        fours = np.ndarray((len(every) - 3,), "<u8", every, strides=(self.characters.itemsize,))
        last = len(self.codes) - 4
        for place in (*range(0, last, 4), last):
            here = here[fours[here + place] == self.codes[place : place + 4].view("<u8")]
        return here
