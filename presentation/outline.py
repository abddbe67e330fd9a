"""A meeting → its outline: attendance by side, agenda as contents, headed exchanges."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from index.minutes import AgendaItem, Attendee, Exchange, Meeting, Utterance

TOP_LEVEL = 3


@dataclass(frozen=True, slots=True)
class Head:
    """A heading between exchanges; `level` is that of HTML, `anchor` its id there."""

    level: int
    text: str
    number: str | None
    anchor: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents; `anchor` is null where nothing was said of the item."""

    item: AgendaItem
    anchor: str | None
    topics: tuple[Head, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    sides: tuple[tuple[str, tuple[Attendee, ...]], ...]
    contents: tuple[Entry, ...]
    blocks: tuple[Head | Exchange, ...]


def outline(meeting: Meeting) -> Outline:
    blocks = tuple(_blocks(meeting.exchanges))
    sides = tuple(
        (side, tuple(people)) for side, people in groupby(meeting.attendees, lambda a: a.side)
    )
    return Outline(sides, tuple(_contents(meeting, blocks)), blocks)


def _blocks(exchanges: tuple[Exchange, ...]) -> Iterator[Head | Exchange]:
    """The exchanges, and a heading wherever the agenda item, section or topic changes."""
    agenda: AgendaItem | str | None = None
    topic: str | None = None
    for exchange in exchanges:
        first = exchange.utterances[0]
        about = first.agenda or first.section
        if about != agenda:
            agenda, topic = about, None
            if about is not None:
                yield _agenda_head(about, first)
        if first.topic != topic:
            topic = first.topic
            if topic is not None:
                level = TOP_LEVEL + (agenda is not None)
                yield Head(level, topic, None, f"topic-{first.id}")
        yield exchange


def _agenda_head(about: AgendaItem | str, first: Utterance) -> Head:
    anchor = f"agenda-{first.id}"
    if isinstance(about, str):
        return Head(TOP_LEVEL, about, None, anchor)
    return Head(TOP_LEVEL, about.title, about.number, anchor)


def _contents(meeting: Meeting, blocks: tuple[Head | Exchange, ...]) -> Iterator[Entry]:
    """The agenda as printed; where none was, the items that were spoken of."""
    heads = [block for block in blocks if isinstance(block, Head)]
    spoken = (each.agenda for each in meeting.utterances if each.agenda)
    for item in meeting.agenda or tuple(dict.fromkeys(spoken)):
        at = next((n for n, head in enumerate(heads) if _heads(head, item)), None)
        if at is None:
            yield Entry(item, None, ())
        else:
            yield Entry(item, heads[at].anchor, tuple(_topics(heads[at + 1 :])))


def _heads(head: Head, item: AgendaItem) -> bool:
    if head.level != TOP_LEVEL:
        return False
    return head.number == item.number if item.number else head.text == item.title


def _topics(heads: list[Head]) -> Iterator[Head]:
    for head in heads:
        if head.level == TOP_LEVEL:
            return
        yield head
