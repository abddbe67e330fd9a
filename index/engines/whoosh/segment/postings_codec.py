"""Many posting lists ↔ bytes, all at once; the layout is told in `postings.py`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.segment.postings import DTYPES, Bytes, Integers

_HEAD, _GAPS, _FREQS, _POSITIONS = range(4)
_SIZES = np.array([dtype.itemsize for dtype in DTYPES])


class PostingLists(NamedTuple):
    """Posting lists one after another.

    `starts` and `places` tell where each list begins in `docs` and in `positions`, and
    where the last ends; `freqs` goes with `docs`. `positions` and `places` are empty
    of substance where none are kept: the field's lists then have none.
    """

    starts: Integers
    docs: npt.NDArray[Any]
    freqs: npt.NDArray[Any]
    places: Integers
    positions: npt.NDArray[Any]


class _Section(NamedTuple):
    """One kind of number of all lists: which values, and how many of them each has."""

    values: npt.NDArray[Any]
    firsts: Integers
    counts: Integers


def encode_postings(lists: PostingLists) -> tuple[Bytes, Integers]:
    """The lists as they stand in the file, and where each begins and the last ends."""
    sections = list(_sections(lists))
    codes = [_narrowest(section) for section in sections]
    sizes = [_SIZES[code] * section.counts for code, section in zip(codes, sections, strict=True)]
    ends = np.cumsum(1 + sum(sizes))
    offsets = np.append(0, ends)
    content = np.empty(int(offsets[-1]), np.uint8)
    content[offsets[:-1]] = sum(code << 2 * number for number, code in enumerate(codes))
    at = offsets[:-1] + 1
    for section, code, size in zip(sections, codes, sizes, strict=True):
        _scatter(content, at, code, section)
        at = at + size
    return content, offsets


def _sections(lists: PostingLists) -> Iterator[_Section]:
    starts, counts = lists.starts[:-1], np.diff(lists.starts)
    totals = np.diff(lists.places)
    heads = np.stack([counts, totals, lists.docs[starts]], axis=1).ravel()
    three = np.full(len(counts), 3)
    yield _Section(heads, np.cumsum(three) - three, three)
    # The gap to a list's first document stands nowhere, so it does not matter.
    gaps = np.diff(lists.docs, prepend=lists.docs[:1])
    yield _Section(gaps, starts + 1, counts - 1)
    often = np.maximum.reduceat(lists.freqs, starts) > 1
    yield _Section(lists.freqs, starts, np.where(often, counts, 0))
    yield _Section(lists.positions, lists.places[:-1], totals)


def _narrowest(section: _Section) -> Integers:
    """The code of the least width that holds all numbers of each list."""
    codes = np.zeros(len(section.counts), np.int64)
    some = np.flatnonzero(section.counts)
    if not len(some):
        return codes
    firsts, lasts = section.firsts[some], section.firsts[some] + section.counts[some]
    # Between two lists there may be numbers of neither: every other result is dropped.
    bounds = np.stack([firsts, lasts], axis=1).ravel()
    bounds = bounds[:-1] if lasts[-1] == len(section.values) else bounds
    most = np.maximum.reduceat(section.values, bounds)[::2]
    codes[some] = 1 + (most >= 1 << 8) + (most >= 1 << 16)
    return codes


def _scatter(content: Bytes, at: Integers, codes: Integers, section: _Section) -> None:
    """Write the numbers of each list at its place, in its width."""
    for code, dtype in enumerate(DTYPES):
        chosen = np.flatnonzero(codes == code)
        if not code or not len(chosen):
            continue
        counts = section.counts[chosen]
        within = _ranges(counts)
        values = section.values[np.repeat(section.firsts[chosen], counts) + within]
        to = np.repeat(at[chosen], counts) + within * dtype.itemsize
        raw = values.astype(dtype).view(np.uint8).reshape(-1, dtype.itemsize)
        for byte in range(dtype.itemsize):
            content[to + byte] = raw[:, byte]


def _ranges(counts: Integers) -> Integers:
    """0, 1, … for each count in turn."""
    ends = np.cumsum(counts)
    return np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - counts, counts)


def decode_postings(content: Bytes, offsets: Integers) -> PostingLists:
    """The lists that begin at these bytes of a postings file."""
    widths = content[offsets].astype(np.int64)
    codes = [widths >> 2 * number & 3 for number in range(4)]
    at = offsets + 1
    heads = _gather(content, at, codes[_HEAD], np.full(len(offsets), 3)).reshape(-1, 3)
    counts, totals = heads[:, 0], heads[:, 1]
    at = at + 3 * _SIZES[codes[_HEAD]]
    gaps = _gather(content, at, codes[_GAPS], counts - 1)
    at = at + _SIZES[codes[_GAPS]] * (counts - 1)
    freqs = _gather(content, at, codes[_FREQS], counts)
    freqs[np.repeat(codes[_FREQS] == 0, counts)] = 1
    at = at + _SIZES[codes[_FREQS]] * counts
    positions = _gather(content, at, codes[_POSITIONS], totals)
    starts = np.append(0, np.cumsum(counts))
    docs = np.empty(int(starts[-1]), np.int64)
    first = np.zeros(len(docs), np.bool_)
    first[starts[:-1]] = True
    docs[~first] = gaps
    # A running sum through all lists; each then begins with its own first document.
    docs[first] = 0
    sums = np.cumsum(docs)
    docs = sums - np.repeat(sums[starts[:-1]] - heads[:, 2], counts)
    return PostingLists(starts, docs, freqs, np.append(0, np.cumsum(totals)), positions)


def _gather(content: Bytes, at: Integers, codes: Integers, counts: Integers) -> Integers:
    """So many numbers of each list, read from its place in its width; 0 where none stand."""
    firsts = np.cumsum(counts) - counts
    values = np.zeros(int(counts.sum()), np.int64)
    for code, dtype in enumerate(DTYPES):
        chosen = np.flatnonzero(codes == code)
        if not code or not len(chosen):
            continue
        within = _ranges(counts[chosen])
        at_byte = np.repeat(at[chosen], counts[chosen]) + within * dtype.itemsize
        to = np.repeat(firsts[chosen], counts[chosen]) + within
        for byte in range(dtype.itemsize):
            values[to] |= content[at_byte + byte].astype(np.int64) << 8 * byte
    return values
