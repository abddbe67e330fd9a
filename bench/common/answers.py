"""What was measured of each engine, and the tables that set the two side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from common.figures import Latency, Passes, latency, ratio, table
from common.machine import Memory, cores
from common.queries import COMPARED, EVERY, QUERIES, QuerySet

ENGINES = ("Kaigiroku", "SQLite FTS5 trigram", "Kaigiroku ÷ SQLite")
NOTHING = "—"


class BuildPass(NamedTuple):
    """Seconds that each took for the same texts."""

    ours: float
    sudachi: float
    theirs: float


class Answers(NamedTuple):
    """How many each of `QUERIES` finds, its seconds, and the memory of the process then."""

    totals: Sequence[int]
    cold: Sequence[float]
    warm: Sequence[float]
    page_cold: Sequence[float]
    page_warm: Sequence[float]
    memory: Memory


class AskPass(NamedTuple):
    """Both engines' answers, and our seconds for `QUESTIONS`."""

    ours: Answers
    theirs: Answers
    asked: Sequence[float]


def size_of(texts: Iterable[str]) -> int:
    """The bytes of texts in UTF-8."""
    return sum(len(text.encode()) for text in texts)


def total_size(path: Path) -> int:
    """The bytes of a file, or of all files in a folder."""
    files = path.rglob("*") if path.is_dir() else (path,)
    return sum(file.stat().st_size for file in files if file.is_file())


def building_table(
    texts: Sequence[str], builds: Sequence[BuildPass], our_size: int, their_size: int
) -> str:
    characters, size = sum(map(len, texts)), size_of(texts)
    ours, sudachi, theirs = (characters / median(each) for each in zip(*builds, strict=True))
    sizes = (
        f"{each / 1e6:.1f} MB, {each / size:.1f} × the text" for each in (our_size, their_size)
    )
    rows = (
        ("characters a second", f"{ours:,.0f}", f"{theirs:,.0f}", ratio(ours, theirs)),
        (f"SudachiPy alone, {cores()} processes", f"{sudachi:,.0f}", NOTHING, NOTHING),
        ("size on disk", *sizes, ratio(our_size, their_size)),
    )
    return table(("Indexing", *ENGINES), rows)


def search_table(ours: Sequence[Answers], theirs: Sequence[Answers]) -> str:
    heads = (
        "Search in process, ms: median / 95th",
        "found",
        "Kaigiroku cold",
        "warm",
        "SQLite finds",
        "cold",
        "warm",
        "÷ cold",
        "÷ warm",
    )
    return table(heads, (_search_row(kind, ours, theirs) for kind in EVERY))


def _search_row(
    kind: QuerySet, ours: Sequence[Answers], theirs: Sequence[Answers]
) -> tuple[str, ...]:
    our_cold, their_cold = (_latency([p.cold for p in each], (kind,)) for each in (ours, theirs))
    our_warm, their_warm = (_latency([p.warm for p in each], (kind,)) for each in (ours, theirs))
    # What that is, the README says.
    scan = "" if kind.by_trigram else " (a scan)"
    return (
        kind.name,
        _range(ours[-1].totals, kind),
        f"{our_cold}",
        f"{our_warm}",
        _range(theirs[-1].totals, kind),
        f"{their_cold}{scan}",
        f"{their_warm}{scan}",
        ratio(our_cold.median, their_cold.median),
        ratio(our_warm.median, their_warm.median),
    )


def serving_table(
    ours: Sequence[Answers], theirs: Sequence[Answers], asked: Sequence[Sequence[float]]
) -> str:
    rows: list[tuple[str, ...]] = []
    for name, state in (("cold", "page_cold"), ("warm", "page_warm")):
        our, their = (
            _latency([getattr(p, state) for p in each], COMPARED) for each in (ours, theirs)
        )
        ratios = ratio(our.median, their.median)
        rows.append((f"a page over HTTP, {name}, ms", f"{our}", f"{their}", ratios))
    rows.append(("`ask`, in process, ms", f"{latency(asked)}", NOTHING, NOTHING))
    names = ("memory, resident", "memory, proportional share", "memory, own")
    used = zip(names, ours[-1].memory, theirs[-1].memory, strict=True)
    for name, our_memory, their_memory in used:
        megabytes = (f"{each / 1024:.0f} MB" for each in (our_memory, their_memory))
        rows.append((name, *megabytes, ratio(our_memory, their_memory)))
    return table(("Serving", *ENGINES), rows)


def _latency(passes: Passes, kinds: Iterable[QuerySet]) -> Latency:
    """The latency over the queries of some kinds, of `passes[pass][query]` over all."""
    at = [number for kind in kinds for number in _numbers(kind)]
    return latency([[times[number] for number in at] for times in passes])


def _numbers(kind: QuerySet) -> Iterator[int]:
    return map(QUERIES.index, kind.queries)


def _range(totals: Sequence[int], kind: QuerySet) -> str:
    found = [totals[number] for number in _numbers(kind)]
    return f"{min(found):,}–{max(found):,}"
