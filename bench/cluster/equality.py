"""Ask two indexes of the same minutes the same queries: are the answers the same?

    python bench/cluster/equality.py INDEX OTHER [--queries 2000] [--skip 0] [--seconds S]
                                      [--seed 1] [--build FILE…]

An INDEX is a folder, or the address of one in a cluster. Queries of all kinds are drawn from the
texts of the first, with filters, orders, units and pages. Compared are the first ten in their
order, counts, facets, forms, notes, suggestions, quotes, and every utterance found with its
highlights. `--build` brings both up to date with files first, and says how long each took. After
`--seconds` it ends, and says what to `--skip` to go on. Exit status 1 if anything differs but the
width in which a form is shown.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
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
from index.analysis.normalization.folding import fold
from index.query import SORTS, Filter, SearchRequest
from index.results import SearchPage
from index.search import Searcher
from indexer.pipeline import index_paths

# Of a form that is printed in several widths, the one is shown that a segment has first.
ORDER, SPELLINGS = "first ten", "spellings of a form"
_MAX_SHOWN = 30
# More utterances of a result are compared by their number alone.
_MAX_LISTED = 3000
_FILTERED = ("year", "committee", "role", "speaker")
_ROLES = ("委員", "議長", "行政")
_NUMBER = re.compile(r"[0-9０-９一二三四五六七八九十]+[年月日人件%％条回号]")
_KANA = re.compile(r"[ぁ-ん]{2,5}")

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
        years = [each.value for each in facets.get("year", ())]
        self._filters += [Filter("date", f"{year}-03/{year}-09") for year in years[:3]]
        self._speakers = [each.value for each in facets.get("speaker", ())] or ["委員"]
        word, choice = self._word, self._random.choice
        self.kinds: dict[str, Draw] = {
            "a word": word,
            "two words": lambda: f"{word()} {word()}",
            "three words": lambda: f"{word()}　{word()}　{word()}",
            "a part of a sentence": lambda: self._string(3, 10).strip(' "'),
            'a string in "…"': lambda: f'"{self._string(1, 12)}"',
            "a string and a word": lambda: f'"{self._string(2, 5)}" {word()}',
            "a character": lambda: self._string(1, 1),
            "kana": lambda: self._match(_KANA),
            "a number": lambda: self._match(_NUMBER),
            "OR": lambda: f"{word()} OR {word()}",
            "brackets": lambda: f"({word()} OR {word()}) {word()}",
            "NOT": lambda: f"{word()} -{word()}",
            "NEAR": lambda: f"{word()} NEAR/30 {word()}",
            "a beginning": lambda: f"{word()[:2]}*",
            "an inside": lambda: f"*{word()}?",
            "a role": lambda: f"{word()} 役割:{choice(_ROLES)}",
            "a speaker": lambda: f"{word()} 発言者:{choice(self._speakers)[:4]}",
            "a misspelt word": lambda: f"{word()}{self._string(1, 1)}",
            "a question": lambda: f"{word()}の{word()}はどうなっていますか",
            "why": lambda: f"{word()}を{word()}する理由は何か。",
        }

    def _word(self) -> str:
        return self._random.choice(self._words)

    def _string(self, least: int, most: int) -> str:
        text = self._random.choice(self._texts)
        size = self._random.randint(least, most)
        start = self._random.randrange(max(1, len(text) - size))
        return text[start : start + size].replace('"', "")

    def _match(self, pattern: re.Pattern[str]) -> str:
        while not (found := pattern.findall(self._random.choice(self._texts))):
            pass
        return str(self._random.choice(found))

    def requests(self, count: int) -> Iterator[tuple[str, SearchRequest]]:
        for number in range(count):
            kind = [*self.kinds][number % len(self.kinds)]
            request = SearchRequest(self.kinds[kind]())
            if self._random.random() < 0.4:
                request = replace(request, sort=self._random.choice(SORTS))
            if self._filters and self._random.random() < 0.4:
                size = self._random.randint(1, 2)
                request = replace(request, filters=tuple(self._random.sample(self._filters, size)))
            if self._random.random() < 0.3:
                request = replace(request, unit="meeting")
            if self._random.random() < 0.1:
                request = replace(request, synonyms=False, offset=10)
            yield kind, request


def _shown(page: SearchPage) -> list[Any]:
    """What is first on a page, in its order."""
    exchanges = [(hit.id, tuple(each.utterance.id for each in hit.utterances)) for hit in page.hits]
    meetings = [
        (hit.meeting.id, tuple(each.utterance.id for each in hit.found))
        for hit in page.meeting_hits
    ]
    return [*exchanges, *meetings]


# What of two pages is compared, as it is.
_COMPARED: Mapping[str, Callable[[SearchPage], Any]] = {
    ORDER: _shown,
    "counts": lambda page: (page.total, page.exchanges, page.meetings),
    "facets": lambda page: page.facets,
    "forms": lambda page: [replace(each, form=fold(each.form)) for each in page.forms],
    SPELLINGS: lambda page: [each.form for each in page.forms],
    "notes": lambda page: page.notes,
    "suggestions": lambda page: page.suggestions,
    "quotes": lambda page: [hit.quotes for hit in page.hits],
}


def differences(
    left: Searcher, right: Searcher, request: SearchRequest, seconds: Sequence[list[float]]
) -> Iterator[str]:
    """What differs between two answers; adds the seconds that each took."""
    pages = []
    for searcher, times in zip((left, right), seconds, strict=True):
        started = perf_counter()
        pages.append(searcher.search(request))
        times.append(perf_counter() - started)
    for name, part in _COMPARED.items():
        mine, theirs = map(part, pages)
        if mine != theirs:
            yield name
    if pages[0].total <= _MAX_LISTED:
        every = [
            {each.utterance.id: each.highlights for _, each in searcher.matches(request)}
            for searcher in (left, right)
        ]
        if every[0].keys() != every[1].keys():
            yield "utterances"
        elif every[0] != every[1]:
            yield "highlights"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = command_parser(__doc__)
    parser.add_argument("index", type=read_address)
    parser.add_argument("other", type=read_address)
    parser.add_argument("--queries", type=int, default=2000)
    parser.add_argument("--skip", type=int, default=0, help="begin behind so many queries")
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
    until = perf_counter() + options.seconds
    requests = [*Drawing(left, options.seed).requests(options.queries)][options.skip :]
    if not requests:
        parser.error("--skip leaves no queries")
    for kind, request in requests:
        if perf_counter() > until:
            break
        for each in differences(left, right, request, seconds):
            found.setdefault(each, Counter())[kind] += 1
            if sum(map(Counter.total, found.values())) <= _MAX_SHOWN:
                print(f"{each}: {request}", flush=True)
    asked = len(seconds[0])
    print(f"{asked} queries on {left.statistics()}; to go on: --skip {options.skip + asked}")
    print("median seconds:", *(f"{median(times):.3f}" for times in seconds))
    same = asked - found.get(ORDER, Counter()).total()
    print(f"the same first ten in the same order: {same} ({same / asked:.2%})")
    for name, kinds in sorted(found.items()):
        print(f"{name}: {kinds.total()} differ: {dict(kinds)}")
    return int(bool({*found} - {SPELLINGS}))


if __name__ == "__main__":
    sys.exit(main())
