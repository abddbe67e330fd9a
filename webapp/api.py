"""The API: the same answers as the pages, as JSON."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from index.results import SearchPage
from index.serialization import exchange_json, meeting_json, search_json
from presentation.notes import note_text
from webapp.redirects import missing_exchange, missing_meeting, moved
from webapp.search_params import SearchParams, api_params
from webapp.searcher import searcher
from webapp.urls import exchange_url

pages = Blueprint("api", __name__, url_prefix="/api")


@pages.get("/search")
def search() -> Response:
    params = _params()
    return _page(searcher().search(params.search), params)


@pages.get("/ask")
def ask() -> Response:
    params = _params()
    return _page(searcher().ask(params.search), params)


@pages.get("/exchanges/<identifier>")
def exchange(identifier: str) -> ResponseReturnValue:
    placed = searcher().exchange(identifier)
    if placed is None:
        return missing_exchange(identifier)
    group = placed.exchange
    if identifier not in {group.id, *(each.id for each in group.utterances)}:
        return moved(exchange_url(group.id))
    return jsonify(exchange_json(placed))


@pages.get("/meetings/<identifier>")
def meeting(identifier: str) -> ResponseReturnValue:
    found = searcher().meeting(identifier)
    return missing_meeting(identifier) if found is None else jsonify(meeting_json(found))


def _params() -> SearchParams:
    return api_params(request.args.to_dict(flat=False))


def _page(page: SearchPage, params: SearchParams) -> Response:
    page = replace(page, notes=(*params.notes, *page.notes))
    return jsonify(search_json(page, note_text))
