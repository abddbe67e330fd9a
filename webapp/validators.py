"""Weak entity tags: a page is the same while the index, its address and the product are.

So a page that a browser has already is neither searched for nor made again.
"""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from pathlib import Path

from flask import Response, g, request

from webapp.searcher import searcher

# The packages by which a page is made.
_MADE_BY = ("index", "presentation", "webapp")
_SOURCES = {".py", ".html", ".csv"}


def unchanged() -> Response | None:
    """The response 304, if a client has what it asks for; for a request before its view."""
    commit = searcher().commit() if request.blueprint and request.method in {"GET", "HEAD"} else ""
    if not commit:
        return None
    address = (request.host_url, request.script_root, request.environ["PATH_INFO"])
    # Read before the view reads the index: what is newer than its tag is only sent again.
    g.tag = _digest(product(), commit, *address, request.query_string.decode("latin-1"))
    return Response(status=304) if request.if_none_match.contains_weak(g.tag) else None


def set_validator(response: Response) -> None:
    """Give a page its entity tag; errors and what does not depend on the index alone have none."""
    if response.status_code in {200, 304} and "tag" in g:
        response.set_etag(g.tag, weak=True)


@cache
def product() -> str:
    """The version of the product: what its files hold, which a checkout may change at any time."""
    root = Path(__file__).parents[1]
    files = (path for name in _MADE_BY for path in (root / name).rglob("*.*"))
    sources = sorted(path for path in files if path.suffix in _SOURCES)
    return _digest(*(path.read_text(encoding="utf-8") for path in sources))


def _digest(*parts: str) -> str:
    return blake2b("\0".join(parts).encode("utf-8", "surrogateescape"), digest_size=12).hexdigest()
