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

from common.machine import Memory, cpu_seconds, memory
from common.measured import family

# The command of the environment that measures.
COMMAND = Path(sys.executable).with_name("kaigiroku")


class Server:
    """`kaigiroku serve`, listening; one connection is kept open, as a browser does."""

    def __init__(self, pid: int, address: str, started: float) -> None:
        self.address = address
        self._pid = pid
        self._started = started
        self._connection = HTTPConnection(urlsplit(address).netloc, timeout=60)

    def first_page(self) -> float:
        """Seconds from the start of the process until its first page was there."""
        self.seconds("/")
        return perf_counter() - self._started

    def memory(self) -> list[Memory]:
        """That of each of its processes."""
        return [memory(pid) for pid in family(self._pid)]

    def cpu(self) -> float:
        """Seconds its processes have computed."""
        return sum(map(cpu_seconds, family(self._pid)))

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
def serving(home: Path, command: Path = COMMAND) -> Iterator[Server]:
    """Serve the index at `home` on a free port; the process ends with the context."""
    with create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    started = perf_counter()
    process = subprocess.Popen(
        [command, "serve", "--index", home, "--port", str(port)],
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stdout is not None
    try:
        yield Server(process.pid, process.stdout.readline().split()[0], started)
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()
