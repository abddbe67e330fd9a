"""The search page: the words, what was found, and every way to narrow it."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, current_app, render_template, request

from index.query import SearchRequest
from index.results import SearchPage
from index.search import Searcher
from presentation.cards import card
from webapp.addresses import SEARCH
from webapp.ledger import ledger_of
from webapp.narrowing import narrowings
from webapp.paging import pages_of
from webapp.search_params import PAGE_SIZE, Asked, page_asked, unquoted

pages = Blueprint("search", __name__)


def searcher() -> Searcher:
    """The searcher of the application that answers this request."""
    found = current_app.extensions["searcher"]
    assert isinstance(found, Searcher)
    return found


@pages.get(SEARCH)
def index() -> str:
    asked = page_asked(request.args.to_dict(flat=False))
    if asked.is_empty:
        return _home(asked)
    asked, page = _found(asked)
    return render_template(
        "results.html" if page.hits else "nohits.html",
        asked=asked,
        page=page,
        cards=[card(hit) for hit in page.hits],
        ledger=ledger_of(page.forms, asked.search.without),
        narrowings=narrowings(asked, page),
        emptied=_emptied(page),
        unquoted=unquoted(asked.search.query),
        paging=pages_of(asked.page, page.exchanges, PAGE_SIZE),
    )


def _home(asked: Asked) -> str:
    everything = _everything()
    years = sorted(each.value for each in everything.facets.get("year", ()))
    return render_template("home.html", asked=asked, statistics=everything.searched, years=years)


def _everything() -> SearchPage:
    """All that there is, without hits. It changes with a commit alone, and is kept until then."""
    kept: SearchPage | None = current_app.extensions.get("everything")
    # A commit has statistics of its own, even where the figures are the same.
    if kept is None or kept.searched is not searcher().statistics():
        kept = searcher().search(SearchRequest("", limit=0))
        current_app.extensions["everything"] = kept
    return kept


def _found(asked: Asked) -> tuple[Asked, SearchPage]:
    """What is found; the last page where the one asked for lies beyond it."""
    page = _page(asked)
    if page.exchanges and not page.hits:
        asked = asked.on_page((page.exchanges - 1) // PAGE_SIZE + 1)
        page = _page(asked)
    return asked, page


def _page(asked: Asked) -> SearchPage:
    """What is asked for; the newest first where there are no words to be relevant to."""
    if asked.mode == "ask":
        return searcher().ask(asked.search)
    newest = replace(asked.search, sort="newest")
    if not asked.search.query and asked.search.sort == "relevance":
        return searcher().search(newest)
    page = searcher().search(asked.search)
    if page.forms or asked.search.sort != "relevance":
        return page
    return searcher().search(newest)


def _emptied(page: SearchPage) -> list[str]:
    """The words of which every form that stands anywhere was left out."""
    standing = [form for form in page.forms if form.count]
    kept = {form.word for form in standing if form.included}
    return list(dict.fromkeys(form.word for form in standing if form.word not in kept))
