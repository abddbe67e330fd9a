"""What is sent byte by byte to the server: malformed, ambiguous, foreign and very long requests."""

from __future__ import annotations

import gzip
import json
import socket
import zlib
from contextlib import closing, suppress
from http.client import HTTPResponse
from threading import Thread
from time import monotonic, sleep
from typing import NamedTuple
from urllib.parse import quote, urlencode, urlsplit

import pytest
from flask import Response

from index.query import SearchRequest
from indexer.pipeline import index_paths
from webapp import connections, create_app
from webapp.connections import MAX_HEADER, Limits, Server, network
from webapp.search_params import MAX_VALUE_LENGTH, MAX_VALUES
from webapp.server import listening_socket

WORD = "ファイアウォール"
PATIENCE = 15.0


class Answer(NamedTuple):
    """A response, and whether the server closed the connection after it."""

    status: int
    headers: dict[str, str]
    body: bytes
    closed: bool


@pytest.fixture
def send(site):
    """Sends the bytes of a request and reads the response."""

    def sent(request: bytes) -> Answer:
        where = urlsplit(site)
        with socket.create_connection((where.hostname, where.port), timeout=PATIENCE) as client:
            client.sendall(request)
            with closing(HTTPResponse(client)) as response:
                response.begin()
                body = response.read()
                headers = {name.lower(): value for name, value in response.getheaders()}
            closed = headers.get("connection") == "close"
            # A server that did not read all of a request resets its connection.
            with suppress(ConnectionResetError):
                closed = closed and not client.recv(1)
            return Answer(response.status, headers, body, closed)

    return sent


def request(target: bytes, *headers: str) -> bytes:
    lines = ("Host: kura.example", *headers)
    return b"GET " + target + b" HTTP/1.1\r\n" + "\r\n".join(lines).encode() + b"\r\n\r\n"


@pytest.mark.parametrize(
    "target",
    [
        "//other.example",
        "//other.example/",
        "//other.example/%2e%2e",
        "///other.example/healthz/",
        "/\\other.example/",
        "/%5cother.example/",
        "//other.example/。",
        "/api//search?q=a",
        "/healthz/",
        "//healthz/",
        "http://other.example/healthz/",
        "/healthz/%2f%2fother.example/",
        "/healthz/%0d%0aLocation:%20https://other.example/",
    ],
)
def test_no_redirect_leads_to_another_host(send, target):
    found = send(request(target.encode()))
    assert found.status in {301, 404}
    location = found.headers.get("location", "/")
    assert location.startswith("/") and not location.startswith(("//", "/\\"))
    assert "other.example" not in location and "kura.example" not in location


@pytest.mark.parametrize("host", ["other.example\\@x", "a b", "a/b", "", "a, b", "a@b"])
def test_a_malformed_host_is_refused(send, host):
    assert send(f"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()).status == 400


AMBIGUOUS = {
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "length and coding": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nG",
    "coding and length": b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
    b"Content-Length: 6\r\n\r\n0\r\n\r\nG",
    "coding in 1.0": b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two lengths": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n"
    b"Content-Length: 2\r\n\r\nab",
    "no version": b"GET /\r\n\r\n",
}


@pytest.mark.parametrize("name", AMBIGUOUS)
def test_an_ambiguous_request_is_refused_and_the_connection_closed(send, name):
    found = send(AMBIGUOUS[name] + b"ET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
    assert (found.status, found.closed) == (400, True)
    assert b"status" not in found.body


def test_an_address_of_raw_bytes_is_read_as_its_quoted_form(send):
    plain = send(request(f"/api/search?q={quote(WORD)}".encode()))
    raw = send(request(f"/api/search?q={WORD}".encode()))
    assert raw.status == 200
    assert json.loads(raw.body)["exchanges"] == json.loads(plain.body)["exchanges"] > 0


@pytest.mark.parametrize("quoted", [False, True])
def test_bytes_of_another_encoding_are_no_error(send, quoted):
    word = WORD.encode("cp932")
    found = send(request(b"/?q=" + (quote(word).encode() if quoted else word)))
    assert found.status == 200
    assert "見つかりませんでした" in found.body.decode()


def test_what_a_person_left_out_form_by_form_may_be_very_long(send):
    """All of it is in each link of the page, which is as long a request line again."""
    forms = [f"{WORD}{number}" for number in range(MAX_VALUES)]
    query = urlencode({"q": WORD, "without": forms}, doseq=True)
    assert len(query) > 3 * 8192
    found = send(request(f"/?{query}".encode()))
    assert found.status == 200
    assert quote(forms[-1]) in found.body.decode()


def test_a_link_to_a_very_long_value_finds_it(tmp_path):
    name = "倉野市議会と近隣の町村の議会による" * 300 + "協議会"
    minutes = {
        "issueID": "a",
        "nameOfHouse": name,
        "nameOfMeeting": "本会議",
        "date": "2003-04-01",
        "speechRecord": [{"speechOrder": 1, "speaker": "林委員", "speech": "○林委員　鍵です。"}],
    }
    (tmp_path / "kura.json").write_text(json.dumps(minutes, ensure_ascii=False))
    index_paths([tmp_path / "kura.json"], tmp_path / "store")
    client = create_app(tmp_path / "store").test_client()
    value = client.get("/api/search?q=鍵").json["facets"]["body"][0]["value"]
    assert len(quote(value)) > 4 * 8192
    found = client.get(f"/api/search?q=鍵&body={quote(value)}").json
    assert (found["total"], found["notes"]) == (1, [])


def test_the_longest_value_fits_in_a_request():
    assert 9 * MAX_VALUE_LENGTH < MAX_HEADER


def test_values_beyond_the_limits_are_noted(client):
    for address in (f"with={'あ' * (MAX_VALUE_LENGTH + 1)}", "&without=a" * (MAX_VALUES + 1)):
        notes = client.get(f"/api/search?q={WORD}&{address}").json["notes"]
        assert [note["code"] for note in notes] == ["values_limited"]


def test_a_request_that_is_too_long_is_refused(send):
    assert send(request(b"/?q=" + b"a" * MAX_HEADER)).status == 431


def test_other_sites_may_ask_whether_they_may_ask_the_api(send):
    asked = ("Origin: https://other.example", "Access-Control-Request-Method: GET")
    allowed = send(request(b"/api/search", *asked).replace(b"GET", b"OPTIONS", 1)).headers
    assert allowed["access-control-allow-origin"] == "*"
    assert "GET" in allowed["access-control-allow-methods"]
    assert allowed["access-control-allow-headers"] == "*"
    page = send(request(b"/", *asked).replace(b"GET", b"OPTIONS", 1)).headers
    assert not [name for name in page if name.startswith("access-control")]


@pytest.mark.parametrize(
    "target", ["/", f"/?q={WORD}", f"/api/search?q={WORD}", "/static/style.css", "/nothing"]
)
def test_text_is_compressed_where_a_client_takes_it(send, target):
    plain = send(request(target.encode()))
    assert "content-encoding" not in plain.headers
    small = send(request(target.encode(), "Accept-Encoding: br, gzip"))
    assert small.headers["content-encoding"] == "gzip"
    assert {small.headers["vary"], plain.headers["vary"]} == {"Accept-Encoding"}
    assert len(small.body) == int(small.headers["content-length"]) < len(plain.body)
    # Both tell how long the search took.
    assert abs(len(gzip.decompress(small.body)) - len(plain.body)) < 10
    refused = send(request(target.encode(), "Accept-Encoding: gzip;q=0"))
    assert "content-encoding" not in refused.headers


def test_what_is_small_is_not_compressed(send):
    assert "content-encoding" not in send(request(b"/healthz", "Accept-Encoding: gzip")).headers


def test_a_streamed_response_is_compressed_piece_by_piece(searcher):
    app = create_app(searcher)
    sent: list[int] = []

    def pieces():
        for number in range(3):
            sent.append(number)
            yield f"{number}番\n" * 1000

    app.add_url_rule("/rows", view_func=lambda: Response(pieces(), mimetype="text/csv"))
    response = app.test_client().get("/rows", headers={"Accept-Encoding": "gzip"}, buffered=False)
    reader, read = zlib.decompressobj(wbits=31), b""
    for number, piece in enumerate(response.response):
        assert max(sent) <= number
        read += reader.decompress(piece)
        if number < 3:
            assert read.decode().endswith(f"{number}番\n")
    assert read.decode() == "".join(f"{number}番\n" * 1000 for number in range(3))


def test_a_response_that_is_read_too_slowly_ends(searcher, monkeypatch):
    """While a client that reads has all of it, whatever its size."""
    monkeypatch.setattr(connections, "IDLE_SECONDS", 0.5)
    monkeypatch.setattr(connections, "LEAST_RATE", 1 << 26)
    app, size = create_app(searcher), 1 << 25
    app.add_url_rule("/much", view_func=lambda: Response(b"x" * size, mimetype="image/png"))
    server = Server(app, listening_socket("127.0.0.1", 0), Limits())
    thread = Thread(target=server.run)
    thread.start()
    where = ("127.0.0.1", int(server.effective_port))
    try:
        with socket.create_connection(where) as slow, socket.create_connection(where) as fast:
            for client in (slow, fast):
                client.sendall(request(b"/much"))
            with closing(HTTPResponse(fast)) as response:
                response.begin()
                assert len(response.read()) == size
            until = monotonic() + PATIENCE
            while server.active_channels and monotonic() < until:
                assert slow.recv(1)
                sleep(0.02)
            assert not server.active_channels
    finally:
        server.stop()
        thread.join()


def test_a_page_that_a_client_has_is_not_made_again(searcher, monkeypatch):
    client = create_app(searcher).test_client()
    first = client.get(f"/?q={WORD}")
    tag = first.headers["ETag"]
    assert tag.startswith('W/"')
    monkeypatch.setattr(searcher, "search", None)
    for headers in ({}, {"Accept-Encoding": "gzip"}):
        again = client.get(f"/?q={WORD}", headers={**headers, "If-None-Match": f'"x", {tag}'})
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
        assert again.headers["Cache-Control"] == "no-cache"


def test_a_tag_is_of_one_address_and_host(client, searcher):
    hit = searcher.search(SearchRequest(WORD)).hits[0].id
    asked = [
        ("/", {}),
        (f"/?q={WORD}", {}),
        (f"/?q={WORD}&sort=newest", {}),
        (f"/?q={WORD}", {"Host": "other.example"}),
        (f"/?q={WORD}", {"X-Forwarded-Prefix": "/kaigi"}),
        (f"/exchanges/{hit}", {}),
        (f"/api/exchanges/{hit}", {}),
    ]
    tags, again = (
        [client.get(address, headers=headers).headers["ETag"] for address, headers in asked]
        for _ in range(2)
    )
    assert len(set(tags)) == len(tags)
    assert tags == again


def test_a_commit_changes_every_tag(tmp_path):
    """Also that of an index made anew in the same folder, whose generation has the same name."""
    tags = set()
    for number, text in enumerate(["鍵です。", "扉です。", "鍵です。"]):
        home = tmp_path / str(number // 2)
        minutes = tmp_path / "new.txt"
        minutes.write_text(f"令和6年4月{number + 1}日\n\n○議長　{text}\n")
        index_paths([minutes], home)
        tags.add(create_app(home).test_client().get("/?q=鍵").headers["ETag"])
    assert len(tags) == 3


def test_an_error_has_no_tag(client):
    for address in ("/nothing", "/exchanges/none", "/healthz"):
        assert "ETag" not in client.get(address).headers


def test_addresses_in_the_api_have_the_prefix_of_the_proxy(client, searcher):
    hit = searcher.search(SearchRequest(WORD)).hits[0].id
    headers = {"X-Forwarded-Prefix": "/kaigi"}
    for address in (f"/api/search?q={WORD}", f"/api/ask?q={WORD}"):
        hits = client.get(address, headers=headers).json["hits"]
        assert hits and all(each["url"] == f"/kaigi/exchanges/{each['id']}" for each in hits)
    assert client.get(f"/api/exchanges/{hit}", headers=headers).json["url"].startswith("/kaigi/")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:db8:0:0:ffff::2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("fe80::1%eth0", "fe80::2", True),
    ],
)
def test_the_addresses_of_one_network_count_as_one(one, other, same):
    assert (network(one) == network(other)) is same
