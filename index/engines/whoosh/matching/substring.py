"""Find a string wherever it occurs, across and inside tokens, in any width and case.

The search texts of a segment are one array of characters. A scan reads only the parts whose
character bigrams can hold the string (`bigram_blocks.py`). In these it looks for the rarest
character of the string, and compares the others only around it, as memchr's `memmem` does.

The search text leaves out gaps (`search_text.py`), so that an occurrence may run over some. That of
an exact string has to have the gaps of the string. That of a plain word begins and ends with
tokens (防災　計画), or the tokens it is in are in spaced letters: 会議　録音 has no 会議録.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate, combinations, pairwise
from threading import local
from typing import NamedTuple

import numpy as np

from index.analysis.normalization.folding import folded_spellings, is_lossless, nfkc_casefold
from index.analysis.normalization.search_text import search_form, search_text, search_texts
from index.engines.whoosh.arrays import (
    NO_DOCS,
    Docs,
    Mask,
    drop_repeats,
    in_sorted,
    intersect_sorted,
    ranges,
    sort_unique,
)
from index.engines.whoosh.segment.bigram_blocks import BLOCK_SIZE, PART_SIZE, CodeUnits
from index.engines.whoosh.segment.checked_file import CheckedArray
from index.engines.whoosh.segment.reader import SegmentReader
from index.engines.whoosh.segment.stored_text import code_units

# Parts compared at once: as many as the processor's caches hold.
PARTS_AT_ONCE = 1 << 12
_PART_BITS = PART_SIZE.bit_length() - 1
# Between digits or Latin letters these are hyphens; a string may begin or end there.
_END_MARK = re.compile(r"\A[ー─](?=[0-9a-z]|\Z)|(?<=[0-9a-z])[ー─]\Z")
# A character is very common if it is at least one in this many of the text: then its
# occurrences are counted, not listed.
_VERY_COMMON_RATIO = 64
# It is common enough to be compared together with another if it is one in this many.
_COMMON_RATIO = 128
# Where a larger share of all parts are candidates, copying them gains nothing.
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


class Needle(NamedTuple):
    """A folded string as it may occur in the search texts.

    `gaps` are those that it has to have if it is exact, by the characters that follow them;
    `hyphens` are those that have to be printed as long marks. Both are offsets.
    """

    text: str
    gaps: tuple[int, ...] | None = None
    hyphens: tuple[int, ...] = ()

    @property
    def codes(self) -> CodeUnits:
        return code_units(self.text)

    @property
    def overlaps(self) -> bool:
        """Whether two occurrences may have characters in common."""
        return any(self.text.startswith(self.text[at:]) for at in range(1, len(self.text)))


def _needles(segment: SegmentReader, text: str, *, exact: bool = False) -> tuple[Needle, ...]:
    """The needles of a string as it is typed."""
    expanding, has_hyphens = segment.expanding_characters, len(segment.hyphens) > 0
    return needles_of(text, expanding, exact=exact, has_hyphens=has_hyphens)


# Each stage of a request asks for those of its words, in every segment.
@lru_cache(maxsize=128)
def needles_of(
    text: str, expanding: frozenset[str], *, exact: bool = False, has_hyphens: bool = True
) -> tuple[Needle, ...]:
    """The needles of a string as it is typed, in texts that have some `ambiguous_characters`.

    And hyphens that are printed as long marks, if it `has_hyphens`.
    """
    found = search_text(text)
    # In another spelling the gaps may be elsewhere. No search text has a NUL.
    bounds = pairwise((0, *found.gaps, len(found.text)))
    marked = "\0".join(found.text[start:end] for start, end in bounds)
    every = []
    for spelling in folded_spellings(marked, expanding):
        parts = spelling.split("\0")
        *gaps, _ = accumulate(map(len, parts))
        every.append(Needle("".join(parts), tuple(gaps) if exact else None))
    if has_hyphens:
        every += [each for needle in every for each in _cut_at_marks(needle)]
    return tuple(every)


def _cut_at_marks(needle: Needle) -> Iterator[Needle]:
    """A string that begins or ends with a long mark, as it may be cut from a text: 3ー of 3ー5."""
    ends = [found.start() for found in _END_MARK.finditer(needle.text)]
    for size in range(1, len(ends) + 1):
        for hyphens in combinations(ends, size):
            characters = list(needle.text)
            for at in hyphens:
                characters[at] = "-"
            yield needle._replace(text="".join(characters), hyphens=hyphens)


def touching(spans: SpanArray, windows: SpanArray) -> SpanArray:
    """The spans that overlap or touch one of some windows: spans in order, none overlapping.

    At the end of a text, that may be a window in the next.
    """
    if not len(windows.docs):
        return NO_SPANS
    last = windows.starts.searchsorted(spans.ends, "right") - 1
    return spans.only((last >= 0) & (windows.ends[last] >= spans.starts))


def widen(segment: SegmentReader, spans: SpanArray, margin: int) -> SpanArray:
    """Windows that reach `margin` characters beyond spans, in the same texts; joined if they meet.

    The spans ascend by start.
    """
    docs = spans.docs
    starts = np.maximum(spans.starts - margin, segment.text_starts[docs])
    ends = np.maximum.accumulate(np.minimum(spans.ends + margin, segment.text_ends[docs]))
    apart = np.append(True, (starts[1:] > ends[:-1]) | (docs[1:] != docs[:-1]))[: len(docs)]
    firsts = apart.nonzero()[0]
    lasts = np.append(firsts[1:], len(docs))[: len(firsts)] - 1
    return SpanArray(docs[firsts], starts[firsts], ends[lasts])


def scan(
    segment: SegmentReader,
    text: str,
    docs: Docs | None = None,
    windows: SpanArray | None = None,
    *,
    margin: int = 0,
    exact: bool = False,
) -> SpanArray:
    """The occurrences of `text`, none overlapping another; only in `docs` (ascending) if given.

    If windows in these are given, at least those within `margin` characters of one.
    """
    whole = inside = None
    if docs is not None:
        whole = inside = _parts_of(segment.text_starts[docs], segment.text_ends[docs])
    if windows is not None:
        last = len(segment.characters)
        inside = _parts_of(
            np.maximum(windows.starts - margin, 0), np.minimum(windows.ends + margin, last)
        )
    needles = _needles(segment, text, exact=exact)
    # Which of those that overlap are occurrences is known from the first of a text on.
    found = merge_spans(
        _scan_needle(segment, text, each, whole if each.overlaps else inside) for each in needles
    )
    # A part has the text of other documents, too.
    return found if docs is None else found.only(in_sorted(found.docs, docs))


def longest_occurrence(segment: SegmentReader, text: str) -> int:
    """How many characters an occurrence of `text` has at most."""
    return max(len(needle.text) for needle in _needles(segment, text))


def _parts_of(starts: Docs, ends: Docs) -> Docs:
    """The parts that have a character of some spans, ascending."""
    firsts, behind = starts // PART_SIZE, -(-ends // PART_SIZE)
    return sort_unique(ranges(firsts, behind - firsts))


def single_spelling(segment: SegmentReader, text: str, *, exact: bool = False) -> str | None:
    """The only folded string that `text` is printed as, if it is lossless and cannot overlap.

    None for an exact string with gaps, which is in no token.
    """
    needle, *others = _needles(segment, text, exact=exact)
    is_single = not (others or needle.gaps or needle.overlaps) and is_lossless(needle.text)
    return needle.text if is_single else None


def scan_across_tokens(segment: SegmentReader, text: str, *, exact: bool) -> SpanArray:
    """All occurrences that are not in one token, and some that are, of a `single_spelling`."""
    (needle,) = _needles(segment, text, exact=exact)
    return _occurrences(segment, needle, segment.bigrams.candidates_across_words(needle.codes))


def _scan_needle(
    segment: SegmentReader, text: str, needle: Needle, among: Docs | None
) -> SpanArray:
    """The occurrences of one needle of `text`, only in the parts `among` if given."""
    parts = among
    # Few parts are read sooner than the lists that may rule them out.
    if among is None or len(among) > PARTS_AT_ONCE:
        parts = segment.bigrams.candidates(needle.codes)
        if among is not None:
            parts = among if parts is None else intersect_sorted(parts, among)
    found = _occurrences(segment, needle, parts)
    if is_lossless(needle.text):
        return found
    wanted = search_text(text).text
    plain = nfkc_casefold(wanted)

    def has_it(doc: int) -> bool:
        (whole,) = search_texts([segment.text(doc)]).texts
        return wanted in whole.text or plain in nfkc_casefold(whole.text)

    docs = list(filter(has_it, drop_repeats(found.docs).tolist()))
    return found.only(np.isin(found.docs, docs))


def _occurrences(segment: SegmentReader, needle: Needle, parts: Docs | None) -> SpanArray:
    """The occurrences of a needle within texts, only in some parts if given."""
    codes = needle.codes
    starts = np.concatenate([NO_DOCS, *_beginnings(segment, codes, parts)])
    if not len(starts):
        return NO_SPANS
    docs = segment.docs_at(starts)
    ends = starts + len(codes)
    found = SpanArray(docs, starts, ends)
    inside = ends <= segment.text_ends[docs]
    if not inside.all():
        found = found.only(inside)
    found = with_right_gaps(segment, found, needle.gaps)
    for at in needle.hyphens:
        found = found.only(np.isin(found.starts + at, segment.hyphens))
    # Only now: an occurrence that is none must not hide one that overlaps it.
    return found.only(_not_overlapping(found.starts, len(codes))) if needle.overlaps else found


def with_right_gaps(
    segment: SegmentReader, spans: SpanArray, gaps: tuple[int, ...] | None = None
) -> SpanArray:
    """The spans with exactly these gaps, or else with those that a plain word may have."""
    over = _over_gaps(segment, spans)
    right = np.full(len(spans.docs), not gaps)
    if len(over):
        here = spans.only(over)
        right[over] = _in_tokens(segment, here) if gaps is None else _have_gaps(segment, here, gaps)
    return spans if right.all() else spans.only(right)


def _over_gaps(segment: SegmentReader, spans: SpanArray) -> Docs:
    """The indices of the spans that run over gaps, ascending."""
    if not len(segment.gaps) or not len(spans.docs):
        return NO_DOCS
    longest = int((spans.ends - spans.starts).max())
    if longest < 2:
        return NO_DOCS
    if len(segment.gaps) > len(spans.docs):
        return _gaps_inside(segment, spans)[1].nonzero()[0]
    # Sooner found from the gaps: each is in spans that begin a few characters before it.
    gaps = segment.gaps.astype(np.int64)
    firsts, ends = spans.starts.searchsorted(gaps - longest + 1), spans.starts.searchsorted(gaps)
    near = sort_unique(ranges(firsts, ends - firsts))
    return near[_gaps_inside(segment, spans.only(near))[1] > 0]


def _gaps_inside(segment: SegmentReader, spans: SpanArray) -> tuple[Docs, Docs]:
    """The number of the first gap in each span, and how many there are."""
    # Of one dtype, or else NumPy copies all gaps.
    starts, ends = spans.starts.astype(np.uint32), spans.ends.astype(np.uint32)
    firsts = segment.gaps.searchsorted(starts, "right")
    return firsts, segment.gaps.searchsorted(ends) - firsts


def _have_gaps(segment: SegmentReader, spans: SpanArray, gaps: tuple[int, ...]) -> Mask:
    """Which spans have exactly these gaps."""
    firsts, counts = _gaps_inside(segment, spans)
    have: Mask = counts == len(gaps)
    for number, gap in enumerate(gaps):
        at = segment.gaps.take(firsts + number, mode="clip")
        have &= at == spans.starts + gap
    return have


def _in_tokens(segment: SegmentReader, spans: SpanArray) -> Mask:
    """Which spans are of whole tokens, or in tokens that are printed in spaced letters."""
    tokens = SpanArray(spans.docs, *segment.widen_to_tokens(*spans))
    whole = (tokens.starts == spans.starts) & (tokens.ends == spans.ends)
    in_tokens: Mask = _gaps_inside(segment, tokens)[1] == tokens.ends - tokens.starts - 1
    in_tokens |= whole
    return in_tokens


def sample_characters(segment: SegmentReader, every: int) -> CodeUnits:
    """The characters of one block in `every` of a segment."""
    numbers = np.arange(0, len(segment.characters) // BLOCK_SIZE, every)
    return segment.characters.rows(numbers, BLOCK_SIZE).ravel()


def find_in_sample(sample: CodeUnits, folded: str, character_counts: Docs) -> Docs:
    """Where a folded string begins in a sample, none overlapping another; an empty one everywhere.

    `character_counts` (int64[65536]) is about how common each character is: the rarest is found.
    """
    codes = code_units(folded)
    if not len(codes):
        return np.arange(len(sample) + 1)
    rarest, *others = np.argsort(character_counts[codes], kind="stable").tolist()
    last = max(len(sample) - len(codes) + 1, 0)
    starts: Docs = np.flatnonzero(sample[rarest : last + rarest] == codes[rarest])
    for at in others:
        starts = starts[sample[starts + at] == codes[at]]
    return starts[_not_overlapping(starts, len(codes))]


def max_occurrences(segment: SegmentReader, text: str) -> int:
    """How often `text` occurs at most: as often as its rarest character does."""
    codes = code_units(search_form(text))
    return int(segment.character_counts[codes].min()) if len(codes) else 0


def count_common_character(segment: SegmentReader, text: str) -> tuple[Docs, Docs] | None:
    """The documents that have a very common character, and its frequencies; None for others.

    They are those of `scan`, which would list millions of positions.
    """
    needle, *others = _needles(segment, text)
    if len(needle.text) != 1 or others or not is_lossless(needle.text):
        return None
    if max_occurrences(segment, text) * _VERY_COMMON_RATIO < len(segment.characters):
        return None
    code, counts = ord(needle.text), np.zeros(segment.doc_count, np.int64)
    for start in range(0, len(segment.characters), PARTS_AT_ONCE * PART_SIZE):
        here = segment.characters[start : start + PARTS_AT_ONCE * PART_SIZE]
        found = np.equal(here, code, out=_BUFFERS.found[: len(here)])
        first, last = segment.text_ends.searchsorted([start, start + len(here)], "right").tolist()
        begins = np.maximum(segment.text_starts[first : last + 1] - start, 0)
        sums = np.add.reduceat(found.view(np.uint8), begins[begins < len(here)], dtype=np.int64)
        counts[first : first + len(sums)] += sums
    # reduceat gives an empty text the character behind it.
    counts[segment.text_starts == segment.text_ends] = 0
    docs = counts.nonzero()[0]
    return docs, counts[docs]


def _beginnings(segment: SegmentReader, codes: CodeUnits, parts: Docs | None) -> Iterator[Docs]:
    """The characters at which the codes begin, in order, only in some parts if given."""
    last = len(segment.characters) - len(codes) + 1
    if last <= 0 or not len(codes) or not segment.character_counts[codes].all():
        return
    by_rarity = np.argsort(segment.character_counts[codes], kind="stable")
    rarest = int(segment.character_counts[codes].min())
    is_common = len(codes) > 1 and rarest * _COMMON_RATIO > len(segment.characters)
    comparer = _StringComparer(segment.characters, codes, by_rarity.tolist(), is_common)
    if parts is None or len(parts) > _MAX_COPIED_SHARE * segment.bigrams.part_count:
        step = PARTS_AT_ONCE * PART_SIZE
        for at in range(0, last, step):
            yield comparer.in_range(at, min(at + step, last))
        return
    whole = parts[: parts.searchsorted(last // PART_SIZE)]
    for at in range(0, len(whole), PARTS_AT_ONCE):
        yield comparer.in_parts(whole[at : at + PARTS_AT_ONCE])
    if len(whole) < len(parts):
        yield comparer.in_range(last // PART_SIZE * PART_SIZE, last)


def _not_overlapping(starts: Docs, size: int) -> Mask:
    """The occurrences of `size` characters without those that overlap one before; bool[N].

    Of a run in which each overlaps the next (――――), the first is left, and then always the next
    that does not overlap the last left.
    """
    # Whether each overlaps the one before; behind the last, none does.
    overlaps = np.zeros(len(starts) + 1, np.bool_)
    np.less(np.diff(starts), size, out=overlaps[1:-1])
    left = ~overlaps[:-1]
    # Of all runs at once.
    last = (left & overlaps[1:]).nonzero()[0]
    while len(last):
        after = starts.searchsorted(starts[last] + size)
        last = after[overlaps[after]]
        left[last] = True
    return left


class _Buffers(local):
    """Memory of a thread to compare in: allocating it each time takes as long as comparing."""

    def __init__(self) -> None:
        self.copied = np.empty(PARTS_AT_ONCE * PART_SIZE, np.uint16)
        self.found = np.empty(PARTS_AT_ONCE * PART_SIZE, np.bool_)
        self.also_found = np.empty(PARTS_AT_ONCE * PART_SIZE, np.bool_)


_BUFFERS = _Buffers()


class _StringComparer(NamedTuple):
    """Compares characters with a string's; `by_rarity` are indices of `codes`, the rarest first.

    Where even the rarest `is_common`, its occurrences are not listed: the next one is looked for
    everywhere, too.
    """

    characters: CheckedArray[np.uint16]
    codes: CodeUnits
    by_rarity: list[int]
    is_common: bool

    def in_range(self, start: int, end: int) -> Docs:
        """Where the string begins, from the character `start` up to, not including, `end`."""
        rarest, found = self.by_rarity[0], _BUFFERS.found[: end - start]
        np.equal(self.characters[start + rarest : end + rarest], self.codes[rarest], out=found)
        if self.is_common:
            next_rarest, also_found = self.by_rarity[1], _BUFFERS.also_found[: end - start]
            here = self.characters[start + next_rarest : end + next_rarest]
            found &= np.equal(here, self.codes[next_rarest], out=also_found)
        return self._compare_rest(found.nonzero()[0] + start)

    def in_parts(self, parts: Docs) -> Docs:
        """Where the string begins in some whole parts."""
        rarest, size = self.by_rarity[0], len(parts) * PART_SIZE
        copied, found = _BUFFERS.copied[:size], _BUFFERS.found[:size]
        # Shifted, so that a part holds the character wherever the string begins in it.
        self.characters.rows(parts, PART_SIZE, rarest, copied.reshape(-1, PART_SIZE))
        np.equal(copied, self.codes[rarest], out=found)
        if self.is_common and abs(shift := self.by_rarity[1] - rarest) < PART_SIZE:
            _leave_next_to(copied, found, shift, int(self.codes[rarest + shift]))
        here = found.nonzero()[0]
        # How much further each part is in the text than among those copied.
        shifts = (parts - np.arange(len(parts))) * PART_SIZE
        return self._compare_rest(here + shifts[here >> _PART_BITS])

    def _compare_rest(self, here: Docs) -> Docs:
        """Those of some beginnings that have the other characters of the string, too."""
        for at in self.by_rarity[1:]:
            if not len(here):
                break
            here = here[self.characters[here + at] == self.codes[at]]
        return here


def _leave_next_to(copied: CodeUnits, found: Mask, shift: int, code: int) -> None:
    """Of what is found in copied parts, leave what has a character at `shift` from it.

    What another part begins beside is left, too.
    """
    rows, size = found.reshape(-1, PART_SIZE), len(found) - abs(shift)
    beside = rows[:, -shift:] if shift > 0 else rows[:, :-shift]
    kept = beside.copy()
    first, there = max(0, -shift), max(0, shift)
    also_found = _BUFFERS.also_found[:size]
    np.equal(copied[there : there + size], code, out=also_found)
    found[first : first + size] &= also_found
    beside[:] = kept
