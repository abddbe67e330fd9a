"""A collection that lives: files are renamed, withdrawn, put out of reach, rebuilt."""

import json
import os
import time
from collections import Counter
from itertools import count
from pathlib import Path

import pytest

from index.search import Searcher
from index.writer import open_writer
from indexer.pipeline import index_paths

LATER = count(1_000_000_000, 1_000_000_000)


class Stopped(Exception):
    pass


def meeting(number, *words):
    speeches = [
        {"speechID": f"m{number}_{order:03}", "speaker": "浜風委員", "speech": word}
        for order, word in enumerate(words or ("水路は何本ですか。", "十二本です。"), start=1)
    ]
    head = {"issueID": f"m{number}", "nameOfMeeting": f"第{number}回委員会"}
    return {**head, "date": f"2024-06-{number:02}", "speechRecord": speeches}


def write(path: Path, *meetings) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in meetings))
    later = time.time_ns() + next(LATER)
    os.utime(path, ns=(later, later))
    return path


@pytest.fixture
def home(tmp_path):
    return tmp_path / "store"


@pytest.fixture
def folder(tmp_path):
    write(tmp_path / "minutes" / "a.jsonl", meeting(1), meeting(2))
    write(tmp_path / "minutes" / "b.jsonl", meeting(3))
    return tmp_path / "minutes"


def held(home):
    """The meetings of the last commit, by the names of the files that hold them."""
    with open_writer(home) as writer:
        return {Path(key).name: record.meetings for key, record in writer.sources.items()}


def texts(home):
    return [utterance.text for utterance in Searcher(home).export()]


def counts(outcome):
    changes = Counter(each.change for each in outcome.changes)
    return dict(changes + Counter(unchanged=outcome.unchanged, failed=outcome.failed))


def messages(outcome):
    return [str(problem) for problem in outcome.problems]


def test_a_renamed_file_is_recognised_by_its_content(folder, home):
    index_paths([folder], home)
    (folder / "new").mkdir()
    (folder / "a.jsonl").rename(folder / "new" / "z.jsonl")
    outcome = index_paths([folder], home)
    assert counts(outcome) == {"renamed": 1, "unchanged": 1}
    assert outcome.changes == [("renamed", "minutes/new/z.jsonl", "minutes/a.jsonl")]
    assert held(home) == {"z.jsonl": ("m1", "m2"), "b.jsonl": ("m3",)}
    searcher = Searcher(home)
    assert searcher.meeting("m1").published.file == "minutes/new/z.jsonl"
    assert searcher.former("m1") is None
    assert counts(index_paths([folder], home)) == {"unchanged": 2}


def test_each_of_two_files_that_are_the_same_is_renamed_by_itself(folder, home):
    write(folder / "c.jsonl", meeting(1), meeting(2))
    index_paths([folder], home)
    (folder / "a.jsonl").rename(folder / "x.jsonl")
    (folder / "c.jsonl").unlink()
    assert counts(index_paths([folder], home)) == {"renamed": 1, "unchanged": 1, "removed": 1}
    assert len(texts(home)) == 6


@pytest.mark.parametrize("place", ["minutes", "minutes/2024"])
def test_files_of_a_folder_that_became_empty_stay_in_the_index(tmp_path, home, place):
    """As the place of a disk is when the disk is away."""
    write(tmp_path / "minutes" / "keep.jsonl", meeting(8))
    folder = tmp_path / place
    write(folder / "a.jsonl", meeting(1))
    write(folder / "b.jsonl", meeting(2))
    index_paths([tmp_path / "minutes"], home)
    files = sorted(path for path in folder.iterdir() if path.is_file())
    away = [path.rename(tmp_path / path.name) for path in files]
    outcome = index_paths([tmp_path / "minutes"], home)
    assert outcome.count("removed") == 0
    [told] = messages(outcome)
    assert told.startswith(f"{folder}: フォルダーが空です。")
    assert f"ここにあった{len(away)}ファイル" in told
    assert len(texts(home)) == 6
    # Named outright, a file that is gone is gone.
    assert counts(index_paths([folder / "a.jsonl"], home)) == {"removed": 1}
    assert len(texts(home)) == 4
    for path in away:
        path.rename(folder / path.name)
    outcome = index_paths([folder], home)
    assert counts(outcome) == {"added": 1, "unchanged": len(away) - 1}
    assert len(texts(home)) == 6


def test_a_folder_that_was_deleted_is_gone_with_its_files(tmp_path, home):
    write(tmp_path / "minutes" / "keep.jsonl", meeting(8))
    one = write(tmp_path / "minutes" / "2024" / "a.jsonl", meeting(1))
    index_paths([tmp_path / "minutes"], home)
    one.unlink()
    one.parent.rmdir()
    assert counts(index_paths([tmp_path / "minutes"], home)) == {"removed": 1, "unchanged": 1}


def test_a_file_named_outright_in_a_missing_folder_stays_in_the_index(tmp_path, home):
    one = write(tmp_path / "disk" / "a.jsonl", meeting(1))
    index_paths([one], home)
    one.parent.rename(tmp_path / "away")
    assert counts(index_paths([one], home)) == {"failed": 1}
    assert len(texts(home)) == 2


def test_files_behind_a_broken_link_stay_in_the_index(folder, home, tmp_path):
    one = write(tmp_path / "disk" / "c.jsonl", meeting(5))
    (folder / "c.jsonl").symlink_to(one)
    index_paths([folder], home)
    one.rename(tmp_path / "disk" / "away.jsonl")
    assert counts(index_paths([folder], home)) == {"unchanged": 2, "failed": 1}
    assert len(texts(home)) == 8


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to the superuser")
def test_files_of_a_folder_that_cannot_be_read_stay_in_the_index(folder, home):
    write(folder / "2024" / "c.jsonl", meeting(5))
    index_paths([folder], home)
    (folder / "2024").chmod(0)
    try:
        outcome = index_paths([folder], home)
    finally:
        (folder / "2024").chmod(0o755)
    assert counts(outcome) == {"unchanged": 2, "failed": 1}
    assert len(texts(home)) == 8


def test_files_left_alone_stay_as_they_were_indexed(folder, home):
    index_paths([folder], home)
    changed = write(folder / "a.jsonl", meeting(1, "途中です。"))
    outcome = index_paths([folder], home, leave={changed})
    assert counts(outcome) == {"unchanged": 1}
    assert "途中です。" not in texts(home)
    assert counts(index_paths([folder], home)) == {"changed": 1, "unchanged": 1}


def test_ids_survive_renames_and_moves_of_files(folder, home):
    index_paths([folder], home)
    write(folder / "a.jsonl", meeting(1, "水路は何本ですか。"))
    (folder / "b.jsonl").unlink()
    index_paths([folder], home)
    searcher = Searcher(home)
    assert [u.text for u in searcher.former("m1_002").utterances][-1] == "十二本です。"
    assert searcher.former("m2").is_meeting
    assert searcher.former("m3_001").meeting.title == "第3回委員会"
    index_paths([folder], home, rebuild=True, commit_every=1)
    assert searcher.meeting("m1") is not None
    assert searcher.former("m3").is_meeting


def test_a_rebuild_is_visible_only_when_complete(folder, home):
    index_paths([folder], home)

    def stop(progress):
        if progress.meetings == 2:
            raise Stopped

    with pytest.raises(Stopped):
        index_paths([folder], home, stop, commit_every=1, rebuild=True)
    assert len(texts(home)) == 6
    generation = (home / "CURRENT").read_text()
    index_paths([folder], home, commit_every=1, rebuild=True)
    assert int((home / "CURRENT").read_text()[1:]) == int(generation[1:]) + 1
