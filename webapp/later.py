"""What was said of a subject after a meeting."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from index.minutes import MeetingHead
from index.query import Filter, SearchRequest
from index.results import MeetingHit
from presentation.groups import MeetingGroup, make_group
from webapp.search_params import SearchParams
from webapp.searcher import searcher

_MAX_MEETINGS = 5
# The end of a title, which is not said again.
_ABOUT = re.compile(r"(?:等)?(?:の.{0,6})?について$")


class LaterSpeeches(NamedTuple):
    """Later meetings about a subject, the first ones first, and the search that finds all."""

    groups: tuple[MeetingGroup, ...]
    total: int
    params: SearchParams


def later_speeches(meeting: MeetingHead, about: str | None) -> LaterSpeeches | None:
    """Null where the meeting has no date, or nothing is said of it later.

    What officials answered comes before what was asked.
    """
    day = _day_after(meeting.date)
    if day is None or not about:
        return None
    later = Filter("date", f"{day}..")
    request = SearchRequest(
        _ABOUT.sub("", about),
        (later, Filter("role", "official")),
        unit="meeting",
        limit=_MAX_MEETINGS,
    )
    page = searcher().search(request)
    if not page.meeting_hits:
        request = SearchRequest(request.query, (later,), unit="meeting", limit=_MAX_MEETINGS)
        page = searcher().search(request)
    if not page.meeting_hits:
        return None
    hits = sorted(page.meeting_hits, key=_date)
    groups = tuple(make_group(hit) for hit in hits)
    return LaterSpeeches(groups, page.total, SearchParams(request))


def _date(hit: MeetingHit) -> str:
    return hit.meeting.date or ""


def _day_after(day: str | None) -> str | None:
    try:
        return (date.fromisoformat(day or "") + timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return None
