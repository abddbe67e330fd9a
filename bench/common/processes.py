"""Start a process in a session of its own, kill it alone, and see who outlives it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep

_PATIENCE = 10.0
_STEP = 0.02
# Field numbers of /proc/PID/stat after the name: proc(5).
_STATE, _SESSION = 0, 3


def start(command: Sequence[str | Path]) -> subprocess.Popen[bytes]:
    """Start a command, whose own processes will share its session."""
    return subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def kill_alone(process: subprocess.Popen[bytes]) -> list[int]:
    """Kill a process as a crash would; the ids of those it started that do not end.

    They are then ended here.
    """
    process.send_signal(signal.SIGKILL)
    process.wait()
    until = monotonic() + _PATIENCE
    while (left := list(session(process.pid))) and monotonic() < until:
        sleep(_STEP)
    for pid in left:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return left


def session(number: int) -> Iterator[int]:
    """The processes of a session that are still at work."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        with suppress(OSError):
            status = (entry / "stat").read_text(encoding="utf-8", errors="replace")
            fields = re.sub(r"^.*\) ", "", status, flags=re.DOTALL).split()
            if int(fields[_SESSION]) == number and fields[_STATE] not in "ZX":
                yield int(entry.name)
