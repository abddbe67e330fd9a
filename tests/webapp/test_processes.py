"""The server with several processes: dead ones are replaced, and all end with the parent."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import quote

import pytest

from indexer.pipeline import index_paths
from webapp.server import CAN_FORK

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="one process only")

PATIENCE = 15.0


class Served:
    """`kaigiroku serve` over an index of its own, in a session of its own."""

    def __init__(self, process: subprocess.Popen[str], home: Path) -> None:
        assert process.stdout is not None
        self.process = process
        self.home = home
        self.told = process.stdout.readline()
        self.port = int(self.told.split()[0].rstrip("/").rsplit(":")[-1])

    def children(self) -> set[int]:
        tasks = Path(f"/proc/{self.process.pid}/task").iterdir()
        found: set[int] = set()
        for task in tasks:
            # A thread may have ended meanwhile.
            with suppress(FileNotFoundError):
                found.update(map(int, (task / "children").read_text().split()))
        return found

    def get(self, path: str) -> str:
        """A page, asked for over a new connection."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as connection:
            connection.request("GET", quote(path, safe="/?=&"))
            answer = connection.getresponse()
            assert answer.status == 200
            return answer.read().decode()


def soon(holds: Callable[[], object]) -> bool:
    """True if the condition comes to hold within PATIENCE."""
    until = monotonic() + PATIENCE
    while not holds():
        if monotonic() > until:
            return False
        sleep(0.02)
    return True


def alive(pid: int) -> bool:
    """True if a process is running, and no zombie."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


@contextmanager
def serving(home: Path, *options: str) -> Iterator[Served]:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
    command = [Path(sys.executable).with_name("kaigiroku"), "serve", "--index", home]
    process = subprocess.Popen(
        [*command, "--port", str(port), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    try:
        yield Served(process, home)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


@pytest.fixture
def served(tmp_path, sample_index) -> Iterator[Served]:
    home = tmp_path / "store"
    shutil.copytree(sample_index, home)
    with serving(home, "--processes", "2") as started:
        assert soon(lambda: len(started.children()) == 2)
        yield started


def alone(served: Served, child: int) -> None:
    """Halt the other processes, so that this one answers."""
    for other in served.children() - {child}:
        os.kill(other, signal.SIGSTOP)
    os.kill(child, signal.SIGCONT)


def test_every_process_answers(served):
    for child in served.children():
        alone(served, child)
        assert "会議録" in served.get("/")


def test_every_process_follows_a_commit(served, tmp_path):
    """No process keeps the files of the previous index, which would fill the disk."""
    for child in served.children():
        alone(served, child)
        assert "見つかりませんでした" in served.get("/?q=蒸気機関車")
        assert generations(child, served.home) == {"g00000001"}
    minutes = tmp_path / "new.txt"
    minutes.write_text("令和6年4月1日\n\n○議長　蒸気機関車の保存について申し上げます。\n")
    index_paths([minutes], served.home, rebuild=True)
    for child in served.children():
        alone(served, child)
        assert "見つかりませんでした" not in served.get("/?q=蒸気機関車")
        assert soon(lambda at=child: generations(at, served.home) == {"g00000002"})
    assert generations(served.process.pid, served.home) == set()


def generations(pid: int, home: Path) -> set[str]:
    """The generations of the index whose files a process holds in memory.

    But the compiled lexicon, which is small, opened once, and the same in all of them.
    """
    maps = Path(f"/proc/{pid}/maps").read_text()
    return set(re.findall(rf"{re.escape(str(home))}/(g\d+)/(?!words\.dic)", maps))


def test_a_killed_process_is_replaced(served):
    victim, other = served.children()
    os.kill(victim, signal.SIGKILL)
    assert soon(lambda: len(served.children() - {victim}) == 2)
    (new,) = served.children() - {other}
    alone(served, new)
    assert "会議録" in served.get("/")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_server_ends_in_order(served, number):
    children = served.children()
    served.process.send_signal(number)
    said = served.process.communicate(timeout=PATIENCE)
    assert (served.process.returncode, said) == (0, ("", ""))
    assert not [pid for pid in children if Path(f"/proc/{pid}").exists()]


def test_the_server_ends_in_order_when_interrupted_at_the_terminal(served):
    """Ctrl+C goes to every process of the terminal."""
    children = served.children()
    os.killpg(served.process.pid, signal.SIGINT)
    said = served.process.communicate(timeout=PATIENCE)
    assert (served.process.returncode, said) == (0, ("", ""))
    assert not [pid for pid in children if Path(f"/proc/{pid}").exists()]


def test_no_process_outlives_a_killed_parent(served):
    children = served.children()
    served.process.kill()
    assert soon(lambda: not any(map(alive, children)))


def test_one_process_serves_alone(tmp_path, sample_index):
    with serving(sample_index, "--processes", "1") as served:
        assert "会議録" in served.get("/")
        assert served.children() == set()
        served.process.terminate()
        assert served.process.communicate(timeout=PATIENCE) == ("", "")
        assert served.process.returncode == 0


def test_more_clients_than_threads_wait_and_are_answered(served):
    answers: list[str] = []
    clients = [
        threading.Thread(target=lambda: answers.append(served.get("/?q=サーバ"))) for _ in range(60)
    ]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    assert len(answers) == 60 and len(set(answers)) == 1
    served.process.terminate()
    assert served.process.communicate(timeout=PATIENCE) == ("", "")


def test_slow_clients_delay_no_other(served):
    """Many that send half a request, and then nothing, or that never read the answer."""
    slow = [socket.create_connection(("127.0.0.1", served.port)) for _ in range(40)]
    for number, each in enumerate(slow):
        half = b"GET /?q= HTTP/1.1\r\nHost: x\r\nX-Slow:"
        each.sendall(half if number % 2 else b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    started = monotonic()
    for _ in range(10):
        assert "会議録" in served.get("/")
    assert monotonic() - started < PATIENCE
    for each in slow:
        each.close()
