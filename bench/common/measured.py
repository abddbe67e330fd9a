"""Work done in a process of its own: its seconds, and the memory of all it starts."""

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
from typing import Any, NamedTuple, Protocol

from common.machine import load, memory

# Looking takes a moment of the machine, too.
_STEP = 0.5


class Work(NamedTuple):
    """Seconds by the clock, seconds of all cores, the peak of the memory in kilobytes (PSS).

    `load` is the load of the machine before: above 1 it was busy with something else.
    """

    seconds: float
    cpu: float
    peak: int
    load: float
    day: str


class Asker(Protocol):
    """What a process asks many times: every query once, in order."""

    def seconds(self) -> list[float]: ...

    def totals(self) -> list[int]: ...


def measured(work: Callable[..., None], *arguments: object) -> Work:
    """Do `work(*arguments)` in a process of its own, and measure it."""
    before = load()
    with _process(_timed, work, *arguments) as (pid, answers), _sampled(pid) as peak:
        seconds, cpu = answers.recv()
    return Work(seconds, cpu, max(peak), before, date.today().isoformat())


class Asked:
    """An engine that answers in a process of its own, kept open between the passes."""

    def __init__(self, pid: int, connection: Connection) -> None:
        self._pid = pid
        self._connection = connection
        connection.recv()

    def seconds(self) -> list[float]:
        found: list[float] = self._ask("seconds")
        return found

    def totals(self) -> list[int]:
        found: list[int] = self._ask("totals")
        return found

    def memory(self) -> int:
        """Kilobytes (PSS)."""
        return memory(self._pid).pss

    def _ask(self, what: str) -> list[Any]:
        self._connection.send(what)
        answer: list[Any] = self._connection.recv()
        return answer


@contextmanager
def asked(opened: Callable[..., Asker], *arguments: object) -> Iterator[Asked]:
    """Open an engine in a process of its own."""
    with _process(_answer, opened, *arguments) as (pid, connection):
        yield Asked(pid, connection)
        connection.send(None)


@contextmanager
def _process(target: Callable[..., None], *arguments: object) -> Iterator[tuple[int, Connection]]:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=target, args=(there, *arguments))
    process.start()
    # So that the end of the process is the end of what can be received.
    there.close()
    try:
        assert process.pid is not None
        yield process.pid, here
    except EOFError as error:
        what = getattr(arguments[0], "__module__", "")
        raise RuntimeError(f"{what}: 途中で終わりました。") from error
    finally:
        here.close()
        process.join()


def _timed(connection: Connection, work: Callable[..., None], *arguments: object) -> None:
    started, used = perf_counter(), _used()
    work(*arguments)
    connection.send((perf_counter() - started, _used() - used))


def _used() -> float:
    """Seconds computed by this process, and by those it has started and waited for."""
    return sum(os.times()[:4])


def _answer(connection: Connection, opened: Callable[..., Asker], *arguments: object) -> None:
    asker = opened(*arguments)
    connection.send(None)
    with suppress(EOFError):
        while what := connection.recv():
            connection.send(getattr(asker, what)())


@contextmanager
def _sampled(pid: int) -> Iterator[list[int]]:
    """The memory of a process and all it starts, now and then until the context ends."""
    samples, ended = [0], Event()

    def sample() -> None:
        while not ended.wait(_STEP):
            samples.append(sum(_share(each) for each in family(pid)))

    sampler = Thread(target=sample, daemon=True)
    sampler.start()
    try:
        yield samples
    finally:
        ended.set()
        sampler.join()


def family(pid: int) -> Iterator[int]:
    """A process, those it started, those they started, and so on."""
    yield pid
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text(encoding="ascii").split():
                yield from family(int(child))


def kept(
    folder: Path, name: str, rebuild: Collection[str], work: Callable[..., None], *given: object
) -> Work:
    """Do `work(*given, home)` unless it was done before; its `home` is `folder / name`.

    What was measured stands beside it, and is given back as it was.
    """
    home, record = folder / name, folder / f"{name}.json"
    if name in rebuild or not record.exists():
        record.unlink(missing_ok=True)
        print(f"{folder.name}/{name}: 作っています。", file=sys.stderr)
        done = measured(work, *given, home)
        record.write_text(json.dumps(done), encoding="utf-8")
    return Work(*json.loads(record.read_text(encoding="utf-8")))


def _share(pid: int) -> int:
    with suppress(OSError, KeyError):
        return memory(pid).pss
    return 0
