"""How many edits part words: one character more, less, other, or two the other way round.

Optimal string alignment, for one word against many at once.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint32]
Edits = npt.NDArray[np.int16]


def distances(word: str, others: Codes) -> Edits:
    """The edits from a word to each of some others, of one length: a row a character."""
    longest, count = others.shape
    before = np.zeros((longest + 1, count), np.int16)
    row = np.repeat(np.arange(longest + 1, dtype=np.int16)[:, None], count, axis=1)
    letters = list(map(ord, word))
    for at, letter in enumerate(letters):
        earlier, before = before, row
        row = np.empty_like(before)
        row[0] = at + 1
        other = others != letter
        for place in range(longest):
            least = np.minimum(before[place + 1], row[place])
            least += 1
            np.minimum(least, before[place] + other[place], out=row[place + 1])
            if at and place:
                turned = ~other[place - 1] & (others[place] == letters[at - 1])
                swapped = earlier[place - 1] + np.int16(1)
                np.minimum(row[place + 1], swapped, out=row[place + 1], where=turned)
    return row[longest]
