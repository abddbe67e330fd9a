"""A hit → a card: which turns are shown whole, shortened, or passed over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from index.minutes import Utterance
from index.results import Found, Hit, Quote
from presentation import snippets
from presentation.labels import heading
from presentation.snippets import Paragraph

TURN_BUDGET = 260
LINE_BUDGET = 60
SHORT_EXCHANGE = 4
MOST_UNMATCHED = 2


@dataclass(frozen=True, slots=True)
class Turn:
    """One utterance of a card, as much of it as is shown."""

    utterance: Utterance
    paragraphs: tuple[Paragraph, ...]

    @property
    def is_cut(self) -> bool:
        return snippets.is_cut(self.paragraphs)


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation and the utterance it stands in."""

    quote: Quote
    utterance: Utterance


@dataclass(frozen=True, slots=True)
class Card:
    """A hit as it is shown; a number among `turns` counts utterances passed over."""

    hit: Hit
    lead: Utterance
    title: str
    turns: tuple[Turn | int, ...]
    quotes: tuple[Quoted, ...]

    @property
    def cited(self) -> tuple[Utterance, ...]:
        """The utterances a citation names: those quoted, else those shown."""
        if self.quotes:
            return tuple(quoted.utterance for quoted in self.quotes)
        return tuple(turn.utterance for turn in self.turns if isinstance(turn, Turn))


def card(hit: Hit) -> Card:
    known = {found.utterance.id: found.utterance for found in hit.utterances}
    quotes = tuple(
        Quoted(quote, known[quote.utterance]) for quote in hit.quotes if quote.utterance in known
    )
    lead = hit.lead
    title = heading(lead, tuple(known.values()))
    return Card(hit, lead, title, tuple(_turns(hit.utterances)), quotes)


def _turns(utterances: Sequence[Found]) -> Iterator[Turn | int]:
    """A short exchange with every turn; a long one with what leads to each match.

    Where a filter keeps a long exchange whole, no turn of it tells more than another.
    """
    if len(utterances) <= SHORT_EXCHANGE:
        yield from (_turn(found, TURN_BUDGET) for found in utterances)
        return
    if all(found.matched and not found.highlights for found in utterances):
        yield from _passing(utterances, goes_on=False)
        return
    for matched, group in groupby(utterances, key=lambda found: found.matched):
        run = list(group)
        if matched:
            yield from (_turn(found, TURN_BUDGET) for found in run)
        elif len(run) <= MOST_UNMATCHED:
            yield from (_line(found) for found in run)
        else:
            yield from _passing(run, goes_on=run[-1] is not utterances[-1])


def _passing(run: Sequence[Found], *, goes_on: bool) -> Iterator[Turn | int]:
    """A run without matches: its first turn and, before a match, the last."""
    yield _line(run[0])
    if goes_on:
        yield len(run) - 2
        yield _line(run[-1])
    else:
        yield len(run) - 1


def _turn(found: Found, budget: int) -> Turn:
    text = found.utterance.text
    return Turn(found.utterance, snippets.excerpt(text, found.highlights, budget))


def _line(found: Found) -> Turn:
    return Turn(found.utterance, snippets.first_line(found.utterance.text, LINE_BUDGET))
