"""Runs the commands of bench/ as a person does."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[2] / "bench"

RunBench = Callable[..., str]


@pytest.fixture(scope="session")
def run_bench() -> RunBench:
    """Run a command of bench/, which must exit with 0, and return what it prints."""

    def run(name: str, *arguments: str | Path) -> str:
        done = subprocess.run(
            [sys.executable, BENCH / name, *map(str, arguments)],
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=600,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run
