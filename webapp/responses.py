"""What a browser may keep: static files for good, pages until their content changes."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, request

from webapp.addresses import STATIC

FOR_GOOD = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"


def register(app: Flask) -> None:
    app.after_request(_kept)
    app.add_template_global(static_url)


def static_url(filename: str) -> str:
    """The address of a static file; it changes with the file's content."""
    return f"{request.script_root}{STATIC}{filename}?v={_digest(filename)}"


@cache
def _digest(filename: str) -> str:
    content = (Path(__file__).with_name("static") / filename).read_bytes()
    return hashlib.sha256(content).hexdigest()[:12]


def _kept(response: Response) -> Response:
    if request.endpoint == "static" and "v" in request.args:
        response.headers["Cache-Control"] = FOR_GOOD
    elif response.status_code == 200 and request.endpoint != "static":
        response.headers["Cache-Control"] = ASK_AGAIN
        response.add_etag()
        response.make_conditional(request)
    return response
