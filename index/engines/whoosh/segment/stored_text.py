"""The texts of a segment: folded for the search, how to unfold them, where tokens begin.

`folded` is the search text (`search_text.py`) as UTF-16, one code unit per character. `lost` lists
the k characters that it does not have as they are printed, in order: their offsets in it
uint32[k], then their code points uint32[k]. The code point of a character that is left out has its
highest bit set; it stands before the character at that offset.
`units` has one bit per character, set where a token begins, the lowest bit of a byte first; the
bits of a text fill whole bytes.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from index.analysis.normalization.search_text import (
    SearchTexts,
    is_long_mark,
    is_selector,
    is_space,
)
from index.engines.whoosh.arrays import Bytes, Docs, Integers, Mask, ranges, run_starts
from index.engines.whoosh.segment.checked_file import CheckedArray, CheckedBytes

_CODE_UNIT, _CODE_POINT = np.dtype("<u2"), np.dtype("<u4")
# Marks the code point of a character that the search text leaves out.
_LEFT_OUT = np.uint32(1 << 31)
# No text has 2^32 characters.
_OFFSET_BITS = 32
_WORD = np.dtype("<u8")
# A token is looked for in so many words next to the likely one, before it is among all.
_MAX_STEPS = 4
_BIT = np.array([1 << bit for bit in range(8)], np.uint8)
# Characters handled at once; bounds the memory.
_CHARACTERS_AT_ONCE = 1 << 20
# _NTH[byte, n]: which bit is the n-th set bit of the byte.
_NTH = np.argsort(np.arange(256)[:, np.newaxis] & _BIT == 0, axis=1, kind="stable")


# The contents of a column, one after another, and their sizes in bytes.
Encoded = tuple[npt.NDArray[Any], Integers]


def code_units(folded: str) -> npt.NDArray[np.uint16]:
    """A folded string as UTF-16, one code unit per character."""
    return np.frombuffer(folded.encode("utf-16-le", "surrogatepass"), _CODE_UNIT)


def encode_texts(found: SearchTexts) -> tuple[Encoded, Encoded]:
    """The `folded` and the `lost` of texts."""
    if found.searched is None:
        at = changed = np.flatnonzero(found.printed != found.folded)
        values = found.printed[changed]
    else:
        differs = np.ones(len(found.printed), np.bool_)
        differs[found.searched] = found.printed[found.searched] != found.folded
        changed = np.flatnonzero(differs)
        at = (np.cumsum(found.searched) - found.searched)[changed]
        values = found.printed[changed] | np.where(found.searched[changed], 0, _LEFT_OUT)
    text = np.searchsorted(np.cumsum(found.sizes), changed, "right")
    counts = np.bincount(text, minlength=len(found.sizes))
    # A text's offsets come first, then as many code points.
    to = np.arange(len(changed)) + (np.cumsum(counts) - counts)[text]
    lost = np.empty(2 * len(changed), _CODE_POINT)
    lost[to] = at - (np.cumsum(found.lengths) - found.lengths)[text]
    lost[to + counts[text]] = values
    return (found.folded, 2 * found.lengths), (lost, 8 * counts)


def unfold(folded: bytes, lost: bytes) -> str:
    """The text that `encode_texts` was given."""
    codes = np.frombuffer(folded, _CODE_UNIT).astype(_CODE_POINT)
    offsets, original = np.frombuffer(lost, _CODE_POINT).reshape(2, -1)
    left_out = original >= _LEFT_OUT
    codes[offsets[~left_out]] = original[~left_out]
    if left_out.any():
        codes = np.insert(
            codes, offsets[left_out].astype(np.int64), original[left_out] & ~_LEFT_OUT
        )
    return codes.tobytes().decode("utf-32-le", "surrogatepass")


def unfold_spans(
    folded: npt.NDArray[np.uint16],
    starts: Integers,
    sizes: Integers,
    lost: CheckedArray[np.uint32],
    firsts: Integers,
    counts: Integers,
) -> list[str]:
    """S spans as they are printed, but for what is left out; they follow one another in `folded`.

    Span s begins at character starts[s] of its text, which has counts[s] characters in `lost`:
    their offsets begin at lost[firsts[s]].
    """
    codes = folded.astype(_CODE_POINT)
    low, high = np.tile((firsts, firsts + counts), 2)
    first, end = np.split(_bisect(lost, low, high, np.append(starts, starts + sizes)), 2)
    of = np.repeat(np.arange(len(sizes)), end - first)
    at = ranges(first, end - first)
    original = lost[at + counts[of]]
    kept = original < _LEFT_OUT
    ends = np.cumsum(sizes)
    moved = (ends - sizes - starts)[of]
    codes[(lost[at] + moved)[kept]] = original[kept]
    text = codes.tobytes().decode("utf-32-le", "surrogatepass")
    return [text[start:end] for start, end in pairwise([0, *ends.tolist()])]


class PrintedOffsets:
    """Finds where characters of search texts stand in the printed texts.

    Texts are numbered in the order given.
    """

    def __init__(self, lost: CheckedArray[np.uint32], firsts: Integers, counts: Integers) -> None:
        """Take texts by their `lost`: text t has counts[t] characters from lost[firsts[t]] on."""
        codes = lost[ranges(firsts + counts, counts)]
        left_out = np.flatnonzero(codes >= _LEFT_OUT)
        text = np.repeat(np.arange(len(counts)), counts)[left_out]
        # Of each character that is left out, text and offset as one number.
        self._keys: Integers = (text << _OFFSET_BITS) | lost[ranges(firsts, counts)[left_out]]
        self._selectors = is_selector(codes[left_out] & ~_LEFT_OUT)
        # The same with the offset in the printed text.
        self._printed_keys = self._keys + np.arange(len(text)) - text.searchsorted(text)

    def searched_before(self, texts: Integers, offsets: Integers) -> Integers:
        """How many characters before these offsets in some printed texts are searched."""
        texts = texts << _OFFSET_BITS
        left_out = self._printed_keys.searchsorted(texts | offsets)
        left_out -= self._printed_keys.searchsorted(texts)
        return offsets - left_out

    def spans(self, texts: Integers, starts: Integers, ends: Integers) -> tuple[Integers, Integers]:
        """Where spans of some texts, none empty, begin and end in the printed texts.

        They end behind the variation selectors that follow their last character.
        """
        if not len(self._keys):
            return starts, ends
        texts = texts << _OFFSET_BITS
        before = self._keys.searchsorted(texts)
        first = self._keys.searchsorted(texts | starts, "right")
        last = self._keys.searchsorted(texts | ends)
        rest = np.arange(len(ends))
        while len(rest):
            rest = rest[last[rest] < len(self._keys)]
            here = last[rest]
            follows = self._selectors[here] & (self._keys[here] == (texts | ends)[rest])
            rest = rest[follows]
            last[rest] += 1
        return starts + first - before, ends + last - before


def gaps_and_marks(
    lost: CheckedArray[np.uint32], counts: Integers, text_starts: Integers
) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
    """The characters that follow a gap, and those changed from long marks; each ascending.

    They are counted in all texts together. `lost` is that of all texts: text t has counts[t]
    characters there, and begins at text_starts[t].
    """
    ends = np.cumsum(counts)
    firsts = ends - counts
    codes = lost[ranges(2 * firsts + counts, counts)]
    left_out = codes >= _LEFT_OUT
    found = []
    for wanted in (left_out & is_space(codes & ~_LEFT_OUT), is_long_mark(codes)):
        numbers = np.flatnonzero(wanted)
        text = ends.searchsorted(numbers, "right")
        at = lost[firsts[text] + numbers] + text_starts[text]
        found.append(at[run_starts(at)].astype(np.uint32))
    gaps, marks = found
    return gaps, marks


def _bisect(
    numbers: CheckedArray[np.uint32], low: Integers, high: Integers, wanted: Integers
) -> Integers:
    """bisect_left of wanted[i] in numbers[low[i] : high[i]], for all i at once."""
    while (rest := low < high).any():
        middle = (low + high) // 2
        below = rest & (numbers.take(middle) < wanted)
        low = np.where(below, middle + 1, low)
        high = np.where(rest & ~below, middle, high)
    return low


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

    def __init__(self, content: Bytes, starts: Integers, sizes: Integers) -> None:
        """Take bitmaps, where those of some texts begin in them, and the size of each in bytes."""
        # In words of 64 bits; the last is a place behind all of them.
        self._words = np.zeros(len(content) // 8 + 2, _WORD)
        self._words.view(np.uint8)[: len(content)] = content
        # How many tokens begin before each word.
        self._before_word = np.zeros(len(self._words) + 1, np.uint32)
        np.cumsum(np.bitwise_count(self._words), out=self._before_word[1:])
        self._text_starts = 8 * starts
        self._before_text = self._count_before(self._text_starts)
        self.counts = self._count_before(self._text_starts + 8 * sizes) - self._before_text
        self._bits_per_token = 8 * sizes / np.maximum(self.counts, 1)

    def starts(self, texts: Integers, tokens: Integers) -> Integers:
        """The first character of token tokens[i] of text texts[i]; the text must have it."""
        begins, numbers = self._text_starts[texts], self._before_text[texts] + tokens
        likely = begins + (tokens * self._bits_per_token[texts]).astype(np.int64)
        word = self._words_with(numbers, likely >> 6)
        # Which bit of the word it is: of its halves, their halves, and of a byte.
        left, rest, bit = numbers - self._before_word[word], self._words[word], 64 * word
        for half in (32, 16, 8):
            low = rest & _WORD.type((1 << half) - 1)
            count = np.bitwise_count(low)
            is_high = left >= count
            left -= np.where(is_high, count, 0)
            rest = np.where(is_high, rest >> _WORD.type(half), low)
            bit += half * is_high
        starts: Integers = bit + _NTH[rest, left] - begins
        return starts

    def counts_before(self, texts: Integers, characters: Integers) -> Integers:
        """How many tokens of text texts[i] begin before its character characters[i]."""
        return self._count_before(self._text_starts[texts] + characters) - self._before_text[texts]

    def _count_before(self, bits: Integers) -> Integers:
        """How many tokens begin before these bits of the bitmaps."""
        word = bits >> 6
        before = (np.uint64(1) << (bits & 63).astype(np.uint64)) - np.uint64(1)
        counts: Integers = self._before_word[word].astype(np.int64)
        counts += np.bitwise_count(self._words[word] & before)
        return counts

    def _words_with(self, numbers: Integers, likely: Integers) -> Integers:
        """The words in which tokens with these numbers in the bitmaps begin.

        `likely` is where they may be: most are not far from there.
        """
        words, rest, at, wanted = likely, np.arange(len(numbers)), likely, numbers
        for _ in range(_MAX_STEPS):
            before = wanted - self._before_word[at]
            beyond = wanted >= self._before_word[at + 1]
            away = np.flatnonzero(beyond | (before < 0))
            if not len(away):
                return words
            rest, wanted = rest[away], wanted[away]
            # No word has more than 64: never past the one that is looked for.
            steps = before[away] // 64
            at = at[away] + np.where(beyond[away], np.maximum(steps, 1), steps)
            words[rest] = at
        # Of one dtype, or else NumPy copies all of them.
        words[rest] = self._before_word.searchsorted(wanted.astype(np.uint32), "right") - 1
        return words


def is_token_start(content: Bytes | CheckedBytes, bits: Docs) -> Mask:
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
