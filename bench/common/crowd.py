"""Many clients at once, each requesting page after page over a connection that stays open.

A program, `crowd.py ADDRESS CLIENTS SECONDS ENDS`, so that the clients share no process with the
server. It reads paths as JSON and writes an `Outcome` as JSON, and imports nothing of ours.
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
_CLOSE = re.compile(rb"\r\nConnection: close\r\n", re.IGNORECASE)
_END = b"</html>"
# A page that takes longer is an error.
_MAX_SECONDS = 30


class Outcome(NamedTuple):
    """The seconds of each page, the errors, the time it all took, and the clients' CPU seconds."""

    times: list[float]
    errors: list[str]
    seconds: float
    cpu: float


def crowd(
    address: str, clients: int, seconds: float, paths: Sequence[str], *, ends: bool = False
) -> Outcome:
    """Run `clients` in a process of their own; each path is requested once.

    They end after `seconds` or with the paths; where the server `ends` meanwhile, with its
    refusal to take a connection, too, which is an error otherwise.
    """
    command = [sys.executable, __file__, address, str(clients), str(seconds), str(int(ends))]
    done = subprocess.run(
        command, input=json.dumps(paths), stdout=subprocess.PIPE, encoding="utf-8", check=True
    )
    return Outcome(*json.loads(done.stdout))


async def _run(
    address: str, clients: int, seconds: float, paths: Iterator[str], ends: bool
) -> Outcome:
    times: list[float] = []
    errors: list[str] = []
    started, used = perf_counter(), process_time()
    async with asyncio.TaskGroup() as group:
        for _ in range(clients):
            group.create_task(_client(address, started + seconds, paths, times, errors, ends))
    return Outcome(times, errors, perf_counter() - started, process_time() - used)


async def _client(
    address: str,
    until: float,
    paths: Iterator[str],
    times: list[float],
    errors: list[str],
    ends: bool,
) -> None:
    goes_on = True
    while goes_on and perf_counter() < until:
        try:
            goes_on = await _connection(address, until, paths, times)
        except ConnectionRefusedError as error:
            if ends:
                return
            errors.append(repr(error))
        except (OSError, EOFError, ValueError) as error:
            errors.append(repr(error))


async def _connection(address: str, until: float, paths: Iterator[str], times: list[float]) -> bool:
    """Request pages over one connection until the time is over; raises on the first error.

    False if there are no more paths.
    """
    host, port = urlsplit(address).netloc.split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        while perf_counter() < until:
            if (path := next(paths, None)) is None:
                return False
            started = perf_counter()
            writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode("ascii"))
            async with asyncio.timeout(_MAX_SECONDS):
                is_last = await _read_page(reader)
            times.append(perf_counter() - started)
            if is_last:
                break
    finally:
        writer.close()
    return True


async def _read_page(reader: asyncio.StreamReader) -> bool:
    """Read a page; True if the server closes the connection after it."""
    head = await reader.readuntil(b"\r\n\r\n")
    status, length = _STATUS.match(head), _LENGTH.search(head)
    if status is None or length is None:
        raise ValueError(head)
    body = await reader.readexactly(int(length[1]))
    if status[1] != b"200" or _END not in body[-20:]:
        raise ValueError(f"HTTP {status[1].decode()}, {len(body)} bytes")
    return _CLOSE.search(head) is not None


def main() -> None:
    address, clients, seconds, ends = sys.argv[1:]
    paths = iter(json.load(sys.stdin))
    run = _run(address, int(clients), float(seconds), paths, ends == "1")
    print(json.dumps(asyncio.run(run)))


if __name__ == "__main__":
    main()
