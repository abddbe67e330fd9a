"""A meeting as it last stood ↔ the bytes a history keeps of it.

Compressed JSON, by the names of `index.minutes`; what is null or empty is left out. The
shape is not that of the index's own records, so that it outlives them.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from typing import Any

from index.minutes import AgendaItem, Attendee, Meeting, Source, Utterance

_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

# What of a value is kept: all but the way back to each line, and what others may add.
_KEPT: Mapping[type, tuple[str, ...]] = {
    Source: ("file", "sha256", "page", "line", "url"),
    AgendaItem: ("number", "title", "body", "department"),
    Attendee: ("name", "side", "office", "department", "agenda"),
    Utterance: (
        *("id", "meeting", "exchange", "kind", "text", "source", "speaker", "name", "office"),
        *("role", "affiliation", "basis", "agenda", "section", "topic"),
    ),
    Meeting: (
        *("id", "body", "title", "published", "utterances", "number", "date", "date_text"),
        *("begins", "ends", "place", "agenda", "attendees"),
    ),
}


def packed(meeting: Meeting) -> bytes:
    # Minutes may have lone surrogates; JSON is read back with them.
    return zlib.compress(_json(_plain(meeting)).encode("utf-8", "surrogatepass"))


def unpacked(content: bytes) -> Meeting:
    """Raises ValueError where it is damaged."""
    try:
        return _meeting(json.loads(zlib.decompress(content)))
    except (zlib.error, TypeError, KeyError) as error:
        raise ValueError(str(error)) from error


def _plain(value: object) -> object:
    """A value as JSON has it; what is null, empty or the usual is left out."""
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    names = _KEPT.get(type(value))
    if names is None:
        return value
    every = ((name, getattr(value, name)) for name in names)
    return {name: _plain(each) for name, each in every if each not in (None, ())}


def _meeting(kept: dict[str, Any]) -> Meeting:
    agenda = tuple(AgendaItem(**{"number": None, **each}) for each in kept.pop("agenda", ()))
    attendees = tuple(Attendee(**each) for each in kept.pop("attendees", ()))
    utterances = tuple(map(_utterance, kept.pop("utterances", ())))
    published = Source(**kept.pop("published"))
    return Meeting(
        **kept, published=published, agenda=agenda, attendees=attendees, utterances=utterances
    )


def _utterance(kept: dict[str, Any]) -> Utterance:
    agenda = kept.pop("agenda", None)
    item = None if agenda is None else AgendaItem(**{"number": None, **agenda})
    usual = {"exchange": None, **kept, "source": Source(**kept["source"])}
    return Utterance(**usual, agenda=item)
