"""Cut a node of three off from the others while all can be asked: is there one cluster, or two?

    python bench/cluster/cut.py [--searches 300] [FILE…]

The manager is cut off, then another node: nothing passes between it and the others, without a word
to any of them, and each can still be asked by us. Meanwhile searches run, each of which must give
what it gave before; then minutes are indexed, of which none may be lacking or double. While it is
cut, the lone node must follow no manager and say of nothing that it is written; the two others
must have one, and write. Needs Linux and root, for a network of its own (network.py). Exit status
1 if anything is otherwise.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).parents[1]))

from common.commands import ROOT, command_parser

from cluster.network import Network, network
from cluster.nodes import Nodes, NoNodes, running
from cluster.trials import Trials

# Seconds until the nodes must have noticed.
_NOTICED = 150
_FOUND, _CREATED = 200, 201


class _Cut:
    """Cuts off the node that is chosen when it is time, and watches both sides."""

    def __init__(self, trials: Trials, links: Network, choose: Callable[[], int]) -> None:
        self._trials, self._nodes, self._links, self._choose = trials, trials.nodes, links, choose
        self._lone = -1
        # The documents that are written while it is cut begin with this.
        self._name = ""

    def cut(self) -> None:
        """Cut it off, wait until all have noticed, and let both sides write."""
        self._lone = self._choose()
        self._name = uuid4().hex
        self._links.cut(self._lone)
        started = monotonic()
        while not (one := self._one_cluster()) and monotonic() - started < _NOTICED:
            sleep(0.5)
        print(f"noticed after {monotonic() - started:.0f} s: {self._managers()}", flush=True)
        written = {number: self._write(number) for number in range(len(self._nodes))}
        print(f"written: {written}", flush=True)
        wanted = {number: number != self._lone for number in written}
        if not one or written != wanted:
            self._trials.failures.append("two clusters")

    def _managers(self) -> list[str | None]:
        """The manager that each node follows."""
        return [self._nodes.manager_of(number) for number in range(len(self._nodes))]

    def _one_cluster(self) -> bool:
        managers = self._managers()
        lone = managers.pop(self._lone)
        others = [each for each in range(len(self._nodes)) if each != self._lone]
        counts = {self._count(number) for number in others}
        one = len({*managers}) == 1 and None not in managers
        return lone is None and one and counts == {len(others)}

    def _count(self, number: int) -> int:
        """How many nodes there are, as a node sees it."""
        _, answer = self._nodes.ask(number, "/_cluster/health?local=true")
        return int(json.loads(answer or "{}").get("number_of_nodes", 0))

    def _write(self, number: int) -> bool:
        """Whether a node says that it has written a document."""
        path = f"/cut/_doc/{self._name}-{number}?timeout=15s"
        return self._nodes.ask(number, path, "PUT", "{}")[0] == _CREATED

    def join(self) -> None:
        """Undo it; each node must see what was said to be written, and all must see the same."""
        self._links.join(self._lone)
        self._nodes.wait()
        every = range(len(self._nodes))
        for writer in every:
            path = f"/cut/_doc/{self._name}-{writer}"
            seen = {self._nodes.ask(number, path)[0] for number in every}
            # What the lone node was asked to write may be written once it is back, or never.
            if len(seen) > 1 or (writer != self._lone and seen != {_FOUND}):
                self._trials.failures.append(f"what node {writer} wrote: {seen}")


def _make_index(nodes: Nodes) -> None:
    nodes.ask(0, "/cut", "PUT", '{"settings": {"number_of_shards": 3, "number_of_replicas": 1}}')
    nodes.wait()


def main(arguments: Sequence[str] | None = None) -> int:
    parser = command_parser(__doc__)
    parser.add_argument("--searches", type=int, default=300)
    parser.add_argument("files", nargs="*", type=Path, default=[ROOT / "samples" / "minutes"])
    options = parser.parse_args(arguments)
    try:
        with (
            network(3) as links,
            running(links.places) as nodes,
            TemporaryDirectory() as folder,
        ):
            trials = Trials(nodes, Path(folder), options.files)
            _make_index(nodes)
            cuts = {
                "the manager cut off": _Cut(trials, links, nodes.manager),
                "a node cut off": _Cut(trials, links, lambda: (nodes.manager() + 1) % 3),
            }
            for name, each in cuts.items():
                trials.during_searches(name, options.searches, each.cut, each.join)
                trials.during_indexing(name, each.cut, each.join)
    except NoNodes as error:
        print(f"no cluster: {error}")
        return 0
    print(*trials.failures or ["one cluster, and nothing was lost"], sep="\n")
    return int(bool(trials.failures))


if __name__ == "__main__":
    sys.exit(main())
