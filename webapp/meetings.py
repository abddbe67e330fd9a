"""The pages of exchanges and of meetings: what links point at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from urllib.parse import quote

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from index.minutes import Exchange, Utterance, first_utterance_id
from index.results import ResultPosition, Span, quoted_spans
from presentation.contents import exchange_contents
from presentation.dialogue import question_and_answers
from presentation.labels import voices
from presentation.outline import outline
from presentation.subjects import heading_of, subject_of
from webapp.later import later_speeches
from webapp.redirects import missing_exchange, missing_meeting, moved
from webapp.search_params import MAX_LIMIT, SearchParams, page_params
from webapp.searcher import searcher
from webapp.urls import EXCHANGES, MEETINGS, exchange_url

pages = Blueprint("meetings", __name__)


@pages.get(f"{EXCHANGES}<identifier>")
def exchange(identifier: str) -> ResponseReturnValue:
    placed = searcher().exchange(identifier)
    if placed is None:
        return missing_exchange(identifier)
    params = page_params(request.args.to_dict(flat=False))
    found = placed.exchange
    if any(each.id == identifier != found.id for each in found.utterances):
        return redirect(f"{exchange_url(found.id)}{params.results_query}#{quote(identifier)}")
    if found.id != identifier:
        # The id of an exchange that begins elsewhere now; its first utterance is still in it.
        return moved(exchange_url(found.id), quote(first_utterance_id(identifier) or ""))
    marks = _marks(placed.meeting.id, params)
    lead = next((each for each in found.utterances if each.id in marks), found.utterances[0])
    spans = marks.get(lead.id, ())
    contents = exchange_contents(found.utterances, marks)
    return render_template(
        "exchange.html",
        params=params,
        placed=placed,
        utterances=found.utterances,
        lead=lead,
        title=heading_of(lead, spans),
        voices=voices(found.utterances),
        marks=marks,
        contents=contents,
        both=question_and_answers(found.utterances, lead, spans, contents),
        position=_position(params, found.id),
        later=later_speeches(placed.meeting, _about(params, lead, marks)),
        before=_neighbour(placed.before),
        after=_neighbour(placed.after),
    )


def _about(
    params: SearchParams, lead: Utterance, marks: Mapping[str, tuple[Span, ...]]
) -> str | None:
    """What later meetings are searched for: what was searched, or the subject."""
    if params.search.query and params.mode == "search":
        return params.search.query
    return subject_of(lead, marks.get(lead.id, ()))


def _position(params: SearchParams, exchange: str) -> ResultPosition | None:
    """Where an exchange is in the results that it was opened from."""
    if params.is_empty or params.mode == "ask":
        return None
    return searcher().position(params.search, exchange)


@pages.get(f"{MEETINGS}<identifier>")
def meeting(identifier: str) -> ResponseReturnValue:
    found = searcher().meeting(identifier)
    if found is None:
        return missing_meeting(identifier)
    params = page_params(request.args.to_dict(flat=False))
    marks = _marks(found.id, params)
    matches = [each.id for each in found.utterances if each.id in marks]
    return render_template(
        "meeting.html",
        params=params,
        meeting=found,
        outline=outline(found),
        marks=marks,
        matches=matches,
        next_match=dict(pairwise(matches)),
        neighbours=searcher().meeting_neighbours(found.id),
    )


def _marks(meeting: str, params: SearchParams) -> Mapping[str, tuple[Span, ...]]:
    """The matches of a query within a meeting, or the quotations that answer a question."""
    if params.is_empty:
        return {}
    if params.mode == "search":
        return searcher().highlights(meeting, params.search)
    return quoted_spans(searcher().ask(replace(params.search, limit=MAX_LIMIT)).hits, meeting)


def _neighbour(identifier: str | None) -> Exchange | None:
    placed = searcher().exchange(identifier) if identifier else None
    return placed.exchange if placed else None
