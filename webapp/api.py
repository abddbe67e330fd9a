"""The API: the same answers as the pages, as JSON."""

from __future__ import annotations

from flask import Blueprint, Response, abort, jsonify, request

from index.wire import Json, exchange_json, meeting_json, search_json
from webapp.requests import Asked, api_asked
from webapp.search import searcher

pages = Blueprint("api", __name__, url_prefix="/api")


@pages.get("/search")
def search() -> Response:
    asked = _asked()
    return jsonify(_noted(search_json(searcher().search(asked.search)), asked))


@pages.get("/ask")
def ask() -> Response:
    asked = _asked()
    return jsonify(_noted(search_json(searcher().ask(asked.search)), asked))


@pages.get("/exchanges/<identifier>")
def exchange(identifier: str) -> Response:
    placed = searcher().exchange(identifier)
    return abort(404) if placed is None else jsonify(exchange_json(placed))


@pages.get("/meetings/<identifier>")
def meeting(identifier: str) -> Response:
    found = searcher().meeting(identifier)
    return abort(404) if found is None else jsonify(meeting_json(found))


def _asked() -> Asked:
    return api_asked(request.args.to_dict(flat=False))


def _noted(shape: Json, asked: Asked) -> Json:
    notes = shape["notes"]
    assert isinstance(notes, list)
    return {**shape, "notes": [*asked.notes, *notes]}
