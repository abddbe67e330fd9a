"""The confidence of `check` goes with the share of turns that is right; loosely bounded."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).parents[2] / "bench"


def test_confidence_is_calibrated_on_damaged_minutes():
    done = subprocess.run(
        [sys.executable, BENCH / "confidence.py", "--rounds", "1", "--seed", "7"],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    found = re.search(
        r"In all (\d+) cases: mean absolute error ([\d.]+), rank correlation (\d\.\d+)", done.stdout
    )
    cases, error, correlation = map(float, found.groups())
    assert cases > 300
    assert error < 0.2
    assert correlation > 0.5
