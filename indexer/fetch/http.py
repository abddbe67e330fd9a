"""Requests to a server that is not ours: one at a time, with pauses, a few retries at most.

urllib3's Retry knows neither the pause between two requests nor a bound for the answer,
does not try again where an answer breaks off, and says nothing while it waits.

Nothing that a server sends is trusted: an answer has a deadline and a size, a redirect leads
to HTTP only, and words of a server are shown by `harmless`.
"""

from __future__ import annotations

import socket
import string
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from io import BufferedReader, RawIOBase
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.parse import quote, urljoin, urlsplit
from urllib.request import (
    AbstractHTTPHandler,
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    OpenerDirector,
    ProxyHandler,
    Request,
)

from index.errors import KaigirokuError

_TIMEOUT = 60.0  # seconds without a byte
_MAX_SECONDS = 300.0  # for an answer, head and body, from the first byte waited for
_MAX_PAUSE = 600.0  # seconds that a server may ask for
# Temporary failures; the pause before each retry is twice as long as the one before.
_TEMPORARY = frozenset({408, 429, 500, 502, 503, 504})
_MAX_RETRIES = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MAX_REDIRECTS = 5
# Ten meetings are a few megabytes at the most; as values they may take thirty times as much.
_MAX_ANSWER_BYTES = 32 << 20
_MAX_SHOWN = 200  # characters


class Unanswered(KaigirokuError):
    """A server gave no answer that can be used."""


class Answer(NamedTuple):
    """The HTTP status, the body, and the seconds that the server asks to be left alone.

    `location` is where a redirect leads, as the server writes it.
    """

    status: int
    body: bytes
    retry_after: float = 0.0
    location: str = ""


def harmless(text: object) -> str:
    """Words of a server as one short line, which steers neither a terminal nor the line itself."""
    words = " ".join(str(text)[: 2 * _MAX_SHOWN].split())
    line = "".join(char if char.isprintable() else "\ufffd" for char in words)
    return line if len(line) <= _MAX_SHOWN else f"{line[:_MAX_SHOWN]}…"


class PoliteClient:
    """Asks one server, `wait` seconds after its last answer or later.

    `agent` is the User-Agent, which names a contact. A request that fails for the moment
    is tried again; `say` is called before each pause that is longer than usual. Not for
    several threads.
    """

    def __init__(
        self,
        agent: str,
        wait: float,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._agent = agent
        self._wait = wait
        self._say = say
        self._earliest = 0.0
        self._opener = OpenerDirector()
        # Those of files, FTP and data: addresses are left out, and that of redirects.
        for handler in (
            ProxyHandler(),
            _Handler(),
            HTTPDefaultErrorHandler(),
            HTTPErrorProcessor(),
        ):
            self._opener.add_handler(handler)

    def get(self, url: str) -> Answer:
        """The answer to one request, redirects followed. Raises Unanswered after several tries."""
        for _ in range(_MAX_REDIRECTS + 1):
            answer = self._tried(url)
            if answer.status not in _REDIRECTS:
                return answer
            url = _redirected(url, answer.location)
        raise Unanswered(f"{harmless(url)}: 転送が多すぎます（{_MAX_REDIRECTS}回まで）。")

    def _tried(self, url: str) -> Answer:
        reason = ""
        for retry in range(_MAX_RETRIES + 1):
            if retry:
                self._say(f"{reason}。時間をおいて問い合わせ直します（{retry}/{_MAX_RETRIES}）。")
            time.sleep(max(0.0, self._earliest - time.monotonic()))
            pause = self._wait
            try:
                answer = self._ask(url)
                if answer.status not in _TEMPORARY:
                    return answer
                reason = f"相手のサーバーが応じません（HTTP {answer.status}）"
                pause = max(self._wait * 2 ** (retry + 1), min(answer.retry_after, _MAX_PAUSE))
            except (OSError, HTTPException) as error:
                reason = f"接続できません（{harmless(getattr(error, 'reason', None) or error)}）"
                pause = self._wait * 2 ** (retry + 1)
            finally:
                self._earliest = time.monotonic() + pause
        raise Unanswered(f"{harmless(url)}: {reason}。もう一度実行すると、続きから始めます。")

    def _ask(self, url: str) -> Answer:
        request = Request(_checked(url), headers={"User-Agent": self._agent})
        try:
            with self._opener.open(request, timeout=_TIMEOUT) as response:
                answer = Answer(response.status, response.read(_MAX_ANSWER_BYTES + 1))
        except HTTPError as error:
            with error:
                seconds = (error.headers.get("Retry-After") or "").strip()
                rest = float(seconds) if seconds.isdecimal() else 0.0
                body = error.read(_MAX_ANSWER_BYTES + 1)
                answer = Answer(error.code, body, rest, error.headers.get("Location") or "")
        if len(answer.body) > _MAX_ANSWER_BYTES:
            size = f"{_MAX_ANSWER_BYTES >> 20}MiB"
            raise Unanswered(f"{harmless(url)}: 応答が{size}を超えます。")
        return answer


def _checked(url: str) -> str:
    """An address in ASCII. Raises Unanswered if it is none of HTTP."""
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        known = False
    if not known:
        raise Unanswered(f"{harmless(url)}: httpかhttpsのアドレスではありません。")
    return quote(url, safe=string.punctuation)


def _redirected(url: str, location: str) -> str:
    """Where a redirect leads from an address. Raises Unanswered if we do not follow it."""
    try:
        to = urljoin(url, location)
        scheme = urlsplit(to).scheme
    except ValueError:
        to, scheme = location, ""
    # What was asked for over an encrypted connection is not taken from an open one.
    if scheme not in ("http", "https") or (scheme == "http" and urlsplit(url).scheme == "https"):
        message = f"相手のサーバーが別の場所（{harmless(to)}）を示しましたが、従いません。"
        raise Unanswered(f"{harmless(url)}: {message}")
    return to


class _DeadlineStream(RawIOBase):
    """The bytes of a socket until a deadline; a timeout alone lets a server drip for ever."""

    def __init__(self, raw: RawIOBase, sock: socket.socket) -> None:
        self._raw = raw
        self._sock = sock
        self._deadline = time.monotonic() + _MAX_SECONDS

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int | None:  # type: ignore[override]
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError(f"応答が{_MAX_SECONDS:.0f}秒で終わりません")
        self._sock.settimeout(min(left, _TIMEOUT))
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Response(HTTPResponse):
    """An answer that ends, head and body, within `_MAX_SECONDS`."""

    def __init__(self, sock: socket.socket, method: str | None = None) -> None:
        super().__init__(sock, method=method)
        # The raw stream keeps the socket open until it is closed.
        self.fp = BufferedReader(_DeadlineStream(self.fp.detach(), sock))


class _Connection(HTTPConnection):
    response_class = _Response


class _SecureConnection(HTTPSConnection):
    response_class = _Response


class _Handler(AbstractHTTPHandler):
    """Opens http: and https: addresses by connections of ours."""

    def http_open(self, request: Request) -> HTTPResponse:
        return self.do_open(_Connection, request)

    def https_open(self, request: Request) -> HTTPResponse:
        return self.do_open(_SecureConnection, request)

    http_request = AbstractHTTPHandler.do_request_
    https_request = AbstractHTTPHandler.do_request_
