"""Victims from outside: started, fed, timed, and replaced when they are lost."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

BENCH = Path(__file__).parents[2]
# Its memory only ever grows in the figures: a new one tells of its own files.
_FILES_EACH = 300


# Other work on the machine may hold a file up, but not for ever.
_PATIENCE = 10
_TICKS = os.sysconf("SC_CLK_TCK")


class Reading(NamedTuple):
    """How reading one file went, in seconds of processor; `wrong` is empty if it went well."""

    wrong: str
    seconds: float
    megabytes: float


class Victim:
    """One process at a time that reads files, each in `limit` seconds.

    One that took over `most` megabytes is replaced, so that only one file is blamed.
    """

    def __init__(self, limit: float, most: float) -> None:
        self._limit = limit
        self._most = most
        self._read = 0
        self._process = self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    def read(self, path: Path) -> Reading:
        if self._read >= _FILES_EACH:
            self._replace()
        self._read += 1
        process = self._process
        assert process.stdin is not None and process.stdout is not None
        print(path, file=process.stdin, flush=True)
        before = self._worked()
        for _ in range(_PATIENCE):
            ready, _, _ = select.select([process.stdout], [], [], self._limit)
            if ready or self._worked() - before >= self._limit:
                break
        if not ready:
            self._replace()
            return Reading(f"still not read after {self._limit:.0f} s", self._limit, 0.0)
        line = process.stdout.readline()
        if not line:
            status = process.wait()
            self._replace()
            return Reading(f"the process ended with {status}", 0.0, 0.0)
        answer = json.loads(line)
        megabytes = answer["kilobytes"] / 1024
        if megabytes > self._most:
            self._replace()
        return Reading(answer["wrong"], answer["seconds"], megabytes)

    def _worked(self) -> float:
        """Seconds of processor that the process took so far, its own children's included."""
        status = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="utf-8")
        times = status.rpartition(")")[2].split()[11:15]
        return sum(map(int, times)) / _TICKS

    @staticmethod
    def _start() -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "common.fuzzing.victim"],
            cwd=BENCH,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )

    def _replace(self) -> None:
        self._end()
        self._read = 0
        self._process = self._start()

    def _end(self) -> None:
        process = self._process
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()
