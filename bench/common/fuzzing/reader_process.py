"""A process that reads damaged files one after another, and its owner, who times and replaces it.

python -m common.fuzzing.reader_process   (paths on standard input, JSON on standard output)
"""

from __future__ import annotations

import json
import select
import subprocess
import sys
import time
import traceback
from contextlib import suppress
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from types import TracebackType
from typing import NamedTuple, Self

from common.machine import cpu_seconds
from index.analysis.lexicon import read_lexicon
from index.errors import KaigirokuError
from index.minutes import Meeting
from indexer.problems import Problem, Unreadable
from indexer.read_file import read_with_kind

BENCH = Path(__file__).parents[2]
# What a process keeps of earlier files is measured with the next ones.
_FILES_PER_PROCESS = 300
# Other work on the machine may delay a reading by this factor.
_MAX_DELAY = 10


class Reading(NamedTuple):
    """The CPU seconds and the peak memory of one file; `wrong` is empty if it was read well."""

    wrong: str
    seconds: float
    megabytes: float


class ReaderProcess:
    """Reads each file in at most `max_seconds` of CPU time.

    A process that took more than `max_megabytes` is replaced, so that only one file is blamed.
    """

    def __init__(self, max_seconds: float, max_megabytes: float) -> None:
        self._max_seconds = max_seconds
        self._max_megabytes = max_megabytes
        self._files = 0
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
        if self._files >= _FILES_PER_PROCESS:
            self._replace()
        self._files += 1
        process = self._process
        assert process.stdin is not None and process.stdout is not None
        print(path, file=process.stdin, flush=True)
        before = self._cpu()
        for _ in range(_MAX_DELAY):
            ready, _, _ = select.select([process.stdout], [], [], self._max_seconds)
            if ready or self._cpu() - before >= self._max_seconds:
                break
        if not ready:
            self._replace()
            wrong = f"still not read after {self._max_seconds:.0f} s"
            return Reading(wrong, self._max_seconds, 0.0)
        line = process.stdout.readline()
        if not line:
            status = process.wait()
            self._replace()
            return Reading(f"the process ended with {status}", 0.0, 0.0)
        answer = json.loads(line)
        wrong, megabytes = answer["wrong"], answer["kilobytes"] / 1024
        if megabytes > self._max_megabytes:
            self._replace()
            wrong = wrong or f"{megabytes:.0f} MB of memory"
        return Reading(wrong, answer["seconds"], megabytes)

    def _cpu(self) -> float:
        return cpu_seconds(self._process.pid, children=True)

    @staticmethod
    def _start() -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "common.fuzzing.reader_process"],
            cwd=BENCH,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )

    def _replace(self) -> None:
        self._end()
        self._files = 0
        self._process = self._start()

    def _end(self) -> None:
        self._process.kill()
        self._process.communicate()


def _serve() -> None:
    """Read the files named on standard input, and print a JSON object for each."""
    for line in sys.stdin:
        before, children = _used_cpu(), _children_cpu()
        _forget_peak()
        wrong = _read(Path(line.rstrip("\n")))
        kilobytes = _peak_memory()
        if _children_cpu() > children:
            kilobytes = max(kilobytes, getrusage(RUSAGE_CHILDREN).ru_maxrss)
        answer = {"wrong": wrong, "seconds": _used_cpu() - before, "kilobytes": kilobytes}
        print(json.dumps(answer), flush=True)


def _read(path: Path) -> str:
    """Read a file, and return what was wrong; every problem must be one line that names it."""
    messages = []
    try:
        if path.suffix == ".csv":
            read_lexicon([path])
            return ""
        for item in read_with_kind(path, path.name):
            if isinstance(item, Problem):
                messages.append(str(item))
            elif isinstance(item, Meeting) and not all(u.text for u in item.utterances):
                return f"{item.id}: an utterance without text"
    except (KaigirokuError, Unreadable) as error:
        messages.append(str(error).removeprefix(f"{path.parent}/"))
    except BaseException:
        return traceback.format_exc()
    wrong = [line for line in messages if "\n" in line or not line.startswith(path.name)]
    return f"not one line that names the file: {wrong[0]!r}" if wrong else ""


def _peak_memory() -> int:
    """The peak memory of this process in kilobytes.

    Linux's ru_maxrss would begin with the memory of the process that started this one.
    """
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split(maxsplit=1)[0])


def _forget_peak() -> None:
    """Let the peak begin anew, where Linux allows it."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _used_cpu() -> float:
    """CPU seconds of this process, and of those that it started to read PDF."""
    return time.process_time() + _children_cpu()


def _children_cpu() -> float:
    children = getrusage(RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime


if __name__ == "__main__":
    _serve()
