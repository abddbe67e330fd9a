"""`index --watch`, and `show` of addresses that have moved or vanished."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).with_name("kaigiroku")
PATIENCE = 60


class Follower:
    """The command, following a folder; its output is in the file `said`."""

    def __init__(self, folder: Path, home: Path, said: Path) -> None:
        self.said = said
        self._output = said.open("wb")
        self.process = subprocess.Popen(
            [COMMAND, "index", "--watch", folder, "--index", home],
            stdout=self._output,
            stderr=subprocess.STDOUT,
        )

    def wait_for(self, words: str, times: int = 1) -> None:
        """Wait until these words have been printed."""
        ends = time.monotonic() + PATIENCE
        while self.said.read_text().count(words) < times:
            assert self.process.poll() is None, self.said.read_text()
            assert time.monotonic() < ends, self.said.read_text()
            time.sleep(0.1)

    def stop(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        try:
            return self.process.wait(PATIENCE)
        finally:
            self.process.kill()
            self._output.close()

    def stops_in_order(self, number: signal.Signals, home: Path) -> None:
        """Stop it; it says so, fails in nothing and leaves nothing half made."""
        status, said = self.stop(number), self.said.read_text()
        assert status == 0, said
        assert said.endswith("止めました。\n")
        assert "Traceback" not in said
        assert not list(home.glob("draft-*"))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_following_stops_in_order_after_the_commit(samples, tmp_path, number):
    home = tmp_path / "store"
    follower = Follower(samples, home, tmp_path / "said")
    try:
        follower.wait_for("追加 5")
    finally:
        follower.stops_in_order(number, home)


def test_a_folder_is_followed_until_a_signal(run, samples, tmp_path):
    folder, home = tmp_path / "minutes", tmp_path / "store"
    folder.mkdir()
    (folder / "012.txt").write_bytes((samples / "012.txt").read_bytes())
    follower = Follower(folder, home, tmp_path / "said")
    try:
        follower.wait_for("追加: minutes/012.txt")
        (folder / "013.txt").write_bytes((samples / "013.txt").read_bytes())
        (folder / "012.txt").rename(folder / "other.txt")
        follower.wait_for("追加: minutes/013.txt")
        follower.wait_for("改名: minutes/012.txt → minutes/other.txt")
        (folder / "bad.txt").write_bytes(bytes(range(256)) * 40)
        follower.wait_for("minutes/bad.txt 3行: ")
        (folder / "bad.txt").write_bytes((samples / "014.txt").read_bytes())
        (folder / "other.txt").unlink()
        follower.wait_for("追加: minutes/bad.txt")
        follower.wait_for("削除: minutes/other.txt")
    finally:
        follower.stops_in_order(signal.SIGINT, home)
    found = json.loads(run("search", "サーバ", "--index", home, "--json").stdout)
    assert found["searched"]["meetings"] == 2


def test_a_second_follower_waits_and_does_not_write(other_writer, samples, tmp_path):
    home = tmp_path / "store"
    with other_writer(home) as other:
        follower = Follower(samples, home, tmp_path / "said")
        try:
            follower.wait_for("別の処理が索引に書き込んでいます")
            other.communicate(timeout=PATIENCE)
            follower.wait_for("追加 5")
        finally:
            assert follower.stop(signal.SIGTERM) == 0
    assert follower.said.read_text().count("別の処理が") == 1


def test_show_says_where_an_address_moved_or_that_it_vanished(run, samples, tmp_path):
    path, home = tmp_path / "013.txt", tmp_path / "store"
    text = (samples / "013.txt").read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8")
    run("index", path, "--index", home)
    old = [json.loads(line) for line in run("export", "--index", home).stdout.splitlines()]
    changed = next(each for each in old if "いくつの窓口" in each["text"])
    meeting = changed["meeting"]
    path.write_text(text.replace("いくつの窓口", "幾つもの窓口", 1), encoding="utf-8")
    run("index", path, "--index", home)
    shown = run("show", f"/exchanges/{changed['exchange']}", "--index", home)
    assert shown.returncode == 0
    assert "幾つもの窓口" in shown.stdout
    assert "移っています" in shown.stderr
    path.unlink()
    run("index", path, "--index", home)
    for address in (f"/meetings/{meeting}", changed["exchange"], f"/exchanges/x#{changed['id']}"):
        gone = run("show", address, "--index", home)
        assert gone.returncode == 1
        assert "幾つもの窓口" in gone.stdout
        assert (
            "現在は公開されていません" in gone.stderr or "現在の会議録にはありません" in gone.stderr
        )
        shown = json.loads(run("show", address, "--index", home, "--json").stdout)
        assert list(shown) == ["gone", "last"]
