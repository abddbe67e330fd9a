"""The list of meetings, the form of all conditions, and what search engines read."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.query import SearchRequest
from index.query_parser import AndNode, parse
from index.search import Searcher
from indexer.pipeline import index_paths
from webapp.advanced import filled_in, written_query
from webapp.app import create_app

from .conftest import links, text

_PARTS = [
    *("公園", "(喫煙 OR たばこ)", "喫煙 | 酒", '"全面 禁煙"', "-学校", '-"学校 病院"', "情報*"),
    *("橋 近傍/30 川", "橋 近傍 (川 OR 沢)", "発言者:林委員", '発言者:"林 委員"', "期間:2024"),
    *("(公園 禁煙) OR 酒", "-(公園 OR 橋)", "OR", "）", "諸　報　告", "https://example.com/?q=a"),
]
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def test_every_meeting_is_in_the_list_of_its_year(client, searcher):
    everything = searcher.search(SearchRequest("", unit="meeting", limit=1000))
    for hit in everything.meeting_hits:
        page = client.get(f"/meetings?year={hit.meeting.date[:4]}")
        assert f"/meetings/{hit.meeting.id}" in links(page)
        assert f"{hit.total}発言" in text(page)
    years = sorted({hit.meeting.date[:4] for hit in everything.meeting_hits})
    latest = client.get("/meetings")
    assert f"会議の一覧（{years[-1]}年）" in text(latest)
    assert {f"/meetings?year={year}" for year in years[:-1]} <= set(links(latest))


def test_a_list_is_by_day_and_its_box_searches_everything(client):
    page = client.get("/meetings").text
    days = re.findall(r'<time datetime="([^"]+)"', page)
    assert days == sorted(days, reverse=True)
    months = re.findall(r'<section aria-labelledby="(month-\d+)"', page)
    assert len(months) < 2 or {f"#{month}" for month in months} <= set(
        links(client.get("/meetings"))
    )
    form = page[page.index("<search>") : page.index("</search>")]
    assert "hidden" not in form


def test_a_list_without_meetings_says_so(client):
    page = client.get("/meetings?year=1950")
    assert page.status_code == 200
    assert "この条件の会議はありません" in text(page)
    assert client.get("/meetings?year=x&committee=%00&page=-1").status_code == 200


@pytest.mark.parametrize(
    ("filled", "query"),
    [
        ({"all": "公園　禁煙"}, "公園 禁煙"),
        ({"any": "喫煙 たばこ"}, "(喫煙 OR たばこ)"),
        ({"any": "喫煙"}, "喫煙"),
        ({"phrase": "公園の「禁煙」"}, '"公園の 禁煙"'),
        ({"none": "学校 病院", "all": "禁煙"}, "禁煙 -学校 -病院"),
        ({"near": "公園", "nearby": "全面 禁煙", "distance": "30"}, '公園 近傍/30 "全面 禁煙"'),
        ({"near": "公園", "distance": "x"}, "公園"),
        ({"by": "林 委員", "all": "橋"}, '橋 発言者:"林 委員"'),
        ({}, ""),
    ],
)
def test_the_form_writes_the_query_that_can_be_typed(filled, query):
    assert written_query(filled) == query


@given(st.lists(st.sampled_from(_PARTS), max_size=4).map(" ".join))
def test_the_form_is_filled_with_the_query_that_it_writes(query):
    filled = filled_in(query)
    assert parts(written_query(filled)) == parts(query)


def parts(query):
    """What must all be met, in any order."""
    node = parse(query).node
    return {*(node.children if isinstance(node, AndNode) else (node,))}


def test_the_conditions_of_a_search_are_filled_in(client):
    address = "/advanced?q=鍵 -図書館&role=official&date=2024-03-31..2024-01-01&sort=newest"
    results = client.get(address.replace("/advanced", "/"))
    assert any(link.startswith("/advanced?q=") for link in links(results))
    form = client.get(address).text
    for filled in (
        'id="all".* value="鍵"',
        'id="none".* value="図書館"',
        'value="official" selected',
    ):
        assert re.search(filled, form)
    assert 'id="from" name="from" type="date" value="2024-01-01"' in form
    assert 'value="newest" selected' in form


def test_the_form_leads_to_the_results_of_what_was_filled_in(client, searcher):
    page = client.get("/advanced")
    assert set(re.findall(r'name="(\w+)"', page.text)) >= {
        *("all", "any", "phrase", "none", "near", "nearby", "distance", "from", "to", "role", "by"),
    }
    page = client.get("/advanced?go=1&all=鍵&none=図書館&role=official&from=2024-01-01&to=&sort=")
    address = urlsplit(page.headers["Location"])
    assert (page.status_code, address.path) == (302, "/")
    asked = parse_qs(address.query)
    assert asked == {"q": ["鍵 -図書館"], "role": ["official"], "date": ["2024-01-01.."]}
    assert client.get(page.headers["Location"]).status_code == 200


def test_search_engines_are_led_to_every_meeting_and_person(client, searcher):
    robots = client.get("/robots.txt")
    assert robots.mimetype == "text/plain"
    assert "Sitemap: http://localhost/sitemap.xml" in robots.text
    sitemap = ElementTree.fromstring(client.get("/sitemap.xml").data)
    addresses = [each.text for each in sitemap.iter(f"{SITEMAP}loc")]
    assert len(addresses) == searcher.statistics().meetings + len(searcher.people())
    for address in addresses:
        assert client.get(urlsplit(address).path).status_code == 200


def test_a_browser_is_told_how_to_search(client):
    described = ElementTree.fromstring(client.get("/opensearch.xml").data)
    (address,) = described.iter("{http://a9.com/-/spec/opensearch/1.1/}Url")
    assert address.get("template") == "http://localhost/?q={searchTerms}"
    assert 'href="/opensearch.xml"' in client.get("/").text


def test_a_shared_link_says_what_it_is(client, searcher):
    hit = searcher.search(SearchRequest("ファイアウォール")).hits[0]
    for address in ("/", f"/exchanges/{hit.id}", f"/meetings/{hit.meeting.id}"):
        page = client.get(address).text
        described = re.findall(r'<meta (?:property|name)="([\w:]+)" content="([^"]+)"', page)
        assert {"og:title", "og:description", "description", "og:site_name"} <= {*dict(described)}


def test_the_page_of_a_meeting_names_its_session_and_day(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(
        "令和６年第３回みさき町議会定例会会議録（第２号）\n令和６年９月１０日\n"
        "○議長（東雲一郎君）　開きます。\n○三番（浜風円君）　橋は。\n○町長（潮見望君）　来年。\n",
        encoding="utf-8",
    )
    index_paths([path], tmp_path / "index")
    (hit,) = Searcher(tmp_path / "index").search(SearchRequest("", unit="meeting")).meeting_hits
    client = create_app(tmp_path / "index").test_client()
    page = text(client.get(f"/meetings/{hit.meeting.id}"))
    assert "会期" in page
    assert "令和6年第3回定例会（第2日）" in page
