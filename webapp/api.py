"""The API: the same answers as the pages, as JSON."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from index.results import SearchPage
from index.serialization import exchange_json, meeting_json, search_json
from presentation.notes import note_words
from webapp.addresses import exchange_url
from webapp.redirects import former_exchange, former_meeting, moved
from webapp.search import searcher
from webapp.search_params import Asked, api_asked

pages = Blueprint("api", __name__, url_prefix="/api")


@pages.get("/search")
def search() -> Response:
    asked = _asked()
    return _page(searcher().search(asked.search), asked)


@pages.get("/ask")
def ask() -> Response:
    asked = _asked()
    return _page(searcher().ask(asked.search), asked)


@pages.get("/exchanges/<identifier>")
def exchange(identifier: str) -> ResponseReturnValue:
    placed = searcher().exchange(identifier)
    if placed is None:
        return former_exchange(identifier)
    group = placed.exchange
    if identifier not in {group.id, *(each.id for each in group.utterances)}:
        return moved(exchange_url(group.id))
    return jsonify(exchange_json(placed))


@pages.get("/meetings/<identifier>")
def meeting(identifier: str) -> ResponseReturnValue:
    found = searcher().meeting(identifier)
    return former_meeting(identifier) if found is None else jsonify(meeting_json(found))


def _asked() -> Asked:
    return api_asked(request.args.to_dict(flat=False))


def _page(page: SearchPage, asked: Asked) -> Response:
    page = replace(page, notes=(*asked.notes, *page.notes))
    return jsonify(search_json(page, note_words))
