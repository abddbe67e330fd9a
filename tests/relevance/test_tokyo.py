"""The committed scores are a claim: a change that answers worse fails here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
COMMAND = (sys.executable, HERE / "tokyo.py")


def test_answers_are_found_as_often_as_before(shared: Path) -> None:
    assert (shared / "questions" / "tokyo2020.jsonl").exists()
    done = subprocess.run(COMMAND, capture_output=True, encoding="utf-8", check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "| Kaigiroku, exchanges |" in done.stdout
    assert "| SQLite, exchanges, " in done.stdout
