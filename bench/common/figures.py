"""Many seconds → the few figures that are stated, and the tables they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple

Passes = Sequence[Sequence[float]]


class Latency(NamedTuple):
    """Milliseconds: over a set of queries, each the median of its passes."""

    median: float
    p95: float

    def __str__(self) -> str:
        return f"{_short(self.median)} / {_short(self.p95)}"


def latency(passes: Passes) -> Latency:
    """The latency of `passes[pass][query]`, in seconds."""
    typical = [1000 * median(times) for times in zip(*passes, strict=True)]
    return Latency(median(typical), quantiles(typical, n=20, method="inclusive")[-1])


def ratio(ours: float, theirs: float) -> str:
    """How many times `theirs` goes into `ours`."""
    return f"{_short(ours / theirs)} ×"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown; the first column is text, the others are figures."""
    rule = ["---", *("---:" for _ in heads[1:])]
    return "\n".join(f"| {' | '.join(row)} |" for row in (heads, rule, *rows))


def write_between(path: Path, name: str, content: str) -> None:
    """Replace what stands between the marks of that name in a file that has them."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    text = path.read_text(encoding="utf-8")
    pattern = re.escape(begin) + ".*?" + re.escape(end)
    replaced, count = re.subn(
        pattern, lambda _: f"{begin}\n{content}\n{end}", text, count=1, flags=re.DOTALL
    )
    if not count:
        raise ValueError(f"{path}: {begin} がありません。")
    path.write_text(replaced, encoding="utf-8")


def _short(value: float) -> str:
    """Two figures that count: 0.034, 0.34, 3.4, 34, 340."""
    if value >= 10:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 1 else f"{value:.2g}"
