"""A few damaged files of each format: read, or refused with one line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
FUZZ = ROOT / "bench" / "fuzz.py"


def test_damaged_files_cost_one_line_each(tmp_path):
    command = [sys.executable, FUZZ, "--damaged", "40", "--seed", "3", "--keep", tmp_path]
    seeds = [ROOT / "samples" / "minutes", ROOT / "tests" / "indexer" / "systems"]
    done = subprocess.run(
        [*command, "--files", *seeds],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    rows = [row.split("|") for row in done.stdout.splitlines() if row.startswith("| .")]
    assert {row[1].strip() for row in rows} >= {".txt", ".json", ".html", ".docx", ".zip"}
    assert sum(int(row[2]) for row in rows) == 40
    assert not list(tmp_path.iterdir())
