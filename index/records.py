"""Minutes values ↔ the bytes an index keeps of them: JSON, without what is usual.

A field that has its default value is left out, and so is an utterance's text, which
is kept apart.
"""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

from index.minutes import AgendaItem, Attendee, Mark, Meeting, Source, Utterance

_Value = AgendaItem | Attendee | Meeting | Source | Utterance


def utterance_record(utterance: Utterance) -> bytes:
    """Everything of an utterance but its text."""
    return _encode(utterance, "text")


def read_utterance(record: bytes, text: str) -> Utterance:
    kept: dict[str, Any] = json.loads(record)
    kept["source"] = Source(**kept["source"])
    if "agenda" in kept:
        kept["agenda"] = AgendaItem(**kept["agenda"])
    if "trace" in kept:
        kept["trace"] = tuple(Mark(*mark) for mark in kept["trace"])
    return Utterance(text=text, **kept)


def meeting_record(meeting: Meeting) -> bytes:
    """A meeting's header, without its utterances."""
    return _encode(meeting, "utterances")


def read_meeting(record: bytes, utterances: tuple[Utterance, ...]) -> Meeting:
    kept: dict[str, Any] = json.loads(record)
    kept["published"] = Source(**kept["published"])
    for name, kind in (("agenda", AgendaItem), ("attendees", Attendee)):
        if name in kept:
            kept[name] = tuple(kind(**each) for each in kept[name])
    return Meeting(utterances=utterances, **kept)


def _encode(value: Utterance | Meeting, without: str) -> bytes:
    kept = {name: each for name, each in _unusual(value).items() if name != without}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"), default=_unusual).encode()


def _unusual(value: _Value) -> dict[str, Any]:
    """The fields of a value that differ from their defaults."""
    every = ((field, getattr(value, field.name)) for field in fields(value))
    return {field.name: each for field, each in every if each != field.default}
