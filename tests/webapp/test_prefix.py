"""Behind a proxy that serves the pages below a path, every link and redirect has that path."""

from __future__ import annotations

import re

import pytest

from index.query import SearchRequest
from webapp import create_app

OWN_LINK = re.compile(r'(?:href|src|action)="(/[^"]*)"')


@pytest.fixture(scope="module")
def hit(searcher):
    return searcher.search(SearchRequest("ファイアウォール")).hits[0].id


@pytest.mark.parametrize("below", ["", "/kaigi"])
def test_links_have_the_prefix_of_the_proxy(client, hit, below):
    for path in ("/", "/?q=ファイアウォール", f"/exchanges/{hit}"):
        page = client.get(below + path, headers={"X-Forwarded-Prefix": "/kaigi"})
        links = OWN_LINK.findall(page.text)
        assert page.status_code == 200
        assert links
        assert all(link.startswith("/kaigi/") for link in links)


def test_links_have_the_path_of_the_public_address(searcher, hit):
    client = create_app(searcher, "https://okinose.example/kaigi/").test_client()
    page = client.get(f"/exchanges/{hit}").text
    assert f'rel="canonical" href="https://okinose.example/kaigi/exchanges/{hit}"' in page
    assert all(link.startswith("/kaigi/") for link in OWN_LINK.findall(page))
    assert client.get(f"/kaigi/exchanges/{hit}").text == page
    moved = client.get(f"/exchanges/{hit}/")
    assert moved.status_code == 301
    assert moved.location.endswith(f"/kaigi/exchanges/{hit}")


@pytest.mark.parametrize("prefix", ["//other.example", "/a//b", 'a"', "/<b>", "https://x.example"])
def test_a_prefix_names_no_other_host(client, prefix):
    page = client.get("/", headers={"X-Forwarded-Prefix": prefix}).text
    assert page == client.get("/").text
