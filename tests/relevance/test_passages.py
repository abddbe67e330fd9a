"""The passages that ask and that answer stand in one exchange, as the shared questions show."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent


def test_the_passages_of_most_questions_are_found_together(
    shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(HERE)
    import passages

    assert passages.QUESTIONS.is_relative_to(shared)
    found = passages.measure()
    assert sum(each.together for each in found) >= 0.85 * len(found)
    assert sum(each.joined for each in found) >= 0.65 * len(found)
