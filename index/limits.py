"""How much is taken unless told otherwise; apart, so that help can say it at once."""

from __future__ import annotations

import os
import sys

MEMORY = 2 << 30
"""About how many bytes writing an index takes, all its processes together."""


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
