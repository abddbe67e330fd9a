"""What search engines and browsers read of the pages: robots.txt, sitemap.xml, OpenSearch."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

from flask import Blueprint, Response, render_template, stream_with_context
from markupsafe import escape

from webapp.searcher import searcher
from webapp.urls import meeting_url, person_url, public_url

pages = Blueprint("discovery", __name__)

# The most addresses that a sitemap may have (sitemaps.org).
_MAX_ADDRESSES = 50_000


@pages.get("/robots.txt")
def robots() -> Response:
    """Searches are endless, so only the pages of meetings, exchanges and persons are to be read."""
    lines = (
        *("User-agent: *", "Disallow: /*?", "Disallow: /api/", "Disallow: /search.csv"),
        f"Sitemap: {public_url('/sitemap.xml')}",
    )
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@pages.get("/sitemap.xml")
def sitemap() -> Response:
    """The pages of persons and of meetings, each of which leads to its exchanges."""
    return Response(stream_with_context(_sitemap()), mimetype="application/xml")


def _sitemap() -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    people = (person_url(each.id) for each in searcher().people())
    meetings = (meeting_url(head.id) for head in searcher().heads())
    for address in islice(chain(people, meetings), _MAX_ADDRESSES):
        yield f"<url><loc>{escape(public_url(address))}</loc></url>\n"
    yield "</urlset>\n"


@pages.get("/opensearch.xml")
def opensearch() -> Response:
    """By which a browser offers the search in its own box (OpenSearch 1.1)."""
    page = render_template("opensearch.xml")
    return Response(page, mimetype="application/opensearchdescription+xml")
