"""Set operations on arrays of document numbers, and the selection of the best scores.

Document numbers (and occurrences, see `segment/term_lookup.py`) are int64. "Sorted" means
ascending, repeats allowed; "a sorted set" means ascending without repeats. n and m are the
lengths of the arguments in their order. NumPy's own set functions hash or sort again.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Integers = npt.NDArray[np.int64]
Docs = Integers
Mask = npt.NDArray[np.bool_]
Scores = npt.NDArray[np.float64]

NO_DOCS: Docs = np.empty(0, np.int64)

# Filling a table of up to this many entries per number is faster than a binary search; and with
# tables that a processor's cache holds, of up to this many.
_MAX_TABLE_RATIO, _MAX_TABLES_RATIO = 32, 256
_TABLE_SIZE = 1 << 19
# Of fewer numbers among as many as this for each, a binary search for each is faster.
_MIN_SEARCH_RATIO = 16
# Of runs with no more values than this for each, most have one.
_MAX_REPEATED_SHARE = 1.1
# `kth_best_bound` looks at the maxima of groups of this many scores.
_GROUP_SIZE = 16


def drop_repeats(numbers: Docs) -> Docs:
    """The set of a sorted array, sorted. O(n)."""
    return numbers[run_starts(numbers)]


def sort_unique(numbers: Docs) -> Docs:
    """The set of an array in any order, sorted. O(n) where it is almost sorted."""
    return drop_repeats(np.sort(numbers, kind="stable"))


def run_starts(numbers: npt.NDArray[Any]) -> Docs:
    """The indices at which a value, of any dtype, is not the one before it. O(n)."""
    if not len(numbers):
        return NO_DOCS
    # Several times faster than np.append, and every word calls this dozens of times.
    new = np.empty(len(numbers), np.bool_)
    new[0] = True
    np.not_equal(numbers[1:], numbers[:-1], out=new[1:])
    return new.nonzero()[0]


def run_sizes(starts: Docs, count: int) -> Docs:
    """How many values each run has, given where each begins, of `count` values in all."""
    sizes = np.empty(len(starts), np.int64)
    np.subtract(starts[1:], starts[:-1], out=sizes[:-1])
    sizes[-1:] = count - starts[-1:]
    return sizes


def run_sums(values: npt.NDArray[Any], starts: Docs) -> npt.NDArray[Any]:
    """The sum of the values from each start to before the next, the first of which is 0. O(n)."""
    if len(starts) == len(values):
        return values
    if len(values) > _MAX_REPEATED_SHARE * len(starts):
        sums: npt.NDArray[Any] = np.add.reduceat(values, starts)
        return sums
    # Where nearly all are of one value, many times faster.
    sums = values[starts]
    is_repeated = np.ones(len(values), np.bool_)
    is_repeated[starts] = False
    repeated = is_repeated.nonzero()[0]
    np.add.at(sums, starts.searchsorted(repeated) - 1, values[repeated])
    return sums


def ranges(starts: Docs, sizes: Docs) -> Docs:
    """The numbers start, start + 1, … of each range in turn. O(sum of the sizes)."""
    shifts = starts - (np.cumsum(sizes) - sizes)
    return np.repeat(shifts, sizes) + np.arange(int(sizes.sum()))


def in_sorted(numbers: Docs, among: Docs) -> Mask:
    """True for each number that is in `among`; both sorted. O(n log m), or O(largest number)."""
    if not len(among) or not len(numbers):
        return np.zeros(len(numbers), np.bool_)
    size = max(int(among[-1]), int(numbers[-1])) + 1
    if size <= _TABLE_SIZE and size < _MAX_TABLE_RATIO * len(numbers):
        table = np.zeros(size, np.bool_)
        table[among] = True
        return table[numbers]
    if size > _TABLE_SIZE and size + len(among) < _MAX_TABLES_RATIO * len(numbers):
        return _in_tables(numbers, among, size)
    found: Mask = among.take(among.searchsorted(numbers), mode="clip") == numbers
    return found


def _in_tables(numbers: Docs, among: Docs, size: int) -> Mask:
    """As `in_sorted`, with a table for a part of the numbers at a time."""
    found = np.zeros(len(numbers), np.bool_)
    table = np.zeros(_TABLE_SIZE, np.bool_)
    firsts = np.arange(0, size + _TABLE_SIZE, _TABLE_SIZE)
    bounds = zip(firsts, numbers.searchsorted(firsts), among.searchsorted(firsts), strict=True)
    for (first, start, low), (_, end, high) in pairwise(bounds):
        if start < end:
            having = among[low:high] - first
            table[having] = True
            found[start:end] = table[numbers[start:end] - first]
            table[having] = False
    return found


def place_table(numbers: Docs, size: int) -> npt.NDArray[np.int32]:
    """Of each number below `size`, its index in a sorted set; -1 of one that is not in it."""
    places = np.full(size, -1, np.int32)
    places[numbers] = np.arange(len(numbers))
    return places


def positions_of(numbers: Docs, among: Docs) -> Docs:
    """The indices in `among` of those numbers that it has; both sorted sets. As `in_sorted`."""
    if _MIN_SEARCH_RATIO * len(numbers) < len(among):
        found = among.searchsorted(numbers)
        return found[among.take(found, mode="clip") == numbers] if len(among) else NO_DOCS
    return in_sorted(among, numbers).nonzero()[0]


def union_sorted(*arrays: Docs) -> Docs:
    """The union of sorted arrays as a sorted set; a single one has to be a set."""
    return arrays[0] if len(arrays) == 1 else sort_unique(np.concatenate([NO_DOCS, *arrays]))


def intersect_sorted(left: Docs, right: Docs) -> Docs:
    """The intersection of two sorted sets, sorted. Costs as `in_sorted` of the shorter."""
    few, many = (left, right) if len(left) < len(right) else (right, left)
    return few[in_sorted(few, many)]


def argsmallest(numbers: npt.NDArray[Any], count: int) -> Docs:
    """The indices of the `count` smallest numbers, smallest first. O(n + count log count)."""
    chosen = np.arange(len(numbers))
    if count < len(numbers):
        chosen = np.argpartition(numbers, count)[:count]
    return chosen[np.argsort(numbers[chosen], kind="stable")]


def kth_best_bound(scores: Scores, count: int) -> np.float64:
    """A lower bound of the `count`-th highest score that few other scores reach. O(n).

    The scores are split into groups; at least `count` reach the `count`-th highest maximum
    of a group. 1 <= count <= len(scores).
    """
    columns = len(scores) // _GROUP_SIZE
    if columns < 4 * count:
        return np.float64(np.partition(scores, -count)[-count])
    # A group is a column, not a row: so the maxima are taken over contiguous memory.
    highest = scores[: columns * _GROUP_SIZE].reshape(_GROUP_SIZE, columns).max(axis=0)
    return np.float64(np.partition(highest, -count)[-count])
