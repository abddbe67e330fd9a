"""Minutes values as plain data: the records of an index, withdrawn meetings, and public JSON.

All three follow from the dataclasses of `index.minutes`: their new fields need no edit here.
A value is a dictionary of its fields by name; those that are null, empty or the default are
left out of what is stored.

The record of a meeting is that dictionary as JSON, without utterances, and under `shared`
what its utterances have in common:

    prefix     the meeting's id, if all ids of its utterances and exchanges begin with it
    sources    the fields of each source but page and line
    places     agenda, section and topic of each place in the meeting
    voices     all other fields of the utterances, above all of each speaker

The record of an utterance is a JSON list of its own values:

    [id, exchange or null, kind, source, voice, place, page, line, marks]

Ids lack `prefix`; kind is an index into KINDS; source, voice and place are indexes into
those tables. Marks are left out if the only one is that of the source. The text is stored
apart.

A snapshot is the dictionary of a whole meeting as compressed JSON, without the traces of its
utterances. It outlives the format of the records: it is read where fields were since added
or removed.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable
from dataclasses import MISSING, fields, is_dataclass, replace
from functools import cache, cached_property, partial
from operator import attrgetter
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from index.minutes import KINDS, AgendaItem, Exchange, Mark, Meeting, MeetingHead, Source, Utterance
from index.passages import passages
from index.persons import Person, Profile
from index.results import Gone, Hit, Note, Placed, SearchPage
from index.subjects import pair_exchange

Json = dict[str, Any]
# Null, a number, a string, or a list or dictionary of these.
_Plain = Any
# A value of `index.minutes`, or of one of its fields.
_Value = Any

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
# Faster than json.loads: our own records begin and end with their list.
_decode: Callable[[str], tuple[Any, int]] = json.JSONDecoder().raw_decode

_KIND_NUMBERS = {kind: number for number, kind in enumerate(KINDS)}


def _names(kind: type, *without: str) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if field.name not in without)


# The shared fields of utterances and of their sources.
_PLACE = ("agenda", "section", "topic")
_OWN = ("id", "meeting", "exchange", "kind", "text", "source", "trace", "person")
_VOICE = _names(Utterance, *_OWN, *_PLACE)
_SOURCE = _names(Source, "page", "line")
_source_of, _voice_of, _place_of = (attrgetter(*each) for each in (_SOURCE, _VOICE, _PLACE))

# The public fields of an utterance and of a meeting, in the order of DESIGN.md.
_FIRST, _LAST = ("id", "exchange", "meeting", "kind"), ("text", "source")
_PUBLIC = (*_FIRST, *_names(Utterance, *_FIRST, *_LAST, "section", "trace"), *_LAST)
_HEAD = ("id", "body", "committee", *_names(MeetingHead, "id", "body", "committee", "url"))
_REST = _names(Meeting, *_HEAD, "published", "utterances")


def _plain(value: object, names: tuple[str, ...] = (), *, sparse: bool = True) -> _Plain:
    """A value as JSON has it: all its fields or those of `names`, in that order.

    If `sparse`, fields that are null, empty or the default are left out; else a null `url`.
    """
    if isinstance(value, tuple):
        return [_plain(each, sparse=sparse) for each in value]
    if not is_dataclass(value):
        return value
    defaults = {field.name: field.default if sparse else MISSING for field in fields(value)}
    plain = {}
    for name in names or defaults:
        each = getattr(value, name)
        absent = each in (None, (), defaults[name]) if sparse else name == "url" and each is None
        if not absent:
            plain[name] = _plain(each, sparse=sparse)
    return plain


_public = partial(_plain, sparse=False)


def _value(kind: object, plain: _Plain) -> _Value:
    """The value of a type from its plain data."""
    arguments = get_args(kind)
    if NoneType in arguments:
        return None if plain is None else _value(arguments[0], plain)
    if get_origin(kind) is tuple:
        return tuple(_value(arguments[0], each) for each in plain)
    if kind is Mark:
        return Mark(*plain)
    if isinstance(kind, type) and is_dataclass(kind):
        return kind(**{**_absent(kind), **_arguments(kind, plain)})
    return plain


def _arguments(kind: type, plain: Json) -> Json:
    """The fields that a plain dictionary has, as arguments of their class."""
    types, nested = _types(kind), _nested(kind)
    return {
        name: _value(types[name], each) if name in nested else each
        for name, each in plain.items()
        if name in types
    }


_types = cache(get_type_hints)


@cache
def _nested(kind: type) -> set[str]:
    """The fields whose plain data is not their value: those that hold other values."""
    return {
        name
        for name, each in _types(kind).items()
        if get_origin(each) is tuple or any(map(is_dataclass, (each, *get_args(each))))
    }


@cache
def _absent(kind: type) -> dict[str, Any]:
    """The fields that have no default and may be left out: those that may be null or empty."""
    required = {field.name for field in fields(kind) if field.default is MISSING}
    types = {name: each for name, each in _types(kind).items() if name in required}
    nulls = {name: None for name, each in types.items() if NoneType in get_args(each)}
    return nulls | {name: () for name, each in types.items() if get_origin(each) is tuple}


def meeting_records(meeting: Meeting) -> list[bytes]:
    """The record of a meeting, then that of each utterance, all of which have its id."""
    utterances = meeting.utterances
    ids = [each.id for each in utterances]
    ids += [each.exchange for each in utterances if each.exchange is not None]
    prefix = meeting.id if all(each.startswith(meeting.id) for each in ids) else ""
    start = len(prefix)
    # From the shared fields to their number, and to the first value that has them.
    sources: dict[Any, tuple[int, Source]] = {}
    voices: dict[Any, tuple[int, Utterance]] = {}
    places: dict[Any, tuple[int, Utterance]] = {}
    records = [b""]
    for each in utterances:
        source = each.source
        row = (
            each.id[start:],
            None if each.exchange is None else each.exchange[start:],
            _KIND_NUMBERS[each.kind],
            sources.setdefault(_source_of(source), (len(sources), source))[0],
            voices.setdefault(_voice_of(each), (len(voices), each))[0],
            places.setdefault(_place_of(each), (len(places), each))[0],
            source.page,
            source.line,
        )
        usual = each.trace == ((0, source.page, source.line),)
        records.append(_encode(row if usual else (*row, each.trace)).encode())
    shared = {
        "prefix": prefix,
        "sources": [_plain(each, _SOURCE) for _, each in sources.values()],
        "voices": [_plain(each, _VOICE) for _, each in voices.values()],
        "places": [_plain(each, _PLACE) for _, each in places.values()],
    }
    header = _plain(replace(meeting, utterances=()))
    records[0] = _encode({**header, "shared": shared}).encode()
    return records


def _table(kind: type, rows: list[Json]) -> Callable[[int], Json]:
    """The arguments of a row by its number, made when it is asked for: a hit needs few of many."""
    made: dict[int, Json] = {}

    def row(number: int) -> Json:
        if number not in made:
            made[number] = _arguments(kind, rows[number])
        return made[number]

    return row


def has_roster(record: bytes) -> bool:
    """Whether the record of a meeting lists who attended, without reading it."""
    # Within a string of JSON, a quotation mark has a backslash before it.
    return b'"attendees":' in record


class MeetingReader:
    """Reads the record of a meeting once, and then those of its utterances."""

    def __init__(self, record: bytes) -> None:
        self._header: Json = json.loads(record)
        shared = self._header.pop("shared")
        self._id: str = self._header["id"]
        self._prefix: str = shared["prefix"]
        self._source = _table(Source, shared["sources"])
        self._voice = _table(Utterance, shared["voices"])
        self._place = _table(Utterance, shared["places"])

    @cached_property
    def head(self) -> MeetingHead:
        """The head of the meeting, without reading the rest of it."""
        url = self._header["published"].get("url")
        head: MeetingHead = _value(MeetingHead, {**self._header, "url": url})
        return head

    def meeting(self, utterances: tuple[Utterance, ...]) -> Meeting:
        """The meeting, with these of its utterances."""
        meeting: Meeting = _value(Meeting, self._header)
        return replace(meeting, utterances=utterances)

    def utterance(self, record: bytes, text: str) -> Utterance:
        """An utterance of the meeting, by its record and its text."""
        row, _ = _decode(record.decode())
        identifier, exchange, kind, source, voice, place, page, line, *marks = row
        return Utterance(
            id=self._prefix + identifier,
            meeting=self._id,
            exchange=None if exchange is None else self._prefix + exchange,
            kind=KINDS[kind],
            text=text,
            source=Source(**self._source(source), page=page, line=line),
            trace=tuple(Mark(*mark) for mark in marks[0]) if marks else (Mark(0, page, line),),
            **self._voice(voice),
            **self._place(place),
        )


def encode_snapshot(meeting: Meeting) -> bytes:
    """A meeting as it was when it was replaced or withdrawn."""
    utterances = tuple(replace(each, trace=()) for each in meeting.utterances)
    content = _encode(_plain(replace(meeting, utterances=utterances)))
    # Minutes may have lone surrogates; JSON is read back with them.
    return zlib.compress(content.encode("utf-8", "surrogatepass"))


def decode_snapshot(content: bytes) -> Meeting:
    """The meeting of a snapshot. Raises ValueError if it is damaged."""
    try:
        meeting: Meeting = _value(Meeting, json.loads(zlib.decompress(content)))
        return meeting
    except (zlib.error, TypeError, AttributeError) as error:
        raise ValueError(str(error)) from error


def utterance_json(utterance: Utterance) -> Json:
    """An utterance; the same in every output."""
    return {**_public(utterance, _PUBLIC), "agenda": _agenda_json(utterance.agenda)}


def exchange_json(placed: Placed) -> Json:
    """An exchange in its meeting; `before` and `after` are ids or null."""
    utterances = placed.exchange.utterances
    return {
        **_exchange_head(placed.exchange.id, placed.meeting, utterances[0]),
        "utterances": [utterance_json(each) for each in utterances],
        "passages": passages_json(placed.exchange),
        "before": placed.before,
        "after": placed.after,
    }


def passages_json(exchange: Exchange) -> list[Json]:
    """The passages of an exchange in order; `answers` are the anchors of those it answers.

    `start` and `end` are characters of the utterance; the address of a passage is the
    exchange's with its anchor as fragment.
    """
    asked: dict[str, list[str]] = {}
    for pair in pair_exchange(exchange.utterances):
        for answer in pair.answers:
            asked.setdefault(answer.anchor, []).extend([pair.asks.anchor] if pair.asks else [])
    return [
        {
            "anchor": passage.anchor,
            "utterance": passage.utterance,
            "start": passage.start,
            "end": passage.end,
            "subject": passage.title,
            "answers": asked.get(passage.anchor, []),
        }
        for utterance in exchange.utterances
        for passage in passages(utterance)
    ]


def meeting_json(meeting: Meeting) -> Json:
    """A meeting whole; its utterances are in the order of the minutes."""
    return {
        **_public(meeting, _HEAD),
        "url": f"/meetings/{meeting.id}",
        **_public(meeting, _REST),
        "source": _public(meeting.published),
        "utterances": [utterance_json(each) for each in meeting.utterances],
    }


def people_json(people: Iterable[Person]) -> list[Json]:
    """Persons, each with the speeches of each year."""
    return [_person_json(each) for each in people]


def profile_json(profile: Profile) -> Json:
    """A person with offices, parties, committees and agenda items, each with its days.

    `alike` are the ids of those whose name may be another writing of this one.
    """
    rest = ("offices", "parties", "committees", "subjects")
    held = {name: [each._asdict() for each in getattr(profile, name)] for name in rest}
    alike = [each.id for each in profile.alike]
    return {**_person_json(profile.person), "alike": alike, **held}


def _person_json(person: Person) -> Json:
    own = {"id": person.id, "url": f"/people/{person.id}", "body": person.body}
    speeches = {str(year): count for year, count in person.speeches.items()}
    return {
        **own,
        "name": person.name,
        "others": [*person.others],
        "office": person.office,
        "member": person.is_member,
        "speeches": speeches,
    }


def gone_json(gone: Gone) -> Json:
    """A meeting or exchange as it was, and the day (ISO 8601) it was withdrawn."""
    if gone.is_meeting:
        return {"gone": gone.day, "last": meeting_json(gone.meeting)}
    exchange = Exchange(gone.utterances[0].group, gone.utterances)
    return {
        "gone": gone.day,
        "last": exchange_json(Placed(exchange, gone.meeting.head, None, None)),
    }


def search_json(page: SearchPage, words: Callable[[Note], str]) -> Json:
    """One page of a search, or of `ask`: then each hit has quotes, and `answered` is said.

    `words` gives the text of a note. `forms` lists what was searched for, and why (`basis`),
    without the forms that were left out.
    """
    return {
        "query": page.request.query,
        "total": page.total,
        "exchanges": page.exchanges,
        "meetings": page.meetings,
        "took_ms": round(page.took_ms, 3),
        "forms": [
            {"form": form.form, "count": form.count, "basis": form.basis}
            for form in page.forms
            if form.included
        ],
        "hits": [_hit_json(hit) for hit in page.hits],
        **({} if page.answered is None else {"answered": page.answered}),
        "facets": {
            name: [{"value": each.value, "count": each.count} for each in values]
            for name, values in page.facets.items()
        },
        "notes": [{"code": note.code, "text": words(note)} for note in page.notes],
        "suggestions": _public(page.suggestions),
        "searched": _public(page.searched),
    }


def _hit_json(hit: Hit) -> Json:
    quotes = {"quotes": _public(hit.quotes)} if hit.quotes else {}
    return {
        **_exchange_head(hit.id, hit.meeting, hit.lead, score=hit.score),
        "utterances": [
            {**utterance_json(found.utterance), "highlights": _public(found.highlights)}
            for found in hit.utterances
        ],
        **quotes,
    }


def _exchange_head(identifier: str, meeting: MeetingHead, lead: Utterance, **score: float) -> Json:
    return {
        "id": identifier,
        "url": f"/exchanges/{identifier}",
        **score,
        "meeting": _public(meeting, _HEAD),
        "agenda": _agenda_json(lead.agenda),
        "topic": lead.topic,
    }


def _agenda_json(item: AgendaItem | None) -> Json | None:
    return None if item is None else {"number": item.number, "title": item.title}
