"""Find a string wherever it occurs, across and inside tokens, widths and case aside.

The folded texts of a segment are one array of characters. A scan reads only the blocks whose
character bigrams can hold the string (`bigram_blocks.py`). In these it looks for the rarest
character of the string, and compares the others only around it, as memchr's `memmem` does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from threading import local
from typing import NamedTuple

import numpy as np

from index.analysis.normalization.folding import fold, folded_spellings, is_lossless, nfkc_casefold
from index.engines.whoosh.arrays import (
    NO_DOCS,
    Docs,
    Mask,
    in_sorted,
    intersect_sorted,
    ranges,
    sort_unique,
)
from index.engines.whoosh.segment.bigram_blocks import BLOCK_SIZE, CodeUnits
from index.engines.whoosh.segment.reader import SegmentReader
from index.engines.whoosh.segment.stored_text import code_units

# Blocks compared at once: as many as the processor's caches hold.
BLOCKS_AT_ONCE = 1 << 9
_BLOCK_BITS = BLOCK_SIZE.bit_length() - 1
# A character is very common if it is at least one in this many of the text: then its
# occurrences are counted, not listed.
_VERY_COMMON_RATIO = 64
# Where a larger share of all blocks are candidates, copying them gains nothing.
_MAX_COPIED_SHARE = 0.6


class SpanArray(NamedTuple):
    """Spans in order: documents, and offsets into all folded texts of a segment, int64[N]."""

    docs: Docs
    starts: Docs
    ends: Docs

    def only(self, keep: Mask | Docs) -> SpanArray:
        """The spans at which a mask is true, or those with some indices."""
        # A mask is searched once here, not once for each array.
        at = keep.nonzero()[0] if keep.dtype == np.bool_ else keep
        return SpanArray(self.docs[at], self.starts[at], self.ends[at])


NO_SPANS = SpanArray(NO_DOCS, NO_DOCS, NO_DOCS)


def merge_spans(every: Iterable[SpanArray]) -> SpanArray:
    """The spans of several arrays as one, ordered by start."""
    found = [each for each in every if len(each.docs)]
    if len(found) < 2:
        return found[0] if found else NO_SPANS
    joined = SpanArray(*map(np.concatenate, zip(*found, strict=True)))
    return joined.only(np.argsort(joined.starts, kind="stable"))


def scan(segment: SegmentReader, text: str, docs: Docs | None = None) -> SpanArray:
    """The occurrences of `text`, none overlapping another; only in `docs` (ascending) if given."""
    blocks = None if docs is None else _blocks_of(segment, docs)
    spellings = folded_spellings(text, segment.expanding_characters)
    found = merge_spans(_scan_spelling(segment, text, each, blocks) for each in spellings)
    # A block has the text of other documents, too.
    return found if docs is None else found.only(in_sorted(found.docs, docs))


def _blocks_of(segment: SegmentReader, docs: Docs) -> Docs:
    """The blocks that have a character of some documents (ascending), ascending."""
    firsts, ends = (
        segment.text_starts[docs] // BLOCK_SIZE,
        -(-segment.text_ends[docs] // BLOCK_SIZE),
    )
    return sort_unique(ranges(firsts, ends - firsts))


def single_spelling(segment: SegmentReader, text: str) -> str | None:
    """The only folded string that `text` is printed as, if that is lossless and cannot overlap."""
    pattern, *others = folded_spellings(text, segment.expanding_characters)
    overlaps = any(pattern.startswith(pattern[at:]) for at in range(1, len(pattern)))
    return None if others or overlaps or not is_lossless(pattern) else pattern


def scan_across_tokens(segment: SegmentReader, pattern: str) -> SpanArray:
    """All occurrences of a folded pattern that are not in one token, and some that are."""
    codes = code_units(pattern)
    return _occurrences(segment, pattern, codes, segment.bigrams.candidates_across_words(codes))


def _scan_spelling(
    segment: SegmentReader, text: str, pattern: str, among: Docs | None
) -> SpanArray:
    """The occurrences of one folded `pattern` of `text`, only in the blocks `among` if given."""
    codes = code_units(pattern)
    blocks = among
    # Few blocks are read sooner than the lists that may rule them out.
    if among is None or len(among) > BLOCKS_AT_ONCE:
        blocks = segment.bigrams.candidates(codes)
        if among is not None:
            blocks = among if blocks is None else intersect_sorted(blocks, among)
    found = _occurrences(segment, pattern, codes, blocks)
    if is_lossless(pattern):
        return found
    wholes = ((doc, segment.text(doc)) for doc in np.unique(found.docs).tolist())
    plain = nfkc_casefold(text)
    docs = [doc for doc, whole in wholes if text in whole or plain in nfkc_casefold(whole)]
    return found.only(np.isin(found.docs, docs))


def _occurrences(
    segment: SegmentReader, pattern: str, codes: CodeUnits, blocks: Docs | None
) -> SpanArray:
    """The occurrences of a folded pattern within texts, only in some blocks if given."""
    starts = np.concatenate([NO_DOCS, *_beginnings(segment, codes, blocks)])
    if not len(starts):
        return NO_SPANS
    docs = segment.docs_at(starts)
    ends = starts + len(codes)
    found = SpanArray(docs, starts, ends)
    inside = ends <= segment.text_ends[docs]
    if not inside.all():
        found = found.only(inside)
    # Only now: an occurrence that lies across two texts must not hide one in the second.
    overlaps = any(pattern.startswith(pattern[at:]) for at in range(1, len(pattern)))
    return found.only(_not_overlapping(found.starts, len(codes))) if overlaps else found


def sample_text(segment: SegmentReader, every: int) -> str:
    """The folded characters of one block in `every` of a segment."""
    whole = len(segment.characters) // BLOCK_SIZE * BLOCK_SIZE
    blocks = segment.characters[:whole].reshape(-1, BLOCK_SIZE)[::every]
    return blocks.tobytes().decode("utf-16-le", "surrogatepass")


def max_occurrences(segment: SegmentReader, text: str) -> int:
    """How often `text` occurs at most: as often as its rarest character does."""
    codes = code_units(fold(text))
    return int(segment.character_counts[codes].min()) if len(codes) else 0


def count_common_character(segment: SegmentReader, text: str) -> tuple[Docs, Docs] | None:
    """The documents that have a very common character, and its frequencies; None for others.

    They are those of `scan`, which would list millions of positions.
    """
    pattern, *others = folded_spellings(text, segment.expanding_characters)
    if len(text) > 1 or others or not is_lossless(pattern):
        return None
    if max_occurrences(segment, text) * _VERY_COMMON_RATIO < len(segment.characters):
        return None
    code, counts = ord(pattern), np.zeros(segment.doc_count, np.int64)
    for start in range(0, len(segment.characters), BLOCKS_AT_ONCE * BLOCK_SIZE):
        here = segment.characters[start : start + BLOCKS_AT_ONCE * BLOCK_SIZE]
        found = np.equal(here, code, out=_BUFFERS.found[: len(here)])
        first, last = segment.text_ends.searchsorted([start, start + len(here)], "right").tolist()
        begins = np.maximum(segment.text_starts[first : last + 1] - start, 0)
        sums = np.add.reduceat(found.view(np.uint8), begins[begins < len(here)], dtype=np.int64)
        counts[first : first + len(sums)] += sums
    # reduceat gives an empty text the character behind it.
    counts[segment.text_starts == segment.text_ends] = 0
    docs = counts.nonzero()[0]
    return docs, counts[docs]


def _beginnings(segment: SegmentReader, codes: CodeUnits, blocks: Docs | None) -> Iterator[Docs]:
    """The characters at which the codes begin, part by part in order, only in some blocks."""
    last = len(segment.characters) - len(codes) + 1
    if last <= 0 or not len(codes) or not segment.character_counts[codes].all():
        return
    by_rarity = np.argsort(segment.character_counts[codes], kind="stable")
    comparer = _StringComparer(segment.characters, codes, by_rarity.tolist())
    if blocks is None or len(blocks) > _MAX_COPIED_SHARE * segment.bigrams.block_count:
        step = BLOCKS_AT_ONCE * BLOCK_SIZE
        for at in range(0, last, step):
            yield comparer.in_range(at, min(at + step, last))
        return
    whole = blocks[: blocks.searchsorted(last // BLOCK_SIZE)]
    for at in range(0, len(whole), BLOCKS_AT_ONCE):
        yield comparer.in_blocks(whole[at : at + BLOCKS_AT_ONCE])
    if len(whole) < len(blocks):
        yield comparer.in_range(last // BLOCK_SIZE * BLOCK_SIZE, last)


def _not_overlapping(starts: Docs, size: int) -> Mask:
    """The occurrences of `size` characters without those that overlap one before; bool[N]."""
    chosen = np.ones(len(starts), np.bool_)
    if (np.diff(starts) >= size).all():
        return chosen
    # The next occurrence that does not overlap each: most of a ruled line (――――) are skipped.
    after = starts.searchsorted(starts + size).tolist()
    chosen[:] = False
    number = 0
    while number < len(starts):
        chosen[number] = True
        number = after[number]
    return chosen


class _Buffers(local):
    """Memory of a thread to compare in: allocating it each time takes as long as comparing."""

    def __init__(self) -> None:
        self.copied = np.empty(BLOCKS_AT_ONCE * BLOCK_SIZE, np.uint16)
        self.found = np.empty(BLOCKS_AT_ONCE * BLOCK_SIZE, np.bool_)


_BUFFERS = _Buffers()


class _StringComparer(NamedTuple):
    """Compares characters with a string's; `by_rarity` are indices of `codes`, the rarest first."""

    characters: CodeUnits
    codes: CodeUnits
    by_rarity: list[int]

    def in_range(self, start: int, end: int) -> Docs:
        """Where the string begins, from the character `start` up to, not including, `end`."""
        rarest, found = self.by_rarity[0], _BUFFERS.found[: end - start]
        np.equal(self.characters[start + rarest : end + rarest], self.codes[rarest], out=found)
        return self._compare_rest(found.nonzero()[0] + start)

    def in_blocks(self, blocks: Docs) -> Docs:
        """Where the string begins in some whole blocks."""
        rarest, size = self.by_rarity[0], len(blocks) * BLOCK_SIZE
        # Shifted, so that a block holds the character wherever the string begins in it.
        shifted = self.characters[rarest:]
        every = shifted[: len(shifted) // BLOCK_SIZE * BLOCK_SIZE].reshape(-1, BLOCK_SIZE)
        copied, mask = _BUFFERS.copied[:size], _BUFFERS.found[:size]
        # No number is too large: "clip" spares NumPy the search for one.
        every.take(blocks, axis=0, mode="clip", out=copied.reshape(-1, BLOCK_SIZE))
        found = np.equal(copied, self.codes[rarest], out=mask).nonzero()[0]
        # How much further each block is in the text than among those copied.
        shifts = (blocks - np.arange(len(blocks))) * BLOCK_SIZE
        return self._compare_rest(found + shifts[found >> _BLOCK_BITS])

    def _compare_rest(self, here: Docs) -> Docs:
        """Those of some beginnings that have the other characters of the string, too."""
        for at in self.by_rarity[1:]:
            if not len(here):
                break
            here = here[self.characters[here + at] == self.codes[at]]
        return here
