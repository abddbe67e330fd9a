"""The searcher of the application, for the views."""

from __future__ import annotations

from flask import Flask, current_app

from index.search import Searcher

_KEY = "searcher"


def attach_searcher(app: Flask, searcher: Searcher) -> None:
    app.extensions[_KEY] = searcher


def searcher_of(app: Flask) -> Searcher:
    attached: Searcher = app.extensions[_KEY]
    return attached


def searcher() -> Searcher:
    """The searcher of the application that answers this request."""
    return searcher_of(current_app)
