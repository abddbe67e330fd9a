"""The machine, the versions of its programs, and the CPU time and memory of processes (Linux)."""

from __future__ import annotations

import os
import platform
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

_PROGRAMS = ("whoosh3", "SudachiPy", "sudachidict-core", "numpy", "Flask", "waitress")
# proc(5), smaps: a line of addresses, five fields and a path, then the sizes.
_MAPPING = re.compile(
    r"^[0-9a-f]+-[0-9a-f]+ \S+ \S+ \S+ \d+ *(.*)\n(?:\w+: .*\n)*?Rss: +(\d+) kB\nPss: +(\d+) kB$",
    re.MULTILINE,
)
_TICKS = os.sysconf("SC_CLK_TCK")


class Memory(NamedTuple):
    """Kilobytes: resident (RSS), proportional share (PSS), and the share that maps no file."""

    rss: int
    pss: int
    own: int


def memory(process: int) -> Memory:
    """The memory of one process. Raises OSError or KeyError if it has ended."""
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
    found = dict(re.findall(r"^(\w+): +(\d+) kB$", rollup, re.MULTILINE))
    return Memory(int(found["Rss"]), int(found["Pss"]), int(found["Pss_Anon"]))


class MemoryParts(NamedTuple):
    """Kilobytes of the proportional share of processes: their own, and mapped pages of files.

    Sudachi's dictionary counts as much as one process maps of it, and not less where other
    programs of the machine map it too.
    """

    own: int
    index_pages: int
    dictionary_pages: int
    other_pages: int


def memory_parts(processes: Iterable[int], index: Path) -> MemoryParts:
    """The memory of some processes that serve the index at a path."""
    own = mapped = dictionary = other = 0
    for process in processes:
        in_process = 0
        maps = Path(f"/proc/{process}/smaps").read_text(encoding="utf-8", errors="replace")
        for path, rss, pss in _MAPPING.findall(maps):
            share = int(pss)
            if not path.startswith("/"):
                own += share
            elif path.startswith(f"{index}/"):
                mapped += share
            elif path.endswith("/system.dic"):
                in_process += int(rss)
            else:
                other += share
        dictionary = max(dictionary, in_process)
    return MemoryParts(own, mapped, dictionary, other)


def stat_fields(process: int) -> list[str]:
    """The fields of /proc/PID/stat that follow the name, from the state on: proc(5)."""
    status = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    return status.rpartition(")")[2].split()


def cpu_seconds(process: int, *, children: bool = False) -> float:
    """User and system time of a process, optionally with the children it has waited for."""
    # proc(5): utime, stime, cutime and cstime are the fields 14 to 17.
    return sum(map(int, stat_fields(process)[11 : 15 if children else 13])) / _TICKS


def idle_seconds() -> float:
    """The time that all cores together were idle or waited for a disk."""
    # proc(5): the first line of cpu times is the sum; idle is the fourth, iowait the fifth.
    times = Path("/proc/stat").read_text(encoding="ascii").split(maxsplit=6)
    return (int(times[4]) + int(times[5])) / _TICKS


def process_tree(root: int) -> Iterator[int]:
    """A process and its descendants."""
    yield root
    with suppress(OSError):
        for task in Path(f"/proc/{root}/task").iterdir():
            for child in (task / "children").read_text(encoding="ascii").split():
                yield from process_tree(int(child))


def cores() -> int:
    """The number of cores that this process may use."""
    return len(os.sched_getaffinity(0))


def total_size(path: Path) -> int:
    """The bytes of a file, or of all files in a folder."""
    files = path.rglob("*") if path.is_dir() else (path,)
    return sum(file.stat().st_size for file in files if file.is_file())


def load() -> float:
    """The load average of the last minute."""
    return os.getloadavg()[0]


def loads(before: float) -> str:
    """The load average before a measurement and now, as a sentence."""
    return f"Load of the machine before and after: {before:.1f}, {load():.1f}."


def description(*packages: str) -> str:
    """The machine and the versions of the usual programs and of `packages`, in one line."""
    processors = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    model = re.search(r"^model name\s*: (.*)$", processors, re.MULTILINE)
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    programs = (f"{name} {version(name)}" for name in (*_PROGRAMS, *packages))
    return (
        f"{cores()} cores ({model[1] if model else platform.machine()}), "
        f"{pages / 2**30:.0f} GB, {platform.system()}; Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, {', '.join(programs)}."
    )
