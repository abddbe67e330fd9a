"""Where terms stand one after another in a text: posting lists → places.

A place is a document and a position as one number (`doc << SHIFT | position`), so that
those of all documents are one ascending array.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from index.engines.whoosh.arrays import NONE, Docs, Mask, ascending
from index.engines.whoosh.postings import PostingList

# No utterance has 2^32 units.
SHIFT = 32
# A phrase of more units is not looked for among the places of all, see Leaf.starts.
LONGEST = 8
# So many positions are looked at together: what is made of them stays near the core.
_AT_ONCE = 1 << 17
# To pick a document's positions out of a list costs as much as to take those of so many.
_PICKING = 12
# To look a place up by halving costs as much as so many marks, or so many empty places.
_MARKING = 16
_EMPTY = 256


def places(postings: PostingList, docs: Docs | None = None) -> Docs:
    """Each place of a list (only in these of its documents), ascending."""
    freqs = postings.freqs
    if docs is None or len(docs) == len(freqs):
        found = np.repeat(postings.docs << SHIFT, freqs)
        found += postings.positions_at(None)
        return found
    if not len(docs):
        return NONE
    at = postings.docs.searchsorted(docs)
    counts = freqs[at]
    # Where the positions of each document begin: sums of what lies between them.
    begins = np.zeros(len(at), np.int64)
    begins[0] = freqs[: at[0]].sum()
    if len(at) > 1:
        begins[1:] = np.add.reduceat(freqs[: at[-1]], at[:-1])
    np.cumsum(begins, out=begins)
    moved: Docs = np.repeat(begins - (np.cumsum(counts) - counts), counts)
    moved += np.arange(len(moved))
    found = np.repeat(docs << SHIFT, counts)
    found += postings.positions_at(moved)
    return found


def common(left: Docs, right: Docs) -> Docs:
    """The numbers in both, which ascend and are different from one another."""
    few, many = (left, right) if len(left) < len(right) else (right, left)
    if not len(few):
        return NONE
    found: Docs = few[many.take(many.searchsorted(few), mode="clip") == few]
    return found


def rows(lists: Sequence[PostingList], docs: Docs, starts: Docs | None) -> Docs:
    """Where terms stand in a row: the place of the first, in documents that have each.

    `starts` is Leaf.starts, if the positions are units of the text.
    """
    if not len(docs):
        return NONE
    total = sum(len(each.positions_at(None)) for each in lists)
    ends = [np.concatenate(([0], np.cumsum(each.freqs))) for each in lists]
    cuts = [*docs[:: len(docs) * _AT_ONCE // max(total, _AT_ONCE) + 1].tolist(), int(docs[-1]) + 1]
    found = []
    for first, end in pairwise(cuts):
        here = docs[docs.searchsorted(first) : docs.searchsorted(end)]
        parts = [_cut(each, at, first, end) for each, at in zip(lists, ends, strict=True)]
        row = None if starts is None or len(lists) > LONGEST else starts[first : end + 1]
        found.append(_rows(parts, here, first, row))
    return np.concatenate(found)


def _cut(postings: PostingList, ends: Docs, first: int, end: int) -> PostingList:
    """The part of a list that is of documents from `first` to before `end`."""
    low, high = postings.docs.searchsorted((first, end)).tolist()
    positions = postings.positions_at(None)[ends[low] : ends[high]]
    return PostingList(postings.docs[low:high], postings.freqs[low:high], positions)


def _rows(lists: Sequence[PostingList], docs: Docs, base: int, row: Docs | None) -> Docs:
    """`rows` of a few documents; `row` are the starts from document `base` on."""
    first, *others = sorted(range(len(lists)), key=lambda at: len(lists[at].positions_at(None)))
    found = places(lists[first], docs)
    for other in others:
        postings, ahead = lists[other], other - first
        docs = ascending(found >> SHIFT)
        if len(docs) * _PICKING < len(postings.docs):
            found = common(found, places(postings, docs) - ahead)
        elif row is None or not _markable(found, postings, row):
            found = common(found, places(postings) - ahead)
        else:
            found = found[_marked(postings, found, ahead, base, row)]
    return found - first


def _markable(found: Docs, postings: PostingList, row: Docs) -> bool:
    many, empty = len(postings.positions_at(None)), int(row[-1] - row[0])
    return len(found) * _MARKING > many and len(found) * _EMPTY > empty


def _marked(postings: PostingList, found: Docs, ahead: int, base: int, row: Docs) -> Mask:
    """Whether a list has a position so far ahead of each place, by marks for all of its."""
    starts = row - (row[0] - LONGEST)
    marked = np.repeat(starts[postings.docs - base], postings.freqs)
    marked += postings.positions_at(None)
    marks = np.zeros(starts[-1], np.bool_)
    marks[marked] = True
    docs = found >> SHIFT
    asked = found - (docs << SHIFT)
    asked += starts[docs - base]
    asked += ahead
    return marks[asked]
