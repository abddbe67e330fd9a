"""The machine, its programs, and the memory of a process. Linux only."""

from __future__ import annotations

import os
import platform
import re
import sqlite3
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

_PROGRAMS = ("whoosh3", "SudachiPy", "sudachidict-core", "numpy", "Flask", "waitress")


class Memory(NamedTuple):
    """Kilobytes: resident; its share of what is resident; and its own, not of files."""

    rss: int
    pss: int
    own: int


def memory(process: int) -> Memory:
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
    found = dict(re.findall(r"^(\w+): +(\d+) kB$", rollup, re.MULTILINE))
    return Memory(int(found["Rss"]), int(found["Pss"]), int(found["Pss_Anon"]))


def cpu_seconds(process: int) -> float:
    """What all threads of a process have computed, in it and in the system."""
    status = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    # proc(5): utime and stime are fields 14 and 15, the first after the name is 3.
    user, system = status.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def idle_seconds() -> float:
    """What the cores of the machine, all together, had nothing to do or waited for a disk."""
    # proc(5): the first line of cpu times is the sum; idle is the fourth, iowait the fifth.
    times = Path("/proc/stat").read_text(encoding="ascii").split(maxsplit=6)
    return (int(times[4]) + int(times[5])) / os.sysconf("SC_CLK_TCK")


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0))


def total_size(path: Path) -> int:
    """The bytes of a file, or of all files in a folder."""
    files = path.rglob("*") if path.is_dir() else (path,)
    return sum(file.stat().st_size for file in files if file.is_file())


def load() -> float:
    """The load of the last minute."""
    return os.getloadavg()[0]


def description(*others: str) -> str:
    """The machine and the versions, in one line; `others` are packages told of besides."""
    processors = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    model = re.search(r"^model name\s*: (.*)$", processors, re.MULTILINE)
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    programs = (f"{name} {version(name)}" for name in (*_PROGRAMS, *others))
    return (
        f"{cores()} cores ({model[1] if model else platform.machine()}), "
        f"{pages / 2**30:.0f} GB, {platform.system()}; Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, {', '.join(programs)}."
    )
