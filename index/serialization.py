"""Results as JSON: the shapes that pages' API and the command line share.

Every function maps one value to plain dictionaries, in the key order of DESIGN.md.
"""

from __future__ import annotations

from index.minutes import (
    AgendaItem,
    Attendee,
    Exchange,
    Meeting,
    MeetingHead,
    Source,
    Utterance,
)
from index.passages import passages
from index.redirects.history import Gone
from index.results import Found, Hit, Placed, Quote, SearchPage
from index.subjects import pair_exchange

Json = dict[str, object]


def utterance_json(utterance: Utterance) -> Json:
    """One utterance, the same wherever it is printed."""
    return {
        "id": utterance.id,
        "exchange": utterance.exchange,
        "meeting": utterance.meeting,
        "kind": utterance.kind,
        "speaker": utterance.speaker,
        "name": utterance.name,
        "office": utterance.office,
        "role": utterance.role,
        "affiliation": utterance.affiliation,
        "basis": utterance.basis,
        "agenda": _agenda(utterance.agenda),
        "topic": utterance.topic,
        "text": utterance.text,
        "source": _source(utterance.source),
    }


def exchange_json(placed: Placed) -> Json:
    """An exchange where it stands; `before` and `after` are ids or null."""
    first = placed.exchange.utterances[0]
    return {
        "id": placed.exchange.id,
        "url": _url(placed.exchange.id),
        "meeting": _head(placed.meeting),
        "agenda": _agenda(first.agenda),
        "topic": first.topic,
        "utterances": [utterance_json(each) for each in placed.exchange.utterances],
        "passages": passages_json(placed.exchange),
        "before": placed.before,
        "after": placed.after,
    }


def passages_json(exchange: Exchange) -> list[Json]:
    """The passages of an exchange in their order; `answers` are the anchors of those it answers.

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
        **_head(meeting.head),
        "url": f"/meetings/{meeting.id}",
        "date_text": meeting.date_text,
        "begins": meeting.begins,
        "ends": meeting.ends,
        "place": meeting.place,
        "agenda": [_agenda_whole(item) for item in meeting.agenda],
        "attendees": [_attendee(person) for person in meeting.attendees],
        "source": _source(meeting.published),
        "utterances": [utterance_json(each) for each in meeting.utterances],
    }


def gone_json(gone: Gone) -> Json:
    """What is no more: since when (ISO 8601), and the meeting or exchange as it last was."""
    if gone.is_meeting:
        return {"gone": gone.day, "last": meeting_json(gone.meeting)}
    exchange = Exchange(gone.utterances[0].group, gone.utterances)
    return {
        "gone": gone.day,
        "last": exchange_json(Placed(exchange, gone.meeting.head, None, None)),
    }


def search_json(page: SearchPage) -> Json:
    """One page of a search, or of `ask`: then each hit has quotes.

    `forms` lists what was searched for: a form that was left out is not among them.
    """
    return {
        "query": page.request.query,
        "total": page.total,
        "exchanges": page.exchanges,
        "took_ms": round(page.took_ms, 3),
        "forms": [{"form": form.form, "count": form.count} for form in page.forms if form.included],
        "hits": [_hit(hit) for hit in page.hits],
        "facets": {
            name: [{"value": each.value, "count": each.count} for each in values]
            for name, values in page.facets.items()
        },
        "notes": list(page.notes),
        "suggestions": [{"query": each.query, "count": each.count} for each in page.suggestions],
        "searched": {
            "meetings": page.searched.meetings,
            "utterances": page.searched.utterances,
            "characters": page.searched.characters,
        },
    }


def leading(hit: Hit) -> Utterance:
    """The first utterance of a hit that matches; its agenda and topic head the hit."""
    found = next((each for each in hit.utterances if each.matched), hit.utterances[0])
    return found.utterance


def _hit(hit: Hit) -> Json:
    lead = leading(hit)
    shape: Json = {
        "id": hit.id,
        "url": _url(hit.id),
        "score": hit.score,
        "meeting": _head(hit.meeting),
        "agenda": _agenda(lead.agenda),
        "topic": lead.topic,
        "utterances": [_found(found) for found in hit.utterances],
    }
    if hit.quotes:
        shape["quotes"] = [_quote(quote) for quote in hit.quotes]
    return shape


def _found(found: Found) -> Json:
    highlights = [[start, end] for start, end in found.highlights]
    return {**utterance_json(found.utterance), "highlights": highlights}


def _quote(quote: Quote) -> Json:
    return {
        "utterance": quote.utterance,
        "start": quote.start,
        "end": quote.end,
        "text": quote.text,
    }


def _head(meeting: MeetingHead) -> Json:
    return {
        "id": meeting.id,
        "body": meeting.body,
        "title": meeting.title,
        "number": meeting.number,
        "date": meeting.date,
    }


def _agenda(item: AgendaItem | None) -> Json | None:
    return None if item is None else {"number": item.number, "title": item.title}


def _agenda_whole(item: AgendaItem) -> Json:
    return {
        "number": item.number,
        "title": item.title,
        "body": item.body,
        "department": item.department,
    }


def _attendee(person: Attendee) -> Json:
    return {
        "name": person.name,
        "side": person.side,
        "office": person.office,
        "department": person.department,
        "agenda": person.agenda,
    }


def _source(source: Source) -> Json:
    shape: Json = {
        "file": source.file,
        "sha256": source.sha256,
        "page": source.page,
        "line": source.line,
    }
    if source.url is not None:
        shape["url"] = source.url
    return shape


def _url(exchange: str) -> str:
    return f"/exchanges/{exchange}"
