"""The command that sets each spelling's ledger beside the text tells right from wrong."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = Path(__file__).with_name("ledger.py")


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (["ファイアウォール/ﾌｧｲｱｳｫｰﾙ/Firewall", "漏えい/漏洩"], 0, "2 of 2 words are right"),
        (["漏えい/ファイアウォール"], 1, "another ledger"),
    ],
)
def test_spellings_of_one_word_find_the_same(
    sample_index: Path, words: list[str], status: int, told: str
) -> None:
    done = subprocess.run(
        [sys.executable, COMMAND, sample_index, *words],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert told in done.stdout, done.stderr
    assert done.returncode == status
