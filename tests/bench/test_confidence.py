"""The confidence of `check` agrees with the share of turns that is right, within wide bounds."""

from __future__ import annotations

import re


def test_confidence_is_calibrated_on_damaged_minutes(run_bench):
    report = run_bench("confidence.py", "--rounds", "1", "--seed", "7")
    found = re.search(
        r"In all (\d+) cases: mean absolute error ([\d.]+), rank correlation (\d\.\d+)", report
    )
    cases, error, correlation = map(float, found.groups())
    assert cases > 300
    assert error < 0.2
    assert correlation > 0.5
