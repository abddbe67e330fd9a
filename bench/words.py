"""Build an index of one year, and search it for ordinary words: what both take.

    python bench/words.py [--index DIR] [--words 500] [--write] [FILE…]

The words are searched in the index that was built, or in the one given. They are drawn from
its minutes, a frequent word more often, and each is searched once. `--write` puts the figures
into bench/README.md.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import numpy as np
from common.commands import add_write_option, are_there, index_parser
from common.drawing import content_words, sample_texts
from common.engine_process import measure
from common.lines import time_search
from common.machine import description, load, loads, total_size
from common.peers import kaigiroku
from common.report import publish, table

from index.search import Searcher
from index.storage.generations import Generations

WORDS = 500
# The first queries of a process read what is not in memory yet; they are not counted.
WARMING_WORDS = 50

Row = tuple[str, str]


def main(arguments: Sequence[str]) -> int:
    parser = index_parser(__doc__)
    parser.add_argument("--words", type=int, default=WORDS)
    add_write_option(parser)
    options = parser.parse_args(arguments)
    if not are_there(options.files):
        return 0
    before = load()
    with TemporaryDirectory() as scratch:
        home = Path(scratch) / "store"
        building = list(_build(options.files, home))
        rows = [*building, *_search(options.index or home, options.words)]
    heads = ("Building, and a word never asked before", "figure")
    text = f"{description()} {loads(before)}\n\n{table(heads, rows)}"
    publish("words", text, write=options.write)
    return 0


def _build(files: Sequence[Path], home: Path) -> Iterator[Row]:
    """Build an index in a process of its own."""
    work = measure(kaigiroku.build, files, home)
    yield "built: utterances, characters", _size(Searcher(home))
    yield "seconds by the clock", f"{work.seconds:.1f}"
    yield "seconds of all cores", f"{work.cpu:.1f}"
    yield "peak memory", f"{work.peak / 1000:,.0f} MB"
    yield "on disk", f"{total_size(Generations(home).require()) / 1e6:,.1f} MB"


def _search(home: Path, count: int) -> Iterator[Row]:
    """Search for words in this process."""
    searcher = Searcher(home)
    words = _draw_words(searcher, count + WARMING_WORDS)
    for word in words[:WARMING_WORDS]:
        time_search(searcher, word)
    times = [time_search(searcher, word) for word in words[WARMING_WORDS:]]
    yield f"asked for {len(times):,} words: utterances, characters", _size(searcher)
    yield _percentiles("utterances found", [total for _, total in times], ",.0f")
    yield _percentiles("CPU time, ms", [1000 * each.cpu for each, _ in times], ",.1f")
    yield _percentiles("by the clock, ms", [1000 * each.wall for each, _ in times], ",.1f")


def _draw_words(searcher: Searcher, count: int) -> list[str]:
    """Different words of the minutes; fewer where they have no more."""
    random = Random(1)
    words = content_words(sample_texts(searcher, random))
    return list(dict.fromkeys(random.choice(words) for _ in range(4 * count)))[:count]


def _size(searcher: Searcher) -> str:
    statistics = searcher.statistics()
    return f"{statistics.utterances:,}, {statistics.characters:,}"


def _percentiles(name: str, values: Sequence[float], form: str) -> Row:
    figures = np.percentile(values, (50, 90, 99, 100))
    return f"{name}: median / 90th / 99th / most", " / ".join(f"{each:{form}}" for each in figures)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
