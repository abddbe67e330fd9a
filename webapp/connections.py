"""The connections of one process: waitress, with bounds on what a client may make it wait for.

waitress reads and writes for all clients in one thread, so a slow one holds up nobody, but it
keeps a connection for as long as a byte comes now and then, and takes no other once it has as
many as it may. Here a client has so long for a whole request and for reading a response; and
where there is no room for a new connection, one of those that wait for their client is closed:
of the address that has most of them, the one that has waited longest. No bound depends on an
address being that of one client: behind a proxy all connections are of one, which changes nothing
but that they compete with one another.

Requests that wait to be answered are taken from each address in turn, so that who asks for much
waits for it, and others wait for one request of each.
"""

from __future__ import annotations

import ctypes
import re
import socket
import struct
import sys
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from time import monotonic
from typing import Any

from flask import Flask
from waitress import wasyncore  # type: ignore[import-untyped]
from waitress.adjustments import Adjustments  # type: ignore[import-untyped]
from waitress.channel import HTTPChannel  # type: ignore[import-untyped]
from waitress.parser import HTTPRequestParser, ParsingError  # type: ignore[import-untyped]
from waitress.server import TcpWSGIServer  # type: ignore[import-untyped]
from waitress.task import ThreadedTaskDispatcher  # type: ignore[import-untyped]

# While one thread of a process waits for the disk or for a long search, another goes on.
THREADS_PER_PROCESS = 2
# Seconds from the first byte of a request to its last; and for which a connection without one
# stays open, which is also the least that a client has for reading a response.
REQUEST_SECONDS, IDLE_SECONDS = 20.0, 60.0
# Bytes a second that a client must read of a long response.
LEAST_RATE = 2000
# Open connections of a process, and the share of them that one address may have.
CONNECTIONS, ADDRESS_SHARE = 500, 0.8
# Seconds by which a client that was answered before counts as waited for less long: its next
# request is likelier than the first of another, but it must not keep newer ones out.
ANSWERED_CREDIT = 2.0
# Bytes of a request line with its header: longer than a browser's longest links, which name
# hundreds of forms to be left out.
MAX_HEADER = 131_072
_ADJUSTMENTS = {
    "ident": None,
    "cleanup_interval": 1,
    "max_request_header_size": MAX_HEADER,
    "max_request_body_size": 65_536,
    # What of a response a client has not read yet: beyond some bytes it is in a file, and a
    # thread that makes more of it waits for the client only beyond many.
    "outbuf_overflow": 262_144,
    "outbuf_high_watermark": 1 << 28,
    # select() takes no file descriptor above 1023, and an index opens many files.
    "asyncore_use_poll": True,
    "log_socket_errors": False,
}
# Once no more are accepted: seconds for all responses, and for a request that may be on its way
# over an open connection.
STOP_SECONDS, LAST_REQUEST_SECONDS = 30.0, 1.0
_STEP_SECONDS = 0.1
# Few, so that all processes have some of those that come at once.
_ACCEPTED_AT_ONCE = 8
# From <asm-generic/socket.h>, and <linux/bpf_common.h>: returns how much of a packet is kept.
_SO_ATTACH_FILTER, _BPF_RETURN = 26, 6

_NOT_ASCII = re.compile(rb"[\x80-\xff]")


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds for a whole request, and open connections of a process."""

    request_seconds: float = REQUEST_SECONDS
    connections: int = CONNECTIONS


class RequestParser(HTTPRequestParser):  # type: ignore[misc]
    """Refuses what a proxy might read as another request, and reads what browsers would quote."""

    def parse_header(self, header_plus: bytes) -> None:
        line, end, fields = header_plus.partition(b"\r\n")
        super().parse_header(_NOT_ASCII.sub(_quoted, line) + end + fields)
        coded = self.chunked or "TRANSFER_ENCODING" in self.headers
        if coded and ("CONTENT_LENGTH" in self.headers or self.version != "1.1"):
            raise ParsingError("Both Content-Length and Transfer-Encoding")
        hosts = self.headers.get("HOST", "" if self.version == "1.0" else ",")
        if "," in hosts:
            raise ParsingError("Not one Host")


def _quoted(byte: re.Match[bytes]) -> bytes:
    return b"%%%02X" % ord(byte[0])


class Connection(HTTPChannel):  # type: ignore[misc]
    """A connection: since when it has waited for its client, and until when it will."""

    parser_class = RequestParser
    server: Server
    is_answered = False
    # From before a response is made until it is known since when the client may read it.
    _is_answering = False

    def __init__(self, server: Server, connected: socket.socket, *rest: Any, **named: Any) -> None:  # noqa: ANN401 - waitress's
        self._has_begun = True
        self._wait(server.limits.request_seconds)
        super().__init__(server, connected, *rest, **named)
        self.network = network(self.addr[0])

    @property
    def is_waiting(self) -> bool:
        """True unless a request of it is being answered, or it is about to be closed."""
        return not (self._is_answering or self.requests or self.will_close)

    @property
    def is_quiet(self) -> bool:
        """True if it waits for a request, or for the rest of one."""
        return self.is_waiting and not self.total_outbufs_len

    def has_unread(self) -> bool:
        """True if bytes of the client have arrived that were not read yet."""
        with suppress(OSError):
            return bool(self.socket.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT))
        return False

    def received(self, data: bytes) -> bool:
        if not self._has_begun:
            self._has_begun = True
            self._wait(self.server.limits.request_seconds)
        taken: bool = super().received(data)
        return taken

    def service(self) -> None:
        if self.server.is_stopping and len(self.requests) == 1 and self.request is None:
            self.requests[0].headers["CONNECTION"] = "close"
        self._is_answering = True
        super().service()
        self.is_answered = True
        self._has_begun = self.request is not None
        self._wait(IDLE_SECONDS + self.total_outbufs_len / LEAST_RATE)
        self._is_answering = False

    def _wait(self, seconds: float) -> None:
        self.waits_since = monotonic()
        self.waits_until = self.waits_since + seconds


class Waiting:
    """The connections with a request that waits to be answered, by turns of their networks.

    waitress uses it as a deque, under a lock.
    """

    def __init__(self) -> None:
        self._of_networks: OrderedDict[str, deque[Connection]] = OrderedDict()

    def __len__(self) -> int:
        return sum(map(len, self._of_networks.values()))

    def append(self, connection: Connection) -> None:
        self._of_networks.setdefault(connection.network, deque()).append(connection)

    def popleft(self) -> Connection:
        """The oldest of the network whose turn it is, which then comes after all others."""
        network, connections = self._of_networks.popitem(last=False)
        first = connections.popleft()
        if connections:
            self._of_networks[network] = connections
        return first


class Server(TcpWSGIServer):  # type: ignore[misc]
    """Accepts connections once it is made, and answers once it runs."""

    channel_class = Connection
    active_channels: dict[int, Connection]

    def __init__(
        self,
        app: Flask,
        listening: socket.socket,
        limits: Limits,
        each_second: Callable[[], None] = lambda: None,
    ) -> None:
        self.limits = limits
        self._each_second = each_second
        self.is_stopping = False
        dispatcher = ThreadedTaskDispatcher()
        dispatcher.queue = Waiting()
        dispatcher.set_thread_count(THREADS_PER_PROCESS)
        super().__init__(
            app,
            {},
            _sock=listening,
            dispatcher=dispatcher,
            # As many may be answered at once; further ones wait in the system's line.
            adj=Adjustments(
                sockets=[listening], connection_limit=2 * limits.connections, **_ADJUSTMENTS
            ),
            sockinfo=(listening.family, listening.type, listening.proto, listening.getsockname()),
            bind_socket=False,
        )

    def stop(self) -> None:
        """Have `run` end; from a handler of a signal, or another thread."""
        self.is_stopping = True
        self.pull_trigger()

    def run(self) -> None:
        """Answer until `stop` is called, and then what was accepted until then."""
        while not self.is_stopping:
            self._step(self.adj.asyncore_loop_timeout)
        self._accept_the_last()
        began = monotonic()
        while self.active_channels and monotonic() < began + STOP_SECONDS:
            for each in self.active_channels.values():
                since = max(began, each.waits_since)
                if each.is_quiet and monotonic() > since + LAST_REQUEST_SECONDS:
                    each.will_close = True
            self._step(_STEP_SECONDS)
        self.task_dispatcher.shutdown()
        wasyncore.close_all(self._map)

    def _step(self, timeout: float) -> None:
        # waitress closes a connection when it could write to it, which a client can prevent.
        for each in [each for each in self.active_channels.values() if each.will_close]:
            each.handle_close()
        wasyncore.loop(timeout, use_poll=self.adj.asyncore_use_poll, map=self._map, count=1)

    def _accept_the_last(self) -> None:
        """Accept all that wait in the system's line."""
        self._accept(self.adj.backlog)
        wasyncore.dispatcher.close(self)

    def handle_accept(self) -> None:
        self._accept(min(_ACCEPTED_AT_ONCE, 1 + len(self.active_channels) // _ACCEPTED_AT_ONCE))

    def _accept(self, most: int) -> None:
        """Accept the connections that wait in the system's line, some at most."""
        for _ in range(most):
            before = len(self.active_channels)
            super().handle_accept()
            if len(self.active_channels) == before:
                return
            self._make_room()

    def _make_room(self) -> None:
        """Close connections that wait for their client where there are more than may be."""
        opened = [each for each in self.active_channels.values() if not each.will_close]
        most = self.limits.connections
        for address, count in Counter(each.network for each in opened).most_common(1):
            beyond = max(len(opened) - most, count - int(most * ADDRESS_SHARE))
            if beyond > 0:
                _close_longest_waiting((each for each in opened if each.network == address), beyond)

    def maintenance(self, _: float) -> None:
        """Close the connections that have waited for their client as long as they may."""
        for each in self.active_channels.values():
            if each.is_waiting and each.waits_until < monotonic():
                each.will_close = True
        self._each_second()


def _close_longest_waiting(connections: Iterable[Connection], most: int) -> None:
    waiting = [each for each in connections if each.is_waiting]
    waiting.sort(key=lambda each: each.waits_since + ANSWERED_CREDIT * each.is_answered)
    for each in islice((each for each in waiting if not each.has_unread()), most):
        each.will_close = True


def take_no_more(listening: socket.socket) -> None:
    """Have the system complete no further connection to a listening socket, in any process.

    Else one that is completed after the last was accepted, and before the socket is closed, would
    be accepted by nobody. Linux then drops what clients send (socket(7), SO_ATTACH_FILTER): they
    try again after a second, and are refused; elsewhere the line is made as short as it can be.
    """
    # A second signal may come when the socket is closed already.
    with suppress(OSError):
        listening.listen(0)
        if sys.platform == "linux":
            drop_all = ctypes.create_string_buffer(struct.pack("HBBI", _BPF_RETURN, 0, 0, 0))
            program = struct.pack("HP", 1, ctypes.addressof(drop_all))
            listening.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, program)


def network(address: str) -> str:
    """What counts as one address: the whole of IPv4, the network (/64) of IPv6."""
    if ":" not in address:
        return address
    packed = socket.inet_pton(socket.AF_INET6, address.partition("%")[0])
    return packed[:8].hex()
