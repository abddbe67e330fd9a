"""Which occurrences of a string are part of a longer number: 5人 in 15人, 1倍 in 1.1倍.

A number is one token, so its part does not end where a token ends.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from index.analysis.numbers import INDEFINITE, KANJI_DIGITS, KANJI_POWERS
from index.engines.whoosh.arrays import Docs, Mask
from index.engines.whoosh.matching.substring import SpanArray
from index.engines.whoosh.matching.surface_forms import expand_to_tokens
from index.engines.whoosh.segment.reader import SegmentReader
from index.engines.whoosh.segment.stored_text import code_units

_DIGITS = "0123456789"
_NUMERALS = _DIGITS + KANJI_DIGITS + KANJI_POWERS
# After one of INDEFINITE a number goes on with these: 数十人, 数１０人, 何百人.
_POWERS = f"{KANJI_POWERS}1"
# Between the digits of one number, folded.
_SEPARATORS = ",.、・"


def is_numeric(form: str) -> bool:
    """Whether a folded string begins or ends with a numeral."""
    return bool(form) and (form[0] in _NUMERALS or form[-1] in _NUMERALS)


def is_number(form: str) -> bool:
    """Whether a folded string has only numerals."""
    return set(form) <= set(_NUMERALS)


def in_longer_numbers(segment: SegmentReader, spans: SpanArray, form: str) -> Mask:
    """Which occurrences of a folded string begin or end inside a longer number; bool[N]."""
    inside = np.zeros(len(spans.docs), np.bool_)
    if form[0] in _NUMERALS:
        inside |= _continues(segment, spans.docs, spans.starts, -1, form[0] in _DIGITS)
    if form[-1] in _NUMERALS:
        inside |= _continues(segment, spans.docs, spans.ends, 1, form[-1] in _DIGITS)
    if form[0] in _POWERS:
        before = segment.characters_at(spans.docs, spans.starts - 1)
        inside |= _is_among(INDEFINITE)[before] & ~segment.at_token_boundary(
            spans.docs, spans.starts
        )
    return inside


def with_numbers(segment: SegmentReader, spans: SpanArray, form: str) -> SpanArray:
    """Spans of a folded string, with the whole of a number at its ends: 1,005人 of 5人."""
    docs, starts, ends = spans.docs, spans.starts.copy(), spans.ends.copy()
    takes = _is_among(_NUMERALS + INDEFINITE)
    for edges, step, offset, edge in ((starts, -1, -1, form[0]), (ends, 1, 0, form[-1])):
        rest = np.arange(len(docs) if edge in _NUMERALS else 0)
        while len(rest := rest[takes[segment.characters_at(docs[rest], edges[rest] + offset)]]):
            edges[rest] += step
    return expand_to_tokens(segment, SpanArray(docs, starts, ends))


def _continues(segment: SegmentReader, docs: Docs, edges: Docs, step: int, is_digit: bool) -> Mask:
    """Whether the number at each edge goes on before it (`step` -1) or behind it (1)."""
    first = edges + min(step, 0)
    next_to, beyond = (segment.characters_at(docs, at) for at in (first, first + step))
    follows = _is_among(_NUMERALS)[next_to]
    separated = _is_among(_SEPARATORS)[next_to] & _is_among(_NUMERALS)[beyond]
    inside: Mask = (follows | separated) & ~segment.at_token_boundary(docs, edges)
    # Two digits are one number, however they were cut.
    return inside | _is_among(_DIGITS)[next_to] if is_digit else inside


@cache
def _is_among(characters: str) -> Mask:
    """For each code unit, whether it is one of some characters; bool[65536]."""
    among = np.zeros(1 << 16, np.bool_)
    among[code_units(characters)] = True
    return among
