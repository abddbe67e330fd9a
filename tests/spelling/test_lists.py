"""The lists of spellings and traps are as their README says."""

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
def test_a_family_has_spellings_and_a_count_of_each(row: dict[str, str]) -> None:
    forms = row["forms"].split("/")
    counts = [int(count) for count in row["utterances"].split("/")]
    assert len(forms) == len(set(forms)) == len(counts) > 1
    assert max(counts) <= int(row["together"]) <= sum(counts)
    assert set(filter(None, row["apart"].split("/"))) <= set(forms)


@pytest.mark.parametrize(
    "row", _rows("traps.csv"), ids=lambda row: f"{row['query']}-{row['other']}"
)
def test_a_trap_is_two_words(row: dict[str, str]) -> None:
    assert row["query"] != row["other"]
    assert 0 <= int(row["found"]) <= int(row["utterances"])
