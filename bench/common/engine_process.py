"""Builds and engines, each measured in a process of its own: seconds and peak memory."""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from threading import Event, Thread
from time import perf_counter
from typing import NamedTuple

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
    with _new_process() as pool, _memory_samples(pool.submit(os.getpid).result()) as samples:
        seconds, cpu = pool.submit(_timed, work, *arguments).result()
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

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool

    def seconds(self) -> list[float]:
        return self._pool.submit(_seconds).result()

    def totals(self) -> list[int]:
        return self._pool.submit(_totals).result()

    def memory(self) -> int:
        """Kilobytes (PSS)."""
        return memory(self._pool.submit(os.getpid).result()).pss


@contextmanager
def engine_process(
    open_queries: Callable[..., PreparedQueries], *arguments: object
) -> Iterator[EngineProcess]:
    """Call `open_queries(*arguments)` in a new process, which ends with the context."""
    with _new_process() as pool:
        pool.submit(_open, open_queries, *arguments).result()
        yield EngineProcess(pool)


def _new_process() -> ProcessPoolExecutor:
    """A pool of one process, which inherits no memory of this one."""
    return ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))


# The queries of an engine process.
_queries = PreparedQueries([])


def _open(open_queries: Callable[..., PreparedQueries], *arguments: object) -> None:
    global _queries  # noqa: PLW0603
    _queries = open_queries(*arguments)


def _seconds() -> list[float]:
    return _queries.seconds()


def _totals() -> list[int]:
    return _queries.totals()


def _timed(work: Callable[..., None], *arguments: object) -> tuple[float, float]:
    """The wall-clock seconds of a work, and the CPU seconds, also of its children."""
    started, used = perf_counter(), sum(os.times()[:4])
    work(*arguments)
    return perf_counter() - started, sum(os.times()[:4]) - used


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
