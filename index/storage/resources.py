"""Memory and cores: what there is, and what a process gives back.

Imports nothing heavy, so that --help stays fast.
"""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

_GIGABYTE = 1 << 30
# The memory that a container may use: a number of bytes, or "max".
_CGROUP_LIMIT = Path("/sys/fs/cgroup/memory.max")
# proc(5): pages of this process, in all, in memory, and those of them that map a file.
_STATM = Path("/proc/self/statm")
# malloc.h of the GNU C library.
_M_ARENA_MAX = -8


def core_count() -> int:
    """The number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def available_memory() -> int:
    """The bytes of memory of the machine or container; 4 GB if the system does not say."""
    memory = 4 * _GIGABYTE
    with suppress(OSError, ValueError):
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with suppress(OSError, ValueError):
        memory = min(memory, int(_CGROUP_LIMIT.read_text()))
    return memory


class Resident(NamedTuple):
    """Bytes that a process has in memory: of its own, and of the files that it maps."""

    own: int
    mapped: int


def resident() -> Resident:
    """The memory of this process; nothing if the system does not say."""
    with suppress(OSError, ValueError):
        _, pages, mapped, *_ = map(int, _STATM.read_bytes().split())
        size = os.sysconf("SC_PAGE_SIZE")
        return Resident((pages - mapped) * size, mapped * size)
    return Resident(0, 0)


def use_one_heap() -> None:
    """Have all threads of this process allocate from one heap, where the GNU C library does it.

    It has one for each thread otherwise, so that threads need not wait for one another; those
    of Python do anyway, and what one of them frees no other uses.
    """
    with suppress(AttributeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


def trim_heap() -> None:
    """Give freed memory back to the system, where the GNU C library keeps it."""
    with suppress(AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


DEFAULT_MEMORY = max(_GIGABYTE // 2, min(core_count() * _GIGABYTE, available_memory() // 4))
"""About how many bytes writing an index takes, all processes together: 1 GB per core, so that
segments are large and few, but no more than a quarter of the memory."""
