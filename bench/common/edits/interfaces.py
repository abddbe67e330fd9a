"""The interfaces that answer an address: the page, the API and the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from html import unescape
from io import StringIO
from pathlib import Path

from index.results import Gone
from index.search import Searcher
from kaigiroku.commands import main
from webapp import create_app

# The command opens the index each time, which takes long.
_CHECKS_PER_COMMAND = 8


class Interfaces:
    """The pages, the API and the command line of one index."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._checks = 0
        self._searcher = Searcher(home)
        self._client = create_app(home).test_client()

    def check(self, address: str, is_meeting: bool) -> Iterator[str]:
        """What is wrong with the answers to an address; all interfaces must say the same."""
        searcher = self._searcher
        there = searcher.meeting(address) if is_meeting else searcher.exchange(address)
        former = None if there else searcher.former(address)
        path = f"/{'meetings' if is_meeting else 'exchanges'}/{address}"
        page, answer = self._client.get(path), self._client.get(f"/api{path}")
        statuses = page.status_code, answer.status_code
        if isinstance(former, Gone):
            text = former.utterances[0].text if former.utterances else ""
            if statuses != (410, 410):
                yield f"{path}: {statuses} for an address that is gone"
            elif text.partition("\n")[0].strip() not in unescape(page.text):
                yield f"{path}: the page does not show the last text"
            elif text not in [each["text"] for each in answer.get_json()["last"]["utterances"]]:
                yield f"{path}: the API does not return the last text"
        else:
            last = [
                self._client.get(each, follow_redirects=True).status_code
                for each in (path, f"/api{path}")
            ]
            if last != [200, 200]:
                yield f"{path}: {last} after the redirects"
            if former and statuses != (301, 301):
                yield f"{path}: {statuses} for an address that moved"
        self._checks += 1
        if self._checks % _CHECKS_PER_COMMAND == 0:
            yield from self._check_command(address, isinstance(former, Gone))

    def _check_command(self, address: str, is_gone: bool) -> Iterator[str]:
        output, errors = StringIO(), StringIO()
        with redirect_stdout(output), redirect_stderr(errors):
            status = main(["show", address, "--json", "--index", str(self._home)])
        if status != int(is_gone):
            yield f"show {address}: status {status}, {errors.getvalue()}"
        elif ("last" in json.loads(output.getvalue())) != is_gone:
            yield f"show {address}: {output.getvalue()[:80]}"
