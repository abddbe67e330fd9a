"""`form_counts.py` accepts the spellings of one word, and rejects two different words."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = Path(__file__).with_name("form_counts.py")


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (["ファイアウォール/ﾌｧｲｱｳｫｰﾙ/Firewall", "漏えい/漏洩"], 0, "2 of 2 words are right"),
        (["漏えい/ファイアウォール"], 1, "other counts of forms"),
    ],
)
def test_only_spellings_of_one_word_find_the_same_speeches_and_forms(
    sample_index: Path, words: list[str], status: int, message: str
) -> None:
    done = subprocess.run(
        [sys.executable, COMMAND, sample_index, *words],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert message in done.stdout, done.stderr
    assert done.returncode == status
