"""Which utterances have two words near each other, all occurrences at once."""

from __future__ import annotations

import numpy as np

from index.engines.whoosh.arrays import NO_DOCS, Docs, sort_unique
from index.engines.whoosh.matching.substring import SpanArray


def near(left: SpanArray, right: SpanArray, distance: int) -> Docs:
    """The documents with an occurrence of one word near one of the other, in either order.

    At most `distance` characters are between them; occurrences that overlap are not near.
    Starts ascend.
    """
    return sort_unique(
        np.concatenate((_followed(left, right, distance), _followed(right, left, distance)))
    )


def _followed(first: SpanArray, second: SpanArray, distance: int) -> Docs:
    """The documents in which `second` begins at most `distance` behind an end of `first`."""
    if not len(first.docs) or not len(second.docs):
        return NO_DOCS
    # The next occurrence: if it is in another document, none follows in this one.
    following = second.starts.searchsorted(first.ends)
    there = np.minimum(following, len(second.starts) - 1)
    found = (following < len(second.starts)) & (second.docs[there] == first.docs)
    found &= second.starts[there] - first.ends <= distance
    docs: Docs = first.docs[found]
    return docs
