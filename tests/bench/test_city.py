"""The measurements of a city run to their end, on a few short meetings."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[2] / "bench"


def measure(name: str, *arguments: str | Path) -> str:
    done = subprocess.run(
        [sys.executable, BENCH / name, *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def row(told: str, name: str) -> list[str]:
    """The cells of the first row of that name."""
    rows = (line for line in told.splitlines() if line.startswith(f"| {name} |"))
    return [cell.strip() for cell in next(rows).split("|")[2:-1]]


@pytest.fixture(scope="module")
def scratch(tmp_path_factory):
    return tmp_path_factory.mktemp("bench")


def test_every_engine_finds_as_much(samples, scratch):
    pytest.importorskip("tantivy")
    pytest.importorskip("matplotlib")
    # A difference in a total is exit status 1.
    told = measure("city.py", "--minutes", samples, "--sizes", "1,5", "--scratch", scratch)
    assert "the others find equally many" in told
    assert len(row(told, "a phrase of two")) == 6
    assert all(float(cell.split(" / ")[0]) > 0 for cell in row(told, "a common term")[2:])

    # What was built is not built again, and what it took is as it was.
    again = measure("city.py", "--minutes", samples, "--sizes", "5", "--scratch", scratch)
    assert row(again, "Whoosh, our terms") == row(told, "Whoosh, our terms")


def test_a_page_is_measured_beside_datasette(samples, scratch):
    pytest.importorskip("datasette")
    told = measure("pages.py", "--minutes", samples, "--years", "5", "--scratch", scratch)
    assert [float(cell) > 0 for cell in row(told, "ready after, s")] == [True] * 3
    assert row(told, "pages that were none, of all")[0].startswith("0 of ")


def test_a_year_is_built_and_asked_for_words(samples, sample_index):
    told = measure("words.py", "--index", sample_index, "--words", "20", samples / "012.txt")
    assert float(row(told, "seconds of all cores")[0]) > 0
    median, *_, most = row(told, "computing, ms: median / 90th / 99th / most")[0].split(" / ")
    assert 0 < float(median) <= float(most)
    assert row(told, "asked for 20 words: utterances, characters")[0].startswith("232, ")


@pytest.mark.parametrize(("name", "needed"), [("city.py", "matplotlib"), ("pages.py", "datasette")])
def test_where_there_are_no_minutes_nothing_is_measured(name, needed, tmp_path):
    pytest.importorskip(needed)
    assert "測りません" in measure(name, "--minutes", tmp_path / "absent")
