"""Headers of every response: what a browser may cache, and what it may load and run."""

from __future__ import annotations

from flask import Flask, Response, abort, request

from presentation.turning import without_turning
from webapp.compression import compress
from webapp.urls import is_api
from webapp.validators import product, set_validator, unchanged

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
# The API is public and only read: pages of other sites may ask it, with any header.
API_HEADERS = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
PREFLIGHT_HEADERS = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
}


def register(app: Flask) -> None:
    # Read before processes are forked.
    product()
    app.before_request(_require_host)
    app.before_request(unchanged)
    app.after_request(_set_headers)


def _require_host() -> None:
    """Refuse a malformed host: Flask reads it as empty, and citations name it."""
    if not request.host:
        abort(400)


def _set_headers(response: Response) -> Response:
    """Browsers may keep static files for a year, and pages while their entity tag is the same."""
    response.headers.update(SECURITY_HEADERS)
    if is_api():
        response.headers.update(API_HEADERS)
        if request.method == "OPTIONS":
            response.headers.update(PREFLIGHT_HEADERS)
    if request.endpoint == "static" and "v" in request.args:
        response.headers["Cache-Control"] = CACHE_FOR_GOOD
    elif response.status_code in {200, 304} and request.endpoint != "static":
        response.headers["Cache-Control"] = REVALIDATE
        set_validator(response)
    if response.mimetype == "text/html" and not response.is_streamed:
        response.set_data(without_turning(response.get_data(as_text=True)))
    compress(response)
    return response
