"""Ask random and hostile queries: none is an error, and none takes more than so long.

    python bench/hostile.py [--index DIR] [--queries 100000] [--seed 1] [--most 20] [FILE…]

They are asked of an index, or else of one that is built of the files, one year of a city.

Time is what the process computes for a query. It is compared with the median of the
ordinary words among them, words of the collection as they stand in its minutes. Those that
took longest are asked again, each time after the queries that came before them, and take
what they do in the middle of these times: a busy machine is now and then twice as slow. Exit
status 1 if a query raises, is counted wrong, or takes more than `--most` times as long.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import process_time
from typing import NamedTuple

import numpy as np
from common.hostile import YARDSTICK, Drawer, Query
from common.machine import description

from index.analysis.analyzer import Analyzer
from index.query import SearchRequest
from index.search import Searcher
from indexer.pipeline import index_paths

FILE = Path(__file__).parents[2] / "shared" / "minutes" / "shinagawa" / "2003.jsonl.xz"
# How much words and strings are drawn from: pages of exchanges.
_PAGES, _PER_PAGE, _CHARACTERS = 150, 5, 3000
# So many are asked again, so often, after so many others: of what was kept of them, as little
# is left as at first.
_WORST, _AGAIN, _BEFORE = 10, 5, 100
_SHOWN = 60
# How far it has come is told after so many, with the worst of them.
_TOLD = 1000
# The first queries of a process read what is not in memory yet.
_WARMING = 200


class Asked(NamedTuple):
    """A query, how long it took in seconds, what was wrong, and how long it took again."""

    query: Query
    first: float
    wrong: str | None
    again: tuple[float, ...] = ()

    @property
    def seconds(self) -> float:
        """How long it takes: in the middle, if it was asked again."""
        return float(np.median(self.again)) if self.again else self.first


def ask(searcher: Searcher, query: Query) -> Asked:
    started = process_time()
    wrong = None
    try:
        page = searcher.search(SearchRequest(query.text))
        if not len(page.hits) <= page.exchanges <= page.total <= page.searched.utterances:
            wrong = f"{len(page.hits)} of {page.exchanges} exchanges, {page.total} utterances"
    except Exception as error:
        # Whatever it is, it is what is looked for here.
        wrong = f"{type(error).__name__}: {error}"
    return Asked(query, process_time() - started, wrong)


def ask_again(searcher: Searcher, asked: Sequence[Asked]) -> list[Asked]:
    """The same queries; those that took longest have been asked again, round by round."""
    slowest = sorted(range(len(asked)), key=lambda number: -asked[number].first)[:_WORST]
    again: dict[int, list[Asked]] = {number: [] for number in slowest}
    for _ in range(_AGAIN):
        for number, answers in again.items():
            for before in range(number - _BEFORE, number):
                ask(searcher, asked[before % len(asked)].query)
            answers.append(ask(searcher, asked[number].query))
    told = list(asked)
    for number, answers in again.items():
        wrong = next((each.wrong for each in answers if each.wrong), told[number].wrong)
        times = tuple(each.first for each in answers)
        told[number] = told[number]._replace(wrong=wrong, again=times)
    return told


def draw(searcher: Searcher, seed: int) -> Drawer:
    """A drawer of the words that are not particles, as often as they stand in the minutes."""
    random = Random(seed)
    texts = _texts(searcher, random)
    analyzer = Analyzer()
    words = [
        token.form
        for text in texts
        for token in analyzer.analyze(text).tokens
        if token.content and token.key and len(token.form) > 1 and not token.form.isnumeric()
    ]
    return Drawer(seed, words, texts)


def _texts(searcher: Searcher, random: Random) -> list[str]:
    """What was said all over the collection."""
    exchanges = searcher.search(SearchRequest("", limit=0)).exchanges
    found: list[str] = []
    for _ in range(_PAGES):
        request = SearchRequest("", limit=_PER_PAGE, offset=random.randrange(exchanges))
        for hit in searcher.search(request).hits:
            found += [each.utterance.text[:_CHARACTERS] for each in hit.utterances]
    return [text for text in found if text.strip()]


def report(asked: Sequence[Asked], most: float) -> bool:
    """Print what was measured; whether all is well."""
    ordinary = [each.first for each in asked if each.query.kind == YARDSTICK]
    median = float(np.median(ordinary))
    wrong = [each for each in asked if each.wrong]
    for each in wrong[:_WORST]:
        print(f"WRONG {each.wrong}: {each.query.text[:_SHOWN]!r}")
    kinds: dict[str, list[float]] = defaultdict(list)
    for each in asked:
        kinds[each.query.kind].append(each.first)
    for kind, seconds in kinds.items():
        half, last, worst = np.percentile(seconds, [50, 99, 100]) * 1000
        print(
            f"{kind}\t{len(seconds)}\tmedian {half:.1f} ms\t99 % {last:.0f} ms\tmost {worst:.0f} ms"
        )
    for each in sorted((each for each in asked if each.again), key=lambda each: -each.first):
        again = " ".join(f"{seconds * 1000:.0f}" for seconds in sorted(each.again))
        times = f"{each.first * 1000:.0f} ms, again {again}: {each.seconds / median:.1f} times"
        print(f"{times}  {each.query.kind} {each.query.text[:_SHOWN]!r}")
    ratio = max(each.seconds for each in asked) / median
    print(f"{len(asked)} queries, {len(wrong)} wrong; median of words {median * 1000:.1f} ms")
    print(f"most {ratio:.1f} times as long as the median")
    return not wrong and ratio <= most


def main(arguments: Sequence[str] | None = None) -> int:
    parser = ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--index", type=Path)
    parser.add_argument("--queries", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most", type=float, default=20.0)
    parser.add_argument("files", nargs="*", type=Path, default=[FILE])
    options = parser.parse_args(arguments)
    if options.index is None and not all(file.exists() for file in options.files):
        print("会議録がないため、測りません。")
        return 0
    with TemporaryDirectory() as scratch:
        home = options.index or Path(scratch) / "store"
        if options.index is None:
            index_paths(options.files, home)
        return 0 if _measure(Searcher(home), options) else 1


def _measure(searcher: Searcher, options: Namespace) -> bool:
    """Ask them all, and report; whether all is well."""
    searcher.prepare()
    drawer = draw(searcher, options.seed)
    for query in drawer.queries(min(_WARMING, options.queries)):
        ask(searcher, query)
    asked = []
    for query in drawer.queries(options.queries):
        asked.append(ask(searcher, query))
        if len(asked) % _TOLD == 0:
            worst = max(asked[-_TOLD:], key=lambda each: each.first)
            seconds, text = worst.first * 1000, worst.query.text[:_SHOWN]
            print(f"{len(asked)}  {seconds:.0f} ms: {text!r}", file=sys.stderr, flush=True)
    print(description())
    return report(ask_again(searcher, asked), options.most)


if __name__ == "__main__":
    sys.exit(main())
