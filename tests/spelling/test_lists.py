"""families.csv and traps.csv have the format that the README describes."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


FAMILIES = _rows("families.csv")


@pytest.mark.parametrize("row", FAMILIES, ids=lambda row: row["forms"])
def test_a_family_has_different_spellings_with_consistent_counts(row: dict[str, str]) -> None:
    forms = row["forms"].split("/")
    counts = [int(count) for count in row["utterances"].split("/")]
    assert len(forms) == len(set(forms)) == len(counts) > 1
    assert max(counts) <= int(row["together"]) <= sum(counts)
    assert set(filter(None, row["apart"].split("/"))) <= set(forms)


@pytest.mark.parametrize(
    "row", _rows("traps.csv"), ids=lambda row: f"{row['query']}-{row['other']}"
)
def test_a_trap_has_two_different_words_with_consistent_counts(row: dict[str, str]) -> None:
    assert row["query"] != row["other"]
    assert 0 <= int(row["found"]) <= int(row["utterances"])
