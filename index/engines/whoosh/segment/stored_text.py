"""Texts are stored once, folded for the search, with what is needed to unfold them.

`folded` is the folded text as UTF-16, one code unit per character. `lost` lists the k
characters that folding changed: their offsets uint32[k], then their code points uint32[k].
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.analysis.normalization.folding import fold
from index.engines.whoosh.arrays import Integers, ranges

_CODE_UNIT, _CODE_POINT = np.dtype("<u2"), np.dtype("<u4")
# The first code point beyond the Basic Multilingual Plane.
_BMP_END = 0x10000


class EncodedTexts(NamedTuple):
    """The `folded` and `lost` of T texts, each one after another; sizes in bytes, int64[T]."""

    folded: npt.NDArray[np.uint16]
    folded_sizes: Integers
    lost: npt.NDArray[np.uint32]
    lost_sizes: Integers


class FoldingLoss(NamedTuple):
    """The `lost` of the texts that contain S spans.

    The text of span s has counts[s] changed characters; their offsets begin at
    column[firsts[s]]. The span begins at character starts[s] of its text.
    """

    column: npt.NDArray[np.uint32]
    firsts: Integers
    counts: Integers
    starts: Integers


@cache
def _folding_table() -> npt.NDArray[np.uint16]:
    """What each character of the Basic Multilingual Plane folds to."""
    folded = fold("".join(map(chr, range(_BMP_END))))
    return np.frombuffer(folded.encode("utf-16-le", "surrogatepass"), _CODE_UNIT)


def fold_texts(texts: Sequence[str]) -> EncodedTexts:
    """Fold texts as `folding.fold` does."""
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), _CODE_POINT)
    if len(codes) and int(codes.max()) >= _BMP_END:
        content = fold("".join(texts)).encode("utf-16-le", "surrogatepass")
        folded = np.frombuffer(content, _CODE_UNIT)
    else:
        folded = _folding_table()[codes]
    sizes = np.fromiter(map(len, texts), np.int64, len(texts))
    changed = np.flatnonzero(codes != folded)
    starts = np.cumsum(sizes) - sizes
    text = np.searchsorted(starts, changed, "right") - 1
    counts = np.bincount(text, minlength=len(texts))
    # A text's offsets come first, then as many code points.
    at = np.arange(len(changed)) + (np.cumsum(counts) - counts)[text]
    lost = np.empty(2 * len(changed), _CODE_POINT)
    lost[at] = changed - starts[text]
    lost[at + counts[text]] = codes[changed]
    return EncodedTexts(
        folded, sizes * _CODE_UNIT.itemsize, lost, counts * 2 * _CODE_POINT.itemsize
    )


def unfold(folded: bytes, lost: bytes) -> str:
    """The text that `fold_texts` was given."""
    codes = np.frombuffer(folded, _CODE_UNIT).astype(_CODE_POINT)
    offsets, original = np.frombuffer(lost, _CODE_POINT).reshape(2, -1)
    codes[offsets] = original
    return codes.tobytes().decode("utf-32-le", "surrogatepass")


def unfold_spans(folded: npt.NDArray[np.uint16], sizes: Integers, loss: FoldingLoss) -> list[str]:
    """The original text of spans of `sizes` characters, which follow one another in `folded`."""
    codes = folded.astype(_CODE_POINT)
    text_ends = loss.firsts + loss.counts
    first = _bisect(loss.column, loss.firsts, text_ends, loss.starts)
    end = _bisect(loss.column, first, text_ends, loss.starts + sizes)
    of = np.repeat(np.arange(len(sizes)), end - first)
    at = ranges(first, end - first)
    ends = np.cumsum(sizes)
    moved = (ends - sizes - loss.starts)[of]
    codes[loss.column[at] + moved] = loss.column[at + loss.counts[of]]
    text = codes.tobytes().decode("utf-32-le", "surrogatepass")
    return [text[start:end] for start, end in pairwise([0, *ends.tolist()])]


def _bisect(
    numbers: npt.NDArray[np.uint32], low: Integers, high: Integers, wanted: Integers
) -> Integers:
    """bisect_left of wanted[i] in numbers[low[i] : high[i]], for all i at once."""
    while (rest := low < high).any():
        middle = (low + high) // 2
        below = rest & (numbers.take(middle, mode="clip") < wanted)
        low = np.where(below, middle + 1, low)
        high = np.where(rest & ~below, middle, high)
    return low
