"""A query string and its SearchParams are two forms of one value."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from index.analysis.normalization.search_text import search_form
from index.minutes import ROLES
from index.query import SORTS, Filter, SearchRequest
from index.results import Note
from webapp.search_params import (
    MAX_OFFSET,
    MAX_QUERY_LENGTH,
    MEETINGS_OF_PAGE,
    PAGE_SIZE,
    SearchParams,
    api_params,
    page_params,
    quote_value,
    unquoted,
)

words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30).map(str.strip)
filters = st.one_of(
    st.builds(Filter, st.sampled_from(["body", "agenda", "speaker"]), words.filter(bool)),
    st.builds(Filter, st.just("role"), st.sampled_from(ROLES)),
    st.builds(Filter, st.just("year"), st.integers(1000, 9999).map(str)),
)
searches = st.builds(
    SearchParams,
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
        limit=st.just(MEETINGS_OF_PAGE),
        unit=st.just("meeting"),
        without=st.lists(words.filter(bool), max_size=3, unique=True).map(tuple),
        including=st.lists(words.filter(bool), max_size=3, unique=True).map(tuple),
        synonyms=st.booleans(),
    ),
)
all_params = st.builds(
    lambda value, mode, page: value.in_mode(mode).on_page(page),
    searches,
    st.sampled_from(["search", "ask"]),
    st.integers(1, 50),
)


def parsed(address):
    return page_params(parse_qs(address, keep_blank_values=True))


@given(all_params)
def test_a_query_string_parses_to_the_same_params(value):
    assert parsed(value.query_string) == value


@given(all_params, words.filter(bool))
def test_a_form_may_be_named_at_the_end_of_an_address(value, form):
    named = map(search_form, (*value.search.without, *value.search.including))
    assume(search_form(form) not in {*named})
    for name, change in (("without", value.without_form), ("with", value.with_form)):
        address = f"{value.on_page(1).query_string}&{name}={quote_value(form)}"
        assert parsed(address) == change(form)


def test_two_days_of_a_form_are_one_period():
    value = parsed("q=鍵&from=2023-04-01&to=2024-03-31")
    assert value.search.filters == (Filter("date", "2023-04-01..2024-03-31"),)
    assert parsed(value.query_string) == value
    assert value.period == ("2023-04-01", "2024-03-31")
    assert ("date", "2023-04-01..2024-03-31") not in value.fields_without("date")
    assert parsed("q=鍵&from=&to=2024-03-31").search.filters == (Filter("date", "..2024-03-31"),)
    assert parsed("q=鍵&from=&to=").search.filters == ()
    assert parsed("q=鍵&date=令和5年度").period == ("2023-04-01", "2024-03-31")
    assert parsed("q=鍵&date=2024-03-31..2023-02").period == ("2023-02-01", "2024-03-31")
    assert parsed("q=鍵&date=2023-02").period == ("2023-02-01", "2023-02-28")
    assert parsed("q=鍵&date=2023&date=2025").period == ("", "")
    assert parsed("q=鍵&from=あした").notes == (Note("filter_ignored", ("date", "あした..")),)


@given(all_params, filters)
def test_a_filter_may_be_added_at_the_end_of_an_address(value, added):
    address = f"{value.on_page(1).query_string}&{added.field}={quote_value(added.value)}"
    wanted = value.with_filter(*added).search.filters
    assert set(parsed(address).search.filters) == set(wanted)


@given(all_params)
def test_the_pages_of_a_search_know_it(value):
    if value.is_empty:
        assert value.results_query == ""
    else:
        assert parsed(value.results_query.removeprefix("?")) == value


@given(
    st.dictionaries(
        st.sampled_from(["q", "page", "limit", "offset", "sort", "year", "role", "without"]),
        st.lists(st.text(), max_size=3),
    )
)
def test_no_input_is_an_error(args):
    for value in (page_params(args), api_params(args)):
        assert 0 <= value.search.offset <= MAX_OFFSET
        assert 0 <= value.search.limit <= 100
        assert len(value.search.query) <= MAX_QUERY_LENGTH
        assert value.search.sort in SORTS


@pytest.mark.parametrize(
    ("typed", "page"),
    [("1", 1), ("3", 3), ("-1", 1), ("0", 1), ("x", 1), ("", 1), ("9" * 4000, 40_000)],
)
def test_a_page_number_is_brought_into_range(typed, page):
    assert page_params({"page": [typed]}).page == page


def test_invalid_values_are_noted():
    value = page_params({"q": ["長" * 5000], "sort": ["x"], "year": ["abc"], "role": ["王"]})
    assert value.search.query == "長" * MAX_QUERY_LENGTH
    assert (value.search.filters, value.search.sort) == ((), "relevance")
    assert value.notes == (
        Note("query_truncated", (MAX_QUERY_LENGTH,)),
        Note("filter_ignored", ("year", "abc")),
        Note("filter_ignored", ("role", "王")),
        Note("sort_ignored", ("x",)),
    )


def test_in_the_api_what_was_not_used_as_given_is_noted():
    args = {
        "q": ["鍵", "庫"],
        "limit": ["abc"],
        "offset": ["-3"],
        "synonyms": ["no"],
        "page": ["2"],
        "col\0our": ["x"],
        " ": ["x"],
    }
    value = api_params(args)
    assert (value.search.query, value.search.limit, value.search.offset) == ("鍵", PAGE_SIZE, 0)
    assert value.notes == (
        Note("parameter_unknown", ("page",)),
        Note("parameter_unknown", ("colour",)),
        Note("parameter_repeated", ("q",)),
        Note("parameter_replaced", ("limit", "abc", PAGE_SIZE)),
        Note("parameter_replaced", ("offset", "-3", 0)),
        Note("parameter_replaced", ("synonyms", "no", 1)),
    )
    assert api_params({"limit": ["500"]}).notes == (
        Note("parameter_replaced", ("limit", "500", 100)),
    )
    assert page_params({"page": ["x"], "colour": ["x"]}).notes == ()


@pytest.mark.parametrize(
    "args",
    [
        {"q": ["鍵"], "limit": ["0"], "offset": ["010"], "synonyms": ["0"], "sort": ["newest"]},
        {"limit": ["１０"], "without": ["鍵", "庫"], "with": ["鍵"], "year": ["2023", "2024"]},
        {"synonyms": ["1"], "offset": [""]},
    ],
)
def test_valid_parameters_of_the_api_have_no_notes(args):
    assert api_params(args).notes == ()


def test_what_prints_nothing_vanishes_from_a_query():
    assert page_params({"q": ["\0防\x01災\n計\x7f画\t"]}).search.query == "防災 計画"


def test_a_year_may_be_typed_in_full_width():
    assert page_params({"year": ["２０２４"]}).search.filters == (Filter("year", "2024"),)


def test_every_change_begins_at_the_first_page():
    value = parsed("q=鍵&page=4&year=2024&without=庫")
    for changed in (
        value.sorted_by("newest"),
        value.with_filter("role", "member"),
        value.without_filter(Filter("year", "2024")),
        value.without_form("蔵"),
        value.with_form("庫"),
        value.in_mode("ask"),
        value.with_query("錠"),
    ):
        assert changed.page == 1
    assert value.on_page(5).page == 5
    assert value.without_filter(Filter("year", "2024")).search.filters == ()
    assert value.with_form("庫").search.without == ()


def test_a_form_is_brought_back_in_whatever_width_and_case_it_was_left_out():
    value = parsed("q=鍵&without=ＬＯＣＫ&with=Ｋｅｙ")
    assert value.with_form("lock").search.without == ()
    assert value.without_form("key").search.including == ()


def test_quotation_marks_are_taken_off():
    assert unquoted("「鍵の保管」 台帳") == "鍵の保管 台帳"
    assert unquoted("鍵  台帳") is None
    assert unquoted('""') is None
