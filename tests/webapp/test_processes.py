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
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import quote

import pytest

from indexer.pipeline import index_paths
from webapp.server import CAN_FORK

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="one process only")

PATIENCE = 60.0


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

    def get(self, path: str, *, patience: float = PATIENCE) -> str:
        """A page, asked for over a new connection."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=patience)) as connection:
            connection.request("GET", quote(path, safe="/?=&"))
            answer = connection.getresponse()
            assert answer.status == 200
            return answer.read().decode()


def soon(holds: Callable[[], object], patience: float = PATIENCE) -> bool:
    """True if the condition comes to hold within the patience, in seconds."""
    until = monotonic() + patience
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


HEAD = b"GET /?q= HTTP/1.1\r\nHost: kura.example\r\nX-Slow: "
BODY = b"POST / HTTP/1.1\r\nHost: kura.example\r\nContent-Length: 9000\r\n\r\n"
WHOLE = b"GET /?q=%E9%8D%B5 HTTP/1.1\r\nHost: kura.example\r\n\r\n"


@contextmanager
def slow_clients(
    served: Served, beginnings: Sequence[bytes], source: str = "127.0.0.1", drip: bytes = b"x"
) -> Iterator[list[socket.socket]]:
    """Connections with these beginnings, which then send byte after byte."""
    where = ("127.0.0.1", served.port)
    opened = [socket.create_connection(where, PATIENCE, (source, 0)) for _ in beginnings]
    ended = threading.Event()

    def send_on() -> None:
        while not ended.wait(0.2):
            for each in opened:
                with suppress(OSError):
                    each.sendall(drip)

    for each, beginning in zip(opened, beginnings, strict=True):
        each.setblocking(False)
        with suppress(OSError):
            each.sendall(beginning)
    sender = threading.Thread(target=send_on)
    sender.start()
    try:
        yield opened
    finally:
        ended.set()
        sender.join()
        for each in opened:
            each.close()


def is_closed(connection: socket.socket) -> bool:
    """True if the server has closed a connection."""
    try:
        return connection.recv(1 << 16) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def sockets(pid: int) -> int:
    """How many sockets a process has."""
    found = 0
    for file in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):
            found += str(file.readlink()).startswith("socket:")
    return found


def test_slow_clients_delay_no_other(sample_index):
    """Many more than there may be send a byte now and then, or never read the answer."""
    with serving(sample_index, "--processes", "2", "--connections", "50") as served:
        kept = HTTPConnection("127.0.0.1", served.port, timeout=PATIENCE)
        with closing(kept), slow_clients(served, [HEAD, BODY, WHOLE] * 60) as slow:
            for _ in range(10):
                assert "会議録" in served.get("/")
                kept.request("GET", "/")
                assert kept.getresponse().read()
            assert soon(lambda: sum(map(is_closed, slow)) > 80)
            # Eight tenths of the connections, some about to be closed, and the listening one.
            assert all(sockets(child) <= 45 for child in served.children())


def test_many_connections_of_one_address_close_none_of_another(sample_index):
    with serving(sample_index, "--processes", "1", "--connections", "50") as served:
        kept = HTTPConnection("127.0.0.1", served.port, timeout=PATIENCE)
        with closing(kept):
            kept.request("GET", "/")
            assert kept.getresponse().read()
            with slow_clients(served, [HEAD] * 60, "127.0.0.2") as slow:
                assert soon(lambda: sum(map(is_closed, slow)) >= 15)
                kept.request("GET", "/")
                assert kept.getresponse().read()


def test_who_asks_for_much_delays_others_by_little(sample_index):
    """Of two hundred requests of another address, most are still unanswered when ours is."""
    with (
        serving(sample_index, "--processes", "1") as served,
        slow_clients(served, [WHOLE[:-2]] * 200, "127.0.0.2", drip=b"") as flood,
        closing(HTTPConnection("127.0.0.1", served.port, timeout=PATIENCE)) as kept,
    ):
        kept.request("GET", "/")
        assert kept.getresponse().read()
        # All requests are there when the server goes on, ours as the last.
        served.process.send_signal(signal.SIGSTOP)
        for each in flood:
            each.sendall(WHOLE[-2:])
        kept.request("GET", "/?q=%E9%8D%B5")
        served.process.send_signal(signal.SIGCONT)
        assert kept.getresponse().read()
        assert sum(map(is_unanswered, flood)) > 50
        assert soon(lambda: not any(map(is_unanswered, flood)))


def is_unanswered(connection: socket.socket) -> bool:
    """True if nothing of an answer has arrived."""
    try:
        connection.recv(1, socket.MSG_PEEK)
    except BlockingIOError:
        return True
    return False


@pytest.mark.parametrize(
    ("beginning", "drip"), [(HEAD, b"x"), (BODY, b"x"), (b"", b""), (b"", b"\r\n"), (b"G", b"\r\n")]
)
def test_a_whole_request_has_a_deadline(sample_index, beginning, drip):
    with serving(sample_index, "--processes", "1", "--timeout", "1") as served:
        kept = HTTPConnection("127.0.0.1", served.port, timeout=PATIENCE)
        with closing(kept), slow_clients(served, [beginning], drip=drip) as slow:
            kept.request("GET", "/")
            assert kept.getresponse().read()
            assert soon(lambda: is_closed(slow[0]))
            # A browser's connection is kept for its next request.
            kept.request("GET", "/")
            assert kept.getresponse().read()


class Asking(threading.Thread):
    """Asks for page after page until the server takes no more; `lost` are those not answered."""

    def __init__(self, port: int, *, keeps: bool) -> None:
        super().__init__()
        self._where, self._keeps = ("127.0.0.1", port), keeps
        self.answered = 0
        self.lost: list[str] = []

    def run(self) -> None:
        while True:
            try:
                connection = HTTPConnection(*self._where, timeout=PATIENCE)
                connection.connect()
            except ConnectionRefusedError:
                return
            with closing(connection):
                self._ask(connection)

    def _ask(self, connection: HTTPConnection) -> None:
        while connection.sock is not None:
            try:
                connection.request("GET", "/?q=%E9%8D%B5")
                answer = connection.getresponse()
                assert "</html>" in answer.read().decode()
            except Exception as error:
                self.lost.append(repr(error))
                return
            self.answered += 1
            if not self._keeps:
                return


@pytest.mark.parametrize("processes", ["1", "2"])
def test_what_was_accepted_is_answered_before_the_server_ends(sample_index, processes):
    with serving(sample_index, "--processes", processes) as served:
        clients = [Asking(served.port, keeps=number % 2 == 0) for number in range(20)]
        with slow_clients(served, [HEAD, BODY, b""]):
            for client in clients:
                client.start()
            assert soon(lambda: all(client.answered > 2 for client in clients))
            served.process.terminate()
            if processes == "1":
                # Once more while the slow clients are waited for, when the socket is closed. With
                # several processes a second signal ends them at once.
                sleep(0.5)
                served.process.terminate()
            said = served.process.communicate(timeout=PATIENCE)
        for client in clients:
            client.join()
        assert [client.lost for client in clients if client.lost] == []
        assert (served.process.returncode, said) == (0, ("", ""))


def test_a_server_whose_processes_cannot_start_gives_up(served):
    first, second = served.children()
    shutil.rmtree(served.home)
    os.kill(first, signal.SIGKILL)
    assert soon(lambda: served.children() - {first, second})
    # The other has the index in memory, and answers meanwhile.
    assert "会議録" in served.get("/")
    os.kill(second, signal.SIGKILL)
    _, said = served.process.communicate(timeout=PATIENCE)
    assert served.process.returncode == 1
    assert "起動できなかったため、終了します" in said.splitlines()[-1]
    assert "Traceback" not in said
    assert said.count("索引がありません") < 12


def test_a_file_that_is_cut_while_it_is_served_is_named(served):
    """Reading a page that is gone ends a process; its successor looks at the files and says why."""
    for file in served.home.glob("g*/*.folded.col"):
        os.truncate(file, 0)

    def has_ended() -> bool:
        # Nobody answers while a successor is awaited: the next request is not to wait for that.
        with suppress(OSError, HTTPException):
            served.get("/?q=サーバ", patience=1)
        return served.process.poll() is not None

    # It pauses longer and longer before it gives up.
    assert soon(has_ended, 2 * PATIENCE)
    _, said = served.process.communicate(timeout=PATIENCE)
    assert f"起動し直します（終了コード {-signal.SIGBUS}）" in said
    assert ".folded.col" in said
    assert "Traceback" not in said
