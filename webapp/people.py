"""Everyone who speaks and is named in full, and the page of each person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from flask import Blueprint, abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from index.analysis.normalization.search_text import search_form
from index.persons import Held, Person
from index.query import Filter, SearchRequest
from index.results import FacetValue
from index.serialization import people_json, profile_json
from presentation.groups import make_group
from presentation.subjects import names_subject
from presentation.years import year_bars
from webapp.collection import collection
from webapp.search import page_urls
from webapp.search_params import MAX_QUERY_LENGTH, SearchParams, page_params
from webapp.searcher import searcher
from webapp.urls import API, PEOPLE, PERSON, with_root

pages = Blueprint("people", __name__)

_LATEST_MEETINGS = 5
_MAX_SUBJECTS = 12


class Subject(NamedTuple):
    """An agenda item of which a person spoke: its title, and the value that it is filtered by."""

    title: str
    value: str
    speeches: int


class PeopleGroup(NamedTuple):
    """The members of a body, or its officials, those who spoke last first."""

    body: str
    label: str
    people: tuple[Person, ...]


@pages.get(PEOPLE)
def people() -> str:
    """All persons, or those whose name has what is typed."""
    typed = request.args.get("name", "").strip()[:MAX_QUERY_LENGTH]
    wanted = "".join(search_form(typed).split())
    found = [each for each in searcher().people() if wanted in search_form(each.name)]
    return render_template(
        "people.html", params=page_params({}), typed=typed, groups=list(_grouped(found))
    )


@pages.get(f"{PERSON}<identifier>")
def person(identifier: str) -> str:
    profile = searcher().person(identifier)
    if profile is None:
        abort(404)
    own = (Filter("person", identifier),)
    latest = SearchRequest("", own, sort="newest", unit="meeting", limit=_LATEST_MEETINGS)
    speeches = profile.person.speeches.items()
    counts = [FacetValue(str(year), count) for year, count in speeches if year]
    said = SearchParams(SearchRequest("", own, sort="newest", unit="meeting"))
    return render_template(
        "person.html",
        params=page_params({}),
        said=said,
        said_url=page_urls(said)(1),
        profile=profile,
        person=profile.person,
        bars=year_bars(counts, collection().years),
        subjects=list(_subjects(profile.subjects))[:_MAX_SUBJECTS],
        groups=[make_group(hit) for hit in searcher().search(latest).meeting_hits],
    )


@pages.get(f"{API}{PEOPLE}")
def people_as_json() -> ResponseReturnValue:
    return jsonify({"people": [with_root(each) for each in people_json(searcher().people())]})


@pages.get(f"{API}{PERSON}<identifier>")
def person_as_json(identifier: str) -> ResponseReturnValue:
    profile = searcher().person(identifier)
    return abort(404) if profile is None else jsonify(with_root(profile_json(profile)))


def _grouped(people: Iterable[Person]) -> Iterator[PeopleGroup]:
    """By body, the members before the officials."""
    for (body, official), group in groupby(sorted(people, key=_side), key=_side):
        label = "行政・事務局など" if official else "議員・委員"
        yield PeopleGroup(body, label, tuple(sorted(group, key=_latest)))


def _side(person: Person) -> tuple[str, bool]:
    return person.body, not person.is_member


def _latest(person: Person) -> tuple[int, int, str]:
    return -(person.years or (0, 0))[1], -person.total, person.name


def _subjects(held: Iterable[Held]) -> Iterator[Subject]:
    """The agenda items that name a subject, each title once."""
    titles = set[str]()
    for each in held:
        # The number, and the title below it; an item without a number is its title.
        value, _, rest = each.value.partition("\n")
        title = rest or value
        if names_subject(title) and title not in titles:
            titles.add(title)
            yield Subject(title, value, each.speeches)
