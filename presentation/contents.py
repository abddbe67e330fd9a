"""The contents of a long exchange: its subjects, and links between questions and answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from index.minutes import Utterance
from index.passages import Passage, passages
from index.results import Span
from index.subjects import SubjectPairs, pair_exchange

# Shorter exchanges, and those of fewer subjects, have no contents.
MIN_CHARACTERS = 1200
MIN_SUBJECTS = 2


class PassageLink(NamedTuple):
    """A link to a passage: its anchor, and the utterance it is part of."""

    anchor: str
    utterance: Utterance


class LinkedPassage(NamedTuple):
    """A passage as it is shown: what it answers (`asked`), and what answers it.

    It is folded unless it is about what was searched for.
    """

    anchor: str
    title: str | None
    window: Span
    is_open: bool
    asked: tuple[PassageLink, ...] = ()
    answered: tuple[PassageLink, ...] = ()


class SubjectEntry(NamedTuple):
    """A line of the contents; a link to each passage of the subject, the question first."""

    title: str
    links: tuple[PassageLink, ...]


class ExchangeContents(NamedTuple):
    """`passages` by the utterance's id; both empty where an exchange is short."""

    subjects: tuple[SubjectEntry, ...] = ()
    passages: Mapping[str, tuple[LinkedPassage, ...]] = {}


def exchange_contents(
    utterances: Sequence[Utterance], marks: Mapping[str, Sequence[Span]]
) -> ExchangeContents:
    """The subjects of an exchange, where it is long and has more than one.

    `marks` are the matches in it, by utterance id.
    """
    if sum(len(each.text) for each in utterances) < MIN_CHARACTERS:
        return ExchangeContents()
    pairs = pair_exchange(utterances)
    named = [pair for pair in pairs if pair.title]
    if len(named) < MIN_SUBJECTS:
        return ExchangeContents()
    known = {each.id: each for each in utterances}
    opened = _about_matches([p for each in utterances for p in passages(each)], pairs, marks)

    def links(found: Sequence[Passage]) -> tuple[PassageLink, ...]:
        return tuple(PassageLink(each.anchor, known[each.utterance]) for each in found)

    subjects = (
        SubjectEntry(pair.title, links([pair.asks, *pair.answers] if pair.asks else pair.answers))
        for pair in named
    )
    linked = {
        utterance.id: tuple(
            LinkedPassage(
                passage.anchor,
                passage.title,
                Span(passage.start, passage.end),
                not opened or passage.anchor in opened,
                links([p.asks for p in pairs if p.asks and passage in p.answers]),
                links([answer for p in pairs if p.asks == passage for answer in p.answers]),
            )
            for passage in passages(utterance)
        )
        for utterance in utterances
    }
    return ExchangeContents(tuple(subjects), linked)


def _about_matches(
    divided: Sequence[Passage],
    pairs: Sequence[SubjectPairs],
    marks: Mapping[str, Sequence[Span]],
) -> set[str]:
    """The anchors of the passages with a match, and of those that ask or answer the same."""
    matched = {
        each.anchor
        for each in divided
        if any(
            each.start < mark.end and mark.start < each.end
            for mark in marks.get(each.utterance, ())
        )
    }
    subjects = ([*filter(None, [pair.asks]), *pair.answers] for pair in pairs)
    about = [passages for passages in subjects if any(p.anchor in matched for p in passages)]
    return matched | {each.anchor for passages in about for each in passages}
