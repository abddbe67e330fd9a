"""The first pages of a server when nothing of its index is in memory.

    python bench/start.py --index DIR [--wait 0 5]

Before each server starts, the index's files are dropped from the page cache (Linux). After
its first page, the server is left alone for some seconds and then asked each query once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from time import sleep

import numpy as np
from common.commands import command_parser
from common.machine import description
from common.queries import QUERIES
from common.server import serving

PASSES = 5


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(__doc__)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--wait", type=float, nargs="+", default=[0.0, 5.0])
    options = parser.parse_args(arguments)
    print(description())
    for wait in options.wait:
        passes = [_run_pass(options.index, wait) for _ in range(PASSES)]
        median, p95, first = (1000 * float(np.median(each)) for each in zip(*passes, strict=True))
        print(
            f"after {wait:.0f} s: median {median:.0f} ms, 95 % {p95:.0f} ms, first {first:.0f} ms"
        )
    return 0


def _run_pass(home: Path, wait: float) -> tuple[float, float, float]:
    """Seconds of the pages of a new server: median, 95th percentile, and the first page's."""
    for file in home.rglob("*"):
        if file.is_file():
            _drop_from_page_cache(file)
    with serving(home) as server:
        server.first_page()
        sleep(wait)
        seconds = server.pages(QUERIES)
    median, p95 = np.percentile(seconds, [50, 95]).tolist()
    return median, p95, seconds[0]


def _drop_from_page_cache(file: Path) -> None:
    descriptor = os.open(file, os.O_RDONLY)
    try:
        # Pages that are not written to the disk yet cannot be dropped.
        os.fsync(descriptor)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
