"""Where the short units of texts begin: a bit a character.

A text's bits fill whole bytes, the lowest bit of a byte first. So it can be told of
any character, without a look at those before it, whether a unit begins there.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Integers = npt.NDArray[np.int64]


_BIT = np.array([1 << bit for bit in range(8)], np.uint8)


def bound_bits(lengths: npt.NDArray[np.uint8], bounds: Integers) -> tuple[Bytes, Integers]:
    """The bits of some texts one after another, and how many bytes each has.

    `lengths` are those of all short units in characters; those of text t are numbered
    from `bounds[t]` up to, not including, `bounds[t + 1]`.
    """
    ends = np.append(0, np.cumsum(lengths, dtype=np.int64))
    begins = ends[bounds[:-1]]
    sizes = -(-(ends[bounds[1:]] - begins) // 8)
    shifts = 8 * (np.cumsum(sizes) - sizes) - begins
    bits = np.zeros(8 * int(sizes.sum()), np.bool_)
    bits[ends[:-1] + np.repeat(shifts, np.diff(bounds))] = True
    return np.packbits(bits, bitorder="little"), sizes


def read_bounds(content: Bytes, sizes: Integers) -> tuple[Integers, Integers]:
    """Where the units of some texts begin, counted from each text's beginning.

    The second array says where in the first each text's are, and where the last end.
    """
    bits = np.flatnonzero(np.unpackbits(content, bitorder="little"))
    before = 8 * np.append(0, np.cumsum(sizes))
    firsts = np.searchsorted(bits, before)
    return bits - np.repeat(before[:-1], np.diff(firsts)), firsts


def begins_unit(content: Bytes, bits: Integers) -> npt.NDArray[np.bool_]:
    """Whether a unit begins at each character, told by the number of its bit."""
    begins: npt.NDArray[np.bool_] = (content[bits >> 3] & _BIT[bits & 7]) != 0
    return begins
