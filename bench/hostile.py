"""Search for random and hostile queries: none is an error, and none takes too long.

    python bench/hostile.py [--index DIR] [--queries 100000] [--seed 1] [--most 20] [FILE…]

Uses the index at DIR, or builds one of the files, one year of a city.

The CPU time of a query is compared with the median of the ordinary words among them, words of
the collection as often as they occur. The slowest queries are repeated several times, each
time after the queries that preceded them, and count with the median of these times: on a busy
machine a query is now and then twice as slow. Exit status 1 if a query raises, is counted
wrong, or takes more than `--most` times as long as the median word.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from collections import defaultdict
from collections.abc import Sequence
from random import Random
from time import process_time
from typing import NamedTuple

import numpy as np
from common.commands import are_there, given_or_built_index, index_parser
from common.drawing import content_words, sample_texts
from common.hostile_queries import ORDINARY_WORD, HostileQueries, Query
from common.machine import description

from index.query import SearchRequest
from index.search import Searcher

# The slowest are repeated so often, each time after so many other queries, so that as little
# of them is cached as the first time.
_REPEATED_QUERIES, _REPETITIONS, _QUERIES_BEFORE = 10, 5, 100
_MAX_SHOWN_LENGTH = 60
_QUERIES_PER_PROGRESS_LINE = 1000
# The first queries of a process read what is not in memory yet.
_WARMING_QUERIES = 200


class Answer(NamedTuple):
    """A query, its CPU seconds, what was wrong with the answer, and its repeated times."""

    query: Query
    first: float
    wrong: str | None
    repeated: tuple[float, ...] = ()

    @property
    def seconds(self) -> float:
        """The median of the repeated times, or the first one."""
        return float(np.median(self.repeated)) if self.repeated else self.first


def main(arguments: Sequence[str]) -> int:
    parser = index_parser(__doc__)
    parser.add_argument("--queries", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most", type=float, default=20.0)
    options = parser.parse_args(arguments)
    if options.index is None and not are_there(options.files):
        return 0
    with given_or_built_index(options) as home:
        return 0 if _measure(Searcher(home), options) else 1


def _measure(searcher: Searcher, options: Namespace) -> bool:
    """Search for all of them, and report; return whether all is well."""
    searcher.prepare()
    texts = sample_texts(searcher, Random(options.seed))
    drawn = HostileQueries(options.seed, content_words(texts), texts)
    for query in drawn.queries(min(_WARMING_QUERIES, options.queries)):
        _search(searcher, query)
    answers = []
    for query in drawn.queries(options.queries):
        answers.append(_search(searcher, query))
        if len(answers) % _QUERIES_PER_PROGRESS_LINE == 0:
            slowest = max(answers[-_QUERIES_PER_PROGRESS_LINE:], key=lambda each: each.first)
            shown = slowest.query.text[:_MAX_SHOWN_LENGTH]
            message = f"{len(answers)}  {slowest.first * 1000:.0f} ms: {shown!r}"
            print(message, file=sys.stderr, flush=True)
    print(description())
    return _report(_repeat_slowest(searcher, answers), options.most)


def _search(searcher: Searcher, query: Query) -> Answer:
    started = process_time()
    wrong = None
    try:
        page = searcher.search(SearchRequest(query.text))
        if not len(page.hits) <= page.exchanges <= page.total <= page.searched.utterances:
            wrong = f"{len(page.hits)} of {page.exchanges} exchanges, {page.total} utterances"
    except Exception as error:
        # Any exception is a finding.
        wrong = f"{type(error).__name__}: {error}"
    return Answer(query, process_time() - started, wrong)


def _repeat_slowest(searcher: Searcher, answers: Sequence[Answer]) -> list[Answer]:
    """The same answers; the slowest queries are repeated, round by round."""
    by_time = sorted(range(len(answers)), key=lambda number: -answers[number].first)
    repeated: dict[int, list[Answer]] = {number: [] for number in by_time[:_REPEATED_QUERIES]}
    for _ in range(_REPETITIONS):
        for number, again in repeated.items():
            for before in range(number - _QUERIES_BEFORE, number):
                _search(searcher, answers[before % len(answers)].query)
            again.append(_search(searcher, answers[number].query))
    result = list(answers)
    for number, again in repeated.items():
        wrong = next((each.wrong for each in again if each.wrong), result[number].wrong)
        times = tuple(each.first for each in again)
        result[number] = result[number]._replace(wrong=wrong, repeated=times)
    return result


def _report(answers: Sequence[Answer], most: float) -> bool:
    """Print what was measured; return whether all is well."""
    median = float(np.median([each.first for each in answers if each.query.kind == ORDINARY_WORD]))
    wrong = [each for each in answers if each.wrong]
    for each in wrong[:_REPEATED_QUERIES]:
        print(f"WRONG {each.wrong}: {each.query.text[:_MAX_SHOWN_LENGTH]!r}")
    kinds: dict[str, list[float]] = defaultdict(list)
    for each in answers:
        kinds[each.query.kind].append(each.first)
    for kind, seconds in kinds.items():
        half, p99, worst = np.percentile(seconds, [50, 99, 100]) * 1000
        print(
            f"{kind}\t{len(seconds)}\tmedian {half:.1f} ms\t99 % {p99:.0f} ms\tmost {worst:.0f} ms"
        )
    for each in sorted((each for each in answers if each.repeated), key=lambda each: -each.first):
        again = " ".join(f"{seconds * 1000:.0f}" for seconds in sorted(each.repeated))
        times = f"{each.first * 1000:.0f} ms, again {again}: {each.seconds / median:.1f} times"
        print(f"{times}  {each.query.kind} {each.query.text[:_MAX_SHOWN_LENGTH]!r}")
    ratio = max(each.seconds for each in answers) / median
    print(f"{len(answers)} queries, {len(wrong)} wrong; median of words {median * 1000:.1f} ms")
    print(f"most {ratio:.1f} times as long as the median")
    return not wrong and ratio <= most


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
