"""Where the tokens of texts begin: a bitmap with one bit per character.

The bits of a text fill whole bytes, the lowest bit of a byte first; the last bits of its last
byte are padding. So whether a token begins at a character is one look-up. The bitmaps are the
blob column `units`.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.arrays import Bytes, Docs, Integers, Mask

_BIT = np.array([1 << bit for bit in range(8)], np.uint8)
# Characters handled at once; bounds the memory.
_CHARACTERS_AT_ONCE = 1 << 20
# _NTH[byte, n]: which bit is the n-th set bit of the byte.
_NTH = np.argsort(np.arange(256)[:, np.newaxis] & _BIT == 0, axis=1, kind="stable")


def boundary_bits(lengths: npt.NDArray[np.uint8], bounds: Integers) -> tuple[Bytes, Integers]:
    """The bitmaps of T texts, one after another, and the size of each in bytes.

    `lengths` are those of all tokens in characters; text t has the tokens from `bounds[t]`
    up to `bounds[t + 1]` (int64[T + 1]).
    """
    ends = np.append(0, np.cumsum(lengths, dtype=np.int64))
    text_starts = ends[bounds[:-1]]
    sizes = -(-(ends[bounds[1:]] - text_starts) // 8)
    shifts = 8 * (np.cumsum(sizes) - sizes) - text_starts
    bits = np.zeros(8 * int(sizes.sum()), np.bool_)
    bits[ends[:-1] + np.repeat(shifts, np.diff(bounds))] = True
    return np.packbits(bits, bitorder="little"), sizes


class TokenBoundaries:
    """Finds the first character of the n-th token of a text.

    Texts are numbered in the order given; tokens and characters are counted in each text.
    `counts` is the number of tokens of each text.
    """

    def __init__(self, content: Bytes, sizes: Integers) -> None:
        """Take the bitmaps of some texts, one after another, and the size of each in bytes."""
        self._content = content
        self._text_starts = np.cumsum(sizes) - sizes
        # How many tokens begin before each byte.
        self._before_byte = np.append(0, np.cumsum(np.bitwise_count(content), dtype=np.int64))
        self._before_text = self._before_byte[self._text_starts]
        self.counts = self._before_byte[self._text_starts + sizes] - self._before_text

    def starts(self, texts: Integers, tokens: Integers) -> Integers:
        """The first character of token tokens[i] of text texts[i]; the text must have it."""
        numbers = self._before_text[texts] + tokens
        byte = np.searchsorted(self._before_byte, numbers, "right") - 1
        bit = _NTH[self._content[byte], numbers - self._before_byte[byte]]
        starts: Integers = 8 * (byte - self._text_starts[texts]) + bit
        return starts


def is_token_start(content: Bytes, bits: Docs) -> Mask:
    """Whether a token begins at each of these bits of the bitmaps."""
    begins: Mask = (content[bits >> 3] & _BIT[bits & 7]) != 0
    return begins


def continues_word(content: Bytes, lengths: Integers, is_word: Mask) -> Mask:
    """Whether each character is in the same word as the one before.

    `content` are the bitmaps of texts of `lengths` characters; `is_word` says of each of
    their tokens, in order, whether it is a word (punctuation is not).
    """
    begins = np.unpackbits(content, bitorder="little").view(np.bool_)
    used = np.ones(len(begins), np.bool_)
    filled = -(-lengths // 8) * 8
    for padding in range(1, 8):
        used[(np.cumsum(filled) - padding)[filled - lengths >= padding]] = False
    begins = begins[used]
    continues = np.empty(len(begins), np.bool_)
    last = -1
    for start in range(0, len(begins), _CHARACTERS_AT_ONCE):
        here = begins[start : start + _CHARACTERS_AT_ONCE]
        tokens = np.cumsum(here) + last
        continues[start : start + _CHARACTERS_AT_ONCE] = is_word[tokens] & ~here
        last = int(tokens[-1])
    return continues
