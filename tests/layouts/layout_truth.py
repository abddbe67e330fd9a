"""What is read of a generated layout, against its truth."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from generated_layouts import Layout, Said

from index.minutes import Meeting
from indexer.read_file import read_meetings


class Reading(NamedTuple):
    """How many turns of a layout are read right, the sentences lost, and the first fault."""

    right: int
    lost: tuple[str, ...]
    first_fault: str


def compare(layout: Layout, folder: Path) -> Reading:
    """Read a layout from a file in a folder."""
    path = folder / layout.name
    path.write_text(layout.content, encoding="utf-8", newline="")
    meetings = [item for item in read_meetings(path, path.name) if isinstance(item, Meeting)]
    path.unlink()
    whole = _flat("".join(u.text for meeting in meetings for u in meeting.utterances))
    lost = tuple(each for each in layout.sentences if _flat(each) not in whole)
    read = list(_turns(meetings))
    wanted = [_key(turn) for turn in layout.turns]
    faults = [turn for turn in wanted if turn not in read]
    extra = [turn for turn in read if turn not in wanted]
    first = f"{faults[:1]} ≠ {extra[:1]}" if faults or extra else f"lost {lost[:1]}"
    return Reading(max(0, len(wanted) - max(len(faults), len(extra))), lost, first)


def _turns(meetings: list[Meeting]) -> Iterator[Said]:
    for meeting in meetings:
        for each in meeting.utterances:
            if each.speaker:
                yield _key(Said(each.office, each.name, each.role, each.text))


def _key(turn: Said) -> Said:
    name = _flat(turn.name) if turn.name else None
    return Said(turn.office, name, turn.role, _flat(turn.text))


def _flat(text: str) -> str:
    return "".join(text.split())
