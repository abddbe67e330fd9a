"""Edit distances, against the recursion of a textbook."""

from __future__ import annotations

from functools import cache

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.engines.whoosh.query.suggester import edit_distances

WORDS = st.text(st.sampled_from("あいうか"), max_size=6)


def distance(one: str, other: str) -> int:
    @cache
    def edits(i: int, j: int) -> int:
        if not i or not j:
            return i + j
        same = one[i - 1] == other[j - 1]
        least = min(edits(i - 1, j) + 1, edits(i, j - 1) + 1, edits(i - 1, j - 1) + (not same))
        if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
            least = min(least, edits(i - 2, j - 2) + 1)
        return least

    return edits(len(one), len(other))


@given(WORDS, st.lists(st.text(st.sampled_from("あいうか"), min_size=3, max_size=3), max_size=5))
def test_distances_are_those_of_the_recursion(word: str, others: list[str]) -> None:
    codes = np.array([list(map(ord, other)) for other in others], np.uint32).reshape(-1, 3).T
    assert edit_distances(word, codes).tolist() == [distance(word, other) for other in others]
