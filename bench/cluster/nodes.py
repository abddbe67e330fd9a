"""A real cluster on this machine, for tests and measures: some nodes, each a process.

The nodes are made of jars that Maven fetches once; Java 17 is enough, and no container is needed.

    nodes.py run N COMMAND…   start N nodes, run a command with their addresses in
                              KAIGIROKU_TEST_CLUSTER, stop them; status 77 if there can be no
                              nodes here, because Java or Maven is absent or nothing can be fetched
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from socket import socket
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from typing import NamedTuple

HERE = Path(__file__).parent
# Where the jars are kept, and what the command finds the nodes by.
HOME_VARIABLE, NODES_VARIABLE = "KAIGIROKU_CLUSTER_HOME", "KAIGIROKU_TEST_CLUSTER"
HEAP = os.environ.get("KAIGIROKU_CLUSTER_HEAP", "512m")
_MAIN = "SearchNode"
_FETCH_SECONDS, _START_SECONDS, _STOP_SECONDS = 600, 400, 60
_SKIPPED = 77
_SUCCESS = 200


class NoNodes(Exception):
    """There can be no nodes here; says why."""


def fetch() -> Path:
    """The folder of the jars, fetched unless they are there. Raises NoNodes."""
    for program in ("java", "javac", "mvn"):
        if not shutil.which(program):
            raise NoNodes(f"{program} is absent")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    home = Path(os.environ.get(HOME_VARIABLE) or cache / "kaigiroku" / "cluster")
    done = home / "fetched"
    wanted = (HERE / "pom.xml").read_text() + (HERE / f"{_MAIN}.java").read_text()
    if not done.exists() or done.read_text() != wanted:
        home.mkdir(parents=True, exist_ok=True)
        jars = home / "jars"
        shutil.rmtree(jars, ignore_errors=True)
        _run("mvn", "-q", "-B", "-f", str(HERE / "pom.xml"), "dependency:copy-dependencies",
             f"-DoutputDirectory={jars}")  # fmt: skip
        _run("javac", "-cp", f"{jars}/*", "-d", str(home), str(HERE / f"{_MAIN}.java"))
        done.write_text(wanted)
    return home


def _run(*command: str) -> None:
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_FETCH_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise NoNodes(f"{command[0]} took more than {_FETCH_SECONDS} s") from error
    if done.returncode:
        lines = [line for line in (done.stdout + done.stderr).splitlines() if "ERROR" in line]
        raise NoNodes(f"{command[0]}: {' '.join(lines[:1])[:300]}")


class Place(NamedTuple):
    """Where a node is: what starts a program there, and where it listens (host, port).

    `http` is for requests, `transport` for the other nodes.
    """

    start: tuple[str, ...]
    http: tuple[str, int]
    transport: tuple[str, int]


class Nodes:
    """Some nodes of one cluster, numbered from 0; their data is in a folder."""

    def __init__(self, places: Sequence[Place], folder: Path) -> None:
        self._home = fetch()
        self._folder = folder
        self._places = places
        self._processes: list[subprocess.Popen[bytes] | None] = [None] * len(places)

    def __len__(self) -> int:
        return len(self._places)

    @property
    def addresses(self) -> list[str]:
        """`host:port` of each node."""
        return [":".join(map(str, place.http)) for place in self._places]

    def start(self, numbers: Sequence[int] | None = None) -> None:
        """Start nodes, and wait until all that run are one cluster and it is green."""
        for number in range(len(self)) if numbers is None else numbers:
            self._start(number)
        self.wait()

    def _start(self, number: int) -> None:
        if self._processes[number] is not None:
            return
        own = self._folder / f"node{number}"
        (own / "tmp").mkdir(parents=True, exist_ok=True)
        (own / "config").mkdir(exist_ok=True)
        place = self._places[number]
        names = [f"node{each}" for each in range(len(self))]
        seeds = [":".join(map(str, each.transport)) for each in self._places]
        settings = {
            "cluster.name": self._folder.name,
            "node.name": names[number],
            "http.host": place.http[0],
            "http.port": place.http[1],
            "transport.host": place.transport[0],
            "transport.port": place.transport[1],
            "path.data": own / "data",
            "path.logs": own / "logs",
            "discovery.seed_hosts": ",".join(seeds),
            "cluster.initial_cluster_manager_nodes": ",".join(names),
            # Otherwise nothing is placed on a disk that is nearly full.
            "cluster.routing.allocation.disk.threshold_enabled": "false",
        }
        command = [
            *place.start,
            *("java", f"-Xms{HEAP}", f"-Xmx{HEAP}", "-XX:TieredStopAtLevel=1"),
            *("-Xshare:auto", "-XX:+UseSerialGC"),
            *(f"-Djava.io.tmpdir={own / 'tmp'}", "-Dlog4j2.level=WARN"),
            *("-cp", f"{self._home}{os.pathsep}{self._home / 'jars'}/*", _MAIN, str(own)),
            *(f"{name}={value}" for name, value in settings.items()),
        ]
        with (own / "log").open("ab") as log:
            self._processes[number] = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )

    def wait(self) -> None:
        """Wait until all nodes that run are one cluster, and it is green. Raises NoNodes."""
        count = sum(each is not None for each in self._processes)
        path = f"/_cluster/health?wait_for_nodes={count}&wait_for_status=green&timeout=5s"
        until = monotonic() + _START_SECONDS
        while monotonic() < until:
            for number, process in enumerate(self._processes):
                if process is None:
                    continue
                if process.poll() is not None:
                    raise NoNodes(f"node {number} ended: {self._last_line(number)}")
                if self.ask(number, path)[0] == _SUCCESS:
                    return
            sleep(0.3)
        seen = [self.ask(each, "/_cluster/health?local=true")[1] for each in range(len(self))]
        raise NoNodes(f"the nodes did not become one cluster in {_START_SECONDS} s: {seen}")

    def _last_line(self, number: int) -> str:
        lines = (self._folder / f"node{number}" / "log").read_text(errors="replace").splitlines()
        return next((line for line in reversed(lines) if line.strip()), "")[:300]

    def kill(self, number: int) -> None:
        """End a node at once, as when its machine fails (SIGKILL)."""
        process, self._processes[number] = self._processes[number], None
        if process is not None:
            process.kill()
            process.wait()

    def manager(self) -> int:
        """The node that is the elected manager."""
        names = (self.manager_of(each) for each in range(len(self)) if self._processes[each])
        found = next(filter(None, names), None)
        if found is None:
            raise NoNodes("no node knows a manager")
        return int(found.removeprefix("node"))

    def manager_of(self, number: int) -> str | None:
        """The name of the manager that a node follows; None if it has none, or does not answer."""
        status, answer = self.ask(number, "/_cat/cluster_manager?h=node&local=true")
        # A node without a manager may answer with a line of dashes.
        return answer.strip().strip("-") or None if status == _SUCCESS else None

    def ask(
        self, number: int, path: str, method: str = "GET", body: str | None = None
    ) -> tuple[int, str]:
        """What a node answers: status and text; status 0 if it does not."""
        connection = HTTPConnection(*self._places[number].http, timeout=20)
        try:
            headers = {"Content-Type": "application/json"} if body else {}
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, HTTPException):
            return 0, ""
        finally:
            connection.close()

    def cpu_seconds(self) -> float:
        """The CPU time of all nodes that run."""
        ticks = os.sysconf("SC_CLK_TCK")
        stats = (Path(f"/proc/{each.pid}/stat").read_text() for each in self._processes if each)
        return sum(sum(map(int, stat.rpartition(")")[2].split()[11:13])) / ticks for stat in stats)

    def stop(self) -> None:
        for running_process in filter(None, self._processes):
            running_process.terminate()
        for number, process in enumerate(self._processes):
            if process is not None:
                try:
                    process.wait(_STOP_SECONDS)
                except subprocess.TimeoutExpired:
                    self.kill(number)
        self._processes = [None] * len(self)


def on_this_machine(count: int) -> list[Place]:
    """Places that only this machine reaches."""
    ports = [("127.0.0.1", port) for port in _free_ports(2 * count)]
    return [Place((), *pair) for pair in zip(ports[:count], ports[count:], strict=True)]


def _free_ports(count: int) -> list[int]:
    sockets = [socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports: list[int] = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


@contextmanager
def running(places: Sequence[Place]) -> Iterator[Nodes]:
    """Nodes of a new cluster, until the context is left. Raises NoNodes."""
    # So that they are stopped, too, when time is up.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with TemporaryDirectory(prefix="kaigiroku-nodes-") as folder:
        nodes = Nodes(places, Path(folder))
        try:
            nodes.start()
            yield nodes
        finally:
            nodes.stop()


def main() -> int:
    if len(sys.argv) < 4 or sys.argv[1] != "run":
        print(__doc__, file=sys.stderr)
        return 2
    try:
        with running(on_this_machine(int(sys.argv[2]))) as nodes:
            environment = {**os.environ, NODES_VARIABLE: ",".join(nodes.addresses)}
            return subprocess.run(sys.argv[3:], env=environment, check=False).returncode
    except NoNodes as error:
        print(f"no cluster to test on: {error}", file=sys.stderr)
        return _SKIPPED


if __name__ == "__main__":
    sys.exit(main())
