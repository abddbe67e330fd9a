"""Processes in a session of their own: ask what they do, kill them, see who is left."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep

_PATIENCE = 10.0
_STEP = 0.002
# Field numbers of /proc/PID/stat after the name: proc(5).
_STATE, _SESSION = 0, 3


def start(command: Sequence[str | Path], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start a command, whose own processes will share its session and its group."""
    return subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
        env={**os.environ, **environment},
    )


def kill(*processes: int) -> None:
    """End processes as a crash would; those that have ended are no matter."""
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


def kill_group(leader: int) -> None:
    """End a process and all it started, at the same instant."""
    os.killpg(leader, signal.SIGKILL)


def outlived(leader: int) -> list[int]:
    """The ids of those of a session that do not end by themselves; they are ended here."""
    until = monotonic() + _PATIENCE
    while (left := list(session(leader))) and monotonic() < until:
        sleep(_STEP)
    kill(*left)
    return left


def session(leader: int) -> Iterator[int]:
    """The processes of a session that are still at work."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        with suppress(OSError):
            status = (entry / "stat").read_text(encoding="utf-8", errors="replace")
            fields = re.sub(r"^.*\) ", "", status, flags=re.DOTALL).split()
            if int(fields[_SESSION]) == leader and fields[_STATE] not in "ZX":
                yield int(entry.name)


def workers(leader: int) -> list[int]:
    """Those that a process has work for it: not itself, nor Python's keeper of semaphores."""
    found = []
    for process in session(leader):
        with suppress(OSError):
            command = Path(f"/proc/{process}/cmdline").read_bytes()
            if process != leader and b"resource_tracker" not in command:
                found.append(process)
    return found


def stacks(leader: int, folder: Path) -> str:
    """What the processes of a session are doing, each as it has written to `folder`."""
    files = {process: folder / str(process) for process in session(leader)}
    asked = {file: file.stat().st_size for process, file in files.items() if _ask(process)}
    until = monotonic() + 0.1
    while any(file.stat().st_size == size for file, size in asked.items()):
        if monotonic() > until:
            break
        sleep(_STEP)
    sleep(_STEP)
    return "\n".join(
        file.read_bytes()[size:].decode(errors="replace") for file, size in asked.items()
    )


def _ask(process: int) -> bool:
    """Send a process the signal to write its stack, if it is ready for that."""
    with suppress(OSError):
        status = Path(f"/proc/{process}/status").read_text(encoding="utf-8", errors="replace")
        caught = re.search(r"^SigCgt:\s*(\w+)$", status, re.MULTILINE)
        if caught and int(caught[1], 16) >> (signal.SIGUSR1 - 1) & 1:
            os.kill(process, signal.SIGUSR1)
            return True
    return False
