"""Engines asked the same queries, one at a time and in turn, pass after pass."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from statistics import median
from typing import NamedTuple

from common.figures import Passes
from common.measured import Asker, asked


class Engine(NamedTuple):
    """What opens an engine in a process of its own, and how many passes it is asked."""

    name: str
    opened: Callable[..., Asker]
    arguments: tuple[object, ...]
    passes: int


class Answers(NamedTuple):
    """How many each query finds, `passes[pass][query]` in seconds, and kilobytes (PSS)."""

    totals: Sequence[int]
    passes: Passes
    memory: int

    @property
    def typical(self) -> list[float]:
        """Each query's seconds: the median of its passes."""
        return [median(times) for times in zip(*self.passes, strict=True)]


def ask_in_turn(engines: Sequence[Engine]) -> dict[str, Answers]:
    """Ask each engine all queries, first to warm its files, then pass by pass in turn."""
    with ExitStack() as stack:
        opened = {
            engine.name: stack.enter_context(asked(engine.opened, *engine.arguments))
            for engine in engines
        }
        totals = {}
        for name, each in opened.items():
            _tell(f"{name}: 問い合わせています。")
            totals[name] = each.totals()
        passes: dict[str, list[list[float]]] = {name: [] for name in opened}
        for number in range(max(engine.passes for engine in engines)):
            for engine in engines:
                if number < engine.passes:
                    passes[engine.name].append(opened[engine.name].seconds())
            _tell(f"{number + 1}回目が終わりました。")
        return {
            name: Answers(totals[name], passes[name], each.memory())
            for name, each in opened.items()
        }


def differences(queries: Sequence[object], answers: Mapping[str, Answers]) -> Iterator[str]:
    """The queries of which the engines do not find equally many."""
    for number, query in enumerate(queries):
        found = {name: each.totals[number] for name, each in answers.items()}
        if len(set(found.values())) > 1:
            yield f"{query}: {found}"


def _tell(message: str) -> None:
    print(message, file=sys.stderr, flush=True)
