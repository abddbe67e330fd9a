"""What the templates may call: the words of the pages, marks, and links from values."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Flask
from markupsafe import Markup

from index.minutes import MeetingHead, Utterance
from index.results import Span
from webapp import addresses, eras, marking, wording
from webapp.requests import Asked, carried, kept_pairs, leaving_out, query_string

FILTERS = {
    "agenda_words": wording.agenda_words,
    "attendee_words": wording.attendee_words,
    "era_date": eras.era_date,
    "meeting_words": wording.meeting_words,
    "official_url": wording.official_url,
    "paragraphs": marking.html,
    "source_words": wording.source_words,
    "spoken_by": wording.spoken_by,
    "who": wording.who,
}

GLOBALS = {
    "BASIS_WORDS": wording.BASIS_WORDS,
    "FIELD_WORDS": wording.FIELD_WORDS,
    "KIND_WORDS": wording.KIND_WORDS,
    "SORT_WORDS": wording.SORT_WORDS,
    "carried": carried,
    "exchange_url": addresses.exchange_url,
    "filter_words": wording.filter_words,
    "first_line": marking.first_line,
    "hours_words": wording.hours_words,
    "kept_pairs": kept_pairs,
    "meeting_url": addresses.meeting_url,
    "permanent": addresses.permanent,
    "search_url": addresses.search_url,
}


def register(app: Flask) -> None:
    app.jinja_env.filters.update(FILTERS, marked=_marked, number=_number)
    app.jinja_env.globals.update(GLOBALS, address=_address, citation=_citation, leaving=_leaving)


def _marked(text: str, spans: tuple[Span, ...] = (), window: Span | None = None) -> Markup:
    """A text as HTML; `window` is the passage of it that is shown by itself."""
    if window:
        return marking.html(marking.part(text, spans, window))
    return marking.html(marking.whole(text, spans)) if spans else marking.plain(text)


def _number(value: int) -> str:
    return f"{value:,}"


def _address(asked: Asked) -> str:
    """The address of a search."""
    return f"{addresses.search_url()}?{query_string(asked)}"


def _leaving(asked: Asked) -> Callable[[str], str]:
    """The addresses of a search without one of its forms."""
    begin, left_out = f"{addresses.search_url()}?", leaving_out(asked)
    return lambda form: begin + left_out(form)


def _citation(
    meeting: MeetingHead, lead: Utterance, utterances: Sequence[Utterance], exchange: str
) -> str:
    return wording.citation(meeting, lead, utterances, addresses.permanent(exchange))
