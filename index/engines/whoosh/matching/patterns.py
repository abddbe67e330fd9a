"""A pattern as typed (情報*, *条例, 第?号) → what it matches, in words and in text.

In a text, only a pattern with characters of its own at both ends has a beginning and
an end; there, * stands for a few characters of a compound word (個人*保護).
"""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.analysis.normalization.folding import fold, nfkc_casefold
from index.engines.whoosh.arrays import Mask
from index.engines.whoosh.matching.substring import NO_SPANS, SpanArray, scan
from index.engines.whoosh.matching.substring import most as most_places
from index.engines.whoosh.segment.reader import SegmentReader

# Where a pattern begins more often in the texts, it is matched over words alone.
MOST_BEGINNINGS = 400_000
# Within a text, a * stands for no more characters.
_LONGEST_GAP = 8
# A pattern of more pieces is matched over words alone.
_MOST_PIECES = 4
# A string may be so much rarer than its rarest character.
_SCANNED = 8
_ENDING = re.compile(r"(?:\?[」』）)]*)+$")
_WILD = re.compile("[*?]+")
_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
# What a compound word is made of: no hiragana, no punctuation, no space.
_COMPOUND = re.compile(r"[一-鿿㐀-䶿豈-﫿々〆ヶァ-ヺー0-9a-zA-Z]")


class Pattern(NamedTuple):
    """A pattern, folded; `gaps` say how few and how many characters part its `pieces`."""

    text: str
    pieces: tuple[str, ...]
    gaps: tuple[tuple[int, int], ...]

    @property
    def expression(self) -> re.Pattern[str]:
        """Matches a whole word, folded, in time proportional to its length."""
        chunks = [
            "".join("." if each == "?" else re.escape(each) for each in chunk)
            for chunk in self.text.split("*")
        ]
        if len(chunks) == 1:
            return re.compile(chunks[0], re.DOTALL)
        # The first place that fits is as good as any, so none is tried again.
        middle = "".join(f"(?>.*?{chunk})" for chunk in chunks[1:-1] if chunk)
        return re.compile(f"{chunks[0]}{middle}.*{chunks[-1]}", re.DOTALL)

    @property
    def printed(self) -> tuple[str, ...]:
        """The longest piece, in each way it may be printed in a word that matches."""
        piece = max(self.pieces, key=len)
        ways = [piece, piece.upper(), piece.capitalize()]
        return tuple(dict.fromkeys([*ways, *(way.translate(_WIDE) for way in ways)]))

    @property
    def is_for_texts(self) -> bool:
        """Whether it has a beginning and an end in a text too."""
        ended = self.text[0] not in "*?" and self.text[-1] not in "*?"
        return ended and 1 < len(self.pieces) <= _MOST_PIECES


def read_pattern(text: str) -> Pattern:
    """A pattern in whatever width it was typed; it has a character besides * and ?."""
    folded = _ENDING.sub("", fold(nfkc_casefold(text)))
    pieces = tuple(filter(None, _WILD.split(folded)))
    gaps = []
    for gap in _WILD.findall(folded.strip("*?")):
        least = gap.count("?")
        gaps.append((least, max(least, _LONGEST_GAP) if "*" in gap else least))
    return Pattern(folded, pieces, tuple(gaps))


class Begun(NamedTuple):
    """Where a pattern stands in the texts of a segment, and how often it might have begun."""

    places: SpanArray
    beginnings: int


def stretches(segment: SegmentReader, pattern: Pattern, most: int) -> Begun | None:
    """Where a pattern stands in the texts, as short as it can; null where it begins too often."""
    if most_places(segment, pattern.pieces[0]) > _SCANNED * most:
        return None
    found = scan(segment, pattern.pieces[0])
    begun = len(found.docs)
    if begun > most:
        return None
    for piece, gap in zip(pattern.pieces[1:], pattern.gaps, strict=True):
        found = _continued(segment, found, piece, gap)
    # The next one may begin inside the one before: 第第１号.
    apart = np.append(True, found.starts[1:] >= found.ends[:-1])[: len(found.docs)]
    return Begun(found.only(apart), begun)


def _continued(
    segment: SegmentReader, found: SpanArray, piece: str, gap: tuple[int, int]
) -> SpanArray:
    """Those places that a piece follows, and where that ends."""
    codes = np.frombuffer(piece.encode("utf-16-le", "surrogatepass"), "<u2")
    results = []
    least, most = gap
    inside = _compound()
    for size in range(most + 1):
        if not len(found.docs):
            break
        if size >= least:
            here = _stands(segment, found, size, codes)
            results.append(found.only(here)._replace(ends=found.ends[here] + size + len(codes)))
            found = found.only(~here)
        if size < most and len(found.docs):
            at = np.minimum(found.ends + size, len(segment.characters) - 1)
            found = found.only(inside[segment.characters[at]])
    joined = SpanArray(*map(np.concatenate, zip(NO_SPANS, *results, strict=True)))
    return joined.only(np.argsort(joined.starts, kind="stable"))


def _stands(
    segment: SegmentReader, found: SpanArray, size: int, codes: npt.NDArray[np.uint16]
) -> Mask:
    """Behind which places the codes stand, so many characters on, in the same text."""
    starts = found.ends + size
    stands: Mask = starts + len(codes) <= segment.ends[found.docs]
    for at, code in enumerate(codes):
        rest = np.flatnonzero(stands)
        stands[rest] = segment.characters[starts[rest] + at] == code
    return stands


def _compound() -> Mask:
    """For each code unit, whether it may stand in the middle of a compound word."""
    if not _INSIDE.any():
        _INSIDE[[code for code in range(0x10000) if _COMPOUND.match(chr(code))]] = True
    return _INSIDE


_INSIDE: Mask = np.zeros(0x10000, np.bool_)
