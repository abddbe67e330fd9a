"""What is read of a generated layout, against its truth."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from generated_layouts import Layout
from invented_town import Said

from index.minutes import Meeting
from indexer.read_file import read_meetings


class Reading(NamedTuple):
    """How much of a layout is read right, the text lost, and the first fault.

    `turns` are those right in speaker, role and words, `items` those that are under the right
    item, too; `head` is what of title, body and date is wrong.
    """

    turns: int
    items: int
    head: tuple[str, ...]
    lost: tuple[str, ...]
    first_fault: str


def compare(layout: Layout, folder: Path) -> Reading:
    """Read a layout from a file in a folder."""
    path = folder / layout.name
    path.write_bytes(layout.content)
    meetings = [item for item in read_meetings(path, path.name) if isinstance(item, Meeting)]
    path.unlink()
    read = list(_turns(meetings))
    wanted = [_key(turn) for turn in layout.turns]
    under = _right(wanted, read)
    without = [turn._replace(agenda=None) for turn in wanted]
    said = _right(without, [turn._replace(agenda=None) for turn in read])
    head = tuple(_wrong_in_head(layout, meetings))
    lost = tuple(_lost(layout, meetings))
    return Reading(said, under, head, lost, _first_fault(wanted, read, head, lost))


def _right(wanted: Sequence[Said], read: Sequence[Said]) -> int:
    missed = sum(turn not in read for turn in wanted)
    return max(0, len(wanted) - max(missed, sum(turn not in wanted for turn in read)))


def _first_fault(
    wanted: Sequence[Said], read: Sequence[Said], head: Sequence[str], lost: Sequence[str]
) -> str:
    missed = [turn for turn in wanted if turn not in read]
    extra = [turn for turn in read if turn not in wanted]
    turns = f"{missed[:1]} ≠ {extra[:1]}" if missed or extra else ""
    return " ".join(filter(None, (turns, *head[:1], f"lost {lost[:1]}" if lost else "")))


def _turns(meetings: Sequence[Meeting]) -> Iterator[Said]:
    for meeting in meetings:
        for each in meeting.utterances:
            if each.speaker:
                item = each.agenda and (each.agenda.number or each.agenda.title)
                yield _key(Said(each.office, each.name, each.role, each.text, item or None))


def _wrong_in_head(layout: Layout, meetings: Sequence[Meeting]) -> Iterator[str]:
    if len(meetings) != 1:
        yield f"{len(meetings)} meetings"
        return
    (read,), wanted = meetings, layout.head
    pairs = ((read.title, wanted.title), (read.body, wanted.body), (read.date or "", wanted.date))
    yield from (f"{got!r} for {want!r}" for got, want in pairs if flat(got) != flat(want))


def _lost(layout: Layout, meetings: Sequence[Meeting]) -> Iterator[str]:
    """The sentences that nobody says, and what else is printed and in no field."""
    said = flat("".join(u.text for meeting in meetings for u in meeting.utterances))
    yield from (each for each in layout.sentences if flat(each) not in said)
    anything = said + flat("".join(word for each in meetings for word in _fields(each)))
    yield from (each for each in layout.printed if flat(each) not in anything)


def _fields(meeting: Meeting) -> Iterator[str]:
    yield from (meeting.title, meeting.body, meeting.date_text or "", meeting.place or "")
    for item in meeting.agenda:
        yield f"{item.number or ''}{item.title}"
    for person in meeting.attendees:
        yield f"{person.office or ''}{person.name}"


def _key(turn: Said) -> Said:
    name = flat(turn.name) if turn.name else None
    return Said(turn.office, name, turn.role, flat(turn.text), turn.agenda)


def flat(text: str) -> str:
    """A text without spaces, its digits and signs in one width."""
    return "".join(unicodedata.normalize("NFKC", text).split())
