"""Build an index of one year, and ask for ordinary words: what each of both takes.

    python bench/words.py [--index DIR] [--words 500] [--write] [FILE…]

The words are asked of the index that was built, or of the one given. They are drawn as
bench/hostile.py draws them, as often as they stand in its minutes; each is asked for once.
`--write` puts the figures into bench/README.md.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from common.figures import table, write_between
from common.finding import time_search
from common.hostile import YARDSTICK
from common.machine import description, load, total_size
from common.measured import measured
from common.peers import ours
from hostile import draw

from index.search import Searcher
from index.storage.generations import Generations

FILE = Path(__file__).parents[2] / "shared" / "minutes" / "shinagawa" / "2003.jsonl.xz"
README = Path(__file__).with_name("README.md")
WORDS = 500
SEED = 1
# The first queries of a process read what is not in memory yet.
WARMING = 50

Row = tuple[str, str]


def main(arguments: Sequence[str]) -> int:
    parser = ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--index", type=Path)
    parser.add_argument("--words", type=int, default=WORDS)
    parser.add_argument("--write", action="store_true", help="into bench/README.md")
    parser.add_argument("files", nargs="*", type=Path, default=[FILE])
    options = parser.parse_args(arguments)
    if absent := [file for file in options.files if not file.exists()]:
        print(f"{absent[0]}: 会議録がないため、測りません。")
        return 0
    before = load()
    with TemporaryDirectory() as scratch:
        home = Path(scratch) / "store"
        rows = [*built(options.files, home), *asked(options.index or home, options.words)]
    heads = ("Building, and a word never asked before", "figure")
    loads = f"Load of the machine before and after: {before:.1f}, {load():.1f}."
    told = f"{description()} {loads}\n\n{table(heads, rows)}"
    print(told)
    if options.write:
        write_between(README, "words", told)
    return 0


def built(files: Sequence[Path], home: Path) -> Iterator[Row]:
    """Build an index, in a process of its own."""
    work = measured(ours.build, files, home)
    yield "built: utterances, characters", _holds(Searcher(home))
    yield "seconds by the clock", f"{work.seconds:.1f}"
    yield "seconds of all cores", f"{work.cpu:.1f}"
    yield "peak memory", f"{work.peak / 1000:,.0f} MB"
    yield "on disk", f"{total_size(Generations(home).require()) / 1e6:,.1f} MB"


def asked(home: Path, count: int) -> Iterator[Row]:
    """Ask an index for words, in this process."""
    searcher = Searcher(home)
    words = drawn(searcher, count + WARMING)
    for word in words[:WARMING]:
        time_search(searcher, word)
    timed = [time_search(searcher, word) for word in words[WARMING:]]
    yield f"asked for {len(timed):,} words: utterances, characters", _holds(searcher)
    yield _spread("utterances found", [total for _, total in timed], ",.0f")
    yield _spread("computing, ms", [1000 * each.cpu for each, _ in timed], ",.1f")
    yield _spread("by the clock, ms", [1000 * each.wall for each, _ in timed], ",.1f")


def drawn(searcher: Searcher, count: int) -> list[str]:
    """Different words of the minutes, always the same; fewer where they have no more."""
    drawer = draw(searcher, SEED)
    kinds = len({query.kind for query in drawer.queries(100)})
    words = (query.text for query in drawer.queries(4 * count * kinds) if query.kind == YARDSTICK)
    return list(dict.fromkeys(words))[:count]


def _holds(searcher: Searcher) -> str:
    holds = searcher.statistics()
    return f"{holds.utterances:,}, {holds.characters:,}"


def _spread(name: str, values: Sequence[float], form: str) -> Row:
    """The median and what few of the values exceed."""
    figures = np.percentile(values, (50, 90, 99, 100))
    return f"{name}: median / 90th / 99th / most", " / ".join(f"{each:{form}}" for each in figures)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
