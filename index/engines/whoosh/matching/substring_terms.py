"""Where a string stands, told by the short units that hold it, without a look at their texts.

Nearly every place of a common word is inside one short unit, and its postings tell where.
Only where it runs over several, or over punctuation, which has no term, are texts read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from index.analysis.normalization.folding import fold
from index.engines.whoosh.matching.substring import SpanArray, across, codes_of, pattern_of
from index.engines.whoosh.matching.surface_forms import expand_to_tokens, group_by_surface
from index.engines.whoosh.segment.reader import SegmentReader
from index.engines.whoosh.segment.term_lookup import TokenForm, tokens_containing

# A unit is hardly longer; each further character asks for lists of blocks.
_LONGEST = 8
# To read the postings of a unit takes as long as to look for this many places in the texts; a
# string that is in more different units (of numbers, mostly) is looked for there.
_PLACES, _FEW_UNITS, _MOST_UNITS = 100, 100, 400
# What is in more units than _MOST_UNITS is in so many, about.
_AS_MANY = 3000


class Holding(NamedTuple):
    """The short units that hold a string, and its places that are in none of them."""

    units: list[TokenForm]
    elsewhere: SpanArray


def holding(
    segment: SegmentReader, text: str, tells: Callable[[TokenForm], bool]
) -> Holding | None:
    """All places of `text`, widths and case aside.

    Null if texts tell them as soon, or a unit that holds it does not tell enough.
    """
    units = _units(segment, text)
    if units is None or not _are_enough(units) or not all(map(tells, units)):
        return None
    forms = {fold(unit.surface) for unit in units}
    return Holding(units, _elsewhere(segment, across(segment, fold(text)), forms))


class Effort(NamedTuple):
    """What it takes to find a string: units that hold it, their documents, blocks of text."""

    units: int = 0
    documents: int = 0
    blocks: int = 0

    def and_also(self, other: Effort) -> Effort:
        """Both together."""
        return Effort(*map(sum, zip(self, other, strict=True)))


def effort(segment: SegmentReader, text: str, *, by_units: bool) -> Effort:
    """What it takes to find `text`, by the units that hold it if it may be."""
    units = _units(segment, text)
    codes = codes_of(fold(text))
    if by_units and units is not None and _are_enough(units):
        blocks = segment.bigrams.candidates_across_words(codes)
        return Effort(len(units), sum(unit.doc_freq for unit in units), len(blocks))
    candidates = segment.bigrams.candidates(codes)
    every = segment.bigrams.block_count
    several = 0 if units is None else _AS_MANY if len(units) > _MOST_UNITS else len(units)
    return Effort(several, 0, every if candidates is None else len(candidates))


def _units(segment: SegmentReader, text: str) -> list[TokenForm] | None:
    """The short units that hold a string, or the first of very many; null if they cannot tell."""
    pattern = pattern_of(segment, text)
    if pattern is None or not 1 < len(pattern) <= _LONGEST:
        return None
    return tokens_containing(segment, pattern, _MOST_UNITS + 1)


def _are_enough(units: list[TokenForm]) -> bool:
    """Whether their postings are to tell where the string stands."""
    many = max(_FEW_UNITS, sum(unit.doc_freq for unit in units) // _PLACES)
    # A unit of other characters may be punctuation elsewhere, without a term (`parting.py`).
    plain = (fold(unit.surface).isalnum() for unit in units)
    return len(units) <= min(many, _MOST_UNITS) and all(plain)


def _elsewhere(segment: SegmentReader, found: SpanArray, forms: set[str]) -> SpanArray:
    """The places of a string that are not in a short unit of some forms."""
    if not len(found.docs) or not forms:
        return found
    rest = np.arange(len(found.docs))
    for step in range(1, int(found.ends[0] - found.starts[0])):
        rest = rest[~segment.at_token_boundary(found.docs[rest], found.starts[rest] + step)]
    names = group_by_surface(segment, expand_to_tokens(segment, found.only(rest)))
    held = np.array([form in forms for form in names.forms], np.bool_)
    kept = np.ones(len(found.docs), np.bool_)
    kept[rest[held[names.numbers]]] = False
    return found.only(kept)
