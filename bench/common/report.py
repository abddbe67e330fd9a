"""Measurements as a few figures and Markdown tables, printed and written into bench/README.md."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple

README = Path(__file__).parents[1] / "README.md"

Passes = Sequence[Sequence[float]]
"""Seconds, as `passes[pass][query]`."""


class Latency(NamedTuple):
    """Milliseconds over a set of queries; each query counts with the median of its passes."""

    median: float
    p95: float

    def __str__(self) -> str:
        return f"{_two_digits(self.median)} / {_two_digits(self.p95)}"


def latency(passes: Passes) -> Latency:
    """The median and the 95th percentile of the queries."""
    typical = [1000 * median(times) for times in zip(*passes, strict=True)]
    return Latency(median(typical), quantiles(typical, n=20, method="inclusive")[-1])


def ratio(value: float, base: float) -> str:
    """`value ÷ base`, with two significant digits."""
    return f"{_two_digits(value / base)} ×"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown; the first column is text, the others are figures."""
    rule = ["---", *("---:" for _ in heads[1:])]
    return "\n".join(f"| {' | '.join(row)} |" for row in (heads, rule, *rows))


def publish(name: str, report: str, *, write: bool, also_written: str = "") -> None:
    """Print a report; with `write`, also put it between the markers `name` of the README.

    Raises ValueError if the README has no such markers.
    """
    print(report)
    if not write:
        return
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    section = f"{begin}\n{report}{also_written}\n{end}"
    text, count = pattern.subn(lambda _: section, README.read_text(encoding="utf-8"), count=1)
    if not count:
        raise ValueError(f"{README}: {begin} がありません。")
    README.write_text(text, encoding="utf-8")


def _two_digits(value: float) -> str:
    """Two significant digits: 0.034, 0.34, 3.4, 34, 340."""
    if value >= 10:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 1 else f"{value:.2g}"
