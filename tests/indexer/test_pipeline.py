"""Runs of the indexer: files that are new, changed, renamed, removed, or out of reach."""

import json
import lzma
import os
import time
from collections import Counter
from pathlib import Path

import pytest

from index.search import Searcher
from index.writer import open_writer
from indexer.check import check_paths
from indexer.pipeline import index_paths
from indexer.problems import Problem, Unreadable
from indexer.read_file import read_meetings


def meeting(number, *words):
    speeches = [
        {
            "speechID": f"m{number}_{order:03}",
            "speechOrder": order,
            "speaker": "浜風委員" if order % 2 else "小栗建設課長",
            "speech": word,
        }
        for order, word in enumerate(words or ("水路は何本ですか。", "十二本です。"), start=1)
    ]
    return {
        "issueID": f"m{number}",
        "nameOfHouse": "東雲町議会",
        "nameOfMeeting": f"第{number}回委員会",
        "issue": "",
        "date": f"2024-06-{number:02}",
        "speechRecord": speeches,
    }


def write(path: Path, *meetings) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    content = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in meetings).encode()
    path.write_bytes(lzma.compress(content) if path.suffix == ".xz" else content)
    later = time.time_ns() + write.count * 1_000_000_000
    write.count += 1
    os.utime(path, ns=(later, later))
    return path


write.count = 0


class Stopped(Exception):
    pass


@pytest.fixture
def home(tmp_path):
    return tmp_path / "store"


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "minutes"
    write(folder / "a.jsonl", meeting(1), meeting(2))
    write(folder / "b.jsonl.xz", meeting(3))
    return folder


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


def test_a_second_run_has_nothing_to_write(folder, home):
    reports = []
    first = index_paths([folder], home, reports.append)
    assert counts(first) == {"added": 2}
    assert (first.meetings, first.utterances, first.problems) == (3, 6, [])
    assert first.characters == 3 * len("水路は何本ですか。十二本です。")
    assert held(home) == {"a.jsonl": ("m1", "m2"), "b.jsonl.xz": ("m3",)}
    assert reports[-1].file is None
    assert (reports[-1].files_done, reports[-1].bytes_done) == (2, reports[-1].bytes)
    assert reports[0].file == "minutes/a.jsonl"
    done = [progress.bytes_done for progress in reports]
    assert done == sorted(done)
    generation = (home / "CURRENT").read_text()
    assert counts(index_paths([folder], home)) == {"unchanged": 2}
    assert (home / "CURRENT").read_text() == generation


def test_a_touched_file_is_unchanged_by_its_content(folder, home):
    index_paths([folder], home)
    write(folder / "a.jsonl", meeting(1), meeting(2))
    outcome = index_paths([folder], home)
    assert (counts(outcome), outcome.meetings) == ({"unchanged": 2}, 0)


def test_a_changed_file_is_replaced(folder, home):
    index_paths([folder], home)
    write(folder / "a.jsonl", meeting(2, "公園の話です。"), meeting(4))
    assert counts(index_paths([folder], home)) == {"changed": 1, "unchanged": 1}
    assert held(home)["a.jsonl"] == ("m2", "m4")
    assert sorted(texts(home)) == sorted(
        ["公園の話です。", *["水路は何本ですか。", "十二本です。"] * 2]
    )


def test_vanished_files_are_removed_only_under_the_given_paths(folder, home, tmp_path):
    other = write(tmp_path / "other" / "c.jsonl", meeting(5))
    index_paths([folder, other], home)
    (folder / "a.jsonl").unlink()
    assert counts(index_paths([other], home)) == {"unchanged": 1}
    assert counts(index_paths([folder], home)) == {"removed": 1, "unchanged": 1}
    assert held(home) == {"b.jsonl.xz": ("m3",), "c.jsonl": ("m5",)}
    other.unlink()
    assert counts(index_paths([other], home)) == {"removed": 1}
    assert len(texts(home)) == 2


def test_files_of_a_missing_folder_stay_in_the_index(folder, home):
    index_paths([folder], home)
    folder.rename(folder.parent / "away")
    outcome = index_paths([folder], home)
    assert counts(outcome) == {"failed": 1}
    assert messages(outcome) == [f"{folder}: ファイルもフォルダーもありません。"]
    assert len(texts(home)) == 6
    assert counts(index_paths([folder.parent / "away"], home)) == {"renamed": 2}
    assert held(home) == {"a.jsonl": ("m1", "m2"), "b.jsonl.xz": ("m3",)}
    assert len(texts(home)) == 6


def test_an_unreadable_file_keeps_its_committed_meetings_and_stops_no_other(folder, home):
    index_paths([folder], home)
    (folder / "a.jsonl").write_bytes(b"")
    (folder / "b2.txt").write_bytes(bytes(range(256)) * 40)
    write(folder / "c.jsonl", meeting(6))
    outcome = index_paths([folder], home)
    assert counts(outcome) == {"added": 1, "unchanged": 1, "failed": 2}
    assert [problem.file for problem in outcome.problems] == ["minutes/a.jsonl", "minutes/b2.txt"]
    assert held(home)["a.jsonl"] == ("m1", "m2")
    assert counts(index_paths([folder], home)) == {"unchanged": 2, "failed": 2}
    write(folder / "a.jsonl", meeting(1, "直りました。"))
    assert counts(index_paths([folder], home)) == {"changed": 1, "unchanged": 2, "failed": 1}
    assert "直りました。" in texts(home)


def test_meetings_before_a_break_are_indexed_and_completed_later(folder, home):
    path = write(folder / "c.json", meeting(7))
    whole = json.dumps([meeting(7), meeting(8)], ensure_ascii=False)
    path.write_text(whole[:-40])
    outcome = index_paths([folder], home)
    assert counts(outcome) == {"added": 2, "failed": 1}
    assert held(home)["c.json"] == ("m7",)
    again = index_paths([folder], home)
    assert (counts(again), again.meetings) == ({"unchanged": 2, "failed": 1}, 0)
    path.write_text(whole)
    assert counts(index_paths([folder], home)) == {"changed": 1, "unchanged": 2}
    assert held(home)["c.json"] == ("m7", "m8")


def test_a_meeting_in_two_files_is_indexed_once(folder, home):
    write(folder / "c.jsonl", meeting(3), meeting(9), meeting(9))
    outcome = index_paths([folder], home)
    twice, again = messages(outcome)
    assert twice.startswith("minutes/c.jsonl 1行: 会議「第3回委員会」（m3）はb.jsonl.xzにもある")
    assert again.startswith("minutes/c.jsonl 3行: 会議「第9回委員会」（m9）は同じファイルにもある")
    assert held(home)["c.jsonl"] == ("m9",)
    again = index_paths([folder], home)
    assert (counts(again), again.meetings, len(again.problems)) == ({"unchanged": 3}, 0, 2)
    (folder / "b.jsonl.xz").unlink()
    index_paths([folder], home)
    assert held(home)["c.jsonl"] == ("m3", "m9")


def test_an_interrupted_run_leaves_the_last_commit_and_a_rerun_completes(folder, home):
    write(folder / "c.jsonl", *(meeting(number) for number in range(10, 20)))
    size = len("水路は何本ですか。十二本です。")

    def stop(progress):
        if progress.meetings == 8:
            raise Stopped

    with pytest.raises(Stopped):
        index_paths([folder], home, stop, commit_every=size * 2)
    assert len(texts(home)) == 2 * 8
    outcome = index_paths([folder], home)
    assert (counts(outcome), outcome.meetings) == ({"changed": 1, "unchanged": 2}, 5)
    assert len(texts(home)) == 2 * 13
    assert counts(index_paths([folder], home)) == {"unchanged": 3}


def test_a_folder_without_minutes_writes_nothing(tmp_path, home):
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "a.jpg").write_bytes(b"\xff\xd8")
    outcome = index_paths([tmp_path / "empty"], home)
    assert (counts(outcome), outcome.ignored) == ({}, 1)


def test_another_parser_version_reads_every_file_again(folder, home, monkeypatch):
    index_paths([folder], home)
    monkeypatch.setattr("indexer.pipeline.PARSER_VERSION", 2_000)
    assert index_paths([folder], home).count("changed") == 2
    assert index_paths([folder], home).unchanged == 2
    assert len(texts(home)) == 6


def test_a_renamed_file_is_recognised_by_its_content(folder, home):
    index_paths([folder], home)
    (folder / "new").mkdir()
    (folder / "a.jsonl").rename(folder / "new" / "z.jsonl")
    outcome = index_paths([folder], home)
    assert counts(outcome) == {"renamed": 1, "unchanged": 1}
    assert outcome.changes == [("renamed", "minutes/new/z.jsonl", "minutes/a.jsonl")]
    assert held(home) == {"z.jsonl": ("m1", "m2"), "b.jsonl.xz": ("m3",)}
    searcher = Searcher(home)
    assert searcher.meeting("m1").published.file == "minutes/new/z.jsonl"
    assert searcher.former("m1") is None
    assert counts(index_paths([folder], home)) == {"unchanged": 2}


def test_one_of_two_equal_files_is_renamed_and_the_other_removed(folder, home):
    write(folder / "c.jsonl", meeting(1), meeting(2))
    index_paths([folder], home)
    (folder / "a.jsonl").rename(folder / "x.jsonl")
    (folder / "c.jsonl").unlink()
    assert counts(index_paths([folder], home)) == {"renamed": 1, "unchanged": 1, "removed": 1}
    assert len(texts(home)) == 6


@pytest.mark.parametrize("place", ["minutes", "minutes/2024"])
def test_files_of_a_folder_that_became_empty_stay_in_the_index(tmp_path, home, place):
    """A disk that is not mounted leaves an empty folder."""
    write(tmp_path / "minutes" / "keep.jsonl", meeting(8))
    folder = tmp_path / place
    write(folder / "a.jsonl", meeting(1))
    write(folder / "b.jsonl", meeting(2))
    index_paths([tmp_path / "minutes"], home)
    files = sorted(path for path in folder.iterdir() if path.is_file())
    away = [path.rename(tmp_path / path.name) for path in files]
    outcome = index_paths([tmp_path / "minutes"], home)
    assert outcome.count("removed") == 0
    [message] = messages(outcome)
    assert message.startswith(f"{folder}: フォルダーが空です。")
    assert f"ここにあった{len(away)}ファイル" in message
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


def test_files_behind_a_broken_link_stay_in_the_index(folder, home):
    one = write(folder / ".disk" / "c.jsonl", meeting(5))
    (folder / "c.jsonl").symlink_to(one)
    index_paths([folder], home)
    one.rename(folder / ".disk" / "away.jsonl")
    assert counts(index_paths([folder], home)) == {"unchanged": 2, "failed": 1}
    assert len(texts(home)) == 8


@pytest.mark.parametrize("is_replaced", [False, True])
def test_a_change_that_keeps_size_and_time_is_seen(folder, home, is_replaced):
    """Written over with as many bytes, or replaced by a file that looks the same."""
    index_paths([folder], home)
    path = folder / "a.jsonl"
    state = path.stat()
    changed = path.read_bytes().replace("水路".encode(), "陸路".encode())
    if is_replaced:
        (folder / "next").write_bytes(changed)
        (folder / "next").replace(path)
    else:
        path.write_bytes(changed)
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (state.st_size, state.st_mtime_ns)
    assert counts(index_paths([folder], home)) == {"changed": 1, "unchanged": 1}
    assert "陸路は何本ですか。" in texts(home)


def test_an_index_in_the_folder_of_the_minutes_is_passed_over(folder, home):
    inside = folder / "store"
    other = folder / "old" / "store"
    for store in (inside, other):
        index_paths([folder / "b.jsonl.xz"], store)
    for _ in range(3):
        outcome = index_paths([folder], inside)
        assert outcome.failed == outcome.ignored == 0
        assert messages(outcome) == ["minutes/old/store: 索引のフォルダーのため、読みません。"]
    assert held(inside) == {"a.jsonl": ("m1", "m2"), "b.jsonl.xz": ("m3",)}
    index_paths([inside], inside)


@pytest.mark.parametrize("name", ["out.jsonl", "deep/out.jsonl", "up.jsonl"])
def test_a_link_that_leads_out_is_not_followed_and_named(folder, home, tmp_path, name):
    secret = write(tmp_path / "secret" / "c.jsonl", meeting(5, "公にしない話です。"))
    link = folder / name
    link.parent.mkdir(exist_ok=True)
    link.symlink_to("../secret/c.jsonl" if name == "up.jsonl" else secret)
    (folder / "folder").symlink_to(secret.parent)
    (folder / "inside.jsonl").symlink_to(folder / "a.jsonl")
    outcome = index_paths([folder], home)
    assert "公にしない話です。" not in texts(home)
    named = [each.file for each in outcome.problems if "リンク" in each.message]
    assert sorted(named) == sorted([f"minutes/{name}", "minutes/folder"])
    assert [each.file for each in check_paths([folder]) if each.problems][-2:] == named
    # Named outright, it is meant.
    index_paths([link], home)
    assert "公にしない話です。" in texts(home)


def test_a_pipe_or_a_device_is_no_file(folder, home):
    """Opened, a pipe would wait for ever for somebody to write."""
    os.mkfifo(folder / "pipe.txt")
    os.mkfifo(folder / "pipe")
    (folder / "zero.txt").symlink_to("/dev/zero")
    pipe, link, unknown = messages(index_paths([folder], home))
    assert pipe == "minutes/pipe.txt: ふつうのファイルではないため、読みません。"
    assert link.startswith("minutes/zero.txt: 指定した場所の外へのリンク")
    assert unknown.startswith("minutes/pipe: 読まない種類")
    given = [folder / "pipe", Path("/dev/zero"), folder / "zero.txt"]
    outcome = index_paths(given, home)
    assert (outcome.failed, len(outcome.problems)) == (3, 3)
    assert all("ふつうのファイルではない" in each for each in messages(outcome))


def test_a_damaged_byte_costs_a_character_and_is_named(tmp_path, home):
    text = "\n".join(f"〇議長　{number}番の水路の補修を始めます。" for number in range(1, 9))
    for encoding in ("utf-8", "cp932", "euc_jp", "iso2022_jp"):
        for at in ("番", "の", "補"):
            content = bytearray(text.encode(encoding))
            place = len(text[: text.index(at, len(text) // 2)].encode(encoding))
            content[place] = 0xFF if encoding != "iso2022_jp" else content[place] | 0x80
            path = tmp_path / "a.txt"
            path.write_bytes(content)
            meeting, *problems = read_meetings(path, "a.txt")
            said = "".join(each.text for each in meeting.utterances)
            assert all(f"{number}番の水路" in said for number in (1, 2, 8)), (encoding, at, said)
            if encoding != "iso2022_jp":
                assert "a.txt 5行: 文字コードの壊れた" in "".join(map(str, problems))


@pytest.mark.parametrize("suffix", [".jsonl", ".json"])
def test_a_damaged_byte_in_json_costs_a_character(tmp_path, suffix):
    path = write(tmp_path / f"a{suffix}", meeting(1), meeting(2, "水路は十二本です。"))
    content = path.read_bytes()
    path.write_bytes(content.replace("十二".encode(), b"\xe5\x8d" + "二".encode()))
    items = [*read_meetings(path, path.name)]
    first, second = (each for each in items if not isinstance(each, Problem))
    assert "水路は\ufffd二本です。" in [
        each.text for each in (*first.utterances, *second.utterances)
    ]
    problems = [each for each in items if isinstance(each, Problem)]
    assert [(each.line, each.lost) for each in problems] == [(1, False), (2, False)]


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


def test_removed_minutes_stay_in_the_history_also_after_a_rebuild(folder, home):
    index_paths([folder], home)
    write(folder / "a.jsonl", meeting(1, "水路は何本ですか。"))
    (folder / "b.jsonl.xz").unlink()
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
    assert int((home / "CURRENT").read_text()[1:9]) == int(generation[1:9]) + 1


def test_the_format_is_recognised_by_content(tmp_path):
    as_text = write(tmp_path / "a.txt", meeting(1))
    assert [one.id for one in read_meetings(as_text, "a.txt")] == ["m1"]
    text = tmp_path / "b.json"
    text.write_text("第１回東雲町水路審議会 会議録\n\n水路について話し合った。\n", encoding="cp932")
    plain, problem = read_meetings(text, "b.json")
    assert isinstance(problem, Problem)
    assert "水路について話し合った。" in [u.text for u in plain.utterances]


@pytest.mark.parametrize("content", [b"", b" \n", bytes(range(256)) * 100, b"\xfd7zXZ\x00broken"])
def test_unreadable_content_is_an_error(tmp_path, content):
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    with pytest.raises(Unreadable) as error:
        list(read_meetings(path, "a.txt"))
    assert str(error.value).startswith("a.txt")
    assert "\n" not in str(error.value)


def test_check_reports_meetings_and_problems(folder, tmp_path):
    (folder / "bad.jsonl").write_text("{oops\n" + json.dumps(meeting(4)) + "\n")
    (folder / "cut.json").write_text('[{"issueID": ')
    first, _, bad, cut, none = check_paths([folder, tmp_path / "none"])
    assert (first.file, first.format, first.style) == ("minutes/a.jsonl", "json", "verbatim")
    assert (first.meetings, first.exchanges) == (2, 2)
    assert (first.first, first.last) == ("2024-06-01", "2024-06-02")
    assert first.kinds == {"question": 2, "answer": 2}
    assert [problem.line for problem in bad.problems] == [1]
    assert (bad.meetings, bad.error) == (1, None)
    assert (cut.meetings, str(cut.error)) == (
        0,
        "minutes/cut.json 1行: JSONが途中で切れているか、壊れています。",
    )
    assert none.error is not None


def test_real_questions_and_answers_are_in_one_exchange(shared):
    path = shared / "minutes" / "tokyo2020.jsonl.xz"
    exchanges = {
        utterance.id: utterance.exchange
        for one in read_meetings(path, path.name)
        for utterance in one.utterances
    }
    lines = (shared / "questions" / "tokyo2020.jsonl").read_text().splitlines()
    questions = [json.loads(line) for line in lines]
    together = [
        {exchanges[said] for said in question["question_speeches"]}
        & {exchanges[said] for said in question["answer_speeches"]} - {None}
        for question in questions
    ]
    share = sum(map(bool, together)) / len(questions)
    print(f"question and answer in one exchange: {share:.1%} of {len(questions)}")
    assert share >= 0.85


def test_real_committees_are_read_whole(shared):
    path = shared / "minutes" / "shinagawa" / "2003.jsonl.xz"
    published = [json.loads(line) for line in lzma.decompress(path.read_bytes()).splitlines()]
    meetings = list(read_meetings(path, path.name))
    assert [one.id for one in meetings] == [record["issueID"] for record in published]
    for one, record in zip(meetings, published, strict=True):
        assert [u.id for u in one.utterances] == [s["speechID"] for s in record["speechRecord"]]
        said = [s["speech"].replace("\r\n", "\n").rstrip("\n") for s in record["speechRecord"]]
        assert [u.text for u in one.utterances] == said
    kinds = [u.kind for one in meetings for u in one.utterances]
    assert kinds.count("question") > 4_000
    assert kinds.count("answer") > kinds.count("question")
