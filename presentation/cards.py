"""A hit → a card: which utterances are shown at length, as one line, or left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from index.minutes import Utterance
from index.results import Found, Hit, Quote, Span
from presentation import snippets
from presentation.dialogue import dialogue
from presentation.snippets import SnippetParagraph
from presentation.subjects import exchange_title

# Characters of an utterance that is shown at length, and of one shown as one line.
MAX_EXCERPT = 260
MAX_LINE = 60
# An exchange of more utterances is shortened; a longer run of utterances without a match is, too.
MAX_WHOLE_EXCHANGE = 4
MAX_UNMATCHED_RUN = 2
# An answer with this share of the best score may be called the newest, and with that, newer.
_AS_WELL, _NEARLY_AS_WELL = 0.85, 0.75
# A kanji beside another.
_INSIDE_WORD = re.compile("[一-鿿々]{2}")


@dataclass(frozen=True, slots=True)
class UtteranceExcerpt:
    """An utterance and as much of its text as a card or a terminal shows."""

    utterance: Utterance
    paragraphs: tuple[SnippetParagraph, ...]

    @property
    def is_cut(self) -> bool:
        return snippets.is_cut(self.paragraphs)


@dataclass(frozen=True, slots=True)
class QuotedUtterance:
    """A quotation, with the words of the question marked, and the utterance it is taken from."""

    quote: Quote
    utterance: Utterance
    paragraphs: tuple[SnippetParagraph, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A hit as it is shown; a number among `excerpts` counts utterances left out.

    Of an answer, `excerpts` are the question and the passages of what is quoted; of what only
    comes near one, there are none.
    """

    hit: Hit
    title: str
    excerpts: tuple[UtteranceExcerpt | int, ...]
    quotes: tuple[QuotedUtterance, ...]


def make_card(hit: Hit, *, only_near: bool = False) -> Card:
    """The card of a hit. `only_near` if it has quotes, but answers nothing."""
    known = {found.utterance.id: found for found in hit.utterances}
    quotes = tuple(
        _quoted(known[each.utterance], each) for each in hit.quotes if each.utterance in known
    )
    if quotes:
        quote, lead = quotes[0].quote, quotes[0].utterance
        title = exchange_title(lead, (Span(quote.start, quote.end),))
        around = () if only_near else _dialogue(hit, [each.quote for each in quotes])
        return Card(hit, title, tuple(around), quotes)
    found = next((each for each in hit.utterances if each.matched), hit.utterances[0])
    title = exchange_title(found.utterance, found.highlights)
    return Card(hit, title, tuple(_excerpts(hit.utterances)), ())


def _quoted(found: Found, quote: Quote) -> QuotedUtterance:
    window = Span(quote.start, quote.end)
    paragraphs = snippets.passage(found.utterance.text, _marks(found), window)
    return QuotedUtterance(quote, found.utterance, paragraphs)


def _dialogue(hit: Hit, quotes: Sequence[Quote]) -> Iterator[UtteranceExcerpt | int]:
    left = len(hit.utterances)
    known = {found.utterance.id: found for found in hit.utterances}
    for utterance, window, passed in dialogue(hit.utterances, quotes):
        if passed:
            yield passed
        shown = snippets.windows_of(utterance.text, _marks(known[utterance.id]), [window])
        yield UtteranceExcerpt(utterance, shown)
        left -= passed + 1
    if left:
        yield left


def _marks(found: Found) -> tuple[Span, ...]:
    """The words of a question in a speech, but for a character that is part of another word."""
    text = found.utterance.text
    return tuple(
        mark
        for mark in found.highlights
        if mark.end - mark.start > 1
        or not _INSIDE_WORD.search(text[max(0, mark.start - 1) : mark.end + 1])
    )


def newest_of(hits: Sequence[Hit]) -> int | None:
    """The number, from 1, of the first hit of the latest day, if it answers about as well.

    None if all are of one day, or of none.
    """
    days = [hit.meeting.date or "" for hit in hits]
    latest = max(days, default="")
    if all(day == latest for day in days if day):
        return None
    newest = days.index(latest)
    best = max(hit.score for hit in hits)
    return newest + 1 if hits[newest].score >= _AS_WELL * best else None


def newer_than_first(hits: Sequence[Hit]) -> int | None:
    """The number, from 1, of the latest hit that answers nearly as well, if of a later year.

    None if the first hit has no date.
    """
    best = max((hit.score for hit in hits), default=0.0)
    dated = [
        (hit.meeting.date, -number)
        for number, hit in enumerate(hits, 1)
        if hit.meeting.date and hit.score >= _NEARLY_AS_WELL * best
    ]
    first = hits[0].meeting.date if hits else None
    day, number = max(dated, default=("", 0))
    return -number if first and day[:4] > first[:4] else None


def _excerpts(utterances: Sequence[Found]) -> Iterator[UtteranceExcerpt | int]:
    """Every utterance of a short exchange; of a long one, those that lead to a match.

    Where a filter alone matches a whole long exchange, its first utterance is enough.
    """
    if len(utterances) <= MAX_WHOLE_EXCHANGE:
        yield from map(_at_length, utterances)
        return
    if all(found.matched and not found.highlights for found in utterances):
        yield from _passing(utterances, goes_on=False)
        return
    for matched, group in groupby(utterances, key=lambda found: found.matched):
        run = list(group)
        if matched:
            yield from map(_at_length, run)
        elif len(run) <= MAX_UNMATCHED_RUN:
            yield from map(_as_line, run)
        else:
            yield from _passing(run, goes_on=run[-1] is not utterances[-1])


def _passing(run: Sequence[Found], *, goes_on: bool) -> Iterator[UtteranceExcerpt | int]:
    """A run without matches: its first utterance and, before a match, its last."""
    yield _as_line(run[0])
    yield len(run) - 1 - goes_on
    if goes_on:
        yield _as_line(run[-1])


def _at_length(found: Found) -> UtteranceExcerpt:
    text = found.utterance.text
    return UtteranceExcerpt(found.utterance, snippets.excerpt(text, found.highlights, MAX_EXCERPT))


def _as_line(found: Found) -> UtteranceExcerpt:
    return UtteranceExcerpt(found.utterance, snippets.first_line(found.utterance.text, MAX_LINE))
