"""Searches as a user gets them, never asked before, beside Tantivy doing the nearest to it.

    python bench/searches.py [--index DIR] [--queries 300] [--scratch DIR] [--rebuild NAMES]
                             [--write] [FILE…]

A word, two words of one text, and a string in quotation marks, drawn at random and each asked
once, in one process: `Searcher.search` with forms, facets and ten whole exchanges. In turn with
each, Tantivy gets the forms that were found for the words (as one of them; all words of two), or
the string as a phrase of pairs of characters, and gives the ten best, the total, the counts by
year and role, and the ten texts.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from random import Random
from statistics import median, quantiles
from time import perf_counter
from typing import NamedTuple, TypeVar

from common.commands import (
    add_build_options,
    add_write_option,
    given_or_built_index,
    index_parser,
    read_index_options,
)
from common.drawing import content_words, sample_texts
from common.engine_process import cached_build
from common.machine import description, load, loads
from common.peers.tantivy_pages import TantivyPages, build
from common.report import latency, publish, ratio, table
from common.scan.members import is_quotable

from index.query import SearchRequest
from index.results import SearchPage, Statistics
from index.search import Searcher

QUERIES = 300
# The first queries of a process read what all others share.
WARMING = 30
_MIN_STRING, _MAX_STRING = 2, 12
PEER = "tantivy-pages"


class Kind(NamedTuple):
    """Queries of one kind; those of `words` are typed with spaces between."""

    name: str
    queries: Sequence[Sequence[str]]
    is_string: bool = False

    def typed(self, query: Sequence[str]) -> str:
        return f'"{query[0]}"' if self.is_string else " ".join(query)


class Times(NamedTuple):
    """Seconds of each query of a kind, ours and Tantivy's, and the totals of both."""

    ours: list[float]
    theirs: list[float]
    found: list[int]
    found_by_them: list[int]


def main(arguments: Sequence[str]) -> int:
    parser = index_parser(__doc__)
    parser.add_argument("--queries", type=int, default=QUERIES)
    add_build_options(parser, (PEER,))
    add_write_option(parser)
    options = read_index_options(parser, arguments)
    before = load()
    with given_or_built_index(options) as home:
        searcher = Searcher(home)
        # As in a server, where the files have been read and checked before long.
        searcher.prepare(wait=True)
        statistics = searcher.statistics()
        folder = options.scratch / f"searches-{statistics.utterances}-{statistics.characters}"
        folder.mkdir(parents=True, exist_ok=True)
        cached_build(folder, PEER, options.rebuild, build, home)
        kinds = _draw(searcher, options.queries + WARMING)
        tantivy = TantivyPages(folder / PEER)
        measured = {kind.name: _measure(kind, searcher, tantivy) for kind in kinds}
    text = f"{description('tantivy')} {loads(before)}\n\n{_report(measured, statistics)}"
    publish("searches", text, write=options.write)
    return 0


def _draw(searcher: Searcher, count: int) -> list[Kind]:
    """Different words, pairs of words of one text, and strings; fewer where there are no more."""
    random = Random("searches")
    texts = sample_texts(searcher, random)
    words = content_words(texts)
    few = [content_words([text]) for text in random.choices(texts, k=2 * count)]
    pairs = [tuple(random.sample(sorted(set(each)), 2)) for each in few if len(set(each)) > 1]
    strings = (_string(random, texts) for _ in range(4 * count))
    return [
        Kind("a word", _different([(random.choice(words),) for _ in range(4 * count)], count)),
        Kind("two words", _different(pairs, count)),
        Kind('a string in "…"', _different(((s,) for s in strings if s), count), is_string=True),
    ]


def _different(queries: Iterable[tuple[str, ...]], count: int) -> list[tuple[str, ...]]:
    return list(dict.fromkeys(queries))[:count]


def _string(random: Random, texts: Sequence[str]) -> str:
    text = random.choice(texts)
    start = random.randrange(len(text))
    string = text[start : start + random.randint(_MIN_STRING, _MAX_STRING)]
    return string if len(string) >= _MIN_STRING and is_quotable(string) else ""


def _measure(kind: Kind, searcher: Searcher, tantivy: TantivyPages) -> Times:
    times = Times([], [], [], [])
    for number, query in enumerate(kind.queries):
        ours, page = _timed(searcher.search, SearchRequest(kind.typed(query)))
        forms = [] if kind.is_string else _forms(query, page)
        nearest = tantivy.words(forms) if forms else tantivy.string(query[0])
        theirs, their_page = _timed(tantivy.page, nearest)
        if number >= WARMING:
            times.ours.append(ours)
            times.theirs.append(theirs)
            times.found.append(page.total)
            times.found_by_them.append(their_page.total)
    return times


def _forms(query: Sequence[str], page: SearchPage) -> list[list[str]]:
    """The forms that were searched for, of each word."""
    included = [form for form in page.forms if form.included]
    return [[form.form for form in included if form.word == word] or [word] for word in query]


Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


def _timed(search: Callable[[Asked], Answer], asked: Asked) -> tuple[float, Answer]:
    started = perf_counter()
    answer = search(asked)
    return perf_counter() - started, answer


def _report(measured: Mapping[str, Times], statistics: Statistics) -> str:
    heads = (
        "Searches never asked before, ms: median / 95th",
        "asked",
        "found: median / 95th",
        "found by Tantivy",
        "Kaigiroku",
        "Tantivy",
        "÷ Kaigiroku",
    )
    rows = []
    for name, times in measured.items():
        ours, theirs = latency([times.ours]), latency([times.theirs])
        rows.append(
            (
                name,
                f"{len(times.ours):,}",
                _counts(times.found),
                _counts(times.found_by_them),
                str(ours),
                str(theirs),
                ratio(theirs.median, ours.median),
            )
        )
    size = f"{statistics.utterances:,} utterances, {statistics.characters:,} characters."
    return f"{size}\n\n{table(heads, rows)}"


def _counts(counts: Sequence[int]) -> str:
    return f"{median(counts):,.0f} / {quantiles(counts, n=20, method='inclusive')[-1]:,.0f}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
