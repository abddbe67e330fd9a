"""Many clients at once, each asking for page after page over a connection kept open.

A program, `crowd.py ADDRESS CLIENTS SECONDS`, so that the clients share no process with
what is measured: it reads paths as JSON and writes an `Outcome` as JSON. Knows nothing
of ours.
"""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from time import perf_counter, process_time
from typing import NamedTuple
from urllib.parse import urlsplit

_STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) ")
_LENGTH = re.compile(rb"\r\nContent-Length: (\d+)\r\n", re.IGNORECASE)
_END = b"</html>"
# So long may a page take before it counts as an error, in seconds.
_PATIENCE = 30


class Outcome(NamedTuple):
    """The seconds of each page, what went wrong, and what the clients themselves used."""

    times: list[float]
    errors: list[str]
    seconds: float
    cpu: float


def crowd(address: str, clients: int, seconds: float, paths: Sequence[str]) -> Outcome:
    """Let so many clients ask for so long, each path once, from a process of their own."""
    command = [sys.executable, __file__, address, str(clients), str(seconds)]
    done = subprocess.run(
        command, input=json.dumps(paths), stdout=subprocess.PIPE, encoding="utf-8", check=True
    )
    return Outcome(*json.loads(done.stdout))


async def _ask_all(address: str, clients: int, seconds: float, paths: Iterator[str]) -> Outcome:
    times: list[float] = []
    errors: list[str] = []
    started, worked = perf_counter(), process_time()
    async with asyncio.TaskGroup() as group:
        for _ in range(clients):
            group.create_task(_client(address, started + seconds, paths, times, errors))
    return Outcome(times, errors, perf_counter() - started, process_time() - worked)


async def _client(
    address: str, until: float, paths: Iterator[str], times: list[float], errors: list[str]
) -> None:
    while perf_counter() < until:
        try:
            await _connection(address, until, paths, times)
        except (OSError, EOFError, ValueError) as error:
            errors.append(repr(error))


async def _connection(address: str, until: float, paths: Iterator[str], times: list[float]) -> None:
    """Ask over one connection until the time is over. Raises if a page is none."""
    host, port = urlsplit(address).netloc.split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        while perf_counter() < until:
            started = perf_counter()
            writer.write(f"GET {next(paths)} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode("ascii"))
            async with asyncio.timeout(_PATIENCE):
                await _page(reader)
            times.append(perf_counter() - started)
    finally:
        writer.close()


async def _page(reader: asyncio.StreamReader) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    status, length = _STATUS.match(head), _LENGTH.search(head)
    if status is None or length is None:
        raise ValueError(head)
    body = await reader.readexactly(int(length[1]))
    if status[1] != b"200" or _END not in body[-20:]:
        raise ValueError(f"HTTP {status[1].decode()}, {len(body)} bytes")


def main() -> None:
    address, clients, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    paths = iter(json.load(sys.stdin))
    print(json.dumps(asyncio.run(_ask_all(address, clients, seconds, paths))))


if __name__ == "__main__":
    main()
