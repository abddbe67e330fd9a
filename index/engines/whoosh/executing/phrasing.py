"""Where terms stand one after another in a text: posting lists → places.

A place is a document and a position as one number (`doc << SHIFT | position`), so that
those of all documents are one ascending array.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.engines.whoosh.arrays import NONE, Docs, Mask, places_of
from index.engines.whoosh.files.postings import PostingList

# No utterance has 2^32 units.
SHIFT = 32
# A phrase of more units is not looked for by marks, see Leaf.starts.
LONGEST = 8
# So many units are marked together: the marks stay near the core.
_AT_ONCE = 1 << 20
# To look a place up by halving costs as much as to mark so many, or so many empty ones.
_MARKING = 16
_EMPTY = 256
# So many times all are halved before those that need more are picked out.
_ROUNDS = 3


def places(postings: PostingList, docs: Docs | None = None) -> Docs:
    """Each place of a list (only in these of its documents), ascending."""
    freqs = postings.freqs
    if docs is None or len(docs) == len(freqs):
        found = np.repeat(postings.docs << SHIFT, freqs)
        found += postings.positions_at(None)
        return found
    if not len(docs):
        return NONE
    at = places_of(docs, postings.docs)
    counts = freqs[at]
    begins = postings.begins_at(at)
    moved: Docs = np.repeat(begins - (np.cumsum(counts) - counts), counts)
    moved += np.arange(len(moved))
    found = np.repeat(docs << SHIFT, counts)
    found += postings.positions_at(moved)
    return found


def rows(lists: Sequence[PostingList], docs: Docs | None, starts: Docs | None) -> Docs:
    """Where terms stand in a row: the place of the first.

    `docs` are documents that have each of the terms, if not all are asked for; `starts`
    is Leaf.starts, if the positions are units of the text.
    """
    starts = None if len(lists) > LONGEST else starts
    first, *others = sorted(range(len(lists)), key=lambda at: lists[at].total)
    rarest, found = lists[first], None
    if docs is not None or not _markable(rarest.total, lists[others[0]], starts):
        found = places(rarest, docs)
    for other in others:
        postings, ahead = lists[other], other - first
        if found is None and starts is not None:
            found = _marked(rarest, postings, ahead, starts)
        elif found is not None:
            found = found[_standing(postings, found + ahead)]
    return NONE if found is None else found - first


def _markable(count: int, postings: PostingList, starts: Docs | None) -> bool:
    """Whether so many places are found sooner by marks for all places of a list."""
    if starts is None:
        return False
    return count * _MARKING > postings.total and count * _EMPTY > int(starts[-1])


def _standing(postings: PostingList, asked: Docs) -> Mask:
    """Which of some places a list has: by halving the positions of their documents."""
    standing = np.zeros(len(asked), np.bool_)
    docs = asked >> SHIFT
    at = places_of(docs, postings.docs)
    here = (postings.docs.take(at, mode="clip") == docs).nonzero()[0]
    if len(here):
        at, wanted = at[here], asked[here] & ((1 << SHIFT) - 1)
        low = postings.begins_at(at)
        _halve(postings, low, postings.freqs[at], wanted)
        standing[here] = postings.positions_at(low) == wanted
    return standing


def _halve(postings: PostingList, low: Docs, left: Docs, wanted: Docs) -> None:
    """Move each `low` to the last of `left` positions that is not above the one wanted.

    If there is none, it stays at the first.
    """
    for _ in range(_ROUNDS):
        half = left >> 1
        left -= half
        half *= postings.positions_at(low + half) <= wanted
        low += half
    # Most documents have few.
    rest = (left > 1).nonzero()[0]
    if len(rest):
        some = low[rest]
        _halve(postings, some, left[rest], wanted[rest])
        low[rest] = some


def _marked(few: PostingList, many: PostingList, ahead: int, starts: Docs) -> Docs:
    """The places of one list so far ahead of which another has one, by marks for these."""
    cuts = starts.searchsorted(np.arange(starts[0], starts[-1] + _AT_ONCE, _AT_ONCE))
    cuts = np.unique(np.minimum(cuts, len(starts) - 1))
    widths = np.diff(starts[cuts])
    marks = np.zeros(int(widths.max()) + 2 * LONGEST, np.bool_)
    parts = zip(widths.tolist(), starts[cuts].tolist(), few.cut(cuts), many.cut(cuts), strict=False)
    found = [NONE]
    for width, start, asked, marked in parts:
        begins = starts[asked.docs] + (ahead - start + LONGEST)
        begins = np.repeat(begins, asked.freqs)
        begins += asked.positions_at(None)
        others = np.repeat(starts[marked.docs] + (LONGEST - start), marked.freqs)
        others += marked.positions_at(None)
        marks[: width + 2 * LONGEST] = False
        marks[others] = True
        at = marks[begins].nonzero()[0]
        docs = asked.docs_at(at)
        docs <<= SHIFT
        docs += asked.positions_at(at)
        found.append(docs)
    return np.concatenate(found)
