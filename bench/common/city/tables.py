"""The tables of `bench/city.py`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import NamedTuple

from common.city.passes import Answers
from common.city.queries import StringQuery, TermQuery
from common.collection import Collection
from common.engine_process import Work
from common.machine import cores
from common.report import Latency, latency, ratio, table

OURS = "Kaigiroku"
ABSENT = "—"

_BUILDS = {
    "kaigiroku": "Kaigiroku, from the files",
    "sudachi": "SudachiPy alone: mode C",
    "sudachi-all": "SudachiPy alone: the same analysis",
    "tantivy": "Tantivy, our terms",
    "fts5": "SQLite FTS5, our terms",
    "trigram": "SQLite FTS5 trigram, the text",
    "whoosh": "Whoosh, our terms",
}


class Result(NamedTuple):
    """Of one collection: what each build took, its bytes on disk, and answers by engine."""

    collection: Collection
    works: Mapping[str, Work]
    sizes: Mapping[str, int]
    answers: Mapping[str, Answers]
    string_answers: Mapping[str, Answers]
    disagreements: Sequence[str]


def report(
    results: Sequence[Result],
    queries: Sequence[TermQuery],
    strings: Sequence[StringQuery],
    machine: str,
) -> str:
    """The tables of the largest collection, then the growth from the smallest to it."""
    largest = results[-1]
    kinds, lengths = [each.kind for each in queries], [each.kind for each in strings]
    parts = [
        f"{collection_size(largest.collection)} {machine}",
        _building_table(largest),
        *_building_notes(largest.works),
        _query_table(largest.answers, kinds, "Queries over terms, ms: median / 95th"),
        _query_table(largest.string_answers, lengths, "A string of the text, ms: median / 95th"),
        _agreement(results),
    ]
    if len(results) > 1:
        parts += [_growth_table(results, kinds), _engine_growth_table(results)]
    return "\n\n".join(parts)


def collection_size(collection: Collection) -> str:
    return (
        f"{collection.utterances:,} utterances, {collection.characters:,} characters, "
        f"{collection.bytes / 1e6:.1f} MB of UTF-8."
    )


def _building_table(result: Result) -> str:
    heads = (
        f"Building, {cores()} cores",
        "seconds",
        "seconds of all cores",
        "characters a second",
        "peak memory",
        "on disk",
        "measured on",
        "load before",
    )
    return table(heads, _building_rows(result))


def _building_rows(result: Result) -> Iterator[tuple[str, ...]]:
    characters, text = result.collection.characters, result.collection.bytes
    for name, label in _BUILDS.items():
        if (work := result.works.get(name)) is None:
            continue
        size = result.sizes[name]
        yield (
            label,
            f"{work.seconds:,.1f}",
            f"{work.cpu:,.1f}",
            f"{characters / work.seconds:,.0f}",
            f"{work.peak / 1024:,.0f} MB",
            f"{size / 1e6:,.1f} MB, {size / text:.2f} × the text" if size else ABSENT,
            work.day,
            f"{work.load:.1f}",
        )


def _building_notes(works: Mapping[str, Work]) -> Iterator[str]:
    """The speed of building as a share of the speed of the analysis alone."""
    if (ours := works.get("kaigiroku")) is None:
        return
    for name in ("sudachi-all", "sudachi"):
        alone = works[name]
        yield (
            f"{_BUILDS['kaigiroku']}: {alone.seconds / ours.seconds:.0%} of the speed of "
            f"{_BUILDS[name]}; {alone.cpu / ours.cpu:.0%} by the seconds of all cores."
        )


def _query_table(answers: Mapping[str, Answers], kinds: Sequence[str], title: str) -> str:
    """A row for each kind, then the sum over all queries and its ratio to ours."""
    ours, peer = answers[OURS], next(each for name, each in answers.items() if name != OURS)
    rows = []
    for kind in dict.fromkeys(kinds):
        latencies = (f"{_latency_of_kind(each, kinds, kind)}" for each in answers.values())
        rows.append((kind, _totals(ours, kinds, kind), _totals(peer, kinds, kind), *latencies))
    sums = [1000 * sum(each.typical) for each in answers.values()]
    rows.append(("all, added up", "", "", *(f"{each:,.1f}" for each in sums)))
    rows.append(("÷ Kaigiroku", "", "", *(ratio(each, sums[0]) for each in sums)))
    memories = (f"{each.memory / 1024:,.0f} MB" for each in answers.values())
    rows.append(("memory (PSS)", "", "", *memories))
    return table((title, "found", "found by the others", *answers), rows)


def _totals(answers: Answers, kinds: Sequence[str], kind: str) -> str:
    totals = [total for total, each in zip(answers.totals, kinds, strict=True) if each == kind]
    return f"{min(totals):,}–{max(totals):,}"


def _latency_of_kind(answers: Answers, kinds: Sequence[str], kind: str) -> Latency:
    at = [number for number, each in enumerate(kinds) if each == kind]
    return latency([[times[number] for number in at] for times in answers.passes])


def _agreement(results: Sequence[Result]) -> str:
    """A sentence if all totals that must agree do, at every size; else those that do not."""
    different = [line for result in results for line in result.disagreements]
    if not different:
        return "Of terms, the others find equally many; of strings, all do, at every size."
    return "These totals differ:\n\n" + "\n".join(f"- `{line}`" for line in different)


def _growth_table(results: Sequence[Result], kinds: Sequence[str]) -> str:
    """Our medians by size, and the ratio of the largest to the smallest."""
    rows = []
    for kind in dict.fromkeys(kinds):
        medians = [_latency_of_kind(each.answers[OURS], kinds, kind).median for each in results]
        rows.append((kind, *map(_milliseconds, medians), ratio(medians[-1], medians[0])))
    return table(_growth_heads("Kaigiroku's medians, ms", results), rows)


def _engine_growth_table(results: Sequence[Result]) -> str:
    """The median of all queries, by engine and size."""
    rows = []
    for name in results[-1].answers:
        medians = [1000 * median(each.answers[name].typical) for each in results]
        rows.append((name, *map(_milliseconds, medians), ratio(medians[-1], medians[0])))
    characters = [each.collection.characters for each in results]
    millions = (f"{each / 1e6:.1f} M" for each in characters)
    rows.append(("the collection, characters", *millions, ratio(characters[-1], characters[0])))
    return table(_growth_heads("The median of all queries, ms", results), rows)


def _growth_heads(title: str, results: Sequence[Result]) -> tuple[str, ...]:
    return (title, *(f"{each.collection.utterances:,} utterances" for each in results), "growth")


def _milliseconds(value: float) -> str:
    return f"{value:.3g}"
