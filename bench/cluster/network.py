"""A network of this machine's own for some nodes, of which each can be cut off from the others.

Each node is in a network namespace with two links: one to this process, for requests, and one to
the other nodes. Only the second is cut, so that both sides can still be asked. Needs Linux and
root. The addresses are private, and reach nothing but these namespaces.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from cluster.nodes import NoNodes, Place

_HTTP_PORT, _TRANSPORT_PORT = 9200, 9300
# For requests, and between the nodes.
_LINKS = ("q", "t")


class Network:
    """The links of some nodes, by number."""

    def __init__(self, count: int) -> None:
        # Names of links have 15 characters at most.
        process = os.getpid()
        self._name = f"kg{process % 10**6}"
        # Others of this machine have others.
        self._prefixes = {
            link: f"10.{64 + process % 128}.{2 * (process // 128 % 128) + at}"
            for at, link in enumerate(_LINKS)
        }
        self.places = [
            Place(
                ("ip", "netns", "exec", self._namespace(number)),
                (f"{self._prefixes['q']}.{number + 1}", _HTTP_PORT),
                (f"{self._prefixes['t']}.{number + 1}", _TRANSPORT_PORT),
            )
            for number in range(count)
        ]

    def _namespace(self, number: int) -> str:
        return f"{self._name}n{number}"

    def _link(self, number: int, network: str) -> str:
        return f"{self._name}{network}{number}"

    def make(self) -> None:
        """Make it. Raises NoNodes."""
        for network, prefix in self._prefixes.items():
            bridge = f"{self._name}{network}"
            _ip("link", "add", bridge, "type", "bridge")
            _ip("link", "set", "dev", bridge, "up")
            if network == "q":
                _ip("address", "add", f"{prefix}.254/24", "dev", bridge)
        for number in range(len(self.places)):
            space = self._namespace(number)
            _ip("netns", "add", space)
            _ip("-netns", space, "link", "set", "dev", "lo", "up")
            for network, prefix in self._prefixes.items():
                link = self._link(number, network)
                _ip("link", "add", link, "type", "veth", "peer", "name", network, "netns", space)
                _ip("link", "set", "dev", link, "master", f"{self._name}{network}", "up")
                address = f"{prefix}.{number + 1}/24"
                _ip("-netns", space, "address", "add", address, "dev", network)
                _ip("-netns", space, "link", "set", "dev", network, "up")

    def cut(self, number: int) -> None:
        """Let nothing pass between a node and the others; nobody is told."""
        _ip("link", "set", "dev", self._link(number, "t"), "nomaster")

    def join(self, number: int) -> None:
        """Undo a cut."""
        _ip("link", "set", "dev", self._link(number, "t"), "master", f"{self._name}t")

    def remove(self) -> None:
        """Remove what there is of it."""
        for number in range(len(self.places)):
            _ip("netns", "delete", self._namespace(number), check=False)
        for network in _LINKS:
            _ip("link", "delete", f"{self._name}{network}", check=False)


@contextmanager
def network(count: int) -> Iterator[Network]:
    """A network until the context is left. Raises NoNodes."""
    if not shutil.which("ip") or os.geteuid() != 0:
        raise NoNodes("a network of one's own needs Linux's ip command, and root")
    made = Network(count)
    try:
        made.make()
        yield made
    finally:
        made.remove()


def _ip(*arguments: str, check: bool = True) -> None:
    done = subprocess.run(["ip", *arguments], capture_output=True, text=True, check=False)
    if check and done.returncode:
        raise NoNodes(f"ip {' '.join(arguments)}: {done.stderr.strip()}")
