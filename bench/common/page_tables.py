"""What was measured of pages over HTTP, as tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import NamedTuple

from common.collection import Collection
from common.figures import Latency, latency, ratio, table
from common.machine import Memory
from common.queries import EVERY, QUERIES, QuerySet

_EVERY = QuerySet("all", QUERIES)


class Pages(NamedTuple):
    """One pass: seconds until ready, and of the page of each of `QUERIES`, twice.

    `totals` are what each finds, `failed` the pages that were none, `memory` is that of
    all processes added up.
    """

    ready: float
    totals: Sequence[int]
    cold: Sequence[float]
    warm: Sequence[float]
    failed: int
    memory: Memory


Passes = Mapping[str, Sequence[Pages]]
"""The passes of each site, ours first."""


def report(
    collection: Collection, passes: Passes, databases: Mapping[str, int], machine: str
) -> str:
    """The tables of pages, of what they found, and of the servers."""
    sizes = ", ".join(
        f"{name} {size / 1e6:,.0f} MB, {size / collection.bytes:.1f} × the text"
        for name, size in databases.items()
    )
    told = (
        f"{collection.utterances:,} utterances, {collection.characters:,} characters, "
        f"{collection.bytes / 1e6:.1f} MB of UTF-8. {machine} "
        f"The databases, with the texts: {sizes}."
    )
    return "\n\n".join((told, page_table(passes), found_table(passes), server_table(passes)))


def page_table(passes: Passes) -> str:
    heads = ["A page over HTTP, ms: median / 95th"]
    for name in passes:
        heads += [f"{name}, cold", "warm"]
        heads += ["÷ ours, cold", "÷ ours, warm"] if len(heads) > 3 else []
    return table(heads, _page_rows(passes))


def _page_rows(passes: Passes) -> Iterator[list[str]]:
    for kind in (*EVERY, _EVERY):
        ours, *others = (
            (_latency([p.cold for p in each], kind), _latency([p.warm for p in each], kind))
            for each in passes.values()
        )
        row = [kind.name, *map(str, ours)]
        for theirs in others:
            row += map(str, theirs)
            row += (ratio(t.median, o.median) for t, o in zip(theirs, ours, strict=True))
        yield row


def found_table(passes: Passes) -> str:
    rows = [(kind.name, *(_range(each[-1], kind) for each in passes.values())) for kind in EVERY]
    return table(("Utterances found", *passes), rows)


def server_table(passes: Passes) -> str:
    def row(name: str, values: Iterator[str]) -> tuple[str, ...]:
        return (name, *values)

    every = list(passes.values())
    rows = [
        row("ready after, s", (f"{median(p.ready for p in each):.2f}" for each in every)),
        row(
            "pages that were none, of all",
            (f"{sum(p.failed for p in each)} of {2 * len(each) * len(QUERIES)}" for each in every),
        ),
    ]
    for at, name in enumerate(("resident", "proportional share", "own")):
        used = (max(p.memory[at] for p in each) / 1024 for each in every)
        rows.append(row(f"memory of all processes, {name}", (f"{m:,.0f} MB" for m in used)))
    return table(("The server", *passes), rows)


def _latency(passes: Sequence[Sequence[float]], kind: QuerySet) -> Latency:
    at = [QUERIES.index(query) for query in kind.queries]
    return latency([[times[number] for number in at] for times in passes])


def _range(pages: Pages, kind: QuerySet) -> str:
    found = [pages.totals[QUERIES.index(query)] for query in kind.queries]
    return f"{min(found):,}–{max(found):,}"
