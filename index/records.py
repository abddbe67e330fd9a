"""Minutes values ↔ the bytes an index keeps of them (JSON, without the text)."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from index.minutes import AgendaItem, Attendee, Mark, Meeting, Source, Utterance


def utterance_record(utterance: Utterance) -> bytes:
    """Everything of an utterance but its text, which is kept apart."""
    fields = {key: value for key, value in asdict(utterance).items() if key != "text"}
    return _encode(fields)


def read_utterance(record: bytes, text: str) -> Utterance:
    fields: dict[str, Any] = json.loads(record)
    fields["source"] = Source(**fields["source"])
    fields["agenda"] = fields["agenda"] and AgendaItem(**fields["agenda"])
    fields["trace"] = tuple(Mark(*mark) for mark in fields["trace"])
    return Utterance(text=text, **fields)


def meeting_record(meeting: Meeting) -> bytes:
    """A meeting's header, without its utterances."""
    header = Meeting(
        **{name: getattr(meeting, name) for name in _HEADER},
        utterances=(),
    )
    return _encode(asdict(header))


def read_meeting(record: bytes, utterances: tuple[Utterance, ...]) -> Meeting:
    fields: dict[str, Any] = json.loads(record)
    fields["published"] = Source(**fields["published"])
    fields["agenda"] = tuple(AgendaItem(**item) for item in fields["agenda"])
    fields["attendees"] = tuple(Attendee(**person) for person in fields["attendees"])
    fields["utterances"] = utterances
    return Meeting(**fields)


_HEADER = tuple(name for name in Meeting.__dataclass_fields__ if name != "utterances")


def _encode(fields: dict[str, Any]) -> bytes:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()
