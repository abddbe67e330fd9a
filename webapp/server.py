"""Serves the application in as many processes as there are cores.

The parent holds the listening socket and forks the workers, which all accept from it: a
page is computing, and Python computes on one core a process. Requests beyond what the
threads do at once wait in line (webapp/connections.py). A worker that dies is replaced; all end
with the parent, once they have answered what they accepted.
"""

from __future__ import annotations

import errno
import gc
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from threading import Thread
from time import monotonic, sleep
from types import FrameType
from typing import NoReturn

from flask import Flask

from index.errors import KaigirokuError
from index.storage.resources import trim_heap, use_one_heap
from webapp.connections import STOP_SECONDS, Limits, Server, take_no_more
from webapp.searcher import searcher

Work = Callable[[], object]

MAX_PORT = 65535
# Where it is safe to fork and go on: macOS's own libraries break in a forked process.
CAN_FORK = sys.platform == "linux"
# A worker that lives no longer, in seconds, has failed, and its successor is likely to. It waits
# for twice as long after each failure; where none is left after some, the server gives up.
MIN_LIFE = 5.0
FIRST_PAUSE, LAST_PAUSE = 0.25, 60.0
MAX_FAILURES = 5
# Seconds that the workers have to end: their responses, and what Python does then.
STOP_TIMEOUT = STOP_SECONDS + 5
_STOP_SIGNALS = {signal.SIGINT, signal.SIGTERM}

_log = logging.getLogger(__name__)


def serve(
    make: Callable[[], Flask],
    host: str,
    port: int,
    processes: int = 1,
    announce: Callable[[str], None] | None = None,
    limits: Limits | None = None,
) -> None:
    """Serve what `make` makes until interrupted or terminated; for the main thread.

    `announce` is given the address once the port is taken. Where the system cannot fork
    there is one process. Raises KaigirokuError if the port cannot be had or no process can
    start, and what `make` raises.
    """
    use_one_heap()
    app = make()
    listening = listening_socket(host, port)
    limits = limits or Limits()
    # SIGTERM ends the program as Ctrl+C does: in order.
    signal.signal(signal.SIGTERM, _exit)
    if announce is not None:
        shown = f"[{host}]" if ":" in host else host
        announce(f"http://{shown}:{listening.getsockname()[1]}/")
    if processes == 1 or not CAN_FORK:
        _run(app, listening, limits)
        return
    # The socket is closed first: what a client sends to it is answered, or refused.
    with suppress(KeyboardInterrupt), WorkerSupervisor() as workers, _closing(listening):
        searcher(app).make_tables()
        workers.start(partial(_run, app, listening, limits), processes)
        # The parent answers nothing, and must not hold the files of a replaced index. It does
        # not collect garbage: that writes to every object, and would unshare its memory.
        app.extensions.clear()
        workers.supervise(lambda: _run(make(), listening, limits))


def _run(app: Flask, listening: socket.socket, limits: Limits) -> None:
    """Serve until the process is told to end, and then answer what was accepted."""
    # waitress warns of each request that waits in line, which is no error.
    logging.getLogger("waitress").setLevel(logging.ERROR)
    server = Server(app, listening, limits, searcher(app).rest)

    def stop(*_: object) -> None:
        # A worker that is ended alone leaves the socket to the others.
        if parent_process() is None:
            take_no_more(listening)
        server.stop()

    for number in _STOP_SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, stop)
    searcher(app).prepare()
    server.run()


@contextmanager
def _closing(listening: socket.socket) -> Iterator[None]:
    """A socket that takes no more connections when the context ends, and is closed."""
    try:
        yield
    finally:
        take_no_more(listening)
        listening.close()


def listening_socket(host: str, port: int) -> socket.socket:
    """A listening socket, over IPv4 where the host has both kinds of address.

    Raises KaigirokuError, in one line, if it cannot be had.
    """
    if not 0 <= port <= MAX_PORT:
        raise KaigirokuError(f"ポートは 0 から {MAX_PORT} までの番号です: {port}")
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        family, _, _, _, address = min(found, key=lambda each: each[0] != socket.AF_INET)
        return socket.create_server(address, family=family)
    except OSError as error:
        raise KaigirokuError(_bind_error(error, host, port)) from error
    except UnicodeError as error:
        raise KaigirokuError(f"{host!r} はアドレスとして読めません。") from error


def _bind_error(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"ポート {port} はほかのプログラムが使っています。別のポートを選んでください。"
    if error.errno == errno.EACCES:
        return f"ポート {port} を使う権限がありません。1024以上のポートを選んでください。"
    return f"アドレス {host} のポート {port} では待ち受けできません。"


class WorkerSupervisor:
    """Worker processes, forked by `start` and replaced by `supervise`; they end with the context.

    The workers share the memory of the parent, which must have no other thread.
    """

    def __init__(self) -> None:
        self._started: dict[BaseProcess, float] = {}

    def __enter__(self) -> WorkerSupervisor:
        return self

    def __exit__(self, *_: object) -> None:
        """Have the workers answer what they accepted; kill those that take too long.

        Another signal kills them at once.
        """
        try:
            for worker in self._started:
                worker.terminate()
            until = monotonic() + STOP_TIMEOUT
            for worker in self._started:
                worker.join(max(0.0, until - monotonic()))
        finally:
            for worker in self._started:
                worker.kill()

    def start(self, work: Work, count: int) -> None:
        """Fork `count` workers."""
        # What is free now would be copied for each worker that allocates it.
        gc.collect()
        trim_heap()
        # A collection writes to every object, which would unshare all of the memory.
        gc.freeze()
        for _ in range(count):
            self._fork(work)
        gc.unfreeze()

    def supervise(self, work: Work) -> NoReturn:
        """Replace each worker that dies by one at `work`, until interrupted or terminated.

        Raises KaigirokuError if the last has died and each of the latest that were started failed.
        """
        failures = 0
        while True:
            wait([worker.sentinel for worker in self._started])
            for worker in [each for each in self._started if not each.is_alive()]:
                lived = monotonic() - self._started.pop(worker)
                failures = failures + 1 if lived < MIN_LIFE else 0
                if failures > MAX_FAILURES and not self._has_lived():
                    raise KaigirokuError(
                        f"応答用の処理を続けて{failures}回起動できなかったため、終了します。"
                    )
                _log.error(
                    "応答用の処理がひとつ終了したため、起動し直します（終了コード %s）。",
                    worker.exitcode,
                )
                if failures:
                    sleep(min(FIRST_PAUSE * 2 ** (failures - 1), LAST_PAUSE))
                self._fork(work)

    def _has_lived(self) -> bool:
        """Whether a worker is there that has not failed."""
        before = monotonic() - MIN_LIFE
        return any(each.is_alive() and at < before for each, at in self._started.items())

    def _fork(self, work: Work) -> None:
        worker = get_context("fork").Process(target=_run_worker, args=(work,))
        # Signals wait until each process has its handlers: the parent alone answers
        # Ctrl+C, which reaches every process of a terminal.
        signal.pthread_sigmask(signal.SIG_BLOCK, _STOP_SIGNALS)
        try:
            worker.start()
            self._started[worker] = monotonic()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOP_SIGNALS)


def _run_worker(work: Work) -> None:
    """The whole life of a worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOP_SIGNALS)
    Thread(target=_stop_with_parent, daemon=True).start()
    try:
        work()
    except Exception as error:
        _log.error("%s", error)
        sys.exit(1)


def _stop_with_parent() -> None:
    parent = parent_process()
    assert parent is not None
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)


def _exit(_number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(0)
