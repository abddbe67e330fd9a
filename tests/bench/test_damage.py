"""A damaged index gives no wrong answer and no unforeseen error."""

from __future__ import annotations

from pathlib import Path


def test_damage_is_named_and_never_served(run_bench, sample_index: Path):
    options = ("--bits", "24", "--blocks", "6", "--cuts", "6")
    report = run_bench("damage.py", "--index", sample_index, *options)
    rows = [row.strip("| ").split(" | ") for row in report.splitlines() if row.startswith("| ")]
    counts = {row[0]: [int(count) for count in row[1:]] for row in rows[2:]}
    assert counts["a bit flipped"] == [24, 0, 24, 0, 0]
    trials, right, refused, wrong, unforeseen = counts["in all"]
    # Without its locks an index is whole.
    assert trials > 50 and 1 <= right < 5 and trials == right + refused
    assert not wrong + unforeseen
    assert counts["called whole by `doctor`"] == [right, right, 0, 0, 0]
