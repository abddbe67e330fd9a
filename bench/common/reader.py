"""A reader that searches all the time, in a thread of its own."""

from __future__ import annotations

from pathlib import Path
from random import Random
from threading import Event, Thread
from traceback import format_exc

from common.invented import SUBJECTS
from index.errors import IndexMissing
from index.query import SearchRequest
from index.search import Searcher

# So often does somebody else come and open the index anew.
_NEWCOMER = 20
_PAUSE = 0.02


class Reader(Thread):
    """Asks one `Searcher` from the first commit to the end; `failures` are tracebacks."""

    def __init__(self, home: Path) -> None:
        super().__init__(daemon=True)
        self.searches = 0
        self.failures: list[str] = []
        self._home = home
        self._searcher: Searcher | None = None
        self._random = Random("reader")
        self._stop_asked = Event()

    def run(self) -> None:
        while not self._stop_asked.wait(_PAUSE):
            try:
                if self._searcher is None:
                    self._searcher = Searcher(self._home)
                self._ask(Searcher(self._home) if self._is_newcomer() else self._searcher)
            except IndexMissing:
                # It may not be there yet; once it was, it must stay.
                if self._searcher is None:
                    continue
                self.failures.append(format_exc())
            except Exception:
                self.failures.append(format_exc())
            self.searches += 1

    def stop(self) -> None:
        self._stop_asked.set()
        self.join()

    def _is_newcomer(self) -> bool:
        return self.searches % _NEWCOMER == 0

    def _ask(self, searcher: Searcher) -> None:
        """Search for what stands in every edition, and follow one of the hits."""
        subject = self._random.choice(SUBJECTS)
        request = SearchRequest(f'"{subject}"', sort=self._random.choice(("relevance", "newest")))
        page = searcher.search(request)
        assert page.hits, f"{subject}: nothing found"
        for hit in page.hits:
            marked = [
                found.utterance.text[start:end]
                for found in hit.utterances
                for start, end in found.highlights
            ]
            assert marked and set(marked) == {subject}, f"{hit.id}: {marked}"
        assert searcher.ask(SearchRequest(f"{subject}はどうなりましたか")).hits
        searcher.exchange(page.hits[0].id)
