"""Addresses that have moved or vanished: 301 to the new one, or 410 with the last text.

Addresses with something pasted behind them, too: 301 to the address.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from flask import (
    Response,
    abort,
    current_app,
    jsonify,
    make_response,
    render_template,
    request,
)
from werkzeug.exceptions import HTTPException

from index.results import Gone
from index.serialization import gone_json
from presentation.labels import gone_notice, gone_title
from presentation.outline import outline
from webapp.responses import REVALIDATE
from webapp.search_params import page_params
from webapp.searcher import searcher
from webapp.urls import API, exchange_url, is_api, meeting_url, with_root

_PASTED = re.compile(r"[\W_]+$")


def missing_exchange(identifier: str) -> Response:
    """The response to the address of an exchange or utterance that is not in the index."""
    found = searcher().former(identifier)
    if isinstance(found, str) and (placed := searcher().exchange(found)):
        return moved(exchange_url(placed.exchange.id), found)
    return _vanished(found) if isinstance(found, Gone) and not found.is_meeting else abort(404)


def missing_meeting(identifier: str) -> Response:
    """The response to the address of a meeting that is not in the index."""
    found = searcher().former(identifier)
    if isinstance(found, str) and searcher().meeting(found):
        return moved(meeting_url(found))
    return _vanished(found) if isinstance(found, Gone) and found.is_meeting else abort(404)


def tidied() -> Response | None:
    """A redirect to the address without what was pasted behind it, if there is something.

    A slash, or the end of the sentence that names the address: …/exchanges/<id>。
    """
    path = _PASTED.sub("", request.path) or "/"
    if path == request.path or not _exists(path):
        return None
    query = request.query_string.decode("latin-1")
    return _redirect(f"{request.script_root}{quote(path)}{'?' if query else ''}{query}")


def _exists(path: str) -> bool:
    """Whether a page, or what is left of it, is under a path."""
    try:
        endpoint, values = current_app.create_url_adapter(request).match(path)  # type: ignore[union-attr]
        current_app.view_functions[endpoint](**values)
    except HTTPException:
        return False
    return True


def moved(url: str, anchor: str = "") -> Response:
    """Redirect to the page at `url`, or in the API to its counterpart there.

    A browser asks again each time: what was corrected may be put back as it was.
    """
    if is_api():
        root = request.script_root
        return _redirect(f"{root}{API}{url.removeprefix(root)}")
    url += page_params(request.args.to_dict(flat=False)).results_query
    return _redirect(url + (f"#{anchor}" if anchor else ""))


def _redirect(url: str) -> Response:
    response = jsonify({"moved": url}) if is_api() else make_response()
    response.status_code = 301
    response.headers["Location"] = url
    response.headers["Cache-Control"] = REVALIDATE
    return response


def _vanished(gone: Gone) -> Response:
    """The last text of a withdrawn meeting or exchange."""
    title, notice = gone_title(gone), gone_notice(gone)
    if is_api():
        response = jsonify({"error": f"{title}。{notice}", **with_root(gone_json(gone))})
    else:
        page = render_template(
            "gone.html",
            params=page_params(request.args.to_dict(flat=False)),
            title=title,
            notice=notice,
            gone=gone,
            outline=outline(gone.meeting),
            current_meeting=_current_meeting(gone.meeting.id),
            current_urls=_current_urls(gone),
        )
        response = make_response(page)
    response.status_code = 410
    response.headers["Cache-Control"] = REVALIDATE
    return response


def _current_meeting(identifier: str) -> str | None:
    """The id under which a meeting is in the index now, if it is."""
    if searcher().meeting(identifier):
        return identifier
    found = searcher().former(identifier)
    return found if isinstance(found, str) else None


def _current_urls(gone: Gone) -> dict[str, str]:
    """The addresses of those utterances of a vanished exchange that are still published."""
    urls = {}
    for utterance in () if gone.is_meeting else gone.utterances:
        current = searcher().former(utterance.id) or utterance.id
        if isinstance(current, str) and (placed := searcher().exchange(current)):
            urls[utterance.id] = f"{exchange_url(placed.exchange.id)}#{current}"
    return urls
