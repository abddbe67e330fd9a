"""The ways in: an address over HTTP, as a page and as JSON, and on the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from html import unescape
from io import StringIO
from pathlib import Path
from typing import Any

from index.results import Gone
from index.search import Searcher
from kaigiroku.commands import main
from webapp import create_app

# The command opens the index each time, so it is asked for one address in so many.
_SHOWN = 8


class Doors:
    """The pages, the API and the command line of one index."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._knocks = 0
        self._searcher = Searcher(home)
        self._client = create_app(home).test_client()

    def knock(self, address: str, meeting: bool) -> Iterator[str]:
        """What is wrong with how an address is answered: all must say the same."""
        there = self._searcher.meeting(address) if meeting else self._searcher.exchange(address)
        former = None if there else self._searcher.former(address)
        where = f"/{'meetings' if meeting else 'exchanges'}/{address}"
        page, told = self._client.get(where), self._client.get(f"/api{where}")
        if isinstance(former, Gone):
            text = former.utterances[0].text if former.utterances else ""
            if (page.status_code, told.status_code) != (410, 410):
                yield f"{where}: {page.status_code} and {told.status_code} for what is gone"
            elif _line(text) not in unescape(page.text):
                yield f"{where}: the page does not show the last text"
            elif text not in _texts(told.json):
                yield f"{where}: the API does not give the last text"
        else:
            ends = [self._follow(where), self._follow(f"/api{where}")]
            if ends != [200, 200]:
                yield f"{where}: {ends} in the end"
            if former and (page.status_code, told.status_code) != (301, 301):
                yield f"{where}: {page.status_code} and {told.status_code} for what moved"
        self._knocks += 1
        if self._knocks % _SHOWN == 0:
            yield from self._shown(address, isinstance(former, Gone))

    def _follow(self, where: str) -> int:
        return self._client.get(where, follow_redirects=True).status_code

    def _shown(self, address: str, gone: bool) -> Iterator[str]:
        said, warned = StringIO(), StringIO()
        with redirect_stdout(said), redirect_stderr(warned):
            status = main(["show", address, "--json", "--index", str(self._home)])
        if status != int(gone):
            yield f"show {address}: status {status}, {warned.getvalue()}"
        elif ("last" in json.loads(said.getvalue())) != gone:
            yield f"show {address}: {said.getvalue()[:80]}"


def _texts(told: Any) -> list[str]:  # noqa: ANN401
    return [each["text"] for each in told["last"]["utterances"]]


def _line(text: str) -> str:
    return text.partition("\n")[0].strip()
