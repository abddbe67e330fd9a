"""How many edits part words: one character more, less, other, or two the other way round.

Optimal string alignment, for one word against many at once.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.engines.whoosh.arrays import Docs


def distances(word: str, others: Sequence[str]) -> Docs:
    """The edits from a word to each of some others."""
    if not others or not word:
        return np.array([max(len(word), len(other)) for other in others], np.int64)
    # One row a character, one column a word; shorter words are filled up with zeros.
    letters = np.array(others, np.str_)
    codes = letters.view(np.uint32).reshape(len(others), -1).T
    longest = len(codes)
    before = np.zeros((longest + 1, len(others)), np.int64)
    row = np.repeat(np.arange(longest + 1)[:, None], len(others), axis=1)
    for at, letter in enumerate(map(ord, word)):
        earlier, before = before, row
        row = np.empty_like(before)
        row[0] = at + 1
        same = codes == letter
        for place in range(longest):
            least = np.minimum(before[place] + ~same[place], before[place + 1] + 1)
            row[place + 1] = np.minimum(least, row[place] + 1)
            if at and place:
                swapped = same[place - 1] & (codes[place] == ord(word[at - 1]))
                turned = np.where(swapped, earlier[place - 1] + 1, row[place + 1])
                row[place + 1] = np.minimum(row[place + 1], turned)
    lengths = np.char.str_len(letters)
    found: Docs = row[lengths, np.arange(len(others))]
    return found
