"""Search for random and hostile queries: none is an error, and none takes too long.

    python bench/hostile.py [--index DIR] [--queries 20000] [--seed 1] [--most 25] [FILE…]

Uses the index at DIR, or builds one of the files, one year of a city.

The CPU time of each query, at first asking, is compared with the median of the ordinary words
among them, words of the collection as often as they occur. Exit status 1 if a query raises, is
counted wrong, or takes more than `--most` times as long as the median word.
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
from common.commands import given_or_built_index, index_parser, read_index_options
from common.drawing import content_words, sample_texts
from common.hostile_queries import ORDINARY_WORD, HostileQueries, Query
from common.machine import description

from index.query import SearchRequest
from index.search import Searcher

_SLOWEST_SHOWN = 10
_MAX_SHOWN_LENGTH = 60
_QUERIES_PER_PROGRESS_LINE = 1000
# The first queries of a process read what is not in memory yet.
_WARMING_QUERIES = 200


class Answer(NamedTuple):
    """A query, its CPU seconds, and what was wrong with the answer."""

    query: Query
    seconds: float
    wrong: str | None


def main(arguments: Sequence[str]) -> int:
    parser = index_parser(__doc__)
    parser.add_argument("--queries", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most", type=float, default=25.0)
    options = read_index_options(parser, arguments)
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
            slowest = max(answers[-_QUERIES_PER_PROGRESS_LINE:], key=lambda each: each.seconds)
            shown = slowest.query.text[:_MAX_SHOWN_LENGTH]
            message = f"{len(answers)}  {slowest.seconds * 1000:.0f} ms: {shown!r}"
            print(message, file=sys.stderr, flush=True)
    print(description())
    return _report(answers, options.most)


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


def _report(answers: Sequence[Answer], most: float) -> bool:
    """Print what was measured; return whether all is well."""
    median = float(
        np.median([each.seconds for each in answers if each.query.kind == ORDINARY_WORD])
    )
    wrong = [each for each in answers if each.wrong]
    for each in wrong[:_SLOWEST_SHOWN]:
        print(f"WRONG {each.wrong}: {each.query.text[:_MAX_SHOWN_LENGTH]!r}")
    kinds: dict[str, list[float]] = defaultdict(list)
    for each in answers:
        kinds[each.query.kind].append(each.seconds)
    for kind, seconds in kinds.items():
        half, p99, worst = np.percentile(seconds, [50, 99, 100]) * 1000
        print(
            f"{kind}\t{len(seconds)}\tmedian {half:.1f} ms\t99 % {p99:.0f} ms\tmost {worst:.0f} ms"
        )
    for each in sorted(answers, key=lambda each: -each.seconds)[:_SLOWEST_SHOWN]:
        times = f"{each.seconds * 1000:.0f} ms, {each.seconds / median:.1f} times"
        print(f"{times}  {each.query.kind} {each.query.text[:_MAX_SHOWN_LENGTH]!r}")
    ratio = max(each.seconds for each in answers) / median
    print(f"{len(answers)} queries, {len(wrong)} wrong; median of words {median * 1000:.1f} ms")
    print(f"the longest of {len(answers)} takes {ratio:.1f} times the median, at first asking")
    return not wrong and ratio <= most


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
