"""What only an index in a cluster has: TLS with a password, and commits that are deleted."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from index.address import read_address
from index.errors import IndexUnavailable
from index.query import SearchRequest
from index.search import Searcher
from index.writer import open_writer

from .conftest import ENGINES, NODES, Town

USER, PASSWORD = "倉野", "みずのもん"
EXPECTED = "Basic " + b64encode(f"{USER}:{PASSWORD}".encode()).decode()
WORDS = SearchRequest("水門")


@pytest.fixture(scope="module")
def town() -> Town:
    if not NODES:
        pytest.skip("no cluster to test on: make test-cluster starts one")
    (engine,) = (each for each in ENGINES if each.name == "opensearch")
    return Town(engine)


class Gate(BaseHTTPRequestHandler):
    """Passes requests with the right name and password on to a node."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.headers.get("Authorization") != EXPECTED:
            self._answer(401, [], b"{}")
            return
        kept = ("Content-Type", "Content-Encoding", "Accept-Encoding")
        headers = {name: value for name in kept if (value := self.headers.get(name))}
        with closing(HTTPConnection(NODES.split(",")[0])) as node:
            node.request(self.command, self.path, body, headers)
            answer = node.getresponse()
            passed = [(name, value) for name in kept if (value := answer.getheader(name))]
            self._answer(answer.status, passed, answer.read())

    do_HEAD = do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815 - as the server calls them

    def _answer(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
        self.send_response(status)
        for name, value in (*headers, ("Content-Length", str(len(content)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Nothing."""


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """The port of a gate with TLS before a node, and its certificate."""
    if not shutil.which("openssl"):
        pytest.skip("openssl makes the certificate")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-keyout", str(key), "-out", str(certificate), "-subj", "/CN=localhost"),
            *("-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Gate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1], certificate
    server.shutdown()
    server.server_close()


def test_a_cluster_behind_tls_and_a_password_is_written_and_read(
    town: Town, gate: tuple[int, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port, certificate = gate
    # A client reads its settings when it first asks some nodes: this one without any.
    town.commit(tmp_path, town.meeting("b", "・橋"))
    monkeypatch.setenv("KAIGIROKU_CLUSTER_CA", str(certificate))
    monkeypatch.setenv("KAIGIROKU_CLUSTER_USER", USER)
    monkeypatch.setenv("KAIGIROKU_CLUSTER_PASSWORD", PASSWORD)
    _, _, name = str(town.address(tmp_path)).rpartition("/")
    address = read_address(f"opensearch://localhost:{port}/{name}")
    with open_writer(address) as writer:
        writer.add(town.meeting("a", "・水門の塗替え"))
        writer.commit({})
    assert Searcher(address).search(WORDS).total == 1
    # The same without the gate.
    assert town.searcher(tmp_path).search(WORDS).total == 1
    # By other names, to be other nodes.
    monkeypatch.setenv("KAIGIROKU_CLUSTER_PASSWORD", "みずのもり")
    with pytest.raises(IndexUnavailable, match="401"):
        Searcher(read_address(f"opensearch://127.0.0.1:{port}/{name}"))
    monkeypatch.delenv("KAIGIROKU_CLUSTER_CA")
    monkeypatch.setenv("KAIGIROKU_CLUSTER_TLS", "1")
    with pytest.raises(IndexUnavailable, match="SSL"):
        Searcher(read_address(f"opensearch://127.0.0.1:{port},localhost:{port}/{name}"))


def test_a_request_outlives_its_commit_with_an_error_that_says_so(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from index.engines.opensearch import engine, generations

    town.commit(tmp_path, town.meeting("a", "・水門の塗替え", "→橋の後です"))
    searcher = town.searcher(tmp_path)
    old = searcher._engine
    listed = old.export()
    found = searcher.search(WORDS)
    # Nothing is kept for requests that began before.
    monkeypatch.setattr(generations, "GRACE", -60)
    for text in ("・橋の架替え", "・水門の廃止"):
        town.commit(tmp_path, town.meeting("a", text), remove=("a",))
    town.commit(tmp_path, town.meeting("b", "・予算"))
    assert old.search(WORDS).total == found.total
    with pytest.raises(IndexUnavailable, match="もう一度"):
        list(listed)
    with pytest.raises(IndexUnavailable, match="もう一度"):
        old.meeting("a")
    with monkeypatch.context() as late:
        late.setattr(engine, "GRACE", -60)
        with pytest.raises(IndexUnavailable, match="もう一度"):
            old.search(SearchRequest("橋"))
    (hit,) = searcher.search(WORDS).hits
    assert hit.utterances[0].utterance.text == "水門の廃止"


@pytest.mark.parametrize(("bound", "value"), [("_MAX_KEPT_BYTES", 0), ("_MAX_KEPT", 1)])
def test_of_candidates_those_of_the_last_request_are_kept_whatever_they_take(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: str, value: int
) -> None:
    from index.engines.opensearch import engine

    town.commit(tmp_path, town.meeting("a", "・水門の塗替え", "→橋の後です"))
    searcher = town.searcher(tmp_path)
    kept = searcher._engine._kept  # type: ignore[attr-defined]
    for query in ("水門", "橋"):
        assert searcher.search(SearchRequest(query)).total == 1
    assert len(kept) > 1
    monkeypatch.setattr(engine, bound, value)
    assert searcher.search(SearchRequest("塗替え")).total == 1
    assert len(kept) == 1
    assert searcher.search(SearchRequest("水門")).total == 1
