"""A collection is edited, and every address that was ever given answers rightly."""

from __future__ import annotations

import re

import pytest


@pytest.mark.parametrize("seed", [1, 2])
def test_every_address_answers_rightly_after_each_edit(run_bench, seed):
    report = run_bench("edits.py", "--edits", "15", "--invented", "--seed", str(seed))
    there, moved, gone = re.search(
        r"([\d,]+) there, ([\d,]+) moved, ([\d,]+) gone, 0 wrong", report
    ).groups()
    assert int(there.replace(",", "")) > 500
    assert moved != "0" or gone != "0"
