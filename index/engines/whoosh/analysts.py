"""Analyzes meetings in as many processes as there are cores, in the order given."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from multiprocessing.connection import wait
from threading import Thread

from index.analysis import Analyzer
from index.engines.whoosh.documents import Documents, documents
from index.minutes import Meeting

# Below so many characters, starting processes takes longer than they save.
_FEW = 300_000
# So many meetings a process are under way: enough to keep it busy, and little to hold.
_AHEAD = 4


class Analysts:
    """Takes meetings and gives back their documents, first in first out."""

    def __init__(self) -> None:
        self._count = os.cpu_count() or 1
        self._pool: ProcessPoolExecutor | None = None
        self._waiting: deque[tuple[Meeting, Future[Documents]]] = deque()
        self._characters = 0

    def take(self, meeting: Meeting) -> Iterator[Documents]:
        """Take a meeting; yields the documents that must be taken off for it."""
        self._characters += sum(len(utterance.text) for utterance in meeting.utterances)
        if self._characters <= _FEW or self._count == 1:
            yield from self.rest()
            yield analyze(meeting)
            return
        self._waiting.append((meeting, self._submit(meeting)))
        while len(self._waiting) > self._count * _AHEAD:
            yield self._next()

    def rest(self) -> Iterator[Documents]:
        """The documents of all the meetings taken."""
        while self._waiting:
            yield self._next()

    def close(self) -> None:
        self._waiting.clear()
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def _submit(self, meeting: Meeting) -> Future[Documents]:
        try:
            return self._started().submit(analyze, meeting)
        except BrokenProcessPool as error:
            broken: Future[Documents] = Future()
            broken.set_exception(error)
            return broken

    def _next(self) -> Documents:
        """The oldest meeting's documents; analyzed here if its process has ended.

        Processes cannot start for a script that has no `if __name__ == "__main__"`.
        """
        meeting, future = self._waiting.popleft()
        try:
            return future.result()
        except BrokenProcessPool:
            self._count = 1
            return analyze(meeting)

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # Started afresh, not forked: this process may have threads.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._count, context, initializer=_end_with_parent)
        return self._pool


def analyze(meeting: Meeting) -> Documents:
    """The documents of a meeting; called in a process of the pool."""
    return documents(meeting, _analyzer())


@cache
def _analyzer() -> Analyzer:
    return Analyzer()


def _end_with_parent() -> None:
    """End this process when the one that started it does, however that ends.

    A killed parent closes no queue, and its processes would wait for ever.
    """
    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    Thread(target=watch, daemon=True).start()
