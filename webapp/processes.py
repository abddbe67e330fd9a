"""Several processes at the same work: replaced when they die, ended with their parent.

Knows nothing of HTTP. The processes are forked, so they share what the parent has in
memory; the parent must have no other thread of Python.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from time import monotonic, sleep
from types import FrameType
from typing import NoReturn

Work = Callable[[], object]

# Where it is safe to fork and go on: on macOS the system's libraries do not bear it.
CAN_FORK = sys.platform == "linux"
# What lived no longer than this would die again: so often is it replaced, in seconds.
_SHORT_LIFE = 1.0
# How long a process may take to finish what it has begun, in seconds.
_PATIENCE = 10.0
_STEP = 0.02
_ENDING = {signal.SIGINT, signal.SIGTERM}

_log = logging.getLogger(__name__)


def end_on_sigterm() -> None:
    """Let SIGTERM end the program as `sys.exit(0)` does: in order. For the main thread."""
    signal.signal(signal.SIGTERM, _leave)


class Crew:
    """Processes begun by `start` and looked after by `attend`; they end with the context."""

    def __init__(self) -> None:
        self._born: dict[int, float] = {}
        # Nobody writes here: a process that reads the end of it has lost its parent.
        self._ears, self._voice = os.pipe()

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def start(self, work: Work, count: int) -> None:
        """Begin `count` processes at `work`."""
        # A collection would write to every object, and so unshare all of the memory.
        gc.freeze()
        for _ in range(count):
            self._start(work)
        gc.unfreeze()

    def attend(self, again: Work) -> NoReturn:
        """Replace each that dies by one at `again`, until interrupted or terminated."""
        while True:
            pid, status = os.wait()
            lived = monotonic() - self._born.pop(pid)
            ended = os.waitstatus_to_exitcode(status)
            _log.error("画面を出す処理がひとつ止まったので、始め直します（%s）。", ended)
            sleep(max(0.0, _SHORT_LIFE - lived))
            self._start(again)

    def _start(self, work: Work) -> None:
        # Held back until it is known who answers it: the parent alone answers Ctrl+C,
        # which reaches every process of a terminal.
        signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
        try:
            pid = os.fork()
            if pid == 0:
                self._live(work)
            self._born[pid] = monotonic()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)

    def _live(self, work: Work) -> NoReturn:
        """What a process does from its first moment to its last."""
        status = 1
        try:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
            os.close(self._voice)
            threading.Thread(target=_end_with_parent, args=(self._ears,), daemon=True).start()
            work()
            status = 0
        except SystemExit:
            status = 0
        except Exception as error:
            _log.error("%s", error)
        finally:
            # What the parent has begun is the parent's to finish.
            os._exit(status)

    def _end(self) -> None:
        """Have all of them finish what they have begun; kill those that do not."""
        for number in _ENDING:
            signal.signal(number, signal.SIG_IGN)
        self._signal(signal.SIGTERM)
        until = monotonic() + _PATIENCE
        # No process is left where the interrupt came just after one was waited for.
        with suppress(ChildProcessError):
            while self._born and monotonic() < until:
                pid, _ = os.waitpid(-1, os.WNOHANG)
                if pid:
                    self._born.pop(pid, None)
                else:
                    sleep(_STEP)
            self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        for pid in self._born:
            with suppress(ProcessLookupError):
                os.kill(pid, number)


def _end_with_parent(ears: int) -> None:
    os.read(ears, 1)
    os.kill(os.getpid(), signal.SIGTERM)


def _leave(_number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(0)
