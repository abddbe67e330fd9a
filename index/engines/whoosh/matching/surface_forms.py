"""Occurrences in the text of a segment, and the surface forms they have there.

All occurrences are handled at once as arrays; texts are not read one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.analysis.normalization.folding import is_lossless
from index.engines.whoosh.arrays import NO_DOCS, Docs, Mask, ranges, run_sizes, run_starts
from index.engines.whoosh.matching.substring import NO_SPANS, SpanArray
from index.engines.whoosh.matching.word_query import FormSelection
from index.engines.whoosh.segment.checked_file import CheckedArray
from index.engines.whoosh.segment.reader import SegmentReader
from index.engines.whoosh.segment.term_lookup import POSITION_BITS, TokenForm, split_occurrences
from index.results import FormBasis

# Weights of a polynomial hash: different strings get different 64-bit digests.
_WEIGHTS = np.random.default_rng(26).integers(1 << 62, 1 << 63, 256).astype(np.uint64) | 1


class SurfaceForm(NamedTuple):
    """A form as it is compared (folded) and as it is printed, and why it matches the word."""

    form: str
    printed: str
    basis: FormBasis


class FormPostings(NamedTuple):
    """Postings by form, int64[N] each: `form_ids` are indices into `forms`; docs may repeat."""

    forms: list[SurfaceForm]
    form_ids: Docs
    docs: Docs
    freqs: Docs

    @classmethod
    def of_one(cls, form: SurfaceForm, docs: Docs, freqs: Docs) -> FormPostings:
        """The postings of a single form."""
        return cls([form], np.zeros(len(docs), np.int64), docs, freqs)


class SurfaceGroups(NamedTuple):
    """Spans grouped by the folded text they cover.

    `forms` are folded. `firsts` has one span of each; `form_ids` (int64[N]) are indices into
    `forms`.
    """

    forms: list[str]
    firsts: SpanArray
    form_ids: Docs

    def mask(self, takes: Callable[[str], bool]) -> Mask:
        """Which spans have a form for which `takes` is true; bool[N]."""
        mask: Mask = np.array(list(map(takes, self.forms)), np.bool_)[self.form_ids]
        return mask


class Occurrences(NamedTuple):
    """Occurrences of a word in one segment that match for the same reason.

    `surface` are the spans of their surface forms, which for a string inside a longer word
    are longer than `spans`. `form` is given where all have the same known form, `groups`
    where `surface` has been grouped already. Each counts `weight` towards the frequency.
    """

    spans: SpanArray
    surface: SpanArray
    basis: FormBasis
    form: SurfaceForm | None = None
    groups: SurfaceGroups | None = None
    weight: int = 1

    def only(self, keep: Mask) -> Occurrences:
        """Some of the occurrences."""
        groups = self.groups
        if groups is not None:
            groups = groups._replace(form_ids=groups.form_ids[keep])
        return self._replace(
            spans=self.spans.only(keep), surface=self.surface.only(keep), groups=groups
        )

    def postings(self, segment: SegmentReader) -> FormPostings:
        """The documents and frequencies of each surface form."""
        docs = self.spans.docs
        if self.form is not None:
            firsts = run_starts(docs)
            freqs = run_sizes(firsts, len(docs))
            return FormPostings.of_one(self.form, docs[firsts], freqs)
        groups = self.groups or group_by_surface(segment, self.surface)
        # Only some may be left of the occurrences that were grouped.
        left = np.bincount(groups.form_ids, minlength=len(groups.forms)).nonzero()[0]
        numbers = np.zeros(len(groups.forms), np.int64)
        numbers[left] = np.arange(len(left))
        printed = segment.printed_forms(*groups.firsts.only(left))
        forms = [
            SurfaceForm(groups.forms[number], each, self.basis)
            for number, each in zip(left.tolist(), printed, strict=True)
        ]
        return FormPostings(forms, numbers[groups.form_ids], docs, np.full(len(docs), self.weight))

    def selected(self, segment: SegmentReader, selection: FormSelection) -> SpanArray:
        """The spans of the occurrences whose surface form is selected."""
        if not selection.asks_for_form(self.basis) or not len(self.spans.docs):
            return self.spans
        if self.form is not None:
            return self.spans if selection.takes(self.form.form, self.basis) else NO_SPANS
        groups = self.groups or group_by_surface(segment, self.surface)
        return self.spans.only(groups.mask(lambda form: selection.takes(form, self.basis)))


def expand_to_tokens(segment: SegmentReader, spans: SpanArray) -> SpanArray:
    """The spans of the tokens that each span is in, from the first to the last."""
    return SpanArray(spans.docs, *segment.widen_to_tokens(*spans))


def are_single_tokens(segment: SegmentReader, spans: SpanArray) -> Mask:
    """Whether each span is exactly one token; bool[N]."""
    single = segment.are_tokens(*spans)
    rest = np.flatnonzero(single)
    for step in range(1, int((spans.ends - spans.starts).max(initial=0))):
        at = spans.starts[rest] + step
        divided = (at < spans.ends[rest]) & segment.at_token_boundary(spans.docs[rest], at)
        single[rest[divided]] = False
        rest = rest[~divided]
    return single


def with_token_beside(segment: SegmentReader, spans: SpanArray) -> SpanArray:
    """Spans that are tokens, each with the token before it, or if that is no word the one after."""
    docs, starts, ends = spans.docs, spans.starts.copy(), spans.ends.copy()
    before = letters()[segment.characters_at(docs, starts - 1)]
    after = letters()[segment.characters_at(docs, ends)] & ~before
    starts[before] -= 1
    ends[after] += 1
    return expand_to_tokens(segment, SpanArray(docs, starts, ends))


@cache
def letters() -> Mask:
    """For each code unit, whether it is a letter or a digit; bool[65536].

    What folds to a private one is a rare kanji.
    """
    characters = map(chr, range(1 << 16))
    return np.array([each.isalnum() or not is_lossless(each) for each in characters])


def group_by_surface(segment: SegmentReader, spans: SpanArray) -> SurfaceGroups:
    """Group spans by the text they cover."""
    forms: list[str] = []
    firsts = [NO_DOCS]
    form_ids = np.empty(len(spans.docs), np.int64)
    sizes = spans.ends - spans.starts
    for size in np.flatnonzero(np.bincount(sizes)).tolist() if len(sizes) else ():
        here = np.flatnonzero(sizes == size)
        digests = _digests(segment.characters, spans.starts[here], size)
        order = np.argsort(digests, kind="stable")
        groups = run_starts(digests[order])
        counts = run_sizes(groups, len(order))
        form_ids[here[order]] = np.repeat(np.arange(len(groups)) + len(forms), counts)
        firsts.append(here[order[groups]])
        at = spans.starts[firsts[-1]][:, np.newaxis] + np.arange(size)
        text = segment.characters[at].astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
        forms += [text[start : start + size] for start in range(0, len(text), size)]
    return SurfaceGroups(forms, spans.only(np.concatenate(firsts)), form_ids)


def _digests(
    characters: CheckedArray[np.uint16], starts: Docs, size: int
) -> npt.NDArray[np.uint64]:
    """A hash of each string of `size` characters."""
    digests = np.zeros(len(starts), np.uint64)
    for at, weight in enumerate(np.resize(_WEIGHTS, size)):
        digests = (digests + characters[starts + at]) * weight
    return digests


def phrase_spans(segment: SegmentReader, occurrences: Docs, tokens: int) -> SpanArray:
    """The spans of phrases of `tokens` tokens, given the sorted occurrences of their first."""
    docs, positions = split_occurrences(occurrences)
    firsts = run_starts(docs)
    bounds = segment.token_boundaries(docs[firsts])
    text = np.repeat(np.arange(len(firsts)), run_sizes(firsts, len(docs)))
    starts = segment.text_starts[docs] + bounds.starts(text, positions)
    ends = segment.text_ends[docs]
    inner = np.flatnonzero(positions + tokens < bounds.counts[text])
    after = bounds.starts(text[inner], positions[inner] + tokens)
    ends[inner] = segment.text_starts[docs[inner]] + after
    return SpanArray(docs, starts, ends)


def token_spans(
    segment: SegmentReader,
    tokens: Sequence[TokenForm],
    docs: Docs | None = None,
    windows: SpanArray | None = None,
) -> SpanArray:
    """The spans of tokens, in `docs` (ascending) alone if given; located together.

    Of windows in these, if given, it finds at least those that overlap or touch them.
    """
    every = [token.occurrences(docs) for token in tokens]
    # Fewer are sooner located.
    if windows is not None and max(map(len, every), default=0) > len(windows.docs):
        longest = max(len(token.surface) for token in tokens)
        bounds = _occurrences_around(segment, windows, longest)
        every = [
            _between(each, *bounds) if len(each) > len(windows.docs) else each for each in every
        ]
    occurrences = np.concatenate([NO_DOCS, *every])
    if not len(occurrences):
        return NO_SPANS
    sizes = np.repeat([len(token.surface) for token in tokens], [*map(len, every)])
    order = np.argsort(occurrences, kind="stable")
    spans = phrase_spans(segment, occurrences[order], 1)
    return spans._replace(ends=spans.starts + sizes[order])


def _occurrences_around(
    segment: SegmentReader, windows: SpanArray, longest: int
) -> tuple[Docs, Docs]:
    """The first of the tokens that may overlap or touch each window, and the one behind the last.

    They are given as occurrences; a token has at most `longest` characters.
    """
    docs = windows.docs
    firsts = run_starts(docs)
    bounds = segment.token_boundaries(docs[firsts])
    text = np.repeat(np.arange(len(firsts)), run_sizes(firsts, len(docs)))
    begins, sizes = segment.text_starts[docs], (segment.text_ends - segment.text_starts)[docs]
    first = bounds.counts_before(text, np.maximum(windows.starts - begins - longest, 0))
    behind = bounds.counts_before(text, np.minimum(windows.ends - begins + 1, sizes))
    shifted = docs << POSITION_BITS
    return shifted | first, shifted + behind


def _between(occurrences: Docs, firsts: Docs, behind: Docs) -> Docs:
    """Those of some occurrences that are in one of these ranges, which may overlap; all sorted."""
    ends = occurrences.searchsorted(behind)
    starts = occurrences.searchsorted(firsts)
    starts[1:] = np.maximum(starts[1:], ends[:-1])
    return occurrences[ranges(starts, np.maximum(ends - starts, 0))]
