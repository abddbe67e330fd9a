"""A meeting → its outline: attendance by side, agenda as contents, headed exchanges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile

from index.minutes import AgendaItem, Attendee, Exchange, Meeting

# The level in HTML of a heading that is not below an agenda item.
TOP_LEVEL = 3


@dataclass(frozen=True, slots=True)
class OutlineHeading:
    """A heading between exchanges; `level` is that of HTML, `anchor` its id there."""

    level: int
    text: str
    number: str | None
    anchor: str

    def is_of(self, item: AgendaItem) -> bool:
        if self.level != TOP_LEVEL:
            return False
        return self.number == item.number if item.number else self.text == item.title


@dataclass(frozen=True, slots=True)
class AgendaEntry:
    """A line of the contents; `anchor` is null where nothing was said of the item."""

    item: AgendaItem
    anchor: str | None
    topics: tuple[OutlineHeading, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """Attendees by the heading of their list; the agenda; headings and exchanges in order."""

    sides: tuple[tuple[str, tuple[Attendee, ...]], ...]
    contents: tuple[AgendaEntry, ...]
    blocks: tuple[OutlineHeading | Exchange, ...]


def outline(meeting: Meeting) -> Outline:
    blocks = tuple(_blocks(meeting.exchanges))
    sides = tuple(
        (side, tuple(people)) for side, people in groupby(meeting.attendees, lambda a: a.side)
    )
    return Outline(sides, tuple(_contents(meeting, blocks)), blocks)


def _blocks(exchanges: Sequence[Exchange]) -> Iterator[OutlineHeading | Exchange]:
    """The exchanges, and a heading wherever the agenda item, section or topic changes."""
    agenda: AgendaItem | str | None = None
    topic: str | None = None
    for exchange in exchanges:
        first = exchange.utterances[0]
        about = first.agenda or first.section
        if about != agenda:
            agenda, topic = about, None
            if about is not None:
                item = AgendaItem(None, about) if isinstance(about, str) else about
                anchor = f"agenda-{first.id}"
                yield OutlineHeading(TOP_LEVEL, item.title, item.number, anchor)
        if first.topic != topic:
            topic = first.topic
            if topic is not None:
                level = TOP_LEVEL + (agenda is not None)
                yield OutlineHeading(level, topic, None, f"topic-{first.id}")
        yield exchange


def _contents(
    meeting: Meeting, blocks: Sequence[OutlineHeading | Exchange]
) -> Iterator[AgendaEntry]:
    """The agenda as printed; where none was printed, the items that were spoken of."""
    headings = [block for block in blocks if isinstance(block, OutlineHeading)]
    spoken = (each.agenda for each in meeting.utterances if each.agenda)
    for item in meeting.agenda or tuple(dict.fromkeys(spoken)):
        at = next((n for n, heading in enumerate(headings) if heading.is_of(item)), None)
        if at is None:
            yield AgendaEntry(item, None, ())
        else:
            topics = takewhile(lambda each: each.level != TOP_LEVEL, headings[at + 1 :])
            yield AgendaEntry(item, headings[at].anchor, tuple(topics))
