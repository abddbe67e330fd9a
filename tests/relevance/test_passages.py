"""The asking and answering passages of the shared questions are in one exchange, and paired."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent


def test_passages_of_most_questions_are_in_one_exchange_and_paired(
    shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(HERE)
    import passages

    assert passages.QUESTIONS.is_relative_to(shared)
    found = passages.measure()
    assert sum(each.in_one_exchange for each in found) >= 0.85 * len(found)
    assert sum(each.paired for each in found) >= 0.65 * len(found)
