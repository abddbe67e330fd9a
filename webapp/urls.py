"""The addresses of the pages, built here: Flask's `url_for` is slow for hundreds of links."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from urllib.parse import quote, urlencode

from flask import current_app, request
from markupsafe import Markup, escape

from index.minutes import Utterance
from index.serialization import Json
from webapp.search_params import SearchParams, quote_value

API = "/api"
SEARCH = "/"
STATIC = "/static/"
EXCHANGES = "/exchanges/"
MEETINGS = "/meetings/"
MEETING_LIST = "/meetings"
PEOPLE = "/people"
PERSON = "/people/"
TABLE = "/search.csv"
ADVANCED = "/advanced"


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


def speeches_urls(params: SearchParams) -> Callable[[str], Markup]:
    """What gives the address, as HTML, of all speeches that a search finds in a meeting."""
    first = escape(results_url(params.on_page(1)))
    return lambda meeting: Markup(f"{first}&amp;meeting={quote_value(meeting)}")


def meetings_url(**chosen: str) -> str:
    """The list of meetings, of a year or a committee."""
    values = urlencode({name: value for name, value in chosen.items() if value})
    return f"{request.script_root}{MEETING_LIST}{'?' if values else ''}{values}"


def people_url() -> str:
    return request.script_root + PEOPLE


def person_url(identifier: str) -> str:
    return f"{request.script_root}{PERSON}{quote(identifier, safe='')}"


def advanced_url() -> str:
    return request.script_root + ADVANCED


def table_url(params: SearchParams) -> str:
    return f"{request.script_root}{TABLE}?{params.query_string}"


def exchange_url(identifier: str) -> str:
    return f"{request.script_root}{EXCHANGES}{quote(identifier, safe='')}"


def meeting_url(identifier: str) -> str:
    return f"{request.script_root}{MEETINGS}{quote(identifier, safe='')}"


def permanent_url(exchange: str) -> str:
    """The whole address of an exchange, as it is cited."""
    return _public_root() + EXCHANGES + quote(exchange, safe="")


def public_url(path: str) -> str:
    """The whole address of a page, given its path behind the name of the host."""
    return _public_root() + path.removeprefix(request.script_root)


def _public_root() -> str:
    public_address: str = current_app.config["ADDRESS"] or request.root_url
    return public_address.rstrip("/")


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
