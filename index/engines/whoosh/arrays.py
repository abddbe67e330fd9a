"""Document numbers as ascending arrays: which are in which, and the best of scores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Docs = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Scores = npt.NDArray[np.float64]

NO_DOCS: Docs = np.empty(0, np.int64)

# Looking one number up by halving costs as much as passing over so many.
_HALVING = 24
# Looking a number up by halving takes longer than spreading out so many.
_SPREAD = 32
# A mask of all documents costs so much less than sorting the documents themselves.
_SORTING = 128
# So many scores are first looked at as one: only the best of them may be among the best.
_TOGETHER = 16


def _halving(many: Docs, few: Docs, size: int) -> bool:
    """Whether to look `few` up one by one, rather than to spread `many` out."""
    return len(few) * _HALVING < len(many) + size // 8


def member(many: Docs, few: Docs, size: int) -> Mask:
    """For each of `few` whether it is in `many`; all numbers are below `size`."""
    if not len(many):
        return np.zeros(len(few), np.bool_)
    if _halving(many, few, size):
        at = many.searchsorted(few)
        return np.asarray(many.take(at, mode="clip") == few)
    spread = np.zeros(size, np.bool_)
    spread[many] = True
    return spread[few]


def places_of(few: Docs, many: Docs) -> Docs:
    """Where in `many` each of `few` is, somewhere (maybe at the end) if it is not there."""
    if len(few) and len(few) == len(many) and (few == many).all():
        return np.arange(len(few))
    if not len(many) or _halving(many, few, 0):
        return many.searchsorted(few)
    spread = np.zeros(int(many[-1]) + 1, np.int64)
    spread[many] = np.arange(len(many))
    return spread.take(few, mode="clip")


def spread_at(many: Docs, values: Docs, few: Docs, size: int) -> Docs:
    """For each of `few` the value it has in `many`, 0 where it is not there."""
    if not len(many):
        return np.zeros(len(few), np.int64)
    if _halving(many, few, size):
        at = many.searchsorted(few)
        found = values.take(at, mode="clip")
        found *= many.take(at, mode="clip") == few
        return found
    spread = np.zeros(size, values.dtype)
    spread[many] = values
    return spread[few]


def ascending(numbers: Docs) -> Docs:
    """The different numbers of an array that ascends already."""
    if len(numbers) < 2:
        return numbers
    new = np.empty(len(numbers), np.bool_)
    new[0] = True
    np.not_equal(numbers[1:], numbers[:-1], out=new[1:])
    return numbers[new]


def union(every: Sequence[Docs], size: int) -> Docs:
    """The numbers of any of the arrays; all are below `size`."""
    kept = [docs for docs in every if len(docs)]
    if len(kept) < 2:
        return kept[0] if kept else NO_DOCS
    if sum(map(len, kept)) * _SORTING < size:
        return ascending(np.sort(np.concatenate(kept), kind="stable"))
    spread = np.zeros(size, np.bool_)
    for docs in kept:
        spread[docs] = True
    return spread.nonzero()[0]


def sort_unique(numbers: Docs) -> Docs:
    """The different numbers of an array, ascending.

    What np.unique does by hashing; these arrays ascend almost, and sorting them is
    many times faster.
    """
    numbers = np.sort(numbers, kind="stable")
    sort_unique: Docs = numbers[run_starts(numbers)] if len(numbers) else numbers
    return sort_unique


def run_starts(numbers: npt.NDArray[Any]) -> Docs:
    """Where in an ascending array each different number first stands."""
    if not len(numbers):
        return NO_DOCS
    # Several times as quick as to append, and every word asks dozens of times.
    new = np.empty(len(numbers), np.bool_)
    new[0] = True
    np.not_equal(numbers[1:], numbers[:-1], out=new[1:])
    return new.nonzero()[0]


def run_sums(numbers: Docs, firsts: Docs) -> Docs:
    """The sums of whole numbers from each of `firsts` to before the next."""
    if not len(firsts):
        return NO_DOCS
    # np.add.reduceat takes longer, where so few are added at once.
    until = np.cumsum(numbers, dtype=np.int64)
    each = np.empty(len(firsts), np.int64)
    each[:-1] = until[firsts[1:] - 1]
    each[-1] = until[-1]
    each[1:] -= each[:-1].copy()
    return each


def ranges(starts: Docs, sizes: Docs) -> Docs:
    """The numbers of some ranges one after another."""
    shifts = starts - (np.cumsum(sizes) - sizes)
    return np.repeat(shifts, sizes) + np.arange(int(sizes.sum()))


def union_sorted(left: Docs, right: Docs) -> Docs:
    """The numbers of either array, ascending."""
    return sort_unique(np.concatenate((left, right)))


def in_sorted(numbers: Docs, many: Docs) -> Mask:
    """Which of `numbers` stand in another array; both ascend."""
    if not len(many) or not len(numbers):
        return np.zeros(len(numbers), np.bool_)
    size = max(int(many[-1]), int(numbers[-1])) + 1
    if size < _SPREAD * len(numbers):
        spread = np.zeros(size, np.bool_)
        spread[many] = True
        return spread[numbers]
    standing: Mask = many.take(many.searchsorted(numbers), mode="clip") == numbers
    return standing


def intersect_sorted(left: Docs, right: Docs) -> Docs:
    """The numbers in both arrays, which ascend and are different from one another."""
    few, many = (left, right) if len(left) < len(right) else (right, left)
    return few[in_sorted(few, many)]


def argsmallest(numbers: Docs, most: int) -> Docs:
    """Where the `most` least numbers are, in order."""
    kept = np.arange(len(numbers))
    if most < len(numbers):
        kept = np.argpartition(numbers, most)[:most]
    return kept[np.argsort(numbers[kept], kind="stable")]


def argbest(scores: Scores, count: int | None) -> Docs:
    """Where the `count` highest scores are, the highest first, equal ones in order."""
    if count is None or count * 2 >= len(scores):
        return np.argsort(-scores, kind="stable")[:count]
    if count < 1:
        return NO_DOCS
    at = np.flatnonzero(scores >= kth_best_bound(scores, count))
    return at[np.argsort(-scores[at], kind="stable")[:count]]


def kth_best_bound(scores: Scores, count: int) -> np.float64:
    """A score that at least `count` reach, and few more."""
    columns = len(scores) // _TOGETHER
    if columns < 4 * count:
        return np.float64(np.partition(scores, -count)[-count])
    # Those that stand far apart together, not neighbours: so the maxima are quick.
    highest = scores[: columns * _TOGETHER].reshape(_TOGETHER, columns).max(axis=0)
    return np.float64(np.partition(highest, -count)[-count])
