"""Everyone who speaks and is named in full, and the page of each person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from flask import Blueprint, abort, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from index.persons import Held, Person, Profile
from index.query import Filter, SearchRequest
from index.results import FacetValue
from index.serialization import people_json, profile_json
from presentation.groups import make_group
from presentation.people import group_people, is_named
from presentation.subjects import names_subject
from presentation.years import year_bars
from webapp.collection import collection
from webapp.search import page_urls
from webapp.search_params import MAX_QUERY_LENGTH, SearchParams, page_params
from webapp.searcher import searcher
from webapp.urls import API, PEOPLE, PERSON, person_url, results_url, with_root

pages = Blueprint("people", __name__)

_LATEST_MEETINGS = 5
_MAX_SUBJECTS = 12
# The title of an agenda item that is heard with others says how many.
_OTHERS = re.compile(r"\s*(?:ほか|外)\s*[0-9０-９]+件$")
# 一般質問について is an item on how to hold them. Of more items than an address should list, it has
# the query for their kind.
_GENERAL_QUESTIONS = re.compile("一般質問$")
_ANY_GENERAL_QUESTION, _MAX_ITEMS = "議題:一般質問 -議題:一般質問について", 20


class Link(NamedTuple):
    """What a person's speeches may be narrowed to: their number, and their address."""

    label: str
    speeches: int
    url: str


@pages.get(PEOPLE)
def people() -> str:
    """All persons, or those whose name has what is typed."""
    typed = request.args.get("name", "").strip()[:MAX_QUERY_LENGTH]
    found = [each for each in searcher().people() if is_named(each, typed)]
    return render_template(
        "people.html", params=page_params({}), typed=typed, groups=list(group_people(found))
    )


@pages.get(f"{PERSON}<identifier>")
def person(identifier: str) -> ResponseReturnValue:
    """The page of a person; the id of another writing of the name leads there."""
    profile = searcher().person(identifier)
    if profile is None:
        abort(404)
    own = profile.person
    if own.id != identifier:
        return redirect(person_url(own.id), code=301)
    said = _said(own)
    counts = [FacetValue(str(year), count) for year, count in own.speeches.items() if year]
    latest = replace(said.search, limit=_LATEST_MEETINGS)
    return render_template(
        "person.html",
        params=page_params({}),
        said=said,
        said_url=page_urls(said)(1),
        profile=profile,
        person=own,
        bars=year_bars(counts, collection().years),
        questions=list(_questions(profile)),
        committees=[
            Link(name, count, results_url(said.with_filter("committee", name)))
            for name, _, _, count in profile.committees
        ],
        subjects=list(islice(_subjects(profile), _MAX_SUBJECTS)),
        groups=[make_group(hit) for hit in searcher().search(latest).meeting_hits],
    )


@pages.get(f"{API}{PEOPLE}")
def people_as_json() -> ResponseReturnValue:
    return jsonify({"people": [with_root(each) for each in people_json(searcher().people())]})


@pages.get(f"{API}{PERSON}<identifier>")
def person_as_json(identifier: str) -> ResponseReturnValue:
    profile = searcher().person(identifier)
    return abort(404) if profile is None else jsonify(with_root(profile_json(profile)))


def _said(person: Person, *filters: Filter) -> SearchParams:
    """All speeches of a person, or those with some values."""
    own = (Filter("person", person.id), *filters)
    return SearchParams(SearchRequest("", own, sort="newest", unit="meeting"))


def _questions(profile: Profile) -> Iterator[Link]:
    """The general questions of a member, by year, the latest first."""
    asked = [_agenda(each) for each in profile.subjects if _GENERAL_QUESTIONS.search(each.value)]
    if not asked:
        return
    said = _said(profile.person, Filter("role", "member"))
    if len(asked) > _MAX_ITEMS:
        said = said.with_query(_ANY_GENERAL_QUESTION)
    else:
        for each in asked:
            said = said.with_filter(*each)
    years = searcher().search(replace(said.search, limit=1)).facets["year"]
    for year in sorted(years, key=lambda each: each.value, reverse=True):
        url = results_url(said.with_filter("year", year.value))
        yield Link(f"{year.value}年", year.count, url)


def _subjects(profile: Profile) -> Iterator[Link]:
    """The agenda items that name a subject, those of one title together."""
    of_title: dict[str, list[Held]] = {}
    for each in profile.subjects:
        # The number, and the title below it; an item without a number is its title.
        number, _, rest = each.value.partition("\n")
        title = _OTHERS.sub("", rest or number)
        if names_subject(title):
            of_title.setdefault(title, []).append(each)
    counts = {title: sum(each.speeches for each in own) for title, own in of_title.items()}
    for title in sorted(counts, key=lambda each: -counts[each]):
        own = _said(profile.person, *map(_agenda, of_title[title]))
        yield Link(title, counts[title], results_url(own))


def _agenda(held: Held) -> Filter:
    return Filter("agenda", " ".join(held.value.split("\n")))
