"""The path below which a proxy serves the pages: https://example.jp/kaigiroku/ → /kaigiroku."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

Environ = dict[str, Any]
WsgiApp = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

_HEADER = "HTTP_X_FORWARDED_PREFIX"
# A prefix that begins with // would name another host.
_PREFIX = re.compile(r"(?:/[\w.~-]+)+", re.ASCII)


class ProxyPrefix:
    """Puts the prefix of a proxy before all links (WSGI's SCRIPT_NAME).

    The prefix is that of the header X-Forwarded-Prefix, or else the path of `address`. A proxy
    may send it on with each path or leave it out.
    """

    def __init__(self, app: WsgiApp, address: str | None) -> None:
        self._app = app
        self._prefix = _prefix(urlsplit(address).path) if address else ""

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        prefix = _prefix(environ.get(_HEADER, "")) or self._prefix
        if prefix:
            environ["SCRIPT_NAME"] = prefix
            path = environ.get("PATH_INFO", "")
            if path == prefix or path.startswith(f"{prefix}/"):
                environ["PATH_INFO"] = path[len(prefix) :] or "/"
        return self._app(environ, start_response)


def _prefix(path: str) -> str:
    """A path without its last slash; empty if it is not a path of plain names."""
    bare = path.rstrip("/")
    return bare if _PREFIX.fullmatch(bare) else ""
