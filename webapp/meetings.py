"""Exchange and meeting pages: what links point at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from urllib.parse import quote

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from index.minutes import Utterance
from index.results import Span
from presentation.contents import find_subjects
from presentation.labels import heading
from presentation.outline import outline
from webapp.addresses import EXCHANGES, MEETINGS, exchange_url
from webapp.redirects import former_exchange, former_meeting, moved
from webapp.search import searcher
from webapp.search_params import MOST_PER_CALL, Asked, carried, page_asked

pages = Blueprint("minutes", __name__)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The exchange before or after: its id and its first utterance."""

    id: str
    first: Utterance


@pages.get(f"{EXCHANGES}<identifier>")
def exchange(identifier: str) -> ResponseReturnValue:
    placed = searcher().exchange(identifier)
    if placed is None:
        return former_exchange(identifier)
    asked = page_asked(request.args.to_dict(flat=False))
    group = placed.exchange
    if any(each.id == identifier != group.id for each in group.utterances):
        return redirect(f"{exchange_url(group.id)}{carried(asked)}#{quote(identifier)}")
    if group.id != identifier:
        # Its exchange begins elsewhere now; its own first utterance is still in it.
        return moved(exchange_url(group.id), quote(identifier[:-1]))
    marks = _marks(placed.meeting.id, asked)
    return render_template(
        "exchange.html",
        asked=asked,
        placed=placed,
        utterances=group.utterances,
        title=heading(group.utterances[0], group.utterances),
        marks=marks,
        subjects=find_subjects(group.utterances),
        before=_neighbour(placed.before),
        after=_neighbour(placed.after),
    )


@pages.get(f"{MEETINGS}<identifier>")
def meeting(identifier: str) -> ResponseReturnValue:
    found = searcher().meeting(identifier)
    if found is None:
        return former_meeting(identifier)
    asked = page_asked(request.args.to_dict(flat=False))
    marks = _marks(found.id, asked)
    matches = [each.id for each in found.utterances if each.id in marks]
    return render_template(
        "meeting.html",
        asked=asked,
        meeting=found,
        outline=outline(found),
        marks=marks,
        matches=matches,
        following=dict(pairwise(matches)),
    )


def _marks(meeting: str, asked: Asked) -> Mapping[str, tuple[Span, ...]]:
    """What of a meeting matches a query, or is quoted in answer to a question."""
    if asked.is_empty:
        return {}
    if asked.mode == "search":
        return searcher().highlights(meeting, asked.search)
    answers = searcher().ask(replace(asked.search, limit=MOST_PER_CALL)).hits
    quotes = [each for hit in answers if hit.meeting.id == meeting for each in hit.quotes]
    return {
        quoted: tuple(Span(each.start, each.end) for each in quotes if each.utterance == quoted)
        for quoted in {each.utterance for each in quotes}
    }


def _neighbour(identifier: str | None) -> Neighbour | None:
    placed = searcher().exchange(identifier) if identifier else None
    return Neighbour(placed.exchange.id, placed.exchange.utterances[0]) if placed else None
