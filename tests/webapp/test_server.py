"""Headers, caching, failures and ports."""

from __future__ import annotations

import gzip
import json
import re
import socket
import urllib.request

import pytest

from index.errors import IndexMissing, IndexOutdated, KaigirokuError
from indexer.pipeline import index_paths
from webapp import create_app
from webapp.responses import API_HEADERS, SECURITY_HEADERS
from webapp.server import listening_socket


@pytest.mark.parametrize("address", ["/", "/?q=鍵", "/nothing", "/api/search?q=鍵", "/healthz"])
def test_every_answer_is_secured(client, address):
    headers = client.get(address).headers
    expected = SECURITY_HEADERS | (API_HEADERS if address.startswith("/api/") else {})
    assert {name: headers[name] for name in expected} == expected


def test_the_policy_allows_nothing_inline(client):
    assert "unsafe" not in SECURITY_HEADERS["Content-Security-Policy"]
    for address in ("/", "/?q=サーバ", "/nothing"):
        page = client.get(address).text
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?! src=)", page)
        assert not re.search(r'(src|href)="https?:', page)


def test_static_files_are_cached_and_pages_revalidated(client):
    page = client.get("/")
    style = re.search(r'href="(/static/style.css[^"]+)"', page.text)[1]
    with client.get(style) as kept:
        assert "immutable" in kept.headers["Cache-Control"]
    assert page.headers["Cache-Control"] == "no-cache"
    again = client.get("/", headers={"If-None-Match": page.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_style_is_small(client):
    with client.get("/static/style.css") as style:
        assert len(gzip.compress(style.data)) < 8_000


@pytest.fixture
def broken_app(searcher):
    app = create_app(searcher)
    app.logger.disabled = True

    def fail(error):
        raise error

    app.add_url_rule("/bug", view_func=lambda: fail(ZeroDivisionError("inner")))
    app.add_url_rule("/api/bug", "api_bug", lambda: fail(ZeroDivisionError("inner")))
    app.add_url_rule("/gone", "gone", lambda: fail(IndexMissing("/srv/store")))
    return app


def test_a_failure_is_a_page_without_the_error(broken_app):
    page = broken_app.test_client().get("/bug")
    assert page.status_code == 500
    assert "処理できませんでした" in page.text
    assert "inner" not in page.text


def test_a_failure_of_the_api_is_json(broken_app):
    got = broken_app.test_client().get("/api/bug")
    assert (got.status_code, list(got.json)) == (500, ["error"])


def test_an_unreadable_index_is_a_503_without_its_path(broken_app):
    page = broken_app.test_client().get("/gone")
    assert page.status_code == 503
    assert "/srv/store" not in page.text


def test_a_malformed_host_is_refused(client):
    assert client.get("/", headers={"Host": "a b<c>"}).status_code == 400


def test_without_an_index_there_is_no_application(tmp_path):
    with pytest.raises((IndexMissing, IndexOutdated)):
        create_app(tmp_path / "nothing")


def test_the_first_page_follows_a_commit(tmp_path):
    """Also if the commit leaves the numbers of meetings, utterances and characters the same."""
    meeting = {
        "issueID": "a",
        "nameOfHouse": "倉野市議会",
        "nameOfMeeting": "本会議",
        "speechRecord": [{"speechOrder": 1, "speaker": "林委員", "speech": "○林委員　鍵です。"}],
    }
    minutes, home = tmp_path / "kura.json", tmp_path / "store"
    client = None
    for year in ("2003", "2004"):
        minutes.write_text(json.dumps({**meeting, "date": f"{year}-04-01"}, ensure_ascii=False))
        index_paths([minutes], home)
        client = client or create_app(home).test_client()
        for _ in range(2):
            assert re.findall(r"year=(\d+)", client.get("/").text) == [year]


def test_a_port_in_use_is_one_clear_line():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(KaigirokuError) as caught:
            listening_socket("127.0.0.1", port)
    assert f"ポート {port} は" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("host", "port", "said"),
    [
        ("127.0.0.1", 99999, "65535 までの番号です: 99999"),
        ("127.0.0.1", -1, "65535 までの番号です: -1"),
        ("no.such.host.invalid", 0, "no.such.host.invalid のポート 0 では待ち受けできません"),
    ],
)
def test_an_invalid_address_is_one_clear_line(host, port, said):
    with pytest.raises(KaigirokuError, match=said):
        listening_socket(host, port)


def test_waitress_serves(site):
    with urllib.request.urlopen(f"{site}/healthz", timeout=10) as answer:
        assert answer.status == 200
        assert "waitress" not in str(answer.headers)
