"""Analyzes meetings in as many processes as there are cores; each writes its own segments.

A meeting goes to the process that was given the fewest characters, so that the same
meetings make the same segments. What a process holds is written when it is told to, and
all it sends back are Whoosh's segments.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import traceback
from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import cached_property
from multiprocessing.connection import Connection, wait
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

from index.analysis.analyzer import Analyzer
from index.engines.whoosh.segment.documents import Documents
from index.engines.whoosh.writing.segment_builder import SegmentBuilder
from index.errors import KaigirokuError
from index.storage.resources import core_count

# Below so many characters, starting processes takes longer than they save.
_FEW = 300_000
# So many meetings wait for a process: enough to keep it busy, and little to hold.
_AHEAD = 32
# What a process takes at its peak: for the dictionary and the words, and then for each
# character of the segment it writes, which has at least so many.
_BASE = 180 << 20
_PER_CHARACTER = 19
_FEWEST = 1_000_000
_ENDED = "索引を作る処理が途中で終わりました（メモリー不足など）。もう一度実行してください。"


class WorkerPool:
    """Takes the documents of meetings, and gives back segments of them."""

    def __init__(self, memory: int, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        afford = memory // (_BASE + _FEWEST * _PER_CHARACTER)
        self._count = max(1, min(core_count(), afford))
        self._most = max(_FEWEST, (memory // self._count - _BASE) // _PER_CHARACTER)
        self._characters = 0
        self._held: list[Documents] = []
        self._here = InlineWorker(analyzer)
        self._analysts: list[InlineWorker | ProcessWorker] = []

    def add(self, documents: Documents, folder: Path) -> None:
        """Take the documents of a meeting; a segment that is full goes into the folder."""
        self._characters += documents.characters
        self._held.append(documents)
        if self._characters > _FEW:
            self._analysts = self._analysts or self._started() or [self._here]
            self._hand_over(self._analysts, folder)

    def finish(self, folder: Path) -> list[Any]:
        """Write all that was taken; the segments written since this was last called."""
        analysts = self._analysts or [self._here]
        self._hand_over(analysts, folder)
        for analyst in analysts:
            analyst.write(folder)
        return [segment for analyst in analysts for segment in analyst.segments()]

    def close(self) -> None:
        """End the processes; what they have not written is lost."""
        for analyst in self._analysts:
            analyst.close()
        self._analysts.clear()

    def _hand_over(self, analysts: Sequence[InlineWorker | ProcessWorker], folder: Path) -> None:
        for documents in self._held:
            analyst = min(analysts, key=lambda each: each.given)
            if analyst.held >= self._most:
                analyst.write(folder)
            analyst.add(documents)
        self._held.clear()

    def _started(self) -> list[InlineWorker | ProcessWorker]:
        """The processes; none where one is enough, or where they cannot start.

        They cannot for a script that has no `if __name__ == "__main__"`.
        """
        started: list[InlineWorker | ProcessWorker] = []
        if self._count == 1:
            return started
        apart = [ProcessWorker(self._analyzer) for _ in range(self._count)]
        if all(each.is_ready() for each in apart):
            return [*started, *apart]
        for each in apart:
            each.close()
        return started


class _Worker(ABC):
    """Gathers segments; `given` counts all its characters, `held` those not yet written."""

    def __init__(self) -> None:
        self.given = 0
        self.held = 0
        self._empty = True

    def add(self, documents: Documents) -> None:
        self.given += documents.characters
        self.held += documents.characters
        self._empty = False
        self._add(documents)

    def write(self, folder: Path) -> None:
        """Write what is held as a segment into the folder."""
        if not self._empty:
            self._write(folder)
        self.held = 0
        self._empty = True

    @abstractmethod
    def segments(self) -> list[Any]:
        """The segments written since this was last called."""

    @abstractmethod
    def close(self) -> None: ...

    @abstractmethod
    def _add(self, documents: Documents) -> None: ...

    @abstractmethod
    def _write(self, folder: Path) -> None: ...


class InlineWorker(_Worker):
    """Analyzes in this process."""

    def __init__(self, analyzer: Analyzer) -> None:
        super().__init__()
        self._analyzer = analyzer
        self._segments: list[Any] = []

    # The dictionary is opened only where it is needed.
    @cached_property
    def _gathering(self) -> SegmentBuilder:
        return SegmentBuilder(self._analyzer)

    def _add(self, documents: Documents) -> None:
        self._gathering.add(documents)

    def _write(self, folder: Path) -> None:
        self._segments.append(self._gathering.write(folder))

    def segments(self) -> list[Any]:
        written, self._segments = self._segments, []
        return written

    def close(self) -> None:
        """Nothing is open."""


class ProcessWorker(_Worker):
    """Analyzes in a process of its own."""

    def __init__(self, analyzer: Analyzer) -> None:
        super().__init__()
        # Started afresh, not forked: this process may have threads.
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()
        self._asked = 0
        self._answers: list[Any] = []
        self._lost = False
        # Handed over by a thread, so that no process waits for another to take its own.
        self._messages: Queue[Analyzer | Documents | Path | None] = Queue(_AHEAD)
        self._messages.put(analyzer)
        self._thread = Thread(target=self._send, daemon=True)
        self._thread.start()

    def is_ready(self) -> bool:
        """Wait until the process can work; whether it can."""
        try:
            # What it cannot begin with comes back instead, and comes up here once more.
            return self._connection.recv() is None
        except (EOFError, OSError):
            return False

    def _add(self, documents: Documents) -> None:
        while self._lost:
            # What it last said, or that it said nothing, is why.
            self._take_answer()
        self._messages.put(documents)

    def _write(self, folder: Path) -> None:
        # Answers are taken as they come: unread, they would in the end hold up the process.
        while self._asked and self._connection.poll():
            self._take_answer()
        self._messages.put(folder)
        self._asked += 1

    def segments(self) -> list[Any]:
        while self._asked:
            self._take_answer()
        answers, self._answers = self._answers, []
        return answers

    def _take_answer(self) -> None:
        try:
            answer = self._connection.recv()
        except (EOFError, OSError) as error:
            raise KaigirokuError(_ENDED) from error
        if isinstance(answer, BaseException):
            raise answer
        self._answers.append(answer)
        self._asked -= 1

    def _send(self) -> None:
        """Hand the messages over; once one could not be, they go nowhere, and it ends."""
        while (message := self._messages.get()) is not None:
            if not self._lost:
                try:
                    self._connection.send(message)
                except Exception:
                    # It may be out of memory here, or gone there: the next answer tells.
                    self._lost = True
                    self._process.terminate()

    def close(self) -> None:
        self._process.terminate()
        self._process.join()
        self._messages.put(None)
        self._thread.join()
        self._connection.close()


def _work(connection: Connection) -> None:
    """Gather documents, and write them into a folder when one is named."""
    # An interrupt is for the process that started this one, which ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end_with_parent()
    # Nothing here is a cycle, and looking for cycles among all words takes long.
    gc.disable()
    try:
        gathering = SegmentBuilder(connection.recv())
        connection.send(None)
        while True:
            message = connection.recv()
            if isinstance(message, Path):
                connection.send(gathering.write(message))
            else:
                gathering.add(message)
    except EOFError:
        return
    except Exception as error:
        error.add_note(traceback.format_exc())
        connection.send(error)


def _end_with_parent() -> None:
    """End this process when the one that started it does, however that ends.

    A killed parent closes no connection that another of its processes may have.
    """
    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    Thread(target=watch, daemon=True).start()
