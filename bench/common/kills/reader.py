"""A reader that searches an index all the time, in a thread of its own."""

from __future__ import annotations

from pathlib import Path
from random import Random
from threading import Event, Thread
from traceback import format_exc

from common.invented import SUBJECTS
from index.errors import IndexMissing
from index.query import SearchRequest
from index.search import Searcher

_SEARCHES_PER_NEW_SEARCHER = 20
_SECONDS_BETWEEN_SEARCHES = 0.02


class Reader(Thread):
    """Asks one `Searcher` from the first commit to the end; `failures` are tracebacks."""

    def __init__(self, home: Path) -> None:
        super().__init__(daemon=True)
        self.searches = 0
        self.failures: list[str] = []
        self._home = home
        self._searcher: Searcher | None = None
        self._random = Random("reader")
        self._stopped = Event()

    def run(self) -> None:
        while not self._stopped.wait(_SECONDS_BETWEEN_SEARCHES):
            try:
                if self._searcher is None:
                    self._searcher = Searcher(self._home)
                is_new = self.searches % _SEARCHES_PER_NEW_SEARCHER == 0
                self._search(Searcher(self._home) if is_new else self._searcher)
            except IndexMissing:
                # The index may not be there yet; once it was, it must stay.
                if self._searcher is None:
                    continue
                self.failures.append(format_exc())
            except Exception:
                self.failures.append(format_exc())
            self.searches += 1

    def stop(self) -> None:
        self._stopped.set()
        self.join()

    def _search(self, searcher: Searcher) -> None:
        """Search for a string that every edition has, check the highlights, and open a hit."""
        subject = self._random.choice(SUBJECTS)
        request = SearchRequest(f'"{subject}"', sort=self._random.choice(("relevance", "newest")))
        page = searcher.search(request)
        assert page.hits, f"{subject}: nothing found"
        for hit in page.hits:
            highlighted = [
                found.utterance.text[start:end]
                for found in hit.utterances
                for start, end in found.highlights
            ]
            assert highlighted and set(highlighted) == {subject}, f"{hit.id}: {highlighted}"
        assert searcher.ask(SearchRequest(f"{subject}はどうなりましたか")).hits
        searcher.exchange(page.hits[0].id)
