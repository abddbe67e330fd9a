"""Where the short units of texts begin: a bit a character.

A text's bits fill whole bytes, the lowest bit of a byte first. So it can be told of
any character, without a look at those before it, whether a unit begins there.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Integers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

_BIT = np.array([1 << bit for bit in range(8)], np.uint8)
# So many characters are read at once; this bounds the memory needed.
_AT_ONCE = 1 << 20
# Which bit of each byte is its first that is set, its second, and so on.
_NTH = np.argsort(np.arange(256)[:, np.newaxis] & _BIT == 0, axis=1, kind="stable")


def boundary_bits(lengths: npt.NDArray[np.uint8], bounds: Integers) -> tuple[Bytes, Integers]:
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


class TokenBoundaries:
    """Where the units of some texts begin; units and characters are counted in each text."""

    def __init__(self, content: Bytes, sizes: Integers) -> None:
        """Read the bits of the texts one after another, of which each has so many bytes."""
        self._content = content
        self._begins = np.cumsum(sizes) - sizes
        self._units = np.append(0, np.cumsum(np.bitwise_count(content), dtype=np.int64))
        self._before = self._units[self._begins]
        self.counts = self._units[self._begins + sizes] - self._before

    def starts(self, texts: Integers, units: Integers) -> Integers:
        """Where a unit of each of these texts begins; it must have that unit."""
        numbers = self._before[texts] + units
        byte = np.searchsorted(self._units, numbers, "right") - 1
        bit = _NTH[self._content[byte], numbers - self._units[byte]]
        starts: Integers = 8 * (byte - self._begins[texts]) + bit
        return starts


def is_token_start(content: Bytes, bits: Integers) -> Mask:
    """Whether a unit begins at each character, told by the number of its bit."""
    begins: Mask = (content[bits >> 3] & _BIT[bits & 7]) != 0
    return begins


def continues_word(content: Bytes, lengths: Integers, words: Mask) -> Mask:
    """Which characters of some texts are in one word with the character before.

    `content` are the texts' bits, `lengths` their characters; `words` says of each of their
    units, in order, whether it is a word.
    """
    begins = np.unpackbits(content, bitorder="little").view(np.bool_)
    used = np.ones(len(begins), np.bool_)
    filled = -(-lengths // 8) * 8
    for spare in range(1, 8):
        # A text's last bits stand for no character.
        used[(np.cumsum(filled) - spare)[filled - lengths >= spare]] = False
    begins = begins[used]
    within = np.empty(len(begins), np.bool_)
    units = -1
    for start in range(0, len(begins), _AT_ONCE):
        here = begins[start : start + _AT_ONCE]
        numbers = np.cumsum(here) + units
        within[start : start + _AT_ONCE] = words[numbers] & ~here
        units = int(numbers[-1])
    return within
