"""Kill nodes of a cluster of three while it is searched and written to: is anything lost?

    python bench/cluster/kills.py [--searches 1000] [--step STEP…] [FILE…]

A node is killed (SIGKILL), then the elected manager, while searches run, each of which must give
what it gave before; the same while minutes are indexed, of which none may be lacking or double;
then two of three, when the pages and /healthz must say so, and work again once they are back. Exit
status 1 if anything is otherwise.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

sys.path.insert(0, str(Path(__file__).parents[1]))

from common.commands import ROOT, command_parser

from cluster.nodes import NoNodes, on_this_machine, running
from cluster.trials import Trials
from webapp.app import create_app
from webapp.errors import MESSAGES

STEPS = ("searches", "indexing", "two")


class _Kill:
    """Kills the node that is chosen when it is time, and starts it again."""

    def __init__(self, trials: Trials, choose: Callable[[], int]) -> None:
        self._nodes, self._choose = trials.nodes, choose
        self._killed: list[int] = []

    def kill(self) -> None:
        self._killed = [self._choose()]
        self._nodes.kill(self._killed[0])

    def start(self) -> None:
        self._nodes.start(self._killed)


def _two_of_three(trials: Trials) -> None:
    nodes = trials.nodes
    client = create_app(trials.searched).test_client()
    # What was asked before may be answered still, and is answered whole.
    asked, new = ("/healthz", "/?q=道路", "/meetings"), ("/healthz", "/?q=橋")
    before = [client.get(path).status_code for path in asked]
    manager = nodes.manager()
    lost = [manager, (manager + 1) % 3]
    for number in lost:
        nodes.kill(number)
    started = monotonic()
    during = [client.get(path) for path in new]
    waited = monotonic() - started
    nodes.start(lost)
    after = [client.get(path).status_code for path in (*asked, *new)]
    statuses = [each.status_code for each in during]
    print(f"two of three killed: {before}, {statuses} ({waited:.0f} s), back: {after}")
    health, page = (each.get_data(as_text=True) for each in during)
    said = MESSAGES[503][1] in page and "クラスター" in json.loads(health)["reason"]
    if {*before, *after} != {200} or {*statuses} != {503} or not said:
        trials.failures.append("two of three nodes")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = command_parser(__doc__)
    parser.add_argument("--searches", type=int, default=1000)
    parser.add_argument("--step", choices=STEPS, nargs="+", default=STEPS)
    parser.add_argument("files", nargs="*", type=Path, default=[ROOT / "samples" / "minutes"])
    options = parser.parse_args(arguments)
    try:
        with running(on_this_machine(3)) as nodes, TemporaryDirectory() as folder:
            trials = Trials(nodes, Path(folder), options.files)
            kills = {
                "a node killed": _Kill(trials, lambda: (nodes.manager() + 1) % 3),
                "the manager killed": _Kill(trials, nodes.manager),
            }
            for name, each in kills.items():
                if "searches" in options.step:
                    trials.during_searches(name, options.searches // 2, each.kill, each.start)
                if "indexing" in options.step:
                    trials.during_indexing(name, each.kill, each.start)
            if "two" in options.step:
                _two_of_three(trials)
    except NoNodes as error:
        print(f"no cluster: {error}")
        return 0
    print(*trials.failures or ["nothing was lost"], sep="\n")
    return int(bool(trials.failures))


if __name__ == "__main__":
    sys.exit(main())
