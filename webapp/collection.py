"""Whose minutes the pages are about, and of which years."""

from __future__ import annotations

from typing import NamedTuple

from flask import current_app, g

from index.errors import IndexUnavailable
from index.query import SearchRequest
from index.results import SearchPage, Statistics
from webapp.searcher import searcher

_NAME = "会議録検索"
_NOTHING = SearchPage(SearchRequest(""), 0, 0, 0, 0.0, Statistics(0, 0, 0))


class Collection(NamedTuple):
    """The minutes of an index: `title` names their body, `years` are those of its meetings."""

    title: str
    page: SearchPage
    years: tuple[str, ...]

    @property
    def span(self) -> str:
        """2001–2026年; empty where no meeting has a date."""
        return year_span(self.years)

    def has(self, field: str) -> bool:
        """Whether any utterance has a value of a field that is counted."""
        return bool(self.page.facets.get(field))


def collection() -> Collection:
    """The collection as of the last commit; the same for all of a page."""
    if "collection" not in g:
        g.collection = _last_collection()
    found: Collection = g.collection
    return found


def _last_collection() -> Collection:
    cached: Collection | None = current_app.extensions.get("collection")
    try:
        return _read_collection(cached)
    except IndexUnavailable:
        # The page that says so has the title of the collection, too.
        return cached or Collection(current_app.config["TITLE"] or _NAME, _NOTHING, ())


def _read_collection(cached: Collection | None) -> Collection:
    # A commit has statistics of its own, even where the figures are the same.
    if cached is None or cached.page.searched is not searcher().statistics():
        page = searcher().search(SearchRequest("", limit=0))
        years = tuple(sorted(each.value for each in page.facets.get("year", ())))
        bodies = [each.value for each in page.facets.get("body", ())]
        of_one_body = f"{bodies[0]} 会議録" if len(bodies) == 1 else _NAME
        title = current_app.config["TITLE"] or of_one_body
        cached = current_app.extensions["collection"] = Collection(title, page, years)
    return cached


def year_span(years: tuple[str, ...]) -> str:
    if not years:
        return ""
    first, last = min(years), max(years)
    return f"{first}年" if first == last else f"{first}–{last}年"
