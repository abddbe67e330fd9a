"""The subjects of a long exchange: its contents, and what leads from asked to answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from index.minutes import Utterance
from index.passages import Passage, passages
from index.results import Span
from index.subjects import SubjectPairs, pair_exchange

LEAST_CHARACTERS = 1200
LEAST_SUBJECTS = 2


class Way(NamedTuple):
    """A way to another passage: its anchor, and who speaks there."""

    anchor: str
    utterance: Utterance


class Part(NamedTuple):
    """A passage as it is shown; `asked` and `answered` are where it was, or is."""

    anchor: str
    window: Span
    asked: tuple[Way, ...] = ()
    answered: tuple[Way, ...] = ()


class Entry(NamedTuple):
    """A line of the contents; a way for each passage of the subject, the question first."""

    title: str
    ways: tuple[Way, ...]


class Subjects(NamedTuple):
    """`parts` by the utterance's id; both empty where an exchange is short."""

    contents: tuple[Entry, ...] = ()
    parts: Mapping[str, tuple[Part, ...]] = {}


def find_subjects(utterances: Sequence[Utterance]) -> Subjects:
    """What an exchange is about, where it is long and of more than one subject."""
    if sum(len(each.text) for each in utterances) < LEAST_CHARACTERS:
        return Subjects()
    pairs = [pair for pair in pair_exchange(utterances) if pair.title]
    if len(pairs) < LEAST_SUBJECTS:
        return Subjects()
    known = {each.id: each for each in utterances}
    entries = tuple(
        Entry(pair.title, tuple(_way(each, known) for each in _passages(pair))) for pair in pairs
    )
    parts = {each.id: tuple(_parts(each, pairs, known)) for each in utterances}
    return Subjects(entries, parts)


def _parts(
    utterance: Utterance, pairs: Sequence[SubjectPairs], known: Mapping[str, Utterance]
) -> list[Part]:
    found: list[Part] = []
    for passage in passages(utterance):
        answered = [a for p in pairs if p.asks == passage for a in p.answers]
        asked = [p.asks for p in pairs if p.asks and passage in p.answers]
        found.append(
            Part(
                passage.anchor,
                Span(passage.start, passage.end),
                tuple(_way(each, known) for each in asked),
                tuple(_way(each, known) for each in answered),
            )
        )
    return found


def _passages(pair: SubjectPairs) -> tuple[Passage, ...]:
    return (pair.asks, *pair.answers) if pair.asks else pair.answers


def _way(passage: Passage, known: Mapping[str, Utterance]) -> Way:
    return Way(passage.anchor, known[passage.utterance])
