"""Find, point and answer: the questions a program may ask of an index.

One `Searcher` serves many threads. It answers from the generation that was
committed last, and follows new commits by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from index.minutes import Meeting, Utterance
from index.query import SearchRequest
from index.results import Placed, SearchPage, Span, Statistics


class Searcher:
    """Searches the index at `home`. Raises IndexMissing and IndexOutdated."""

    def __init__(self, home: Path) -> None: ...

    def search(self, request: SearchRequest) -> SearchPage:
        """The exchanges that match, with counts, forms and facets. Never raises for a query."""

    def ask(self, request: SearchRequest) -> SearchPage:
        """The exchanges that answer `request.query`, a question, with quotes."""

    def exchange(self, identifier: str) -> Placed | None:
        """The exchange of that id, or the one that holds the utterance of that id."""

    def meeting(self, identifier: str) -> Meeting | None: ...

    def utterance(self, identifier: str) -> Utterance | None: ...

    def highlights(self, meeting: str, request: SearchRequest) -> Mapping[str, tuple[Span, ...]]:
        """The matches of a query within one meeting, by utterance id."""

    def export(self) -> Iterator[Utterance]:
        """Every utterance, meeting by meeting, in the order of the minutes."""

    def statistics(self) -> Statistics: ...
