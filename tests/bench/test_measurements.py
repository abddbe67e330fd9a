"""The measurements of a city run to their end on the samples, and their figures are plausible."""

from __future__ import annotations

import re
import shutil

import pytest


def row(report: str, name: str) -> list[str]:
    """The cells of the first row of that name."""
    rows = (line for line in report.splitlines() if line.startswith(f"| {name} |"))
    return [cell.strip() for cell in next(rows).split("|")[2:-1]]


@pytest.fixture(scope="module")
def scratch(tmp_path_factory):
    return tmp_path_factory.mktemp("bench")


def test_totals_of_the_engines_agree_and_builds_are_cached(run_bench, samples, scratch):
    pytest.importorskip("tantivy")
    pytest.importorskip("matplotlib")
    # A difference in a total is exit status 1.
    report = run_bench("city.py", "--minutes", samples, "--sizes", "1,5", "--scratch", scratch)
    assert "the others find equally many" in report
    assert len(row(report, "a phrase of two")) == 6
    assert all(float(cell.split(" / ")[0]) > 0 for cell in row(report, "a common term")[2:])

    again = run_bench("city.py", "--minutes", samples, "--sizes", "5", "--scratch", scratch)
    assert row(again, "Whoosh, our terms") == row(report, "Whoosh, our terms")


def test_pages_of_kaigiroku_and_datasette_are_measured(run_bench, samples, scratch):
    pytest.importorskip("datasette")
    report = run_bench("pages.py", "--minutes", samples, "--years", "5", "--scratch", scratch)
    assert [float(cell) > 0 for cell in row(report, "ready after, s")] == [True] * 3
    assert row(report, "answers that were no page, of all")[0].startswith("0 of ")


def test_building_and_words_are_measured(run_bench, samples, sample_index):
    options = ["--index", sample_index, "--words", "20"]
    report = run_bench("words.py", *options, samples / "012.txt")
    assert float(row(report, "seconds of all cores")[0]) > 0
    median, *_, most = row(report, "CPU time, ms: median / 90th / 99th / most")[0].split(" / ")
    assert 0 < float(median) <= float(most)
    assert row(report, "asked for 20 words: utterances, characters")[0].startswith("232, ")


def test_searches_are_measured_beside_tantivy(run_bench, sample_index, scratch):
    pytest.importorskip("tantivy")
    options = ["--index", sample_index, "--queries", "20", "--scratch", scratch]
    report = run_bench("searches.py", *options)
    for name in ("a word", "two words", 'a string in "…"'):
        asked, found, found_by_tantivy, ours, theirs, _ = row(report, name)
        assert 0 < int(asked) <= 20
        assert float(ours.split(" / ")[0]) > float(theirs.split(" / ")[0]) > 0
    # The string is found by both where it stands, with any widths.
    assert found == found_by_tantivy


def test_conjunctions_equal_a_scan_of_the_exported_text(run_bench, sample_index):
    # A difference is exit status 1.
    report = run_bench("conjunctions.py", "--index", sample_index, "--queries", "200")
    assert report.splitlines()[2].startswith("200 of 200 conjunctions equal.")


@pytest.mark.skipif(shutil.which("rg") is None, reason="ripgrep is not installed")
def test_every_noun_that_ripgrep_finds_is_found(run_bench, samples):
    report = run_bench("nouns.py", "--nouns", "60", samples / "012.txt")
    assert re.match(r"60 nouns and compounds, [\d,]+ utterances: 0 missing", report)


@pytest.mark.parametrize(("name", "needed"), [("city.py", "matplotlib"), ("pages.py", "datasette")])
def test_nothing_is_measured_without_minutes(run_bench, name, needed, tmp_path):
    pytest.importorskip(needed)
    assert "測りません" in run_bench(name, "--minutes", tmp_path / "absent")
