"""Requests to somebody else's server: one at a time, with pauses, and never for ever."""

from __future__ import annotations

import time
from collections.abc import Callable
from http.client import HTTPException
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from index.errors import KaigirokuError

# Seconds until an answer is given up, and the longest pause a server may ask for.
_PATIENCE = 60.0
_LONGEST_PAUSE = 600.0
# What may be right a little later; each further try waits twice as long.
_PASSING = frozenset({408, 429, 500, 502, 503, 504})
_TRIES = 4
# Ten meetings are a few megabytes at the most.
_LARGEST_ANSWER = 256 << 20


class Unanswered(KaigirokuError):
    """A server gave no answer that can be used."""


class Answer(NamedTuple):
    """What came back: the HTTP status and the body."""

    status: int
    body: bytes


class Visitor:
    """Asks one server, `wait` seconds after its last answer.

    `agent` is the User-Agent, which names a contact. What fails in passing is tried
    again; `say` is told before each pause that is longer than usual. Not for several
    threads.
    """

    def __init__(
        self, agent: str, wait: float, say: Callable[[str], None] = lambda _: None
    ) -> None:
        self._agent = agent
        self._wait = wait
        self._say = say
        self._answered: float | None = None

    def get(self, url: str) -> Answer:
        """The answer to one request. Raises Unanswered after several tries."""
        reason = ""
        for number in range(_TRIES):
            if number:
                self._say(f"{reason}。待って、もう一度たずねます（{number}/{_TRIES - 1}）。")
            self._pause(self._wait * 2**number if number else self._wait)
            try:
                answer, asked = self._ask(url)
            except (OSError, HTTPException) as error:
                reason = f"つながりません（{getattr(error, 'reason', None) or error}）"
                continue
            if answer.status not in _PASSING:
                return answer
            reason = f"相手のサーバーが応じません（HTTP {answer.status}）"
            self._rest(asked)
        raise Unanswered(f"{url}: {reason}。もう一度実行すると、続きから始めます。")

    def _ask(self, url: str) -> tuple[Answer, float]:
        """The answer, and how many seconds the server asks to be left alone."""
        request = Request(url, headers={"User-Agent": self._agent})
        try:
            with urlopen(request, timeout=_PATIENCE) as response:
                body = response.read(_LARGEST_ANSWER + 1)
                answer = Answer(response.status, body)
                asked = 0.0
        except HTTPError as error:
            with error:
                answer = Answer(error.code, error.read(_LARGEST_ANSWER + 1))
                asked = _seconds(error.headers.get("Retry-After"))
        finally:
            self._answered = time.monotonic()
        if len(answer.body) > _LARGEST_ANSWER:
            raise Unanswered(f"{url}: 応答が{_LARGEST_ANSWER >> 20}MBを超えます。")
        return answer, asked

    def _pause(self, seconds: float) -> None:
        if self._answered is not None:
            time.sleep(max(0.0, self._answered + seconds - time.monotonic()))

    def _rest(self, seconds: float) -> None:
        time.sleep(min(seconds, _LONGEST_PAUSE))


def _seconds(value: str | None) -> float:
    """A Retry-After in seconds; one that names a time of day is not needed here."""
    return float(value) if value and value.strip().isdecimal() else 0.0
