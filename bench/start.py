"""The first pages of a server, when nothing of its index is in memory.

    python bench/start.py --index DIR [--wait 0 5]

Before each server, what the system has kept of the index's files is dropped (Linux). Once its
first page is there, it is left alone for some seconds, and asked for a page of each query.
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from time import sleep

import numpy as np
from common.machine import description
from common.queries import QUERIES
from common.server import serving

PASSES = 5


def main(arguments: Sequence[str] | None = None) -> int:
    parser = ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--wait", type=float, nargs="+", default=[0.0, 5.0])
    options = parser.parse_args(arguments)
    print(description())
    for wait in options.wait:
        passes = [_pass(options.index, wait) for _ in range(PASSES)]
        median, last, first = (1000 * float(np.median(each)) for each in zip(*passes, strict=True))
        print(
            f"after {wait:.0f} s: median {median:.0f} ms, 95 % {last:.0f} ms, first {first:.0f} ms"
        )
    return 0


def _pass(home: Path, wait: float) -> tuple[float, float, float]:
    """The seconds of pages of a new server: median, 95th percentile, and of the first."""
    for file in home.rglob("*"):
        if file.is_file():
            _drop(file)
    with serving(home) as server:
        server.first_page()
        sleep(wait)
        seconds = server.pages(QUERIES)
    median, last = np.percentile(seconds, [50, 95]).tolist()
    return median, last, seconds[0]


def _drop(file: Path) -> None:
    """Have the system forget what it keeps of a file in memory."""
    descriptor = os.open(file, os.O_RDONLY)
    try:
        # What has not been written to the disk yet cannot be dropped.
        os.fsync(descriptor)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)


if __name__ == "__main__":
    sys.exit(main())
