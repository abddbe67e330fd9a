"""Which utterances have two words near each other, all places at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from index.engines.whoosh.arrays import NO_DOCS, Docs, intersect_sorted, sort_unique
from index.engines.whoosh.matching.substring import NO_SPANS, SpanArray


def near(left: SpanArray, right: SpanArray, distance: int) -> Docs:
    """The documents in which a place of one stands near one of the other, in either order.

    At most `distance` characters are between them; places that overlap are not near.
    Starts ascend.
    """
    return sort_unique(
        np.concatenate((_followed(left, right, distance), _followed(right, left, distance)))
    )


def _followed(first: SpanArray, second: SpanArray, distance: int) -> Docs:
    """The documents in which `second` begins no farther than that behind an end of `first`."""
    if not len(first.docs) or not len(second.docs):
        return NO_DOCS
    # The next one to begin: if that is of another document, none follows in this one.
    following = second.starts.searchsorted(first.ends)
    there = np.minimum(following, len(second.starts) - 1)
    found = (following < len(second.starts)) & (second.docs[there] == first.docs)
    found &= second.starts[there] - first.ends <= distance
    docs: Docs = first.docs[found]
    return docs


def together(every: Iterable[SpanArray]) -> SpanArray:
    """Places of several kinds as one, those that begin first before the others."""
    found = [each for each in every if len(each.docs)]
    if len(found) < 2:
        return found[0] if found else NO_SPANS
    joined = SpanArray(*map(np.concatenate, zip(*found, strict=True)))
    return joined.only(np.argsort(joined.starts, kind="stable"))


def shared(left: Sequence[Docs], right: Sequence[Docs]) -> Docs:
    """The documents that are in one of `left` and in one of `right`."""
    return intersect_sorted(
        sort_unique(np.concatenate([NO_DOCS, *left])),
        sort_unique(np.concatenate([NO_DOCS, *right])),
    )
