"""The searcher of the application, for the views and the server."""

from __future__ import annotations

from flask import Flask, current_app

from index.search import Searcher

KEY = "searcher"


def searcher(app: Flask | None = None) -> Searcher:
    """The searcher of an application, by default of the one that answers this request."""
    attached: Searcher = (app or current_app).extensions[KEY]
    return attached
