"""Headings are documents of their own, so that words are found in them as they are in utterances.

A meeting has each of its headings once: its body and title, agenda items, sections, topics, who
speaks. The utterances under a heading are runs of documents, stored as uint32 pairs: how far
before the heading the first document of a run is, and how many the run has.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.engines.whoosh.arrays import Bytes, Docs, ranges, run_sizes, run_starts, sort_unique
from index.engines.whoosh.segment.columns import Blobs

_NUMBER = np.dtype("<u4")
_RUN_BYTES = 2 * _NUMBER.itemsize
# A mask of all documents gives a smaller share of them later than a sort does.
_MIN_MASKED_SHARE = 1 / 64


def encode_under(heading: int, docs: Sequence[int]) -> Bytes:
    """The utterances `docs` (ascending) under the heading that is document `heading`."""
    under = np.array(docs, np.int64)
    starts = run_starts(under - np.arange(len(under)))
    runs = np.stack((heading - under[starts], run_sizes(starts, len(under))), axis=1)
    return runs.astype(_NUMBER).ravel().view(np.uint8)


def under_headings(under: Blobs, headings: Docs, doc_count: int) -> Docs:
    """The utterances under any of some headings (ascending) of a segment, ascending."""
    firsts, ends = under.offsets[headings] // _RUN_BYTES, under.offsets[headings + 1] // _RUN_BYTES
    runs = under.content.view(_NUMBER).rows(ranges(firsts, ends - firsts), 2)
    distances, sizes = runs.astype(np.int64).T
    docs = ranges(np.repeat(headings, ends - firsts) - distances, sizes)
    if len(docs) < _MIN_MASKED_SHARE * doc_count:
        return sort_unique(docs)
    found = np.zeros(doc_count, np.bool_)
    found[docs] = True
    return found.nonzero()[0]
