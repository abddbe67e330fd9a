"""Serves the application with waitress, in as many processes as there are cores.

One process holds the listening socket and starts the others, which all accept from it:
a page is computing, and Python computes on one core a process. Requests beyond what the
threads do at once wait in line; waitress reads and writes for all of them meanwhile, so
a slow browser holds up nobody.
"""

from __future__ import annotations

import errno
import gc
import logging
import socket
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Protocol

import waitress  # type: ignore[import-untyped]
from flask import Flask

from index.errors import KaigirokuError
from index.search import Searcher
from webapp.processes import CAN_FORK, Crew, end_on_sigterm

LAST_PORT = 65535
# While one thread of a process waits for the disk or for a long search, another goes on.
THREADS = 2
# What a process holds at most: open connections, and bytes of each in memory. Further
# connections wait in the system's line, further bytes in a file.
LIMITS = {
    "connection_limit": 500,
    "channel_timeout": 60,
    "max_request_header_size": 65_536,
    "max_request_body_size": 65_536,
    "outbuf_overflow": 262_144,
    # select() knows no file beyond the 1024th, and an index has many.
    "asyncore_use_poll": True,
}


class Server(Protocol):
    """A bound server: it listens already, and answers once it runs."""

    effective_port: int

    def run(self) -> None: ...

    def close(self) -> None: ...


def bind(app: Flask, host: str, port: int) -> Server:
    """Take the port. Raises KaigirokuError, in one line, if it cannot be had."""
    return _server(app, _taken(host, port))


def serve(
    make: Callable[[], Flask],
    host: str,
    port: int,
    processes: int = 1,
    announce: Callable[[str], None] | None = None,
) -> None:
    """Serve what `make` makes until interrupted or terminated; for the main thread.

    `announce` is given the address once the port is taken. Where the system cannot fork
    there is one process. Raises KaigirokuError if the port cannot be had, and what `make`
    raises.
    """
    app = make()
    listening = _taken(host, port)
    end_on_sigterm()
    if announce is not None:
        shown = f"[{host}]" if ":" in host else host
        announce(f"http://{shown}:{listening.getsockname()[1]}/")
    if processes == 1 or not CAN_FORK:
        _run(app, listening)
        return
    with suppress(KeyboardInterrupt), Crew() as crew:
        crew.start(partial(_run, app, listening), processes)
        # The parent answers nothing: it would keep the files of an index of old on the disk.
        del app
        gc.collect()
        crew.attend(lambda: _run(make(), listening))


def _run(app: Flask, listening: socket.socket) -> None:
    server = _server(app, listening)
    searcher: Searcher = app.extensions["searcher"]
    searcher.prepare()
    try:
        server.run()
    finally:
        server.close()


def _server(app: Flask, listening: socket.socket) -> Server:
    # A full line is no error, and waitress tells of each request that waits in it.
    logging.getLogger("waitress").setLevel(logging.ERROR)
    server: Server = waitress.create_server(
        app, sockets=[listening], threads=THREADS, ident=None, **LIMITS
    )
    return server


def _taken(host: str, port: int) -> socket.socket:
    """A listening socket. Raises KaigirokuError, in one line, if it cannot be had."""
    if not 0 <= port <= LAST_PORT:
        raise KaigirokuError(f"ポートは 0 から {LAST_PORT} までの番号です: {port}")
    try:
        return _listen(host, port)
    except OSError as error:
        raise KaigirokuError(_why(error, host, port)) from error
    except UnicodeError as error:
        raise KaigirokuError(f"{host!r} はアドレスとして読めません。") from error


def _listen(host: str, port: int) -> socket.socket:
    """A listening socket; over IPv4 where the host has both kinds of address."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    family, _, _, _, address = min(found, key=lambda each: each[0] != socket.AF_INET)
    return socket.create_server(address, family=family)


def _why(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"ポート {port} はほかのプログラムが使っています。別のポートを選んでください。"
    if error.errno == errno.EACCES:
        return f"ポート {port} を使う権限がありません。1024以上のポートを選んでください。"
    return f"アドレス {host} のポート {port} では待ち受けできません。"
