"""Serves the application with waitress, a WSGI server for production."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable
from typing import Protocol

import waitress  # type: ignore[import-untyped]
from flask import Flask

from index.errors import KaigirokuError

THREADS = 4
LAST_PORT = 65535


class Server(Protocol):
    """A bound server: it listens already, and answers once it runs."""

    effective_port: int

    def run(self) -> None: ...

    def close(self) -> None: ...


def bind(app: Flask, host: str, port: int) -> Server:
    """Take the port. Raises KaigirokuError, in one line, if it cannot be had."""
    if not 0 <= port <= LAST_PORT:
        raise KaigirokuError(f"ポートは 0 から {LAST_PORT} までの番号です: {port}")
    try:
        listening = _listen(host, port)
    except OSError as error:
        raise KaigirokuError(_why(error, host, port)) from error
    except UnicodeError as error:
        raise KaigirokuError(f"{host!r} はアドレスとして読めません。") from error
    server: Server = waitress.create_server(app, sockets=[listening], threads=THREADS, ident=None)
    return server


def serve(app: Flask, host: str, port: int, announce: Callable[[str], None] | None = None) -> None:
    """Serve until interrupted; `announce` is given the address once the port is taken.

    Raises KaigirokuError if the port cannot be had.
    """
    server = bind(app, host, port)
    if announce is not None:
        shown = f"[{host}]" if ":" in host else host
        announce(f"http://{shown}:{server.effective_port}/")
    try:
        server.run()
    finally:
        server.close()


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
