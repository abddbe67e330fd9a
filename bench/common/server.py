"""The real server in a process of its own, and how long its pages take."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from socket import create_server
from time import perf_counter
from urllib.parse import urlencode, urlsplit


class Server:
    """`kaigiroku serve`, listening; one connection is kept open, as a browser does."""

    def __init__(self, process: subprocess.Popen[str], address: str) -> None:
        self.pid = process.pid
        self._connection = HTTPConnection(urlsplit(address).netloc, timeout=60)

    def seconds(self, path: str) -> float:
        """How long a page takes, from the request to its last byte."""
        started = perf_counter()
        self._connection.request("GET", path)
        answer = self._connection.getresponse()
        body = answer.read()
        passed = perf_counter() - started
        if answer.status != 200 or not body:
            raise RuntimeError(f"{path}: HTTP {answer.status}")
        return passed

    def pages(self, queries: Sequence[str]) -> list[float]:
        return [self.seconds(f"/?{urlencode({'q': query})}") for query in queries]


@contextmanager
def serving(home: Path) -> Iterator[Server]:
    """Serve the index at `home` on a free port; the process ends with the context."""
    with create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    command = Path(sys.executable).with_name("kaigiroku")
    process = subprocess.Popen(
        [command, "serve", "--index", home, "--port", str(port)],
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stdout is not None
    try:
        yield Server(process, process.stdout.readline().split()[0])
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()
