"""What `kaigiroku index` says of a folder of mixed files: read, joined, doubtful, on a screen."""

import json
import shutil
import zipfile
from pathlib import Path

import pytest

from index.query import SearchRequest
from index.search import Searcher
from indexer.pipeline import index_paths
from kaigiroku.reports import outcome_line, problem_lines, read_lines

ROOT = Path(__file__).parents[1]
DAY = "令和７年第４回東雲町議会定例会会議録\n令和７年１２月９日（火曜日）\n"
MORNING = DAY + "○議長（東雲一郎君）　一般質問を行います。\n○２番（浜風円君）　毛布の数は。\n"
AFTERNOON = DAY + "○議長（東雲一郎君）　一般質問を続けます。\n○５番（岬真人君）　空調の時期は。\n"
MAX_LINES = 24


@pytest.fixture
def folder(tmp_path):
    """Samples, systems' pages, a day in two files, copies, archives and what cannot be read."""
    folder = tmp_path / "mixed"
    shutil.copytree(ROOT / "samples" / "minutes", folder)
    shutil.copytree(ROOT / "tests" / "indexer" / "systems", folder / "systems")
    (folder / "a.txt").write_text(MORNING, encoding="utf-8")
    (folder / "b.txt").write_text(AFTERNOON, encoding="cp932")
    (folder / "copy of a.txt").write_text(MORNING, encoding="cp932")
    with zipfile.ZipFile(folder / "c.zip", "w") as archive:
        archive.writestr("d.txt", MORNING.replace("東雲", "霧浜"))
    (folder / "empty.txt").touch()
    for number in range(20):
        words = f"覚え書き{number}\n\n買い物に行く。\n"
        (folder / f"note{number}.txt").write_text(words, encoding="utf-8")
    return folder


def test_a_mixed_folder_is_told_on_one_screen(folder, tmp_path):
    outcome = index_paths([folder], tmp_path / "index")
    lines = [
        *problem_lines(outcome.problems, [folder]),
        *read_lines(outcome),
        outcome_line(outcome),
    ]
    assert len(lines) <= MAX_LINES
    said = "\n".join(lines)
    samples = len(list((ROOT / "samples" / "minutes").glob("*.txt")))
    assert outcome.failed == 1
    assert sum(outcome.kinds.values()) == sum(each.change == "added" for each in outcome.changes)
    assert f"要点筆記 {samples}" in said
    assert "形式を判別できない文章 20" in said
    assert "  20件  会議録の様式が分からないため、段落のまま読みました。" in said
    assert "ファイルが空です。 例: mixed/empty.txt" in said
    assert "1つにまとめたもの: 1件（mixed/copy of a.txt）" in said
    assert "それぞれ残したもの: 2件（mixed/a.txt、mixed/b.txt）" in said


def test_each_file_of_a_day_is_found_and_the_same_twice_is_one(folder, tmp_path):
    index_paths([folder], tmp_path / "index")
    searcher = Searcher(tmp_path / "index")
    totals = {
        words: searcher.search(SearchRequest(f'"{words}"')).total
        for words in ("毛布の数は。", "空調の時期は。", "買い物に行く。")
    }
    assert totals == {"毛布の数は。": 2, "空調の時期は。": 1, "買い物に行く。": 20}


def test_few_problems_are_told_one_by_one(tmp_path):
    (tmp_path / "a.txt").write_text(MORNING, encoding="utf-8")
    (tmp_path / "b.json").write_text(json.dumps({"speechRecord": 1}), encoding="utf-8")
    outcome = index_paths([tmp_path / "a.txt", tmp_path / "b.json"], tmp_path / "index")
    assert list(problem_lines(outcome.problems, [tmp_path])) == list(map(str, outcome.problems))
    assert list(read_lines(outcome)) == []
