"""The places of a word in one utterance, one by one, to be highlighted."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from index.engines.whoosh.matching.word_query import WordQuery
from index.engines.whoosh.segment.reader import UtteranceText
from index.results import FormBasis, Span


class Place(NamedTuple):
    """A place in an utterance, the form it is printed in, and why it was found."""

    span: Span
    printed: str
    basis: FormBasis


def add_string(
    spans: dict[Span, Place], span: Span, reading: UtteranceText, word: WordQuery
) -> None:
    """Add a place of the string itself, unless a longer form of the word stands there."""
    around = _around(span, reading)
    printed = reading.text[around.start : around.end]
    if _begins_with(word.opposites, span.start - 1, reading):
        spans[span] = Place(span, reading.text[span.start - 1 : span.end], "opposite")
    elif not word.keys:
        spans[span] = Place(span, word.text, "literal")
    elif around == span:
        spans[span] = Place(span, printed, "literal")
    elif not _contains(spans, span):
        spans[span] = Place(span, printed, "within")


def add_spelling(spans: dict[Span, Place], span: Span, reading: UtteranceText) -> None:
    """Add a place of another spelling, unless it is one short unit or in another place."""
    around = _around(span, reading)
    bounds = reading.token_bounds
    parted = bisect_right(bounds, span.start) != bisect_left(bounds, span.end)
    if (around != span or parted) and not _contains(spans, span):
        printed = reading.text[around.start : around.end]
        spans[span] = Place(span, printed, "spelling" if around == span else "within")


def _around(span: Span, reading: UtteranceText) -> Span:
    """The short units that a place is in, from first to last."""
    bounds = reading.token_bounds
    return Span(bounds[bisect_right(bounds, span.start) - 1], bounds[bisect_left(bounds, span.end)])


def _begins_with(prefixes: str, at: int, reading: UtteranceText) -> bool:
    """Whether a short unit begins there, with one of these prefixes."""
    if at < 0 or reading.folded[at] not in prefixes:
        return False
    return reading.token_bounds[bisect_right(reading.token_bounds, at) - 1] == at


def _contains(spans: Iterable[Span], span: Span) -> bool:
    return any(each.start <= span.start and span.end <= each.end for each in spans)
