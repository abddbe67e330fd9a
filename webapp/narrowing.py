"""The filters a page offers: of each field the values that would narrow what was found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from index.query import FilterField
from index.results import FacetValue, SearchPage
from presentation.labels import FIELD_WORDS, filter_words
from webapp.addresses import search_url
from webapp.search_params import Asked, narrowing


class Offer(NamedTuple):
    """A value as it is said, the address of the search it narrows to, and what that finds."""

    words: str
    address: str
    utterances: int


@dataclass(frozen=True, slots=True)
class Narrowing:
    """The values of one field."""

    label: str
    offers: tuple[Offer, ...]


def narrowings(asked: Asked, page: SearchPage) -> list[Narrowing]:
    return list(_narrowings(asked, page))


def _narrowings(asked: Asked, page: SearchPage) -> Iterator[Narrowing]:
    begin, narrowed = f"{search_url()}?", narrowing(asked)
    for field, label in FIELD_WORDS.items():
        values = page.facets.get(field, ())
        offered = _offered(field, values)
        # A value that all of them have, and that is the only one, narrows nothing.
        if offered and (len(values) > 1 or offered[0].count < page.total):
            offers = (
                Offer(
                    filter_words(field, each.value),
                    begin + narrowed(field, each.value),
                    each.count,
                )
                for each in offered
            )
            yield Narrowing(label, tuple(offers))


def _offered(field: FilterField, values: tuple[FacetValue, ...]) -> list[FacetValue]:
    """The values not chosen yet, the years from the last on."""
    offered = [each for each in values if not each.chosen]
    if field == "year":
        offered.sort(key=lambda each: each.value, reverse=True)
    return offered
