"""The API: the same answers as the pages, as JSON."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from index.query import SearchRequest
from index.results import SearchPage
from index.serialization import exchange_json, meeting_json, search_json
from presentation.notes import note_text
from webapp.redirects import missing_exchange, missing_meeting, moved
from webapp.search_params import api_params
from webapp.searcher import searcher
from webapp.urls import API, exchange_url, with_root

pages = Blueprint("api", __name__, url_prefix=API)


@pages.get("/search")
def search() -> Response:
    return _answer(searcher().search)


@pages.get("/ask")
def ask() -> Response:
    return _answer(searcher().ask)


@pages.get("/exchanges/<identifier>")
def exchange(identifier: str) -> ResponseReturnValue:
    placed = searcher().exchange(identifier)
    if placed is None:
        return missing_exchange(identifier)
    found = placed.exchange
    if identifier not in {found.id, *(each.id for each in found.utterances)}:
        return moved(exchange_url(found.id))
    return jsonify(with_root(exchange_json(placed)))


@pages.get("/meetings/<identifier>")
def meeting(identifier: str) -> ResponseReturnValue:
    found = searcher().meeting(identifier)
    return missing_meeting(identifier) if found is None else jsonify(with_root(meeting_json(found)))


def _answer(find: Callable[[SearchRequest], SearchPage]) -> Response:
    """The page that is found, with what was left out of the address among its notes."""
    params = api_params(request.args.to_dict(flat=False))
    page = find(params.search)
    page = replace(page, notes=(*params.notes, *page.notes))
    return jsonify(with_root(search_json(page, note_text)))
