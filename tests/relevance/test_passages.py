"""The passages that ask and that answer stand in one exchange, as the shared questions show."""

import importlib.util
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SPEC = importlib.util.spec_from_file_location("measure_passages", HERE / "passages.py")
measure = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(measure)


@pytest.mark.skipif(not measure.QUESTIONS.exists(), reason="the shared questions are not here")
def test_the_passages_of_most_questions_are_found_together():
    found = measure.measure()
    assert sum(each.together for each in found) >= 0.85 * len(found)
    assert sum(each.joined for each in found) >= 0.65 * len(found)
