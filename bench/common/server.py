"""The real server in a process of its own, and the time its pages take."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from socket import create_server
from tempfile import gettempdir
from time import perf_counter
from typing import Any
from urllib.parse import urlencode, urlsplit

from common.machine import (
    Memory,
    MemoryParts,
    cpu_seconds,
    memory,
    memory_parts,
    process_tree,
)

# The command of the environment that measures.
COMMAND = Path(sys.executable).with_name("kaigiroku")


class Server:
    """A listening server and one connection to it, which stays open as a browser's does."""

    def __init__(self, process: subprocess.Popen[Any], address: str, started: float) -> None:
        self.address = address
        self._process = process
        self._pid = process.pid
        self._started = started
        self._connection = HTTPConnection(urlsplit(address).netloc, timeout=60)

    def first_page(self) -> float:
        """Request `/`, and return the seconds since the process was started."""
        self.seconds("/")
        return perf_counter() - self._started

    def end(self) -> int | None:
        """Tell it to end, and return its exit status; null if it does not end in a minute."""
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            return self._process.wait(60)
        return None

    def memory(self) -> list[Memory]:
        """The memory of each of its processes."""
        return [memory(pid) for pid in process_tree(self._pid)]

    def memory_parts(self, index: Path) -> MemoryParts:
        """What the memory of its processes holds."""
        return memory_parts(process_tree(self._pid), index.resolve())

    def cpu(self) -> float:
        """CPU seconds of its processes."""
        return sum(map(cpu_seconds, process_tree(self._pid)))

    def seconds(self, path: str) -> float:
        """The time from a request to the last byte. Raises RuntimeError if it is no page."""
        started = perf_counter()
        self._connection.request("GET", path)
        answer = self._connection.getresponse()
        body = answer.read()
        passed = perf_counter() - started
        if answer.status != 200 or not body:
            raise RuntimeError(f"{path}: HTTP {answer.status}")
        return passed

    def pages(self, queries: Sequence[str]) -> list[float]:
        """The seconds of the page of each query."""
        return [self.seconds(results_path(query)) for query in queries]


def results_path(query: str) -> str:
    """The path of the page of results of a query."""
    return f"/?{urlencode({'q': query})}"


def free_port() -> int:
    with create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@contextmanager
def serving(home: Path, command: Path = COMMAND) -> Iterator[Server]:
    """Serve the index at `home` on a free port; the process ends with the context.

    It runs outside any checkout, so that `command` uses the modules of its own.
    """
    port = str(free_port())
    started = perf_counter()
    with subprocess.Popen(
        [command, "serve", "--index", home.resolve(), "--port", port],
        cwd=gettempdir(),
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        try:
            yield Server(process, process.stdout.readline().split()[0], started)
        finally:
            process.terminate()
