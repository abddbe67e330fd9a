"""The processes of a session: start them, read their stacks, kill them, see which are left."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep

from common.machine import stat_fields

_MAX_SECONDS_TO_END = 10.0
_MAX_SECONDS_TO_WRITE_STACK = 0.1
_POLL_SECONDS = 0.002
# Of `stat_fields`: proc(5).
_STATE, _SESSION = 0, 3


def start(command: Sequence[str | Path], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start a command in a session and a process group of its own."""
    return subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
        env={**os.environ, **environment},
    )


def kill(*processes: int) -> None:
    """Send SIGKILL to processes; those that have ended are skipped."""
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


def kill_group(leader: int) -> None:
    """Send SIGKILL to a process and its children at once."""
    os.killpg(leader, signal.SIGKILL)


def kill_survivors(leader: int) -> list[int]:
    """Wait until a session has ended, and kill and return the processes that do not end."""
    until = monotonic() + _MAX_SECONDS_TO_END
    while (left := list(_session(leader))) and monotonic() < until:
        sleep(_POLL_SECONDS)
    kill(*left)
    return left


def _session(leader: int) -> Iterator[int]:
    """The running processes of a session."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                fields = stat_fields(int(entry.name))
                if int(fields[_SESSION]) == leader and fields[_STATE] not in "ZX":
                    yield int(entry.name)


def workers(leader: int) -> list[int]:
    """The processes of a session but its leader and Python's resource tracker."""
    found = []
    for process in _session(leader):
        with suppress(OSError):
            command = Path(f"/proc/{process}/cmdline").read_bytes()
            if process != leader and b"resource_tracker" not in command:
                found.append(process)
    return found


def stacks(leader: int, folder: Path) -> str:
    """The stacks that the processes of a session write to `folder` when they are signalled."""
    files = {process: folder / str(process) for process in _session(leader)}
    sizes = {file: file.stat().st_size for process, file in files.items() if _signal(process)}
    until = monotonic() + _MAX_SECONDS_TO_WRITE_STACK
    while any(file.stat().st_size == size for file, size in sizes.items()):
        if monotonic() > until:
            break
        sleep(_POLL_SECONDS)
    sleep(_POLL_SECONDS)
    return "\n".join(
        file.read_bytes()[size:].decode(errors="replace") for file, size in sizes.items()
    )


def _signal(process: int) -> bool:
    """Send SIGUSR1 to a process that has a handler for it; return whether it has."""
    with suppress(OSError):
        status = Path(f"/proc/{process}/status").read_text(encoding="utf-8", errors="replace")
        caught = re.search(r"^SigCgt:\s*(\w+)$", status, re.MULTILINE)
        if caught and int(caught[1], 16) >> (signal.SIGUSR1 - 1) & 1:
            os.kill(process, signal.SIGUSR1)
            return True
    return False
