"""The list of meetings, by year and committee."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from flask import Blueprint, render_template, request

from index.query import Filter, SearchRequest
from index.results import FacetValue, MeetingHit
from presentation.labels import meeting_name
from webapp.collection import collection
from webapp.search_params import page_params
from webapp.searcher import searcher
from webapp.urls import MEETING_LIST

pages = Blueprint("listings", __name__)

# Meetings of a year at most, which are many where an index has many bodies.
_MAX_MEETINGS = 1000
_FILTERS = ("body", "committee", "year")


@pages.get(MEETING_LIST)
def meetings() -> str:
    """The meetings of a year, the last one unless the address names another."""
    chosen = page_params(request.args.to_dict(flat=False)).search.filters
    filters = [each for each in chosen if each.field in _FILTERS]
    years = sorted(collection().years, reverse=True)
    if years and not any(each.field == "year" for each in filters):
        filters.append(Filter("year", years[0]))
    asked = SearchRequest("", tuple(filters), sort="newest", unit="meeting", limit=_MAX_MEETINGS)
    page = searcher().search(asked)
    return render_template(
        "meetings.html",
        # What is typed above is searched for in all meetings.
        params=page_params({}),
        page=page,
        year="・".join(each.value for each in filters if each.field == "year"),
        years=years,
        months=_by_month(page.meeting_hits),
        facets={name: _offered(page.facets.get(name, ())) for name in ("body", "committee")},
    )


def _by_month(hits: Sequence[MeetingHit]) -> list[tuple[str, list[MeetingHit]]]:
    """The meetings under their months, YYYY-MM, the last first; those of a day by name.

    The month of those without a date is empty.
    """
    named = sorted(hits, key=lambda hit: meeting_name(hit.meeting))
    ordered = sorted(named, key=lambda hit: hit.meeting.date or "", reverse=True)
    groups = groupby(ordered, key=lambda hit: (hit.meeting.date or "")[:7])
    return [(month, list(group)) for month, group in groups]


def _offered(values: Sequence[FacetValue]) -> list[FacetValue]:
    """The values to choose from; none where all meetings have the same."""
    return list(values) if len(values) > 1 else []
