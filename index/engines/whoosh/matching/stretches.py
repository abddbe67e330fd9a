"""Every place of a word in some documents of a segment at once, as it is highlighted."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import numpy as np

from index.analysis.normalization.folding import fold
from index.engines.whoosh.arrays import Docs, in_sorted
from index.engines.whoosh.matching.proximity import together
from index.engines.whoosh.matching.segment_match import SegmentMatch
from index.engines.whoosh.matching.spelled import before, is_aligned, is_opposite
from index.engines.whoosh.matching.substring import SpanArray, scan
from index.engines.whoosh.matching.surface_forms import (
    expand_to_tokens,
    forms_at,
    group_by_surface,
    spans_of_tokens,
)
from index.engines.whoosh.matching.wildcard import PatternMatch
from index.engines.whoosh.matching.word_match import WordMatch
from index.engines.whoosh.matching.word_query import FormSelection
from index.engines.whoosh.segment.reader import SegmentReader
from index.engines.whoosh.segment.term_lookup import split_occurrences
from index.results import FormBasis


def places_of(
    match: WordMatch, segment: SegmentReader, docs: Docs, choice: FormSelection
) -> SpanArray:
    """The places of a word in some documents (ascending), in the forms that are wanted."""
    if isinstance(match, PatternMatch):
        return match.strings(segment, docs, choice)
    part, *synonyms = match.parts_of(segment)
    found = [*_strings(match, part, docs, choice), *_units(part, docs, choice, "spelling")]
    for synonym in synonyms:
        found += _units(synonym, docs, choice, "synonym")
    return together(found)


def _units(
    part: SegmentMatch, docs: Docs, choice: FormSelection, basis: FormBasis
) -> Iterator[SpanArray]:
    """Where its units stand, one or several in a row, in another form than the string."""
    segment = part.segment
    forms = [form for form in part.others if choice.takes(fold(form.surface), basis)]
    yield forms_at(segment, [(form.occurrences(docs), len(form.surface)) for form in forms])
    phrases = part.phrases[in_sorted(split_occurrences(part.phrases)[0], docs)]
    spans = spans_of_tokens(segment, phrases, len(part.word.phrase))
    yield _wanted(segment, spans, spans, basis, choice)


def _strings(
    match: WordMatch, part: SegmentMatch, docs: Docs, choice: FormSelection
) -> Iterator[SpanArray]:
    """Where the string itself stands, or another spelling of it, also inside longer words."""
    if not match.as_string:
        return
    segment, word = part.segment, match.word
    string = scan(segment, word.text, docs)
    string = string.only(in_sorted(string.docs, docs))
    if word.opposites:
        opposite = is_opposite(segment, string, word.opposites)
        with_prefix = string.only(opposite)
        yield _wanted(segment, with_prefix, before(with_prefix), "opposite", choice)
        string = string.only(~opposite)
    more = (each.only(in_sorted(each.docs, docs)) for each in part.more(string))
    for number, found in enumerate(chain((string,), more)):
        if not word.keys:
            yield _wanted(segment, found, found, "literal", choice)
            continue
        aligned = is_aligned(segment, found)
        own, odd = found.only(aligned), found.only(~aligned)
        yield _wanted(segment, own, own, "spelling" if number else "literal", choice)
        if choice.without and len(odd.docs):
            yield _wanted(segment, odd, expand_to_tokens(segment, odd), "within", choice)
        else:
            yield odd


def _wanted(
    segment: SegmentReader,
    found: SpanArray,
    printed: SpanArray,
    basis: FormBasis,
    choice: FormSelection,
) -> SpanArray:
    """Those places whose form, which stands at `printed`, is wanted."""
    chosen = choice.without or basis in ("opposite", "synonym")
    if not chosen or not len(found.docs):
        return found
    names = group_by_surface(segment, printed)
    wanted = np.array([choice.takes(form, basis) for form in names.forms], np.bool_)
    return found.only(wanted[names.numbers])
