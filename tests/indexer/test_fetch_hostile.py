"""A server that means harm: it drips, redirects, lies about numbers, and writes names of files."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from index.errors import KaigirokuError
from indexer.fetch import http
from indexer.fetch.http import PoliteClient, Unanswered
from indexer.fetch.kokkai import STATE, Fetched, fetch

CONDITIONS = {"any": "湖"}
BIDI = "\u202e\u2066\u200f\u2028"
# What a terminal obeys: the title is set, the screen is cleared, the line is written over.
STEERING = f"\x1b]0;title\x07\x1b[2J\r\n\x9b31m{BIDI}"


@contextmanager
def serving(respond: Callable[[socket.socket, str], None]) -> Iterator[str]:
    """The address of a server that hands each connection, with the path asked for, on."""
    listener = socket.create_server(("127.0.0.1", 0))

    def handle(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head:
                head += connection.recv(65536)
            respond(connection, head.split()[1].decode())

    def accept() -> None:
        with suppress(OSError):
            while True:
                handle(listener.accept()[0])

    thread = threading.Thread(target=accept)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def answering(body: bytes, status: str = "200 OK", *headers: str) -> Callable[..., None]:
    lines = [f"HTTP/1.1 {status}", "Connection: close", f"Content-Length: {len(body)}", *headers]
    head = "\r\n".join([*lines, "", ""]).encode()
    return lambda connection, _: connection.sendall(head + body)


def envelope(*records: object, total: object = 1, following: object = None) -> bytes:
    content = {
        "numberOfRecords": total,
        "nextRecordPosition": following,
        "meetingRecord": records,
    }
    return json.dumps(content).encode()


def refusal(respond: Callable[..., None], folder: Path) -> str:
    """The one line with which fetching from a server ends."""
    with serving(respond) as url, pytest.raises(KaigirokuError) as error:
        fetch(CONDITIONS, folder, PoliteClient("kaigiroku/test", 0.0), url=url)
    told = str(error.value)
    assert told.isprintable()
    assert len(told) < 1000
    assert not [file for file in folder.rglob("*") if not file.name.startswith(STATE)]
    return told


HEAD = b"HTTP/1.1 200 OK\r\n"
DRIPS = {
    "body": (HEAD + b"Content-Length: 99\r\n\r\n", b" "),
    "body without a length": (HEAD + b"\r\n", b" "),
    "status": (b"HTTP/1.1 200 ", b"O"),
    "headers": (HEAD + b"X: ", b"x"),
    "size of a chunk": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"0"),
    "continue": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
}


@pytest.mark.parametrize("drip", DRIPS)
def test_an_answer_that_drips_has_a_deadline(drip, tmp_path, monkeypatch):
    """Each byte comes long before the timeout of the socket."""
    monkeypatch.setattr(http, "_MAX_SECONDS", 0.05)
    monkeypatch.setattr(http, "_MAX_RETRIES", 0)
    done = threading.Event()
    first, more = DRIPS[drip]

    def respond(connection: socket.socket, _: str) -> None:
        connection.sendall(first)
        while not done.is_set():
            connection.sendall(more)
            time.sleep(0.005)

    try:
        assert "接続できません" in refusal(respond, tmp_path)
    finally:
        done.set()


def test_an_answer_without_end_is_cut(tmp_path, monkeypatch):
    monkeypatch.setattr(http, "_MAX_ANSWER_BYTES", 1 << 20)

    def respond(connection: socket.socket, _: str) -> None:
        connection.sendall(HEAD + b"\r\n")
        while True:
            connection.sendall(b" " * 65536)

    assert "超えます" in refusal(respond, tmp_path)


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd",
        "FILE:///etc/passwd",
        "ftp://127.0.0.1/minutes.json",
        "data:application/json,{}",
        "http://[::1",
        "http://127.0.0.1:99999/",
    ],
)
def test_a_redirect_leads_to_http_alone(location, tmp_path, monkeypatch):
    monkeypatch.setattr(http, "_MAX_RETRIES", 0)
    told = refusal(answering(b"", "302 Found", f"Location: {location}"), tmp_path)
    assert "従いません" in told or "アドレスではありません" in told


def test_an_encrypted_connection_is_not_given_up():
    assert http._redirected("https://example.org/a", "/b") == "https://example.org/b"
    with pytest.raises(Unanswered, match="従いません"):
        http._redirected("https://example.org/a", "http://example.org/b")


def test_redirects_are_followed_but_not_for_ever(tmp_path):
    def respond(connection: socket.socket, path: str) -> None:
        if path.startswith("/%"):
            answering(envelope(total=0))(connection, path)
        else:
            answering(b"", "307 Temporary", "Location: /会議")(connection, path)

    with serving(respond) as url:
        client = PoliteClient("kaigiroku/test", 0.0)
        assert fetch(CONDITIONS, tmp_path, client, url=url) == Fetched(0, 0)
    asked: list[str] = []

    def forever(connection: socket.socket, path: str) -> None:
        asked.append(path)
        answering(b"", "302 Found", f"Location: /{len(asked)}")(connection, path)

    assert "転送が多すぎます" in refusal(forever, tmp_path)
    assert len(asked) == 6


@pytest.mark.parametrize("url", ["file:///etc", "ftp://127.0.0.1/api", "127.0.0.1/api", "http://["])
def test_an_address_of_another_kind_is_refused(url, tmp_path):
    with pytest.raises(Unanswered, match="httpかhttps"):
        fetch(CONDITIONS, tmp_path, PoliteClient("kaigiroku/test", 0.0), url=url)


def test_words_of_a_server_are_shown_harmless(tmp_path, monkeypatch):
    monkeypatch.setattr(http, "_MAX_RETRIES", 1)
    refused = {"message": f"(19011){STEERING}", "details": ["長" * 100_000]}
    told = refusal(answering(json.dumps(refused).encode(), "400 Bad"), tmp_path)
    assert "(19011)" in told
    said: list[str] = []
    status = f"HTTP/1.1 {STEERING.replace(chr(10), '')} {'x' * 5000}\r\n\r\n".encode()
    with serving(lambda connection, _: connection.sendall(status)) as url:
        client = PoliteClient("kaigiroku/test", 0.0, said.append)
        with pytest.raises(Unanswered) as error:
            client.get(url)
    for line in (*said, str(error.value)):
        assert line.isprintable()
        assert len(line) < 500


@pytest.mark.parametrize(
    "number",
    [1e999, float("nan"), -1, True, 1.5, "1e3", "٣", 10**30, [1], {}, "9" * 5000, None],
    ids=repr,
)
@pytest.mark.parametrize("key", ["total", "following"])
def test_numbers_that_cannot_be_are_refused(key, number, tmp_path):
    if key == "following" and number is None:
        return
    told = refusal(answering(envelope(**{"total": 50, key: number})), tmp_path)
    assert "数" in told or "応答ではありません" in told


@pytest.mark.parametrize("number", ["9" * 5000, "1e999", "-Infinity", "[" * 100_000])
def test_numbers_that_json_cannot_hold_are_refused(number, tmp_path):
    body = b'{"numberOfRecords": 1, "meetingRecord": [{"issueID": "1", "x": %s}]}' % number.encode()
    told = refusal(answering(body), tmp_path)
    assert "数" in told or "応答ではありません" in told


@pytest.mark.parametrize(
    "name",
    [
        *("-rf", "--help", ".hidden", "..", "../up", "/etc/passwd", "a/b", "a\\b", "C:x", "a:b"),
        *("CON", "nul", "Aux", "com1", "LPT9", "prn", "", "x" * 65, "a b", "a\n", "a\x00"),
        *(f"a{BIDI}", "会議", "a.json", None, 7, ["a"], "~", "*"),
    ],
    ids=repr,
)
def test_a_name_that_is_no_name_of_a_file_is_refused(name, tmp_path):
    folder = tmp_path / "within" / "to"
    told = refusal(answering(envelope({"issueID": name})), folder)
    assert "issueID" in told
    assert [file.name for file in tmp_path.iterdir()] == ["within"]


def test_a_server_that_never_comes_to_an_end_is_left(tmp_path):
    """Its next record is always a little further, or the records are always fewer."""
    assert "次の位置" in refusal(answering(envelope(total=5, following=9)), tmp_path)
    assert "次の位置" in refusal(answering(envelope(total=50, following=1)), tmp_path)
    assert "次の位置" in refusal(answering(envelope(total=50, following=11)), tmp_path)
    asked: list[str] = []

    def shrinking(connection: socket.socket, path: str) -> None:
        asked.append(path)
        if len(asked) == 1:
            body = envelope({"issueID": "1"}, total=10_000, following=9_000)
        else:
            body = envelope(total=10_000 - len(asked))
        answering(body)(connection, path)

    with serving(shrinking) as url, pytest.raises(Unanswered, match="定まりません"):
        fetch(CONDITIONS, tmp_path, PoliteClient("kaigiroku/test", 0.0), url=url)
    assert len(asked) < 1000
