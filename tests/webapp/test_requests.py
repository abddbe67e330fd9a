"""An address and what it asks for are two forms of one value."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.minutes import ROLES
from index.query import SORTS, Filter, SearchRequest
from index.results import Note
from webapp.search_params import (
    LAST_OFFSET,
    LONGEST_QUERY,
    PAGE_SIZE,
    Asked,
    api_asked,
    carried,
    leaving_out,
    narrowing,
    page_asked,
    query_string,
    unquoted,
)

words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30).map(str.strip)
filters = st.one_of(
    st.builds(Filter, st.sampled_from(["body", "agenda", "speaker"]), words.filter(bool)),
    st.builds(Filter, st.just("role"), st.sampled_from(ROLES)),
    st.builds(Filter, st.just("year"), st.integers(1000, 9999).map(str)),
)
asked = st.builds(
    Asked,
    st.builds(
        SearchRequest,
        query=words,
        filters=st.lists(filters, max_size=4, unique=True).map(
            lambda found: tuple(
                sorted(
                    found,
                    key=lambda f: ["body", "year", "agenda", "role", "speaker"].index(f.field),
                )
            )
        ),
        sort=st.sampled_from(SORTS),
        limit=st.just(PAGE_SIZE),
        offset=st.integers(0, 50).map(lambda page: page * PAGE_SIZE),
        without=st.lists(words.filter(bool), max_size=3, unique=True).map(tuple),
        including=st.lists(words.filter(bool), max_size=3, unique=True).map(tuple),
        synonyms=st.booleans(),
    ),
    mode=st.sampled_from(["search", "ask"]),
)


def parsed(address):
    return page_asked(parse_qs(address, keep_blank_values=True))


@given(asked)
def test_the_way_back_leads_to_the_same(value):
    assert parsed(query_string(value)) == value


@given(asked, st.lists(filters, max_size=5))
def test_many_ways_to_narrow_are_each_that_of_the_search_narrowed(value, offered):
    narrowed = narrowing(value)
    for field, wanted in set(offered) - set(value.search.filters):
        assert narrowed(field, wanted) == query_string(value.narrowed(field, wanted))


@given(asked, st.lists(words, max_size=5))
def test_many_ways_to_leave_out_are_each_that_of_the_search_without(value, offered):
    left_out = leaving_out(value)
    for form in {*offered, *value.search.without, *value.search.including}:
        assert left_out(form) == query_string(value.leaving_out(form))


@given(asked)
def test_the_words_are_carried_to_a_page_that_marks_them(value):
    kept = parsed(carried(value).removeprefix("?"))
    if value.search.query:
        assert (kept.search.query, kept.mode) == (value.search.query, value.mode)
        assert kept.search.without == value.search.without
    else:
        assert carried(value) == ""


@given(
    st.dictionaries(
        st.sampled_from(["q", "page", "limit", "offset", "sort", "year", "role", "without"]),
        st.lists(st.text(), max_size=3),
    )
)
def test_nothing_typed_is_an_error(args):
    for value in (page_asked(args), api_asked(args)):
        assert 0 <= value.search.offset <= LAST_OFFSET
        assert 1 <= value.search.limit <= 100
        assert len(value.search.query) <= LONGEST_QUERY
        assert value.search.sort in SORTS


@pytest.mark.parametrize(
    ("typed", "page"),
    [("1", 1), ("3", 3), ("-1", 1), ("0", 1), ("x", 1), ("", 1), ("9" * 4000, 100_000)],
)
def test_a_page_is_tamed(typed, page):
    assert page_asked({"page": [typed]}).page == page


def test_what_was_set_right_is_said():
    value = page_asked({"q": ["長" * 5000], "sort": ["x"], "year": ["abc"], "role": ["王"]})
    assert value.search == SearchRequest("長" * LONGEST_QUERY)
    assert value.notes == (
        Note("query_truncated", (LONGEST_QUERY,)),
        Note("filter_ignored", ("year", "abc")),
        Note("filter_ignored", ("role", "王")),
        Note("sort_ignored", ("x",)),
    )


def test_a_year_may_be_typed_in_full_width():
    assert page_asked({"year": ["２０２４"]}).search.filters == (Filter("year", "2024"),)


def test_every_change_begins_at_the_first_page():
    value = parsed("q=鍵&page=4&year=2024&without=庫")
    for changed in (
        value.sorted_by("newest"),
        value.narrowed("role", "member"),
        value.widened(Filter("year", "2024")),
        value.leaving_out("蔵"),
        value.bringing_back("庫"),
        value.in_mode("ask"),
        value.rephrased("錠"),
    ):
        assert changed.page == 1
    assert value.on_page(5).page == 5
    assert value.widened(Filter("year", "2024")).search.filters == ()
    assert value.bringing_back("庫").search.without == ()


def test_quotation_marks_are_taken_off():
    assert unquoted("「鍵の保管」 台帳") == "鍵の保管 台帳"
    assert unquoted("鍵  台帳") is None
    assert unquoted('""') is None
