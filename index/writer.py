"""Opens an index for writing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from index import engines
from index.address import Address
from index.analysis.lexicon import Row
from index.engines.contract import IndexWriter
from index.minutes import Meeting
from index.redirects.tracking import RedirectTrackingWriter
from index.storage.resources import DEFAULT_MEMORY


class MinutesWriter(IndexWriter, Protocol):
    """An `IndexWriter` that keeps the addresses that were given so far."""

    def given_to_others(self, meeting: Meeting) -> set[str]:
        """The addresses of a meeting that led to another one at the last commit or before."""

    def move(self, identifier: str, meeting: Meeting) -> None:
        """Write a meeting under other ids, in place of the one of that id."""

    def __enter__(self) -> MinutesWriter: ...


def open_writer(
    home: Address,
    *,
    rebuild: bool = False,
    memory: int = DEFAULT_MEMORY,
    lexicon: Sequence[Row] | None = None,
) -> MinutesWriter:
    """Open the index at `home` for writing, creating it if need be.

    `rebuild` starts from nothing; the old index stays until the first commit replaces it.
    `memory` is about how many bytes all processes take together, however much is written; one
    needs some 300 MB. `lexicon` are the user's words; the index keeps them, so they are given
    once. Raises IndexBusy if another process writes, IndexOutdated if the index was built by
    other means and `rebuild` is not set.
    """
    generations = engines.open_generations(home)
    writer = engines.open_writer(home, generations, rebuild=rebuild, memory=memory, lexicon=lexicon)
    return RedirectTrackingWriter(writer, generations, rebuild=rebuild)
