"""Ask two indexes of the same minutes the same queries: are the answers the same?

    python bench/cluster/equality.py INDEX OTHER [--queries 2000] [--seconds S] [--seed 1]
                                      [--build FILE…]

An INDEX is a folder, or the address of one in a cluster. Queries of all kinds, with filters, orders
and units, are drawn from the texts of the first. Compared are counts, facets, forms, suggestions,
every utterance found with its highlights, and the first ten in their order. `--build` brings both
up to date with files first, and says how long each took. Exit status 1 if anything differs but an
order, a form that is counted within the result, or a suggestion.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from math import inf
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter, process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from common.commands import command_parser
from common.drawing import content_words, sample_texts

from index.address import read_address
from index.query import SORTS, Filter, SearchRequest
from index.results import SearchPage
from index.search import Searcher
from indexer.pipeline import index_paths

_MAX_SHOWN = 30
# More utterances of a result are compared by their number alone.
_MAX_LISTED = 3000
_FILTERED = ("year", "committee", "role", "speaker")

Draw = Callable[[], str]


class Drawing:
    """Draws requests of all kinds from texts."""

    def __init__(self, searcher: Searcher, seed: int) -> None:
        self._random = Random(seed)
        self._texts = [each for each in sample_texts(searcher, self._random) if len(each) > 20]
        self._words = content_words(self._texts)
        facets = searcher.search(SearchRequest("", limit=0)).facets
        self._filters = [
            Filter(name, each.value) for name in _FILTERED for each in facets.get(name, ())[:12]
        ]
        speakers = [each.value for each in facets.get("speaker", ())]
        self._speakers = speakers or ["委員"]
        self.kinds: dict[str, Draw] = {
            "a word": self._word,
            "two words": lambda: f"{self._word()} {self._word()}",
            "three words": lambda: " ".join(self._word() for _ in range(3)),
            "a phrase": lambda: self._string(3, 10).strip(' "'),
            'a string in "…"': lambda: f'"{self._string(1, 12)}"',
            "OR": lambda: f"{self._word()} OR {self._word()}",
            "NOT": lambda: f"{self._word()} -{self._word()}",
            "NEAR": lambda: f"{self._word()} NEAR/30 {self._word()}",
            "a pattern": lambda: f"{self._word()[:2]}*",
            "a field": lambda: f"{self._word()} 役割:{self._random.choice(('委員', '議長'))}",
            "a speaker": lambda: f"{self._word()} 発言者:{self._random.choice(self._speakers)[:4]}",
            "a question": lambda: f"{self._word()}の{self._word()}はどうなっていますか",
        }

    def _word(self) -> str:
        return self._random.choice(self._words)

    def _string(self, least: int, most: int) -> str:
        text = self._random.choice(self._texts)
        size = self._random.randint(least, most)
        start = self._random.randrange(max(1, len(text) - size))
        return text[start : start + size].replace('"', "")

    def requests(self, count: int) -> Iterator[tuple[str, SearchRequest]]:
        for number in range(count):
            kind = [*self.kinds][number % len(self.kinds)]
            request = SearchRequest(self.kinds[kind](), sort=self._random.choice(SORTS))
            if self._filters and self._random.random() < 0.4:
                size = self._random.randint(1, 2)
                request = replace(request, filters=tuple(self._random.sample(self._filters, size)))
            if self._random.random() < 0.3:
                request = replace(request, unit="meeting")
            yield kind, request


def _shown(page: SearchPage) -> list[Any]:
    """What is first on a page, in its order."""
    exchanges = [(hit.id, tuple(each.utterance.id for each in hit.utterances)) for hit in page.hits]
    meetings = [
        (hit.meeting.id, tuple(each.utterance.id for each in hit.found))
        for hit in page.meeting_hits
    ]
    return [*exchanges, *meetings]


def differences(left: Searcher, right: Searcher, request: SearchRequest) -> Iterator[str]:
    """What differs between two answers."""
    mine, theirs = left.search(request), right.search(request)
    for name in ("total", "exchanges", "meetings", "facets"):
        if getattr(mine, name) != getattr(theirs, name):
            yield name
    if set(mine.forms) != set(theirs.forms):
        yield "forms"
    if mine.notes != theirs.notes:
        yield "notes"
    if mine.suggestions != theirs.suggestions:
        yield "suggestions"
    if _shown(mine) != _shown(theirs):
        yield "order" if request.sort == "relevance" else "order by date"
    if mine.total <= _MAX_LISTED:
        every = [
            {each.utterance.id: each.highlights for _, each in searcher.matches(request)}
            for searcher in (left, right)
        ]
        if every[0].keys() != every[1].keys():
            yield "utterances"
        elif every[0] != every[1]:
            yield "highlights"


# What may differ without a hit that does: see the report.
_EXPLAINED = {"forms", "notes", "suggestions", "order"}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = command_parser(__doc__)
    parser.add_argument("index", type=read_address)
    parser.add_argument("other", type=read_address)
    parser.add_argument("--queries", type=int, default=2000)
    parser.add_argument("--seconds", type=float, default=inf, help="end after so many")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--build", type=Path, nargs="+", default=())
    options = parser.parse_args(arguments)
    for address in (options.index, options.other) if options.build else ():
        started, used = perf_counter(), process_time()
        index_paths(options.build, address)
        print(f"built {address}: {perf_counter() - started:.1f} s,", end=" ")
        print(f"{process_time() - used:.1f} s of this process", flush=True)
    left, right = Searcher(options.index), Searcher(options.other)
    found: dict[str, Counter[str]] = {}
    seconds: tuple[list[float], list[float]] = [], []
    shown = 0
    counted = 0
    until = perf_counter() + options.seconds
    for kind, request in Drawing(left, options.seed).requests(options.queries):
        if perf_counter() > until:
            break
        for searcher, times in zip((left, right), seconds, strict=True):
            started = perf_counter()
            searcher.search(request)
            times.append(perf_counter() - started)
        counted += 1
        for each in differences(left, right, request):
            found.setdefault(each, Counter())[kind] += 1
            if shown < _MAX_SHOWN:
                shown += 1
                print(
                    f"{each}: {request.query!r} {request.sort} {request.unit} {request.filters}",
                    flush=True,
                )
    print(f"{counted} queries on {left.statistics()}")
    print("median seconds:", *(f"{median(times):.3f}" for times in seconds))
    for name in sorted(found):
        print(f"{name}: {found[name].total()} differ: {dict(found[name])}")
    if not found:
        print("nothing differs")
    return int(bool(set(found) - _EXPLAINED))


if __name__ == "__main__":
    sys.exit(main())
