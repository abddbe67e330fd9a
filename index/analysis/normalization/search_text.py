"""The text as it is printed → its search text: what a reader sees of it as words.

Left out are

    invisible characters   what Unicode ignores (UAX #44, Default_Ignorable_Code_Point: zero-width
                           spaces, soft hyphens, bidi marks, variation selectors), and controls
                           other than the ends of lines and tabs
    gaps                   one to three spaces between kanji or kana: 佐藤　花子, 諸　報　告; and
                           around a number in spaced letters or after 第: 議　案　第　１　号

and ー or ─ between digits or Latin letters is read as the hyphen that it stands for (３ー５).
The rest is folded one for one (`folding.py`). Tokens, strings and spans are in offsets of the
search text; what a reader gets is in offsets of the printed text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import chain, pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from index.analysis.normalization.folding import fold

Numbers = npt.NDArray[np.int64]

_CODE_POINT = np.dtype("<u4")
# The first code point beyond the Basic Multilingual Plane.
_BMP_END = 0x10000
_INVISIBLE = (
    *(range(0x09), range(0x0B, 0x20), range(0x7F, 0xA0), range(0xAD, 0xAE)),
    *(range(0x34F, 0x350), range(0x61C, 0x61D), range(0x115F, 0x1161), range(0x17B4, 0x17B6)),
    *(range(0x180B, 0x1810), range(0x200B, 0x2010), range(0x202A, 0x202F), range(0x2060, 0x2070)),
    *(range(0x3164, 0x3165), range(0xFE00, 0xFE10), range(0xFEFF, 0xFF00), range(0xFFA0, 0xFFA1)),
    *(range(0xFFF0, 0xFFF9), range(0x1BCA0, 0x1BCA4), range(0x1D173, 0x1D17B)),
    range(0xE0000, 0xE1000),
)
INVISIBLE = frozenset(map(chr, chain(*_INVISIBLE)))
_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
_SPACES = (
    *(range(0x20, 0x21), range(0xA0, 0xA1), range(0x2000, 0x200B), range(0x202F, 0x2030)),
    *(range(0x205F, 0x2060), range(0x3000, 0x3001)),
)
# Folded: kanji and their marks, kana, and the private characters, which are kanji too.
_CJK = (
    *(range(0x3005, 0x3008), range(0x303B, 0x303C), range(0x3041, 0x3097), range(0x3099, 0x309B)),
    *(range(0x309D, 0x30A0), range(0x30A1, 0x30FB), range(0x30FC, 0x3100), range(0x3400, 0x4DC0)),
    *(range(0x4E00, 0xA000), range(0xE000, 0xFB00)),
)
_DIGITS, _LATIN = "0123456789", "abcdefghijklmnopqrstuvwxyz"
_HYPHEN, _ORDINAL = ord("-"), ord("第")
MAX_GAP = 3
# What a character may be. The letters are those between which spaces are a gap, the dashes those
# that are a hyphen between digits; a long mark is both.
_OTHER, _DIGIT, _LATIN_LETTER, _LETTER, _LONG_MARK, _DASH, _SPACE, _IGNORED = range(8)


class SearchText(NamedTuple):
    """The search text of one text, not yet folded.

    `gaps` are the offsets of the characters that follow a gap, ascending.
    """

    text: str
    gaps: tuple[int, ...] = ()

    @property
    def folded(self) -> str:
        return fold(self.text)


class SearchTexts(NamedTuple):
    """The search texts of T texts, one after another.

    texts     T of them, not folded
    printed   uint32[N]   the code points of the printed texts
    searched  bool[N]     which of them are searched; None if all are
    sizes     int64[T]    the lengths of the printed texts
    lengths   int64[T]    the lengths of the search texts
    folded    uint16[M]   the search texts, one code unit per character
    """

    texts: list[SearchText]
    printed: npt.NDArray[np.uint32]
    searched: npt.NDArray[np.bool_] | None
    sizes: Numbers
    lengths: Numbers
    folded: npt.NDArray[np.uint16]


def _code_points(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), _CODE_POINT)


@cache
def _tables() -> tuple[npt.NDArray[np.uint16], npt.NDArray[np.uint8]]:
    """What each character of the Basic Multilingual Plane folds to, and what it is."""
    folded = fold("".join(map(chr, range(_BMP_END))))
    kinds = np.full(_BMP_END, _OTHER, np.uint8)
    letters = frozenset(map(chr, chain(*_CJK)))
    for kind, members in (
        (_LETTER, letters),
        (_DIGIT, _DIGITS),
        (_LATIN_LETTER, _LATIN),
        (_SPACE, " "),
        (_LONG_MARK, "ー"),
        (_DASH, "─"),
    ):
        kinds[[code for code, each in enumerate(folded) if each in members]] = kind
    kinds[[code for code in chain(*_INVISIBLE) if code < _BMP_END]] = _IGNORED
    return _code_points(folded).astype(np.uint16), kinds


def is_selector(code_points: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    """Which code points are variation selectors, which choose a shape of the one before."""
    return _within(code_points, _SELECTORS)


def is_space(code_points: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    """Which code points are spaces, of any width; ends of lines and tabs are not."""
    return _within(code_points, _SPACES)


def is_long_mark(code_points: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    """Which code points are hyphens where they are between digits or Latin letters."""
    return np.isin(code_points, [*map(ord, "ーｰ─")])


def _within(codes: npt.NDArray[Any], ranges: Iterable[range]) -> npt.NDArray[np.bool_]:
    found = np.zeros(len(codes), np.bool_)
    for each in ranges:
        found |= (codes >= each.start) & (codes < each.stop)
    return found


@lru_cache(maxsize=1024)
def search_text(text: str) -> SearchText:
    """The search text of a text, as `search_texts` makes it."""
    return search_texts([text]).texts[0]


def search_form(text: str) -> str:
    """The search text of a text, folded."""
    return search_text(text).folded


def search_texts(texts: Sequence[str]) -> SearchTexts:
    """The search texts of texts, all at once."""
    printed = _code_points("".join(texts))
    sizes = np.fromiter(map(len, texts), np.int64, len(texts))
    folded, kinds = _fold(printed)
    # Which characters of the printed texts are left, where not all are.
    left = None
    if (kinds == _IGNORED).any():
        left = np.flatnonzero(kinds != _IGNORED)
        folded, kinds = folded[left], kinds[left]
    text_of = _TextNumbers(sizes, left)
    marks = _hyphens(kinds, text_of)
    starts, ends = _gaps(kinds, folded, text_of)
    if left is None and not len(marks) and not len(starts):
        return SearchTexts([*map(SearchText, texts)], printed, None, sizes, sizes, folded)
    folded[marks] = _HYPHEN
    visible = printed.copy() if left is None else printed[left]
    visible[marks] = _HYPHEN
    kept = np.ones(len(kinds), np.bool_)
    for step in range(MAX_GAP):
        kept[(starts + step)[starts + step < ends]] = False
    left = np.arange(len(printed))[kept] if left is None else left[kept]
    searched = np.zeros(len(printed), np.bool_)
    searched[left] = True
    behind = np.cumsum(kept)[ends] - 1
    lengths = _count(searched, sizes)
    return SearchTexts(
        _split(visible[kept], lengths, behind), printed, searched, sizes, lengths, folded[kept]
    )


def _fold(printed: npt.NDArray[np.uint32]) -> tuple[npt.NDArray[np.uint16], npt.NDArray[np.uint8]]:
    """What each character folds to, and what it is."""
    folding, kind_of = _tables()
    if not len(printed) or int(printed.max()) < _BMP_END:
        return folding[printed], kind_of[printed]
    wide = np.flatnonzero(printed >= _BMP_END)
    codes = printed.copy()
    codes[wide] = 0
    folded, kinds = folding[codes], kind_of[codes]
    beyond = printed[wide]
    folded[wide] = _code_points(fold(beyond.tobytes().decode("utf-32-le")))
    kinds[wide] = np.where(_within(beyond, _INVISIBLE), _IGNORED, _LETTER)
    return folded, kinds


class _TextNumbers:
    """The number of the text that characters are in, of those that are left."""

    def __init__(self, sizes: Numbers, left: Numbers | None) -> None:
        self._ends = np.cumsum(sizes)
        self._left = left

    def __call__(self, at: Numbers) -> Numbers:
        at = at if self._left is None else self._left[at]
        numbers: Numbers = self._ends.searchsorted(at, "right")
        return numbers


def _hyphens(kinds: npt.NDArray[np.uint8], text_of: _TextNumbers) -> Numbers:
    """The long marks between digits or Latin letters of the same text."""
    at: Numbers = np.flatnonzero((kinds[1:-1] == _LONG_MARK) | (kinds[1:-1] == _DASH)) + 1
    is_latin = (kinds == _DIGIT) | (kinds == _LATIN_LETTER)
    at = at[is_latin[at - 1] & is_latin[at + 1]]
    hyphens: Numbers = at[text_of(at - 1) == text_of(at + 1)]
    return hyphens


def _gaps(
    kinds: npt.NDArray[np.uint8], folded: npt.NDArray[np.uint16], text_of: _TextNumbers
) -> tuple[Numbers, Numbers]:
    """Where the gaps begin, and the characters that follow them."""
    spaces = np.flatnonzero(kinds == _SPACE)
    first = np.diff(spaces, prepend=-2) > 1
    starts = spaces[first]
    ends = spaces[np.append(first[1:], True)[: len(spaces)]] + 1
    inside = (starts > 0) & (ends < len(kinds)) & (ends - starts <= MAX_GAP)
    starts, ends = starts[inside], ends[inside]
    in_one = text_of(starts - 1) == text_of(ends)
    starts, ends = starts[in_one], ends[in_one]
    is_letter = np.isin([*range(_IGNORED + 1)], (_LETTER, _LONG_MARK))
    before, after = is_letter[kinds[starts - 1]], is_letter[kinds[ends]]
    between = before & after
    # The first of two runs of spaces, with a number between them.
    pairs = np.flatnonzero(before[:-1] & after[1:] & (kinds[ends[:-1]] == _DIGIT))
    if len(pairs):
        others = np.cumsum(kinds != _DIGIT)
        pairs = pairs[others[ends[pairs]] == others[starts[pairs + 1] - 1]]
        pairs = pairs[text_of(ends[pairs]) == text_of(starts[pairs + 1])]
        spaced = ~_is_beside_word(kinds, starts[pairs] - 1, -1, text_of)
        spaced &= ~_is_beside_word(kinds, ends[pairs + 1], 1, text_of)
        pairs = pairs[spaced | (folded[starts[pairs] - 1] == _ORDINAL)]
        between[pairs] = True
        between[pairs + 1] = True
    return starts[between], ends[between]


def _is_beside_word(
    kinds: npt.NDArray[np.uint8], at: Numbers, step: int, text_of: _TextNumbers
) -> npt.NDArray[np.bool_]:
    """Whether more of a word stands before (`step` -1) or behind (1) each of some letters."""
    beside = (at + step).clip(0, len(kinds) - 1)
    is_apart = np.isin(kinds[beside], (_OTHER, _SPACE)) | (beside == at)
    in_word: npt.NDArray[np.bool_] = ~is_apart & (text_of(beside) == text_of(at))
    return in_word


def _count(searched: npt.NDArray[np.bool_], sizes: Numbers) -> Numbers:
    """How many characters of each text are searched."""
    counts = np.append(0, np.cumsum(searched))
    ends = np.cumsum(sizes)
    lengths: Numbers = counts[ends] - counts[ends - sizes]
    return lengths


def _split(visible: npt.NDArray[np.uint32], lengths: Numbers, gaps: Numbers) -> list[SearchText]:
    """Texts of some lengths, which follow one another, with the gaps of each."""
    joined = visible.tobytes().decode("utf-32-le", "surrogatepass")
    ends = np.append(0, np.cumsum(lengths))
    bounds = gaps.searchsorted(ends).tolist()
    starts = ends.tolist()
    return [
        SearchText(joined[start:end], tuple((gaps[first:last] - start).tolist()))
        for (start, end), (first, last) in zip(pairwise(starts), pairwise(bounds), strict=True)
    ]
