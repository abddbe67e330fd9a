"""Posting lists are read as they were written, singly and all at once."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.engines.whoosh.segment.postings import (
    PostingLists,
    decode_postings,
    encode_postings,
    read_postings,
)

# Of each list: its documents, and the positions in each.
NUMBERS = st.integers(0, 300) | st.integers(0, 70_000) | st.integers(0, (1 << 32) - 1)
POSITIONS = st.sets(NUMBERS, min_size=1, max_size=4).map(sorted)
LISTS = st.lists(st.dictionaries(NUMBERS, POSITIONS, min_size=1, max_size=5), min_size=1)


def as_lists(given: list[dict[int, list[int]]], *, positions: bool) -> PostingLists:
    postings = [(doc, each[doc]) for each in given for doc in sorted(each)]
    totals = [sum(map(len, each.values())) if positions else 0 for each in given]
    places = [at for _, each in postings for at in each] if positions else []
    return PostingLists(
        np.append(0, np.cumsum([len(each) for each in given])),
        np.array([doc for doc, _ in postings], np.int64),
        np.array([len(each) for _, each in postings], np.int64),
        np.append(0, np.cumsum(totals)),
        np.array(places, np.int64),
    )


@given(LISTS, st.booleans())
def test_lists_are_read_as_they_were_written(
    given: list[dict[int, list[int]]], positions: bool
) -> None:
    lists = as_lists(given, positions=positions)
    content, offsets = encode_postings(lists)
    assert offsets[-1] == len(content)
    for number, each in enumerate(given):
        found = read_postings(content, int(offsets[number]))
        assert found.docs.tolist() == sorted(each)
        assert found.freqs.tolist() == [len(each[doc]) for doc in sorted(each)]
        kept = [at for doc in sorted(each) for at in each[doc]] if positions else []
        assert found.positions.tolist() == kept
    for one, other in zip(decode_postings(content, offsets[:-1]), lists, strict=True):
        assert one.tolist() == other.tolist()


def test_a_list_uses_the_narrowest_widths() -> None:
    once = as_lists([{7: [3]}], positions=True)
    assert len(encode_postings(once)[0]) == 1 + 3 + 1
    dense = as_lists([{doc: [doc % 200] for doc in range(1000)}], positions=True)
    assert len(encode_postings(dense)[0]) == 1 + 3 * 2 + 999 + 1000
