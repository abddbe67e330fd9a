"""Minutes values ↔ the bytes an index keeps of them.

What the utterances of a meeting share is kept once, in the meeting's record: a JSON
object of the meeting's fields (those that have their default value are left out), and
under `shared`:

    prefix     what all ids of its utterances and exchanges begin with: its own, or nothing
    files      [file, sha256, url] of each source
    voices     [speaker, name, office, role, affiliation, basis] of each voice
    places     [[number, title, body, department] or null, section, topic]

An utterance's record is a JSON list of what is its own:

    [id, exchange or null, kind, file, voice, place, page, line, marks]

without `prefix`; kind is its place in KINDS, file, voice and place in those tables.
Marks, a list, is left out where the one mark is that of the source. The text is kept apart.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import astuple, fields
from typing import Any

from index.minutes import KINDS, AgendaItem, Attendee, Mark, Meeting, Source, Utterance

_KINDS = {kind: number for number, kind in enumerate(KINDS)}

_Row = tuple[Any, ...]
_Value = AgendaItem | Attendee | Meeting | Source


def _unusual(value: _Value) -> dict[str, Any]:
    """The fields of a value that differ from their defaults."""
    every = ((field, getattr(value, field.name)) for field in fields(value))
    return {field.name: each for field, each in every if each != field.default}


_encode: Callable[[Any], str] = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), default=_unusual
).encode

# What json.loads does once it has found out how the bytes are encoded.
_decode: Callable[[str], Any] = json.JSONDecoder().decode


def meeting_records(meeting: Meeting) -> list[bytes]:
    """The record of a meeting, then that of each utterance, all of which name it."""
    files: dict[_Row, int] = {}
    voices: dict[_Row, int] = {}
    places: dict[_Row, int] = {}
    spoken = meeting.utterances
    names = [each.id for each in spoken]
    names += [each.exchange for each in spoken if each.exchange is not None]
    prefix = meeting.id if all(name.startswith(meeting.id) for name in names) else ""
    start = len(prefix)
    records = [b""]
    for each in spoken:
        source = each.source
        file = (source.file, source.sha256, source.url)
        who = (each.speaker, each.name, each.office)
        voice = (*who, each.role, each.affiliation, each.basis)
        place = (each.agenda, each.section, each.topic)
        row = (
            each.id[start:],
            None if each.exchange is None else each.exchange[start:],
            _KINDS[each.kind],
            files.setdefault(file, len(files)),
            voices.setdefault(voice, len(voices)),
            places.setdefault(place, len(places)),
            source.page,
            source.line,
        )
        usual = each.trace == ((0, source.page, source.line),)
        records.append(_encode(row if usual else (*row, each.trace)).encode())
    agendas = ((agenda and astuple(agenda), *rest) for agenda, *rest in places)
    shared = {"prefix": prefix, "files": [*files], "voices": [*voices], "places": [*agendas]}
    kept = {name: each for name, each in _unusual(meeting).items() if name != "utterances"}
    records[0] = _encode({**kept, "shared": shared}).encode()
    return records


class MeetingReader:
    """Reads the record of a meeting once, and then those of its utterances."""

    def __init__(self, record: bytes) -> None:
        self._kept: dict[str, Any] = json.loads(record)
        shared = self._kept.pop("shared")
        self._id: str = self._kept["id"]
        self._prefix: str = shared["prefix"]
        self._files: list[_Row] = shared["files"]
        self._voices: list[_Row] = shared["voices"]
        self._places: list[_Row] = [
            (agenda and AgendaItem(*agenda), section, topic)
            for agenda, section, topic in shared["places"]
        ]

    def meeting(self, utterances: tuple[Utterance, ...]) -> Meeting:
        """The meeting, with these of its utterances."""
        kept = {**self._kept, "published": Source(**self._kept["published"])}
        for name, kind in (("agenda", AgendaItem), ("attendees", Attendee)):
            if name in kept:
                kept[name] = tuple(kind(**each) for each in kept[name])
        return Meeting(utterances=utterances, **kept)

    def utterance(self, record: bytes, text: str) -> Utterance:
        """An utterance of the meeting, by its record and its text."""
        identifier, exchange, kind, file, voice, place, page, line, *marks = _decode(
            record.decode()
        )
        name, sha256, url = self._files[file]
        values: _Row = (
            self._prefix + identifier,
            self._id,
            None if exchange is None else self._prefix + exchange,
            KINDS[kind],
            text,
            Source(name, sha256, page, line, url),
            *self._voices[voice],
            *self._places[place],
            tuple(Mark(*mark) for mark in marks[0]) if marks else (Mark(0, page, line),),
        )
        return Utterance(*values)
