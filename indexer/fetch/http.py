"""Requests to a server that is not ours: one at a time, with pauses, a few retries at most.

urllib3's Retry knows neither the pause between two requests nor a bound for the answer,
does not try again where an answer breaks off, and says nothing while it waits.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from http.client import HTTPException
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from index.errors import KaigirokuError

_TIMEOUT = 60.0  # seconds
_MAX_PAUSE = 600.0  # seconds that a server may ask for
# Temporary failures; the pause before each retry is twice as long as the one before.
_TEMPORARY = frozenset({408, 429, 500, 502, 503, 504})
_MAX_RETRIES = 3
# Ten meetings are a few megabytes at the most.
_MAX_ANSWER_BYTES = 256 << 20


class Unanswered(KaigirokuError):
    """A server gave no answer that can be used."""


class Answer(NamedTuple):
    """The HTTP status, the body, and the seconds that the server asks to be left alone."""

    status: int
    body: bytes
    retry_after: float = 0.0


class PoliteClient:
    """Asks one server, `wait` seconds after its last answer or later.

    `agent` is the User-Agent, which names a contact. A request that fails for the moment
    is tried again; `say` is called before each pause that is longer than usual. Not for
    several threads.
    """

    def __init__(
        self, agent: str, wait: float, say: Callable[[str], None] = lambda _: None
    ) -> None:
        self._agent = agent
        self._wait = wait
        self._say = say
        self._earliest = 0.0

    def get(self, url: str) -> Answer:
        """The answer to one request. Raises Unanswered after several tries."""
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
                reason = f"接続できません（{getattr(error, 'reason', None) or error}）"
                pause = self._wait * 2 ** (retry + 1)
            finally:
                self._earliest = time.monotonic() + pause
        raise Unanswered(f"{url}: {reason}。もう一度実行すると、続きから始めます。")

    def _ask(self, url: str) -> Answer:
        request = Request(url, headers={"User-Agent": self._agent})
        try:
            with urlopen(request, timeout=_TIMEOUT) as response:
                answer = Answer(response.status, response.read(_MAX_ANSWER_BYTES + 1))
        except HTTPError as error:
            with error:
                seconds = (error.headers.get("Retry-After") or "").strip()
                rest = float(seconds) if seconds.isdecimal() else 0.0
                answer = Answer(error.code, error.read(_MAX_ANSWER_BYTES + 1), rest)
        if len(answer.body) > _MAX_ANSWER_BYTES:
            raise Unanswered(f"{url}: 応答が{_MAX_ANSWER_BYTES >> 20}MiBを超えます。")
        return answer
