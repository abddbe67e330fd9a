"""What stands at places of a segment's text: the units a string is in, and their forms.

All places at once: no text is read one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.arrays import NO_DOCS, Docs, run_starts
from index.engines.whoosh.matching.substring import NO_SPANS, SpanArray
from index.engines.whoosh.segment.reader import SegmentReader
from index.engines.whoosh.segment.term_lookup import split_occurrences
from index.results import FormBasis


class SurfaceForm(NamedTuple):
    """A form, how it is printed, and why it was found."""

    form: str
    printed: str
    basis: FormBasis


class FormPostings(NamedTuple):
    """Documents with the number of a form in `names`, and how often each has it."""

    names: list[SurfaceForm]
    numbers: Docs
    docs: Docs
    freqs: Docs


def tallied(names: list[SurfaceForm], docs: Docs, numbers: Docs | None = None) -> FormPostings:
    """How often each document has each form, given its places; documents ascend."""
    if numbers is None:
        firsts = run_starts(docs)
        freqs = np.diff(np.append(firsts, len(docs)))
        return FormPostings(names, np.zeros(len(firsts), np.int64), docs[firsts], freqs)
    return FormPostings(names, numbers, docs, np.ones(len(docs), np.int64))


# Numbers to weigh characters by: the sums of different strings differ, as 64-bit
# digests do.
_WEIGHTS = np.random.default_rng(26).integers(1 << 62, 1 << 63, 256).astype(np.uint64) | 1


class SurfaceForms(NamedTuple):
    """The forms that stand at some places, folded, and at each place which of them.

    `firsts` is a place of each form.
    """

    forms: list[str]
    firsts: Docs
    numbers: Docs


def expand_to_tokens(segment: SegmentReader, found: SpanArray) -> SpanArray:
    """The short units that the strings at these places are in, from first to last."""
    docs, starts, ends = found.docs, found.starts.copy(), found.ends.copy()
    for edges, step in ((starts, -1), (ends, 1)):
        rest = np.flatnonzero(~segment.at_token_boundary(docs, edges))
        while len(rest):
            edges[rest] += step
            rest = rest[~segment.at_token_boundary(docs[rest], edges[rest])]
    return SpanArray(docs, starts, ends)


def group_by_surface(segment: SegmentReader, spans: SpanArray) -> SurfaceForms:
    """The different strings that stand at some spans."""
    forms: list[str] = []
    firsts = []
    numbers = np.empty(len(spans.docs), np.int64)
    sizes = spans.ends - spans.starts
    for size in np.flatnonzero(np.bincount(sizes)).tolist() if len(sizes) else ():
        here = np.flatnonzero(sizes == size)
        digests = _digests(segment.characters, spans.starts[here], size)
        order = np.argsort(digests, kind="stable")
        groups = run_starts(digests[order])
        counts = np.diff(np.append(groups, len(order)))
        numbers[here[order]] = np.repeat(np.arange(len(groups)) + len(forms), counts)
        firsts.append(here[order[groups]])
        at = spans.starts[firsts[-1]][:, np.newaxis] + np.arange(size)
        text = segment.characters[at].astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
        forms += [text[start : start + size] for start in range(0, len(text), size)]
    return SurfaceForms(forms, np.concatenate([np.empty(0, np.int64), *firsts]), numbers)


def _digests(characters: npt.NDArray[np.uint16], starts: Docs, size: int) -> npt.NDArray[np.uint64]:
    """A number for each string of this size, equal where the strings are."""
    digests = np.zeros(len(starts), np.uint64)
    for at, weight in enumerate(np.resize(_WEIGHTS, size)):
        digests = (digests + characters[starts + at]) * weight
    return digests


def spans_of_tokens(segment: SegmentReader, places: Docs, units: int) -> SpanArray:
    """The characters of so many short units at each place (ascending)."""
    docs, positions = split_occurrences(places)
    firsts = run_starts(docs)
    bounds = segment.token_boundaries(docs[firsts])
    text = np.repeat(np.arange(len(firsts)), np.diff(np.append(firsts, len(docs))))
    starts = segment.text_starts[docs] + bounds.starts(text, positions)
    ends = segment.text_ends[docs]
    inner = np.flatnonzero(positions + units < bounds.counts[text])
    after = bounds.starts(text[inner], positions[inner] + units)
    ends[inner] = segment.text_starts[docs[inner]] + after
    return SpanArray(docs, starts, ends)


def forms_at(segment: SegmentReader, forms: Sequence[tuple[Docs, int]]) -> SpanArray:
    """The characters of unit forms, each with its places (ascending) and its length.

    All at once, as where the units of a text begin is read for all of it.
    """
    places = np.concatenate([NO_DOCS, *(each for each, _ in forms)])
    if not len(places):
        return NO_SPANS
    sizes = np.repeat([size for _, size in forms], [len(each) for each, _ in forms])
    order = np.argsort(places, kind="stable")
    spans = spans_of_tokens(segment, places[order], 1)
    return spans._replace(ends=spans.starts + sizes[order])
