"""Damaged files of each format are read, or reported in one line that names the file."""

from __future__ import annotations

from pathlib import Path

SYSTEMS = Path(__file__).parents[1] / "indexer" / "systems"


def test_damaged_files_cost_one_line_each(run_bench, samples, tmp_path):
    options = ["--damaged", "40", "--seed", "3", "--keep", tmp_path, "--files", samples, SYSTEMS]
    report = run_bench("fuzz.py", *options)
    rows = [row.split("|") for row in report.splitlines() if row.startswith("| .")]
    assert {row[1].strip() for row in rows} >= {
        ".txt",
        ".json",
        ".json.gz",
        ".jsonl.xz",
        ".html",
        ".docx",
        ".zip",
        ".csv",
    }
    assert sum(int(row[2]) for row in rows) == 40
    assert not list(tmp_path.iterdir())
