"""Many slow clients at once, as an attacker holds them: a byte every few seconds.

A program, `slow.py ADDRESS COUNT INTERVAL KINDS`, so that the clients share no process with the
server. It says `held` once each has begun, ends when its input does, and says then as JSON how
often a connection was had, refused, and closed by the server. A client whose connection is closed
comes again after the interval.
"""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import cycle, islice
from urllib.parse import urlsplit

# What a client of each kind sends at once. It goes on sending byte by byte, but the last, which
# reads byte by byte.
_BEGINNINGS = {
    "head": b"GET / HTTP/1.1\r\nHost: slow.example\r\nX-Slow: ",
    "body": b"POST / HTTP/1.1\r\nHost: slow.example\r\nContent-Length: 60000\r\n\r\n",
    "read": b"GET /static/style.css HTTP/1.1\r\nHost: slow.example\r\n\r\n",
}
KINDS = tuple(_BEGINNINGS)
INTERVAL = 5.0
# A reader that is slow fills the buffers of both ends.
_RECEIVE_BUFFER = 2048


@contextmanager
def slow_clients(
    address: str, count: int, interval: float = INTERVAL, kinds: tuple[str, ...] = KINDS
) -> Iterator[Counter[str]]:
    """Hold `count` slow clients, of the kinds in turn; yields what became of them at the end."""
    command = [sys.executable, __file__, address, str(count), str(interval), ",".join(kinds)]
    became = Counter[str]()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None and process.stdout is not None
        process.stdout.readline()
        try:
            yield became
        finally:
            process.stdin.close()
            became.update(json.loads(process.stdout.read()))


async def _run(address: str, count: int, interval: float, kinds: str) -> Counter[str]:
    became = Counter(connected=0, refused=0, closed=0)
    host, port = urlsplit(address).netloc.split(":")
    clients = []
    for kind in islice(cycle(kinds.split(",")), count):
        clients.append(asyncio.create_task(_client((host, int(port)), interval, kind, became)))
        # All begin within one interval.
        await asyncio.sleep(interval / count)
    print("held", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    for client in clients:
        client.cancel()
    await asyncio.wait(clients)
    return became


async def _client(
    address: tuple[str, int], interval: float, kind: str, became: Counter[str]
) -> None:
    while True:
        with socket.socket() as client:
            client.setblocking(False)
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
            try:
                async with asyncio.timeout(2 * interval):
                    await asyncio.get_running_loop().sock_connect(client, address)
            except OSError:
                became["refused"] += 1
            else:
                became["connected"] += 1
                with suppress(OSError):
                    await _hold(client, interval, kind)
                became["closed"] += 1
        await asyncio.sleep(interval)


async def _hold(client: socket.socket, interval: float, kind: str) -> None:
    """Hold a connection until the server closes it."""
    loop = asyncio.get_running_loop()
    await loop.sock_sendall(client, _BEGINNINGS[kind])
    while True:
        await asyncio.sleep(interval)
        if kind == "read":
            if not await loop.sock_recv(client, 1):
                return
            continue
        with suppress(BlockingIOError):
            if not client.recv(1 << 16):
                return
        await loop.sock_sendall(client, b"x")


def main() -> None:
    address, count, interval, kinds = sys.argv[1:]
    print(json.dumps(asyncio.run(_run(address, int(count), float(interval), kinds))))


if __name__ == "__main__":
    main()
