"""The Flask application, put together."""

from __future__ import annotations

from flask import Flask, current_app

from index.address import Address
from index.errors import KaigirokuError
from index.search import Searcher
from webapp import (
    advanced,
    api,
    discovery,
    errors,
    listings,
    meetings,
    people,
    responses,
    search,
    table,
    template_filters,
)
from webapp.prefix import ProxyPrefix
from webapp.searcher import KEY, searcher


def create_app(
    source: Searcher | Address, address: str | None = None, title: str | None = None
) -> Flask:
    """The pages and the API over a searcher, or over the index at a path.

    `address` is the public address of the pages, for citations and, if it has a path, for all
    links; without it they name the host of the request. `title` says whose minutes these are; by
    default their body is named. Raises IndexMissing and IndexOutdated.
    """
    app = Flask(__name__)
    app.config["ADDRESS"], app.config["TITLE"] = address, title
    # A redirect to the path with one slash would name the host that the request does.
    app.url_map.merge_slashes = False
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions[KEY] = source if isinstance(source, Searcher) else Searcher(source)
    for part in (search, advanced, meetings, listings, people, table, discovery, api):
        app.register_blueprint(part.pages)
    for part in (template_filters, errors, responses):
        part.register(app)
    app.add_url_rule("/healthz", view_func=_health)
    app.wsgi_app = ProxyPrefix(app.wsgi_app, address)  # type: ignore[method-assign]
    return app


def _health() -> tuple[dict[str, object], int]:
    """The number of meetings; or 503 and the reason if the index cannot answer."""
    try:
        searcher().check()
    except KaigirokuError as error:
        current_app.logger.error("%s", error)
        return {"status": "error", "reason": errors.reason(error)}, 503
    return {"status": "ok", "meetings": searcher().statistics().meetings}, 200
