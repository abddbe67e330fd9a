"""The output on a terminal and of a running server: marks, folded lines, progress, addresses."""

from __future__ import annotations

import json
import os
import pty
import re
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

COMMAND = Path(sys.executable).with_name("kaigiroku")


def on_terminal(arguments, **environment) -> str:
    """The output of a command on a terminal of 60 columns."""
    ours, theirs = pty.openpty()
    size = {"COLUMNS": "60", "LINES": "24", "TERM": "xterm"}
    kept = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    with subprocess.Popen(
        [COMMAND, *arguments], stdout=theirs, stderr=theirs, env={**kept, **size, **environment}
    ) as process:
        os.close(theirs)
        printed = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:
                break
            if not part:
                break
            printed += part
    os.close(ours)
    assert process.returncode == 0
    return printed.decode().replace("\r\n", "\n")


def test_on_a_terminal_matches_are_marked_and_lines_folded(sample_index):
    arguments = ["search", "サーバ室", "--index", sample_index, "--limit", "3"]
    marked = on_terminal(arguments)
    plain = on_terminal(arguments, NO_COLOR="1")
    assert "\x1b[1;4mサーバ室\x1b[0m" in marked
    assert "\x1b" not in plain
    texts = [line for line in plain.splitlines() if re.match(r"  (質問|答え|意見|注記| {8})", line)]
    assert len(texts) > 4
    assert all(len(line) <= 45 for line in texts)


def test_progress_is_one_line_on_a_terminal(samples, tmp_path):
    printed = on_terminal(["index", samples, "--index", tmp_path / "store"])
    progress, outcome = printed.rsplit("\x1b[K", 1)
    assert "\n" not in progress
    assert "016.txt" in progress
    assert "追加 5" in outcome


def test_serve_prints_its_address_and_follows_new_minutes(run, samples, tmp_path):
    store = tmp_path / "store"
    assert run("index", samples / "012.txt", "--index", store).returncode == 0
    command = [COMMAND, "serve", "--index", store, "--port", free_port()]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as server:
        try:
            assert server.stdout
            address = re.search(r"http://\S+", server.stdout.readline())
            assert address
            assert meetings(address[0]) == 1
            assert run("index", samples, "--index", store).returncode == 0
            assert meetings(address[0]) == 5
        finally:
            server.terminate()


def free_port() -> str:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return str(taken.getsockname()[1])


def meetings(address: str) -> int:
    with urllib.request.urlopen(f"{address}api/search?q=x", timeout=20) as answer:
        count: int = json.load(answer)["searched"]["meetings"]
        return count


def test_minutes_do_not_steer_the_terminal(run, tmp_path):
    speech = {"speechID": "m1_001", "speechOrder": 1, "speech": "水道の\x1b[2J\u009b2J話です。"}
    record = {
        "issueID": "m1",
        "nameOfHouse": "東雲町議会",
        "nameOfMeeting": "本会議",
        "date": "2024-06-03",
        "speechRecord": [speech],
    }
    (tmp_path / "a.json").write_text(json.dumps(record), encoding="utf-8")
    assert run("index", tmp_path / "a.json", "--index", tmp_path / "store").returncode == 0
    printed = on_terminal(["search", "水道", "--index", tmp_path / "store"])
    assert "\x1b[1;4m水道\x1b[0m" in printed
    assert "\x1b[2J" not in printed
    assert "\u009b" not in printed
