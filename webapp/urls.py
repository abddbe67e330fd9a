"""The addresses of the pages, built here: Flask's `url_for` is slow for hundreds of links."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from urllib.parse import quote

from flask import current_app, request

from index.minutes import Utterance
from index.serialization import Json
from webapp.search_params import SearchParams

API = "/api"
SEARCH = "/"
STATIC = "/static/"
EXCHANGES = "/exchanges/"
MEETINGS = "/meetings/"
TABLE = "/search.csv"


def is_api() -> bool:
    """Whether the request is one of the API, so that the answer is JSON."""
    return request.path.startswith(f"{API}/")


def with_root(answer: Json) -> Json:
    """An answer of the API, with the path of the proxy before the addresses in it."""
    for each in (answer, *answer.get("hits", ()), answer.get("last", {})):
        if "url" in each:
            each["url"] = request.script_root + each["url"]
    return answer


def search_url() -> str:
    return request.script_root + SEARCH


def results_url(params: SearchParams) -> str:
    return f"{search_url()}?{params.query_string}"


def table_url(params: SearchParams) -> str:
    return f"{request.script_root}{TABLE}?{params.query_string}"


def exchange_url(identifier: str) -> str:
    return f"{request.script_root}{EXCHANGES}{quote(identifier, safe='')}"


def meeting_url(identifier: str) -> str:
    return f"{request.script_root}{MEETINGS}{quote(identifier, safe='')}"


def permanent_url(exchange: str) -> str:
    """The whole address of an exchange, as it is cited."""
    public_address: str = current_app.config["ADDRESS"] or request.root_url
    return f"{public_address.rstrip('/')}{EXCHANGES}{quote(exchange, safe='')}"


def utterance_url(utterance: Utterance) -> str:
    """The whole address of an utterance in its exchange, as it is quoted."""
    return f"{permanent_url(utterance.group)}#{quote(utterance.id, safe='')}"


def static_url(filename: str) -> str:
    """The address of a static file; it changes with the file's content."""
    return f"{request.script_root}{STATIC}{filename}?v={_digest(filename)}"


@cache
def _digest(filename: str) -> str:
    content = (Path(__file__).with_name("static") / filename).read_bytes()
    return hashlib.sha256(content).hexdigest()[:12]
