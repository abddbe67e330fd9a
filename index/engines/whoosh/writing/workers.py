"""Analyzes meetings in one process per core; each process writes its own segments.

A meeting goes to the worker that was given the fewest characters, so that the same meetings
make the same segments. A worker writes its segment on request, and sends back
only Whoosh's description of it.
"""

from __future__ import annotations

import subprocess
from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import cached_property
from multiprocessing import Pipe
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

from index.analysis.analyzer import Analyzer
from index.engines.whoosh.writing.segment_builder import Documents, SegmentBuilder
from index.errors import KaigirokuError
from index.storage.child_process import python_command, python_environment
from index.storage.resources import core_count

# Below this many characters, starting processes takes longer than they save.
MIN_CHARACTERS_FOR_PROCESSES = 300_000
# Meetings that may wait for a process: enough to keep it busy, and few enough to hold.
_MAX_WAITING = 32
# The peak memory of a process in bytes: for the dictionary and the words, and then for each
# character of the segment it writes.
_BASE_MEMORY = 180 << 20
_MEMORY_PER_CHARACTER = 19
_MIN_SEGMENT_CHARACTERS = 1_000_000
_WORKER = "index.engines.whoosh.writing.worker_process"
_ENDED = "索引を作る処理が途中で終わりました（メモリー不足など）。もう一度実行してください。"


class WorkerPool:
    """Makes segments of the documents of meetings, within about `memory` bytes."""

    def __init__(self, memory: int, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        affordable = memory // (_BASE_MEMORY + _MIN_SEGMENT_CHARACTERS * _MEMORY_PER_CHARACTER)
        self._count = max(1, min(core_count(), affordable))
        characters = (memory // self._count - _BASE_MEMORY) // _MEMORY_PER_CHARACTER
        self._max_characters = max(_MIN_SEGMENT_CHARACTERS, characters)
        self._characters = 0
        self._waiting: list[Documents] = []
        self._inline = InlineWorker(analyzer)
        self._workers: Sequence[InlineWorker | ProcessWorker] = []

    def add(self, documents: Documents, folder: Path) -> None:
        """Take the documents of a meeting; segments that are full are written to `folder`."""
        self._characters += documents.characters
        self._waiting.append(documents)
        if self._characters > MIN_CHARACTERS_FOR_PROCESSES:
            self._workers = self._workers or self._start_processes() or [self._inline]
            self._distribute(self._workers, folder)

    def finish(self, folder: Path) -> list[Any]:
        """Write all that was taken; returns the segments written since the last call."""
        workers = self._workers or [self._inline]
        self._distribute(workers, folder)
        for worker in workers:
            worker.write(folder)
        return [segment for worker in workers for segment in worker.segments()]

    def close(self) -> None:
        """End the processes; what they have not written is lost."""
        for worker in self._workers:
            worker.close()
        self._workers = []

    def _distribute(self, workers: Sequence[InlineWorker | ProcessWorker], folder: Path) -> None:
        for documents in self._waiting:
            worker = min(workers, key=lambda each: each.given)
            if worker.held >= self._max_characters:
                worker.write(folder)
            worker.add(documents)
        self._waiting.clear()

    def _start_processes(self) -> Sequence[ProcessWorker]:
        """The processes; none if one is enough, or they cannot start."""
        if self._count == 1:
            return []
        workers = [ProcessWorker(self._analyzer) for _ in range(self._count)]
        if all(worker.is_ready() for worker in workers):
            return workers
        for worker in workers:
            worker.close()
        return []


class _Worker(ABC):
    """Builds segments. `given` counts all its characters, `held` those not yet written."""

    def __init__(self) -> None:
        self.given = 0
        self.held = 0
        self._is_empty = True
        self._segments: list[Any] = []

    def add(self, documents: Documents) -> None:
        self.given += documents.characters
        self.held += documents.characters
        self._is_empty = False
        self._take(documents)

    def write(self, folder: Path) -> None:
        """Write what is held as a segment into the folder."""
        if not self._is_empty:
            self._take(folder)
        self.held = 0
        self._is_empty = True

    def segments(self) -> list[Any]:
        """The segments written since the last call."""
        segments, self._segments = self._segments, []
        return segments

    @abstractmethod
    def _take(self, message: Documents | Path) -> None:
        """Add documents, or write a segment into a folder."""

    @abstractmethod
    def close(self) -> None: ...


class InlineWorker(_Worker):
    """Works in this process."""

    def __init__(self, analyzer: Analyzer) -> None:
        super().__init__()
        self._analyzer = analyzer

    # Opens the dictionary, so it is not made before it is needed.
    @cached_property
    def _builder(self) -> SegmentBuilder:
        return SegmentBuilder(self._analyzer)

    def _take(self, message: Documents | Path) -> None:
        if isinstance(message, Path):
            self._segments.append(self._builder.write(message))
        else:
            self._builder.add(message)

    def close(self) -> None:
        """Nothing is open."""


class ProcessWorker(_Worker):
    """Works in a process of its own.

    A thread sends it the messages, so that a full pipe does not hold up the other workers:
    the analyzer first, then documents and folders. It answers None when it is ready, a
    segment for each folder, or an exception before it ends.
    """

    def __init__(self, analyzer: Analyzer) -> None:
        super().__init__()
        self._connection, theirs = Pipe()
        with theirs:
            # Started afresh, not forked: this process may have threads. Not by multiprocessing,
            # whose processes import what lies in the working directory, and the main module.
            self._process = subprocess.Popen(
                python_command(_WORKER, str(theirs.fileno())),
                stdin=subprocess.PIPE,
                pass_fds=[theirs.fileno()],
                env=python_environment(),
            )
        self._unanswered = 0
        self._is_lost = False
        self._messages: Queue[Analyzer | Documents | Path | None] = Queue(_MAX_WAITING)
        self._messages.put(analyzer)
        self._sender = Thread(target=self._send, daemon=True)
        self._sender.start()

    def is_ready(self) -> bool:
        """Wait until the process has started; false if it could not."""
        try:
            return self._connection.recv() is None
        except (EOFError, OSError):
            return False

    def _take(self, message: Documents | Path) -> None:
        if isinstance(message, Path):
            # Answers are read as they come: a full pipe would hold up the process.
            while self._unanswered and self._connection.poll():
                self._receive()
            self._unanswered += 1
        while self._is_lost:
            # Raises the process's last exception, or that it has ended.
            self._receive()
        self._messages.put(message)

    def segments(self) -> list[Any]:
        while self._unanswered:
            self._receive()
        return super().segments()

    def _receive(self) -> None:
        try:
            answer = self._connection.recv()
        except (EOFError, OSError) as error:
            raise KaigirokuError(_ENDED) from error
        if isinstance(answer, BaseException):
            raise answer
        self._segments.append(answer)
        self._unanswered -= 1

    def _send(self) -> None:
        """Send the messages until None; after one that cannot be sent, drop the others."""
        while (message := self._messages.get()) is not None:
            if not self._is_lost:
                try:
                    self._connection.send(message)
                except Exception:
                    # The process is gone, or memory ran out here: `_receive` says so.
                    self._is_lost = True
                    self._process.terminate()

    def close(self) -> None:
        self._process.terminate()
        # Waits, and closes the pipe.
        self._process.communicate()
        self._messages.put(None)
        self._sender.join()
        self._connection.close()
