"""HTTP only: pages and API over `index`.

    requests.py   address → what is asked, and back
    search.py     /                     what is found
    minutes.py    /exchanges/, /meetings/   what is pointed at
    api.py        /api/                 the same as JSON

Holds no search logic: each view asks `index.search.Searcher` one question and
lays the answer out.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from webapp.app import create_app
    from webapp.serving import bind, serve

__all__ = ["bind", "create_app", "serve"]

_HOMES = {"create_app": "webapp.app", "bind": "webapp.serving", "serve": "webapp.serving"}


def __getattr__(name: str) -> Any:  # noqa: ANN401
    """Import Flask only when pages are made: the command line uses our wording alone."""
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(_HOMES[name]), name)
