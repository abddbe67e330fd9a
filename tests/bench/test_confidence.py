"""The confidence of `check` agrees with the share of turns that is right, within wide bounds."""

from __future__ import annotations

import re


def test_confidence_is_calibrated_on_damaged_minutes(run_bench):
    report = run_bench("confidence.py", "--rounds", "1", "--seed", "7", "--layouts", "40")
    found = re.search(
        r"In all (\d+) cases: mean absolute error ([\d.]+), rank correlation (\d\.\d+)", report
    )
    cases, error, correlation = map(float, found.groups())
    assert cases > 300
    assert error < 0.2
    assert correlation > 0.5
    # Of layouts that nothing was measured on: at most 8 points off, and never 30 too high.
    row = re.search(r"\| as generated \| 40 \|.*\| ([\d.]+) \| (-?[\d.]+) \|", report)
    mean_error, most_too_high = map(float, row.groups())
    assert mean_error <= 0.08
    assert most_too_high < 0.3
