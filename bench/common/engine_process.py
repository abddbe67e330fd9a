"""Builds and engines, each measured in a process of its own: seconds and peak memory."""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Event, Thread
from time import perf_counter
from typing import Any, NamedTuple

from common.machine import load, memory, process_tree
from common.peers import PreparedQueries

_SECONDS_BETWEEN_SAMPLES = 0.5


class Work(NamedTuple):
    """Wall-clock seconds, CPU seconds of all cores, and peak memory in kilobytes (PSS).

    `load` is the load average before: above 1, something else was running.
    """

    seconds: float
    cpu: float
    peak: int
    load: float
    day: str


def measure(work: Callable[..., None], *arguments: object) -> Work:
    """Run `work(*arguments)` in a process of its own."""
    before = load()
    with _process(_timed, work, *arguments) as (pid, answers), _memory_samples(pid) as samples:
        seconds, cpu = answers.recv()
    return Work(seconds, cpu, max(samples), before, date.today().isoformat())


def cached_build(
    folder: Path, name: str, rebuild: Collection[str], build: Callable[..., None], *given: object
) -> Work:
    """Run `build(*given, folder / name)` unless an earlier run did, and return what it took.

    The measurements are stored in `folder`, beside what was built.
    """
    home, record = folder / name, folder / f"{name}.json"
    if name in rebuild or not record.exists():
        record.unlink(missing_ok=True)
        print(f"{folder.name}/{name}: 作っています。", file=sys.stderr)
        work = measure(build, *given, home)
        record.write_text(json.dumps(work), encoding="utf-8")
    return Work(*json.loads(record.read_text(encoding="utf-8")))


class EngineProcess:
    """Prepared queries in a process of their own, which stays open between the passes."""

    def __init__(self, pid: int, connection: Connection) -> None:
        self._pid = pid
        self._connection = connection
        connection.recv()

    def seconds(self) -> list[float]:
        return self._call("seconds")

    def totals(self) -> list[int]:
        return self._call("totals")

    def memory(self) -> int:
        """Kilobytes (PSS)."""
        return memory(self._pid).pss

    def _call(self, method: str) -> list[Any]:
        self._connection.send(method)
        answer: list[Any] = self._connection.recv()
        return answer


@contextmanager
def engine_process(
    open_queries: Callable[..., PreparedQueries], *arguments: object
) -> Iterator[EngineProcess]:
    """Call `open_queries(*arguments)` in a new process, which ends with the context."""
    with _process(_serve, open_queries, *arguments) as (pid, connection):
        yield EngineProcess(pid, connection)
        connection.send(None)


@contextmanager
def _process(target: Callable[..., None], *arguments: object) -> Iterator[tuple[int, Connection]]:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=target, args=(there, *arguments))
    process.start()
    # The child alone holds the other end, so that its death ends what can be received.
    there.close()
    try:
        assert process.pid is not None
        yield process.pid, here
    except EOFError as error:
        module = getattr(arguments[0], "__module__", "")
        raise RuntimeError(f"{module}: 途中で終わりました。") from error
    finally:
        here.close()
        process.join()


def _timed(connection: Connection, work: Callable[..., None], *arguments: object) -> None:
    started, used = perf_counter(), _used_cpu()
    work(*arguments)
    connection.send((perf_counter() - started, _used_cpu() - used))


def _used_cpu() -> float:
    """CPU seconds of this process and of the children it has waited for."""
    return sum(os.times()[:4])


def _serve(
    connection: Connection, open_queries: Callable[..., PreparedQueries], *arguments: object
) -> None:
    queries = open_queries(*arguments)
    connection.send(None)
    with suppress(EOFError):
        while method := connection.recv():
            connection.send(getattr(queries, method)())


@contextmanager
def _memory_samples(pid: int) -> Iterator[list[int]]:
    """Samples of the memory (PSS, kilobytes) of a process tree, taken while the context lasts."""
    samples, ended = [0], Event()

    def sample() -> None:
        while not ended.wait(_SECONDS_BETWEEN_SAMPLES):
            samples.append(sum(_pss(each) for each in process_tree(pid)))

    sampler = Thread(target=sample, daemon=True)
    sampler.start()
    try:
        yield samples
    finally:
        ended.set()
        sampler.join()


def _pss(pid: int) -> int:
    with suppress(OSError, KeyError):
        return memory(pid).pss
    return 0
