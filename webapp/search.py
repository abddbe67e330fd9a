"""The search page: the query, what was found, and every way to narrow it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import zip_longest
from typing import NamedTuple

from flask import Blueprint, render_template, request
from markupsafe import Markup, escape

from index.analysis.normalization.search_text import search_form
from index.fields import FACETS
from index.query import Filter
from index.results import LEFT_OUT, Form, SearchPage
from presentation.cards import make_card, newer_than_first, newest_of
from presentation.groups import make_group
from presentation.labels import filter_label
from presentation.years import year_bars
from webapp.collection import collection, year_span
from webapp.search_params import SearchParams, page_params, quote_value, unquoted
from webapp.searcher import searcher
from webapp.urls import SEARCH, results_url

# Forms shown at once, parts of longer words listed, and page numbers offered on each side of the
# current one.
MIN_SHOWN_FORMS = 8
MAX_PARTS = 100
PAGES_AROUND = 2
# Other words for one of a question that are named.
MAX_REPLACEMENTS = 3
# Words of a query without hits that are offered as queries.
MAX_SINGLE_WORDS = 5
_ENDS_IN_HIRAGANA = re.compile("[ぁ-ゖ]$")

pages = Blueprint("search", __name__)


class FormGroups(NamedTuple):
    """The forms searched for: those shown at once, and the others, by word of the query.

    `parts` are parts of longer words and numbers that are left out, at most MAX_PARTS of
    `part_count`.
    """

    shown: tuple[Form, ...]
    folded: tuple[tuple[str, tuple[Form, ...]], ...]
    parts: tuple[Form, ...] = ()
    part_count: int = 0

    @property
    def folded_count(self) -> int:
        return sum(len(forms) for _, forms in self.folded)


class FilterHtml(NamedTuple):
    """A filter as HTML: its label, and what it adds to the address of a search."""

    label: Markup
    parameter: Markup


class Facet(NamedTuple):
    """The values of one field that would narrow the search or do, each with its count."""

    label: str
    links: tuple[tuple[FilterHtml, int], ...]
    chosen: tuple[tuple[Filter, int], ...] = ()


@pages.get(SEARCH)
def index() -> str:
    params = page_params(request.args.to_dict(flat=False))
    if params.is_empty:
        return render_template("home.html", params=params)
    page = _search(params)
    if page.request.unit == "exchange" and params.mode == "search":
        # The query was read as a question: a page of answers is shorter than one of meetings.
        params = params.in_mode("ask").on_page(params.page)
        page = page if params.page == 1 else _search(params)
    found = {"exchange": page.exchanges, "meeting": page.meetings, "utterance": page.total}
    last_page = max(1, -(-found[page.request.unit] // params.search.limit))
    if params.page > last_page:
        params = params.on_page(last_page)
        page = _search(params)
    template = "answers.html" if page.hits else "results.html" if page.total else "nohits.html"
    return render_template(
        template,
        params=params,
        page=page,
        cards=[make_card(hit, only_near=page.answered is False) for hit in page.hits],
        replaced=_replaced(page),
        words_of_question=_words_of_question(page),
        newest=newest_of(page.hits) if page.answered else None,
        newer=newer_than_first(page.hits) if page.answered else None,
        groups=[make_group(hit) for hit in page.meeting_hits],
        lists_speeches=page.request.unit == "utterance",
        bars=year_bars(page.facets.get("year", ()), collection().years),
        found_years=year_span(_found_years(page)),
        forms=group_forms(page.forms, params.search.without),
        form_url=form_urls(params),
        facets=list(_facets(page)),
        page_url=page_urls(params),
        excluded_words=_excluded_words(page),
        words_in_parts=_words_in_parts(page),
        single_words=_single_words(page),
        unquoted=unquoted(params.search.query),
        last_page=last_page,
        page_numbers=page_numbers(params.page, last_page),
    )


def _found_years(page: SearchPage) -> tuple[str, ...]:
    """The years of what was found."""
    values = page.facets.get("year", ())
    chosen = [each for each in values if each.chosen]
    return tuple(each.value for each in chosen or values if each.count)


def _search(params: SearchParams) -> SearchPage:
    """A page of results; where no words rank them the newest are first, and the page says so."""
    if params.mode == "ask":
        return searcher().ask(params.search)
    page = searcher().search(params.search)
    if page.forms or params.search.sort != "relevance":
        return page
    return replace(page, request=replace(page.request, sort="newest"))


def _replaced(page: SearchPage) -> list[tuple[str, list[str]]]:
    """The expressions of a question with the first words that officials say for each."""
    notes = [note.params for note in page.notes if note.code == "said_otherwise"]
    return [(str(typed), [*map(str, others[:MAX_REPLACEMENTS])]) for typed, *others in notes]


def _excluded_words(page: SearchPage) -> list[str]:
    """The words of the query of which every form was left out that can be brought back at once."""
    occurring = [form for form in page.forms if form.count and form.basis not in LEFT_OUT]
    included = {form.word for form in page.forms if form.count and form.included}
    return list(dict.fromkeys(form.word for form in occurring if form.word not in included))


def _occurring_words(page: SearchPage) -> list[str]:
    """The words of the query that occur in a form that was searched for."""
    return list(dict.fromkeys(form.word for form in page.forms if form.count and form.included))


def _words_of_question(page: SearchPage) -> str:
    """The words of a question that a search of them all may find: those that occur, without verbs.

    Officials say a verb in another form, or have a noun for it.
    """
    words = _occurring_words(page)
    nouns = [word for word in words if not _ENDS_IN_HIRAGANA.search(word)]
    return " ".join(nouns or words)


def _words_in_parts(page: SearchPage) -> list[str]:
    """The words of the query that occur only as part of something else, and are left out there."""
    others = {form.word for form in page.forms if form.basis not in LEFT_OUT or form.included}
    return list(dict.fromkeys(form.word for form in page.forms if form.word not in others))


def _single_words(page: SearchPage) -> list[str]:
    """The words of a query that occur, to be searched for alone; none for a query of one word."""
    query = page.request.query
    words = _occurring_words(page)
    return [word for word in words if word not in (query, unquoted(query))][:MAX_SINGLE_WORDS]


def group_forms(forms: Sequence[Form], without: Collection[str]) -> FormGroups:
    """Show each word's first form and some more, in their order; fold the others.

    A form that was left out is always shown, so that it can be brought back; parts of longer
    words and numbers may be many.
    """
    parts = [form for form in forms if form.basis == "part" and not form.included]
    forms = [form for form in forms if form.basis != "part" or form.included]
    words: dict[str, list[Form]] = {}
    for form in forms:
        words.setdefault(form.word, []).append(form)
    # In turns: the first form of every word, then the second, and so on.
    turns = [form for turn in zip_longest(*words.values()) for form in turn if form]
    shown = {*turns[: max(MIN_SHOWN_FORMS, len(words))]} | {
        form for form in forms if form.form in without or form.basis == "opposite"
    }
    folded = (
        (word, tuple(form for form in group if form not in shown)) for word, group in words.items()
    )
    return FormGroups(
        tuple(form for form in forms if form in shown),
        tuple((word, rest) for word, rest in folded if rest),
        tuple(parts[:MAX_PARTS]),
        len(parts),
    )


def form_urls(params: SearchParams) -> Callable[[Form], Markup]:
    """What gives the address, as HTML, that leaves out a form or brings it back.

    Only a form that `params` name already is taken out of their address; any other is added to it.
    """
    named = {*map(search_form, (*params.search.without, *params.search.including))}
    first = _first_page_url(params)

    def form_url(form: Form) -> Markup:
        if named and search_form(form.form) in named:
            change = params.without_form if form.included else params.with_form
            return escape(results_url(change(form.form)))
        return first + _parameter("without" if form.included else "with", form.form)

    return form_url


def page_urls(params: SearchParams) -> Callable[[int], Markup]:
    """What gives the address of a page of the results, as HTML."""
    first = _first_page_url(params)
    return lambda page: first + _parameter("page", str(page)) if page > 1 else first


def _first_page_url(params: SearchParams) -> Markup:
    """The address of the first page, as HTML; for hundreds of links a parameter is added to it."""
    return escape(results_url(params.on_page(1)))


def _parameter(name: str, value: str) -> Markup:
    """What one more parameter adds to the address of a search, as HTML."""
    return Markup(f"&amp;{name}={quote_value(value)}")


def _facets(page: SearchPage) -> Iterator[Facet]:
    """For each field, the values that would narrow what was found."""
    # Agenda items are the most, and their names the longest.
    for field in sorted(FACETS, key=lambda field: field.name == "agenda"):
        if field.kind == "year" and page.meeting_hits:
            # The chart has the years.
            continue
        values = page.facets.get(field.name, ())
        offered = [each for each in values if not each.chosen]
        if field.kind == "year":
            offered.sort(key=lambda each: each.value, reverse=True)
        # A value that all of them have, and that is the only one, narrows nothing.
        if offered and (len(values) > 1 or offered[0].count < page.total):
            name = field.name
            links = tuple(
                [(_filter_html(name, each.value, each.years), each.count) for each in offered]
            )
            chosen = ((Filter(name, each.value), each.count) for each in values if each.chosen)
            yield Facet(field.label, links, tuple(chosen))


# The same values are on page after page.
@lru_cache(maxsize=4096)
def _filter_html(name: str, value: str, years: tuple[int, int] | None) -> FilterHtml:
    label = filter_label(name, value)
    if years:
        label += f"（{year_span(tuple(map(str, years)))}）"
    return FilterHtml(escape(label), _parameter(name, value))


def page_numbers(current: int, last: int) -> list[int]:
    """The first page, the last, and those around `current`; 0 where some are left out."""
    near = range(max(1, current - PAGES_AROUND), min(last, current + PAGES_AROUND) + 1)
    numbers: list[int] = []
    for number in sorted({1, last, *near}):
        if numbers and number > numbers[-1] + 1:
            numbers.append(0)
        numbers.append(number)
    return numbers
