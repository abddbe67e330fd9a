"""Headers of every response: what a browser may cache, and what it may load and run."""

from __future__ import annotations

from flask import Flask, Response, abort, request

from webapp.urls import is_api

CACHE_FOR_GOOD = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; "
    "script-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
# The API is public and only read: pages of other sites may ask it.
API_HEADERS = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}


def register(app: Flask) -> None:
    app.before_request(_require_host)
    app.after_request(_set_headers)


def _require_host() -> None:
    """Refuse a malformed host: Flask reads it as empty, and citations name it."""
    if not request.host:
        abort(400)


def _set_headers(response: Response) -> Response:
    """Browsers may cache static files for a year, and pages until their content changes."""
    response.headers.update(SECURITY_HEADERS)
    if is_api():
        response.headers.update(API_HEADERS)
    if request.endpoint == "static" and "v" in request.args:
        response.headers["Cache-Control"] = CACHE_FOR_GOOD
    elif response.status_code == 200 and request.endpoint != "static":
        response.headers["Cache-Control"] = REVALIDATE
        response.add_etag()
        response.make_conditional(request)
    return response
