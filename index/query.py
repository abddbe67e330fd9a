"""A search request: the query as typed, filters, order and page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Sort = Literal["relevance", "newest", "oldest"]
SORTS: tuple[Sort, ...] = ("relevance", "newest", "oldest")
Unit = Literal["exchange", "meeting", "utterance"]


class Filter(NamedTuple):
    """Only utterances whose `field`, one of `index.fields.FILTERS`, is exactly `value`.

    Of a field of dates, those within the period `value`.
    """

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A search as asked: the query as typed, filters, order, and which page.

    `without` lists printed forms the person has left out, `including` those that are
    left out unless asked for; without `synonyms`, none is searched. `limit` and
    `offset` count the `unit`: whole exchanges, meetings with what was found in them, or
    utterances, also under their meetings.
    """

    query: str
    filters: tuple[Filter, ...] = ()
    sort: Sort = "relevance"
    limit: int = 10
    offset: int = 0
    without: tuple[str, ...] = ()
    including: tuple[str, ...] = ()
    synonyms: bool = True
    unit: Unit = "exchange"
