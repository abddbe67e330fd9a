"""Texts kept once: folded, to be searched, with what folding them lost.

A folded text is UTF-16, one code unit a character. What was lost is, for the
characters that folding changed, their offsets in the text and then their code points,
32 bit each.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.analysis.normalization.folding import fold

_UNIT, _CODE = np.dtype("<u2"), np.dtype("<u4")
_BMP = 0x10000


class FoldedTexts(NamedTuple):
    """Some texts folded, one after another; sizes are in bytes, one a text."""

    folded: npt.NDArray[np.uint16]
    folded_sizes: npt.NDArray[np.int64]
    lost: npt.NDArray[np.uint32]
    lost_sizes: npt.NDArray[np.int64]


class FoldingLoss(NamedTuple):
    """What folding lost of the texts that some stretches are in, a row a stretch.

    `column` is that of all texts; in it, each text's begins at one of `firsts` with so
    many offsets. `starts` are where the stretches begin in their texts.
    """

    column: npt.NDArray[np.uint32]
    firsts: npt.NDArray[np.int64]
    counts: npt.NDArray[np.int64]
    starts: npt.NDArray[np.int64]


@cache
def _folds() -> npt.NDArray[np.uint16]:
    """What each character of the Basic Multilingual Plane folds to."""
    folded = fold("".join(map(chr, range(_BMP))))
    return np.frombuffer(folded.encode("utf-16-le", "surrogatepass"), _UNIT)


def fold_texts(texts: Sequence[str]) -> FoldedTexts:
    """Fold texts as `folding.fold` does, and keep what brings them back."""
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), _CODE)
    if len(codes) and int(codes.max()) >= _BMP:
        folded = np.frombuffer(fold("".join(texts)).encode("utf-16-le", "surrogatepass"), _UNIT)
    else:
        folded = _folds()[codes]
    sizes = np.fromiter(map(len, texts), np.int64, len(texts))
    changed = np.flatnonzero(codes != folded)
    begins = np.cumsum(sizes) - sizes
    text = np.searchsorted(begins, changed, "right") - 1
    counts = np.bincount(text, minlength=len(texts))
    # A text's offsets come first, then as many code points.
    at = np.arange(len(changed)) + (np.cumsum(counts) - counts)[text]
    lost = np.empty(2 * len(changed), _CODE)
    lost[at] = changed - begins[text]
    lost[at + counts[text]] = codes[changed]
    return FoldedTexts(folded, sizes * _UNIT.itemsize, lost, counts * 2 * _CODE.itemsize)


def unfold(folded: bytes, lost: bytes) -> str:
    """The text that `fold_texts` was given."""
    codes = np.frombuffer(folded, _UNIT).astype(_CODE)
    offsets, original = np.frombuffer(lost, _CODE).reshape(2, -1)
    codes[offsets] = original
    return codes.tobytes().decode("utf-32-le", "surrogatepass")


def unfold_spans(
    folded: npt.NDArray[np.uint16], sizes: npt.NDArray[np.int64], lost: FoldingLoss
) -> list[str]:
    """What is printed where stretches of texts, which stand one after another, are folded so."""
    codes = folded.astype(_CODE)
    offsets = lost.column
    first = _halved(offsets, lost.firsts, lost.firsts + lost.counts, lost.starts)
    end = _halved(offsets, first, lost.firsts + lost.counts, lost.starts + sizes)
    of = np.repeat(np.arange(len(sizes)), end - first)
    ends, counts = np.cumsum(sizes), end - first
    at = np.arange(len(of)) + (first - (np.cumsum(counts) - counts))[of]
    codes[offsets[at] + (ends - sizes - lost.starts)[of]] = lost.column[at + lost.counts[of]]
    text = codes.tobytes().decode("utf-32-le", "surrogatepass")
    return [text[start:end] for start, end in pairwise([0, *ends.tolist()])]


def _halved(
    numbers: npt.NDArray[np.uint32],
    low: npt.NDArray[np.int64],
    high: npt.NDArray[np.int64],
    wanted: npt.NDArray[np.int64],
) -> npt.NDArray[np.int64]:
    """The first place from each of `low` to `high` at which a number is not below the wanted."""
    while (rest := low < high).any():
        middle = (low + high) // 2
        below = rest & (numbers.take(middle, mode="clip") < wanted)
        low = np.where(below, middle + 1, low)
        high = np.where(rest & ~below, middle, high)
    return low
