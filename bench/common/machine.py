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


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0))


def load() -> float:
    """The load of the last minute."""
    return os.getloadavg()[0]


def description() -> str:
    """The machine and the versions, in one line."""
    processors = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    model = re.search(r"^model name\s*: (.*)$", processors, re.MULTILINE)
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    programs = (f"{name} {version(name)}" for name in _PROGRAMS)
    return (
        f"{cores()} cores ({model[1] if model else platform.machine()}), "
        f"{pages / 2**30:.0f} GB, {platform.system()}; Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, {', '.join(programs)}."
    )
