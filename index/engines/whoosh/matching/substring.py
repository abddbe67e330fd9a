"""Find a string wherever it stands, whatever a tokenizer would have cut there.

The folded texts of a segment lie one after another in one column, as one array of
characters. Only the blocks that have all pairs of the string's characters are looked
at (`pairs.py`): for its rarest character at once, and for the others only beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from threading import local
from typing import NamedTuple

import numpy as np

from index.analysis.normalization.folding import fold, folded_spellings, is_lossless, nfkc_casefold
from index.engines.whoosh.arrays import Docs, Mask, intersect_sorted, ranges, sort_unique
from index.engines.whoosh.segment.bigram_blocks import BLOCK_SIZE, CodeUnits
from index.engines.whoosh.segment.reader import SegmentReader, UtteranceText
from index.results import Span

# So many blocks are compared at once: what the processor's caches hold.
STRIDE = 1 << 9
_BLOCK_BITS = BLOCK_SIZE.bit_length() - 1
# Of a longer string so many are looked at one by one, after its rarest: mostly that is enough.
_ALONE = 4


class Room(local):
    """Where a thread compares: to have memory anew each time takes as long as comparing."""

    def __init__(self) -> None:
        self.copied = np.empty(STRIDE * BLOCK_SIZE, np.uint16)
        self.found, self.second = np.empty((2, STRIDE * BLOCK_SIZE), np.bool_)


ROOM = Room()


class Comparing(NamedTuple):
    """Compares characters with the codes of a string; `by_rarity` are places in it."""

    characters: CodeUnits
    codes: CodeUnits
    by_rarity: list[int]
    several: bool

    def stretch(self, start: int, end: int) -> Docs:
        """Where the string begins from one character to another."""
        found, second = ROOM.found[: end - start], ROOM.second[: end - start]
        rarest, *others = self.by_rarity
        np.equal(self.characters[start + rarest : end + rarest], self.codes[rarest], out=found)
        for place in others[: self.several]:
            here = self.characters[start + place : end + place]
            found &= np.equal(here, self.codes[place], out=second)
        return self._beside(found.nonzero()[0] + start, others[self.several :])

    def gathered(self, blocks: Docs) -> Docs:
        """Where it begins in some whole blocks."""
        rarest, size = self.by_rarity[0], len(blocks) * BLOCK_SIZE
        # Shifted, so that a block holds the character wherever the string begins in it.
        shifted = self.characters[rarest:]
        every = shifted[: len(shifted) // BLOCK_SIZE * BLOCK_SIZE].reshape(-1, BLOCK_SIZE)
        copied, mask = ROOM.copied[:size], ROOM.found[:size]
        # Clipping nothing, it spares NumPy a look for numbers too large.
        every.take(blocks, axis=0, mode="clip", out=copied.reshape(-1, BLOCK_SIZE))
        found = np.equal(copied, self.codes[rarest], out=mask).nonzero()[0]
        # How much further each block stands in the text than among those copied.
        shifts = (blocks - np.arange(len(blocks))) * BLOCK_SIZE
        return self._beside(found + shifts[found >> _BLOCK_BITS], self.by_rarity[1:])

    def _beside(self, here: Docs, places: list[int]) -> Docs:
        """Those of some places that have the codes at these places of the string, too."""
        for place in places[:_ALONE]:
            if not len(here):
                break
            here = here[self.characters[here + place] == self.codes[place]]
        return self._by_four(here) if len(here) and len(places) > _ALONE else here

    def _by_four(self, here: Docs) -> Docs:
        """Those of some places at which all the codes are, four compared at once."""
        every = self.characters.data
        fours = np.ndarray((len(every) - 3,), "<u8", every, strides=(self.characters.itemsize,))
        last = len(self.codes) - 4
        for place in (*range(0, last, 4), last):
            here = here[fours[here + place] == self.codes[place : place + 4].view("<u8")]
        return here


# A character is common if one in so many is it.
_COMMON = 200
# A character is so common that its places are not worth keeping if one in so many is it.
_DENSE = 64
# Where more of all blocks than this are candidates, copying them gains nothing.
_MOST = 0.6

_Part = Callable[[], Docs]


class SpanArray(NamedTuple):
    """Where a string stands in a segment: documents of it, ascending, and characters.

    `starts` and `ends` count through all folded texts of the segment.
    """

    docs: Docs
    starts: Docs
    ends: Docs

    def only(self, keep: Mask | Docs) -> SpanArray:
        # A mask is looked through once, not once for each array.
        at = keep.nonzero()[0] if keep.dtype == np.bool_ else keep
        return SpanArray(self.docs[at], self.starts[at], self.ends[at])


NO_SPANS = SpanArray(*[np.empty(0, np.int64)] * 3)


def scan(segment: SegmentReader, text: str, docs: Docs | None = None) -> SpanArray:
    """The places at which `text` stands, widths and case aside, none overlapping another.

    In some documents (ascending) there are all of them, in others perhaps a few.
    """
    among = None if docs is None else _blocks_of(segment, docs)
    found = [
        _exactly(segment, text, each, among)
        for each in folded_spellings(text, segment.expanding_characters)
    ]
    if len(found) == 1:
        return found[0]
    places = SpanArray(*map(np.concatenate, zip(*found, strict=True)))
    return places.only(np.argsort(places.starts, kind="stable"))


def _blocks_of(segment: SegmentReader, docs: Docs) -> Docs:
    """The blocks that have a character of some documents (ascending), ascending."""
    firsts, ends = (
        segment.text_starts[docs] // BLOCK_SIZE,
        -(-segment.text_ends[docs] // BLOCK_SIZE),
    )
    return sort_unique(ranges(firsts, ends - firsts))


def pattern_of(segment: SegmentReader, text: str) -> str | None:
    """What `text` is as folded characters; null if it may be several strings, or overlap itself."""
    pattern, *others = folded_spellings(text, segment.expanding_characters)
    overlapping = any(pattern.startswith(pattern[at:]) for at in range(1, len(pattern)))
    return None if others or overlapping or not is_lossless(pattern) else pattern


def across(segment: SegmentReader, pattern: str) -> SpanArray:
    """All places of a folded pattern that are not in one word, and some that are."""
    codes = codes_of(pattern)
    return _places(segment, pattern, codes, segment.bigrams.candidates_across_words(codes))


def codes_of(pattern: str) -> CodeUnits:
    """The characters of a folded string."""
    return np.frombuffer(pattern.encode("utf-16-le", "surrogatepass"), "<u2")


def _exactly(segment: SegmentReader, text: str, pattern: str, among: Docs | None) -> SpanArray:
    """The places of a pattern of `text` at which no other characters are folded alike.

    Only some blocks are looked at, if these are given.
    """
    codes = codes_of(pattern)
    blocks = segment.bigrams.candidates(codes)
    if among is not None:
        blocks = among if blocks is None else intersect_sorted(blocks, among)
    places = _places(segment, pattern, codes, blocks)
    if is_lossless(pattern):
        return places
    docs = [doc for doc in np.unique(places.docs).tolist() if _stands(text, segment.text(doc))]
    return places.only(np.isin(places.docs, docs))


class Sample:
    """The folded characters of one block in so many of a segment, one after another."""

    def __init__(self, segment: SegmentReader, every: int) -> None:
        whole = len(segment.characters) // BLOCK_SIZE
        self._characters = (
            segment.characters[: whole * BLOCK_SIZE].reshape(-1, BLOCK_SIZE)[::every].ravel()
        )
        self._histogram = segment.character_counts

    def count(self, pattern: str) -> int:
        """How often a folded string stands there, no place overlapping another."""
        codes = codes_of(pattern)
        last = len(self._characters) - len(codes) + 1
        if last <= 0 or not len(codes):
            return 0
        by_rarity = np.argsort(self._histogram[codes], kind="stable").tolist()
        comparing = Comparing(self._characters, codes, by_rarity, several=False)
        here = np.concatenate([part() for part in _stretches(comparing, last)])
        return int(np.count_nonzero(_apart(here, len(codes))))


def most(segment: SegmentReader, text: str) -> int:
    """About how often `text` may stand there: as often as its rarest character does."""
    codes = codes_of(fold(text))
    return int(segment.character_counts[codes].min()) if len(codes) else 0


def _stands(text: str, inside: str) -> bool:
    """Whether it does, told by the characters themselves."""
    return text in inside or nfkc_casefold(text) in nfkc_casefold(inside)


def _places(
    segment: SegmentReader, pattern: str, codes: CodeUnits, blocks: Docs | None
) -> SpanArray:
    """Where a folded pattern, with its codes, stands within a text, only in some blocks if given.

    Places may overlap until here: one that lies across two texts must not hide one in
    the second.
    """
    starts = np.concatenate(
        [NO_SPANS.starts, *(part() for part in _scanned(segment, codes, blocks))]
    )
    if not len(starts):
        return NO_SPANS
    docs = segment.docs_at(starts)
    ends = starts + len(codes)
    found = SpanArray(docs, starts, ends)
    inside = ends <= segment.text_ends[docs]
    if not inside.all():
        found = found.only(inside)
    borders = (pattern.startswith(pattern[at:]) for at in range(1, len(pattern)))
    return found.only(_apart(found.starts, len(codes))) if any(borders) else found


def _scanned(segment: SegmentReader, codes: CodeUnits, blocks: Docs | None) -> Iterable[_Part]:
    """What finds the characters at which the codes begin, part by part in order."""
    last = len(segment.characters) - len(codes) + 1
    if last <= 0 or not len(codes):
        return ()
    by_rarity = np.argsort(segment.character_counts[codes], kind="stable")
    rarest = int(segment.character_counts[codes[by_rarity[0]]])
    if not rarest:
        return ()
    # Where even the rarest is common, two compared at once leave fewer to look beside.
    several = rarest * _COMMON > len(segment.characters)
    comparing = Comparing(segment.characters, codes, by_rarity.tolist(), several)
    return _parts(segment, comparing, last, blocks)


def tally(segment: SegmentReader, text: str) -> tuple[Docs, Docs] | None:
    """The documents in which a very common character stands, and how often; null for others.

    As `scan` finds it, but the places, which are millions, are not kept.
    """
    every = folded_spellings(text, segment.expanding_characters)
    if len(text) > 1 or len(every) > 1 or not is_lossless(every[0]):
        return None
    if most(segment, text) * _DENSE < len(segment.characters):
        return None
    code, counts = ord(every[0]), np.zeros(segment.doc_count, np.int64)
    for start in range(0, len(segment.characters), STRIDE * BLOCK_SIZE):
        here = segment.characters[start : start + STRIDE * BLOCK_SIZE]
        found = np.equal(here, code, out=ROOM.found[: len(here)])
        first, last = segment.text_ends.searchsorted([start, start + len(here)], "right").tolist()
        begins = np.maximum(segment.text_starts[first : last + 1] - start, 0)
        sums = np.add.reduceat(found.view(np.uint8), begins[begins < len(here)], dtype=np.int64)
        counts[first : first + len(sums)] += sums
    # An empty text has been given the character behind it.
    counts[segment.text_starts == segment.text_ends] = 0
    docs = counts.nonzero()[0]
    return docs, counts[docs]


def _parts(
    segment: SegmentReader, comparing: Comparing, last: int, blocks: Docs | None
) -> list[_Part]:
    """The work of a scan: whole stretches of text, or candidate blocks side by side."""
    whole = last // BLOCK_SIZE
    if blocks is None or len(blocks) > _MOST * segment.bigrams.block_count:
        return _stretches(comparing, last)
    odd = len(blocks) and blocks[-1] >= whole
    blocks = blocks[blocks < whole]
    starts = range(0, len(blocks), STRIDE)
    parts: list[_Part] = [partial(comparing.gathered, blocks[at : at + STRIDE]) for at in starts]
    return [*parts, partial(comparing.stretch, whole * BLOCK_SIZE, last)] if odd else parts


def _stretches(comparing: Comparing, last: int) -> list[_Part]:
    step = STRIDE * BLOCK_SIZE
    bounds = ((at, min(at + step, last)) for at in range(0, last, step))
    return [partial(comparing.stretch, *each) for each in bounds]


def _apart(found: Docs, size: int) -> Mask:
    """Which of these places, `size` long, do not overlap the last one that is kept."""
    kept = np.ones(len(found), np.bool_)
    if (np.diff(found) >= size).all():
        return kept
    # From each place to the first that does not overlap it: of a ruler few are kept.
    after = found.searchsorted(found + size).tolist()
    kept[:] = False
    number = 0
    while number < len(found):
        kept[number] = True
        number = after[number]
    return kept


def find_in_text(reading: UtteranceText, text: str) -> Iterator[Span]:
    """The characters at which `text` stands in one utterance."""
    for pattern in folded_spellings(text, reading.expanding_characters):
        at = reading.folded.find(pattern) if pattern else -1
        while at >= 0:
            yield Span(at, at + len(pattern))
            at = reading.folded.find(pattern, at + len(pattern))
