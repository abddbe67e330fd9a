"""The same queries run on every engine, one at a time and pass by pass in turn."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from statistics import median
from typing import NamedTuple

from common.engine_process import engine_process
from common.peers import PreparedQueries
from common.report import Passes


class Engine(NamedTuple):
    """A function that opens an engine's queries, its arguments, and the number of passes."""

    name: str
    open_queries: Callable[..., PreparedQueries]
    arguments: tuple[object, ...]
    passes: int


class Answers(NamedTuple):
    """The total of each query, its seconds in each pass, and the engine's kilobytes (PSS)."""

    totals: Sequence[int]
    passes: Passes
    memory: int

    @property
    def typical(self) -> list[float]:
        """Seconds of each query: the median of its passes."""
        return [median(times) for times in zip(*self.passes, strict=True)]


def run_in_turn(engines: Sequence[Engine]) -> dict[str, Answers]:
    """Run all queries on each engine once to warm its files, then pass by pass in turn."""
    with ExitStack() as stack:
        processes = {
            engine.name: stack.enter_context(engine_process(engine.open_queries, *engine.arguments))
            for engine in engines
        }
        totals = {}
        for name, process in processes.items():
            _log(f"{name}: 問い合わせています。")
            totals[name] = process.totals()
        passes: dict[str, list[list[float]]] = {name: [] for name in processes}
        for number in range(max(engine.passes for engine in engines)):
            for engine in engines:
                if number < engine.passes:
                    passes[engine.name].append(processes[engine.name].seconds())
            _log(f"{number + 1}回目が終わりました。")
        return {
            name: Answers(totals[name], passes[name], process.memory())
            for name, process in processes.items()
        }


def disagreements(queries: Sequence[object], answers: Mapping[str, Answers]) -> Iterator[str]:
    """The queries whose totals differ between the engines."""
    for number, query in enumerate(queries):
        totals = {name: each.totals[number] for name, each in answers.items()}
        if len(set(totals.values())) > 1:
            yield f"{query}: {totals}"


def _log(message: str) -> None:
    print(message, file=sys.stderr, flush=True)
