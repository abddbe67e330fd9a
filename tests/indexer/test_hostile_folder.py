"""Modules that somebody put into the folder of the minutes are never run."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = [str(Path(sys.executable).with_name("kaigiroku"))]
MODULE = [sys.executable, "-m", "kaigiroku"]
HOSTILE = """
with open({marks!r}, "a") as marks:
    marks.write(__name__ + "\\n")
raise ImportError("hostile")
"""


@pytest.fixture
def hostile(tmp_path, pdf, sheet):
    """A folder with a PDF, text for several processes, and modules that leave a mark."""
    folder = tmp_path / "minutes"
    code = HOSTILE.format(marks=str(tmp_path / "marks"))
    for name in ("indexer", "index", "webapp", "presentation", "whoosh", "indexer/sources"):
        (folder / name).mkdir(parents=True)
        (folder / name / "__init__.py").write_text(code)
    for name in ("multiprocessing", "numpy", "sitecustomize", "usercustomize", "json", "signal"):
        (folder / f"{name}.py").write_text(code)
    (folder / "bridge.pdf").write_bytes(pdf([sheet().lines(["〇議長　橋の補修を始めます。"])]))
    lines = (f"〇議長　{number}番の水門の鍵は庫務係が持つ。\n" for number in range(20_000))
    (folder / "gate.txt").write_text("".join(lines), encoding="utf-8")
    return folder


@pytest.mark.parametrize("start", [COMMAND, MODULE], ids=["kaigiroku", "python -m kaigiroku"])
def test_no_command_runs_what_lies_in_the_working_directory(start, hostile, tmp_path):
    environment = {k: v for k, v in os.environ.items() if k != "KAIGIROKU_INDEX"}

    def run(*arguments):
        return subprocess.run(
            [*start, "--index", str(tmp_path / "store"), *arguments],
            cwd=hostile,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    done = [run("check", "."), run("index", "."), run("search", "水門"), run("show", "m")]
    assert [each.returncode for each in done] == [0, 0, 0, 1], done
    assert "橋の補修" in run("search", "橋").stdout
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    with subprocess.Popen(
        [*start, "--index", str(tmp_path / "store"), "serve", "--port", port],
        cwd=hostile,
        env=environment,
        stdout=subprocess.PIPE,
    ) as server:
        assert server.stdout is not None
        assert port.encode() in server.stdout.readline()
        server.send_signal(signal.SIGTERM)
    assert not (tmp_path / "marks").exists(), (tmp_path / "marks").read_text()
