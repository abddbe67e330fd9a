"""A collection is edited, and every address that was ever given answers rightly."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

EDITS = Path(__file__).parents[2] / "bench" / "edits.py"


@pytest.mark.parametrize("seed", [1, 2])
def test_every_address_answers_rightly_after_each_edit(seed):
    done = subprocess.run(
        [sys.executable, EDITS, "--edits", "15", "--invented", "--seed", str(seed)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    there, moved, gone = re.search(
        r"([\d,]+) there, ([\d,]+) moved, ([\d,]+) gone, 0 wrong", done.stdout
    ).groups()
    assert int(there.replace(",", "")) > 500
    assert moved != "0" or gone != "0"
