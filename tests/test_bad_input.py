"""Errors are one clear line with the right exit status; nothing is lost, no traceback."""

from __future__ import annotations

import json
import lzma
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from index.storage.manifest import manifest_digest

JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")
RECORD = {
    "issueID": "100",
    "nameOfHouse": "霧浜町議会",
    "nameOfMeeting": "本会議",
    "date": "2024-06-03",
    "speechRecord": [
        {
            "speechID": "100_001",
            "speechOrder": 1,
            "speaker": "浜野議員",
            "speech": "港の灯台を問う。",
        }
    ],
}


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    """The only line on stderr, which must be Japanese."""
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    assert "Traceback" not in lines[0]
    assert JAPANESE.search(lines[0]), lines[0]
    return lines[0]


def lines_naming(name: str, done: subprocess.CompletedProcess[str]) -> list[str]:
    """The lines on stderr about a file, each of which must be Japanese."""
    lines = done.stderr.splitlines()
    assert lines
    assert all(name in line and JAPANESE.search(line) for line in lines), done.stderr
    return lines


def empty(path: Path) -> None:
    path.write_bytes(b"")


def binary(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 40)


def broken_xz(path: Path) -> None:
    whole = lzma.compress(json.dumps(RECORD, ensure_ascii=False).encode() * 200)
    path.write_bytes(whole[: len(whole) // 2])


def cut_json(path: Path) -> None:
    path.write_text(json.dumps({"meetingRecord": [RECORD]}, ensure_ascii=False)[:-40])


def no_record(path: Path) -> None:
    path.write_text('{"message": "not minutes"}')


UNREADABLE = [
    (empty, "empty.txt"),
    (binary, "binary.txt"),
    (broken_xz, "cut.json.xz"),
    (lambda path: path.write_bytes(b"not compressed at all"), "plain.jsonl.xz"),
    (cut_json, "cut.json"),
    (no_record, "other.json"),
    (lambda path: path.write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog"), "cut.pdf"),
    (lambda path: path.write_bytes(b"PK\x03\x04" + bytes(200)), "cut.zip"),
    (lambda path: path.write_bytes(b"PK\x03\x04" + bytes(200)), "cut.docx"),
    (lambda path: path.write_text("<!DOCTYPE html><script>var a;</script>"), "empty.html"),
]


@pytest.fixture
def run(run_forked):
    return run_forked


@pytest.fixture
def kept(tmp_path, sample_index):
    """A copy of the samples' index, which a bad file must not harm."""
    return Path(shutil.copytree(sample_index, tmp_path / "store"))


@pytest.mark.parametrize(("spoil", "name"), UNREADABLE, ids=[name for _, name in UNREADABLE])
def test_an_unreadable_file_is_named_and_the_others_are_indexed(
    spoil, name, run, tmp_path, samples
):
    folder = tmp_path / "minutes"
    folder.mkdir()
    spoil(folder / name)
    shutil.copy(samples / "012.txt", folder)
    done = run("index", "minutes", "--index", "store")
    assert done.returncode == 1
    assert len(lines_naming(name, done)) == 1
    assert "追加 1" in done.stdout
    assert run("search", "ファイアウォール", "--index", "store").returncode == 0
    checked = run("check", f"minutes/{name}")
    assert checked.returncode == 1
    assert name in checked.stdout
    assert not checked.stderr


@pytest.mark.parametrize(("spoil", "name"), UNREADABLE, ids=[name for _, name in UNREADABLE])
def test_an_unreadable_file_leaves_the_index_unchanged(spoil, name, run, tmp_path, kept):
    before = run("export", "--index", kept).stdout
    spoil(tmp_path / name)
    assert run("index", name, "--index", kept).returncode == 1
    assert run("export", "--index", kept).stdout == before


def test_lines_of_jsonl_before_a_broken_one_are_kept(run, tmp_path):
    good = json.dumps(RECORD, ensure_ascii=False)
    (tmp_path / "some.jsonl").write_text(f"{good}\n{good[:60]}\n")
    done = run("index", "some.jsonl", "--index", "store")
    assert done.returncode == 1
    assert re.search(r"some\.jsonl 2行", one_line(done))
    assert "港の灯台" in run("export", "--index", "store").stdout


def test_text_in_no_known_style_is_kept_and_found(run, tmp_path):
    (tmp_path / "memo.txt").write_text("きょうは港で灯台の話をした。\n\nそれだけである。\n")
    done = run("index", "memo.txt", "--index", "store")
    assert done.returncode == 0
    assert "memo.txt" in one_line(done)
    assert "灯台" in run("search", "灯台", "--index", "store").stdout


def test_ten_megabytes_on_one_line_are_kept_and_found(run, tmp_path):
    text = "灯台の光は海を照らす。" * 310_000 + "最後に羅針盤の話。"
    (tmp_path / "long.txt").write_text(text, encoding="utf-8")
    assert (tmp_path / "long.txt").stat().st_size > 10_000_000
    done = run("index", "long.txt", "--index", "store")
    assert done.returncode == 0, done.stderr
    found = run("search", "羅針盤", "--index", "store")
    assert found.returncode == 0
    assert "羅針盤" in found.stdout
    assert len(found.stdout) < 10_000
    assert len(json.loads(run("export", "--index", "store").stdout)["text"]) == len(text)


def test_a_folder_without_minutes_is_named_in_one_line(run, tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "port.jpg").write_bytes(b"\xff\xd8")
    for command in ("index", "check"):
        done = run(command, "photos")
        assert done.returncode == 1
        assert "photos" in one_line(done)


def test_a_missing_path_is_named_in_one_line(run, kept):
    for command in (("index",), ("index", "--index", kept)):
        done = run(*command, "nowhere")
        assert done.returncode == 1
        assert "nowhere" in one_line(done)
    assert run("search", "ファイアウォール", "--index", kept).returncode == 0


def test_without_an_index_one_line_names_the_command_that_builds_it(run, tmp_path):
    for command in (["search", "x"], ["ask", "x"], ["show", "x"], ["export"], ["serve"]):
        done = run(*command)
        assert done.returncode == 1
        assert "kaigiroku index" in one_line(done)
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_place_of_an_index_is_refused_and_left(run, tmp_path, samples):
    (tmp_path / "store").write_text("precious")
    for command in (["search", "x"], ["export"], ["serve"], ["index", samples]):
        done = run(*command, "--index", "store")
        assert done.returncode == 1
        assert "store" in one_line(done)
    assert (tmp_path / "store").read_text() == "precious"


@pytest.mark.parametrize("means", ["sudachipy", "sudachidict-core"])
def test_an_index_built_by_other_means_is_refused_and_left(means, run, kept, samples):
    manifest = next(kept.glob("g*/manifest.json"))
    other = manifest.read_text().replace(f'"{means}": "', f'"{means}": "0.0-')
    manifest.write_text(other)
    digest = manifest_digest(other.encode())
    (kept / "CURRENT").write_text(f"{manifest.parent.name} {digest}\n")
    files = sorted(path for path in kept.rglob("*") if path.name != "LOCK")
    for command in (["search", "x"], ["export"], ["serve"], ["index", samples]):
        done = run(*command, "--index", kept)
        assert done.returncode == 1
        told = one_line(done)
        assert f"{means} が 0.0-" in told
        assert "kaigiroku index --rebuild" in told
    assert manifest.read_text() == other
    assert sorted(path for path in kept.rglob("*") if path.name != "LOCK") == files
    assert run("index", "--rebuild", samples, "--index", kept).returncode == 0
    assert run("search", "防災", "--index", kept).returncode == 0


@pytest.mark.parametrize("damage", ["", "g99999999\n", "../../etc\n", "\x00\x01"])
def test_a_damaged_pointer_is_one_line(damage, run, kept):
    (kept / "CURRENT").write_text(damage)
    done = run("search", "x", "--index", kept)
    assert done.returncode == 1
    one_line(done)


def test_damaged_files_of_the_index_are_one_line(run, kept):
    for file in next(kept.glob("g*")).iterdir():
        if file.name != "manifest.json":
            file.write_bytes(file.read_bytes()[:10])
    done = run("search", "ファイアウォール", "--index", kept)
    assert done.returncode == 1
    one_line(done)


def test_a_port_in_use_is_named_in_one_line(run, kept):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = run("serve", "--index", kept, "--port", port)
    assert done.returncode == 1
    assert port in one_line(done)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read and write anything")
def test_a_forbidden_file_or_folder_is_named_in_one_line(run, tmp_path, samples, kept):
    (tmp_path / "secret.txt").write_text("x")
    (tmp_path / "secret.txt").chmod(0)
    assert "secret.txt" in one_line(run("index", "secret.txt", "--index", kept))
    (tmp_path / "locked").mkdir(mode=0o500)
    assert "locked" in one_line(run("index", samples, "--index", "locked/store"))


def test_a_file_whose_name_is_not_utf8_is_indexed_and_found(run, tmp_path, samples):
    """Archives packed on Japanese Windows leave names in CP932 on Linux."""
    name = os.fsencode(tmp_path) + b"/" + "会議.txt".encode("cp932")
    shutil.copy(samples / "012.txt", name)
    done = run("index", ".", "--index", "store")
    assert done.returncode == 0, done.stderr
    shown = run("search", "ファイアウォール", "--index", "store", "--json")
    assert json.loads(shown.stdout)["total"] > 0


def test_a_closed_pipe_is_no_error(kept):
    command = [Path(sys.executable).with_name("kaigiroku"), "export", "--index", kept]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""


def test_interrupting_is_one_line(kept, tmp_path):
    # A file that takes much longer to read than the command is left alone.
    turns = (f"○町長（潮見望君）　{number}番目の橋を直します。\n" for number in range(200_000))
    (tmp_path / "long.txt").write_text("".join(turns), encoding="utf-8")
    command = [Path(sys.executable).with_name("kaigiroku"), "index", "long.txt", "--index", kept]
    with subprocess.Popen(
        command, cwd=tmp_path, stderr=subprocess.PIPE, encoding="utf-8"
    ) as process:
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(2)
        process.send_signal(signal.SIGINT)
        process.wait(20)
        assert process.stderr
        assert process.stderr.read() == "kaigiroku: 中断しました。\n"
        assert process.returncode == 130


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["find", "x"],
        ["search"],
        ["search", "x", "--limit", "0"],
        ["search", "x", "--limit", "many"],
        ["search", "x", "--offset", "-1"],
        ["search", "x", "--sort", "best"],
        ["search", "x", "--role", "king"],
        ["search", "x", "--year", "令和"],
        ["search", "x", "--nothing"],
        ["search", "x", "--limit"],
        ["export", "--json=yes"],
        ["export", "more"],
        ["serve", "--port", "99999"],
    ],
)
def test_wrong_usage_is_one_line_and_status_2(arguments, run):
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    line = one_line(done)
    assert "--help" in line
    assert not re.search(r"argument|usage|invalid|required|expected", line)
