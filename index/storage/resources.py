"""How much is taken unless told otherwise; apart, so that help can say it at once."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

_GIGABYTE = 1 << 30
# What is allowed to a container, if it is in one: a number of bytes, or "max".
_ALLOWED = Path("/sys/fs/cgroup/memory.max")


def core_count() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def available_memory() -> int:
    """How many bytes of memory the machine, or the container, has; 4 GB if it does not tell."""
    there = 4 * _GIGABYTE
    if sys.platform != "win32":
        with suppress(OSError, ValueError):
            there = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with suppress(OSError, ValueError):
        there = min(there, int(_ALLOWED.read_text()))
    return there


DEFAULT_MEMORY = max(_GIGABYTE // 2, min(core_count() * _GIGABYTE, available_memory() // 4))
"""About how many bytes writing an index takes, all its processes together: a gigabyte a core,
so that segments are large and few, but no more than a quarter of what there is."""
