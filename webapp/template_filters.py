"""What the templates may call: the words of the pages, marks, and links from values."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Flask
from markupsafe import Markup

from index.minutes import MeetingHead, Utterance
from index.results import Span
from presentation import eras, labels, snippets
from presentation.notes import note_words
from webapp import addresses
from webapp.search_params import Asked, carried, kept_pairs, leaving_out, query_string

FILTERS = {
    "agenda_words": labels.agenda_words,
    "attendee_words": labels.attendee_words,
    "era_date": eras.era_date,
    "meeting_words": labels.meeting_words,
    "note_words": note_words,
    "official_url": labels.official_url,
    "paragraphs": snippets.html,
    "source_words": labels.source_words,
    "spoken_by": labels.spoken_by,
    "who": labels.who,
}

GLOBALS = {
    "BASIS_WORDS": labels.BASIS_WORDS,
    "FIELD_WORDS": labels.FIELD_WORDS,
    "KIND_WORDS": labels.KIND_WORDS,
    "SORT_WORDS": labels.SORT_WORDS,
    "carried": carried,
    "exchange_url": addresses.exchange_url,
    "filter_words": labels.filter_words,
    "first_line": snippets.first_line,
    "hours_words": labels.hours_words,
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
        return snippets.html(snippets.part(text, spans, window))
    return snippets.html(snippets.whole(text, spans)) if spans else snippets.plain(text)


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
    return labels.citation(meeting, lead, utterances, addresses.permanent(exchange))
