"""Where the pages are. Flask's `url_for` finds this out anew for each of a hundred links."""

from __future__ import annotations

from urllib.parse import quote

from flask import current_app, request

SEARCH = "/"
STATIC = "/static/"
EXCHANGES = "/exchanges/"
MEETINGS = "/meetings/"


def search_url() -> str:
    return request.script_root + SEARCH


def exchange_url(identifier: str) -> str:
    return f"{request.script_root}{EXCHANGES}{quote(identifier, safe='')}"


def meeting_url(identifier: str) -> str:
    return f"{request.script_root}{MEETINGS}{quote(identifier, safe='')}"


def permanent(exchange: str) -> str:
    """The whole address of an exchange, as it is cited."""
    seen_from_outside: str = current_app.config["ADDRESS"] or request.host_url
    return seen_from_outside.rstrip("/") + exchange_url(exchange)
