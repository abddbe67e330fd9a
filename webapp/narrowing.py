"""The filters a page offers: of each field the values that would narrow what was found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from index.fields import FACETS, Field
from index.results import FacetValue, SearchPage
from presentation.labels import filter_words
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
    for field in FACETS:
        values = page.facets.get(field.name, ())
        offered = _offered(field, values)
        # A value that all of them have, and that is the only one, narrows nothing.
        if offered and (len(values) > 1 or offered[0].count < page.total):
            offers = (
                Offer(
                    filter_words(field.name, each.value),
                    begin + narrowed(field.name, each.value),
                    each.count,
                )
                for each in offered
            )
            yield Narrowing(field.label, tuple(offers))


def _offered(field: Field[Any], values: tuple[FacetValue, ...]) -> list[FacetValue]:
    """The values not chosen yet, the years from the last on."""
    offered = [each for each in values if not each.chosen]
    if field.kind == "year":
        offered.sort(key=lambda each: each.value, reverse=True)
    return offered
