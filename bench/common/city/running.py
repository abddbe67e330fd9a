"""Builds each collection with each engine, asks all of them, and writes the report."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from common import sudachi
from common.city.asking import Engine, ask_in_turn, differences
from common.city.drawing import Drawn, draw
from common.city.plot import draw_plot
from common.city.strings import String, draw_strings
from common.city.tables import OURS, Result, report
from common.figures import write_between
from common.machine import description, load, total_size
from common.measured import kept
from common.options import read_options
from common.parts import Part
from common.peers import fts5, fts5_trigram, ours, ripgrep, stock_whoosh, tantivy_index
from common.sizes import Size, sizes_of
from index.storage.generations import Generations

README = Path(__file__).parents[2] / "README.md"
PLOT = README.with_name("city.svg")
PLOTTED = "All queries added up, by engine, over the size of the collection"
PASSES = 5
# It takes minutes over the whole city.
WHOOSH_PASSES = 1
PEERS = {
    "sudachi": sudachi.cut,
    "sudachi-all": sudachi.cut_and_read,
    "tantivy": tantivy_index.build,
    "fts5": fts5.build,
    "trigram": fts5_trigram.build,
    "whoosh": stock_whoosh.build,
}
BUILT = (ours.STORE, *PEERS)


def main(arguments: Sequence[str]) -> int:
    options = _read(arguments)
    before = load()
    first, sizes = sizes_of(options.minutes, options.sizes, options.scratch)
    drawn, strings = draw(first), draw_strings(first)
    results = [_measure(size, options, first, drawn, strings) for size in sizes]
    machine = (
        f"{description('tantivy')} {ripgrep.version()} Load of the machine before and after: "
        f"{before:.1f}, {load():.1f}. Medians of {PASSES} passes, of Whoosh {WHOOSH_PASSES}."
    )
    told = report(results, drawn, strings, machine)
    print(told)
    if options.write:
        draw_plot(results, PLOT)
        write_between(README, "city", f"{told}\n\n![{PLOTTED}]({PLOT.name})")
    return 1 if any(result.differences for result in results) else 0


def _measure(
    size: Size, options: Namespace, first: Part, drawn: list[Drawn], strings: list[String]
) -> Result:
    home, work = ours.stored(size, options.index, options.rebuild)
    # Each in turn, with nothing beside it.
    works = {
        name: kept(size.folder, name, options.rebuild, build, size.collection)
        for name, build in PEERS.items()
    }
    if work is not None:
        works[ours.STORE] = work
    answers = ask_in_turn(_engines(size.folder, home, first, drawn))
    text_answers = ask_in_turn(_text_engines(size, home, [each.string for each in strings]))
    # Kaigiroku finds other spellings too: of terms, only the peers must find equally many.
    peers = {name: each for name, each in answers.items() if name != OURS}
    different = [*differences(drawn, peers), *differences(strings, text_answers)]
    for line in different:
        print(line, file=sys.stderr)
    sizes = {name: total_size(size.folder / name) for name in PEERS}
    sizes[ours.STORE] = total_size(Generations(home).require())
    return Result(size.collection, works, sizes, answers, text_answers, different)


def _engines(folder: Path, home: Path, first: Part, drawn: list[Drawn]) -> list[Engine]:
    return [
        Engine(OURS, ours.opened, (home, first, drawn), PASSES),
        Engine("Tantivy", tantivy_index.opened, (folder / "tantivy", drawn), PASSES),
        Engine("SQLite FTS5", fts5.opened, (folder / "fts5", drawn), PASSES),
        Engine("Whoosh", stock_whoosh.opened, (folder / "whoosh", drawn), WHOOSH_PASSES),
    ]


def _text_engines(size: Size, home: Path, strings: list[str]) -> list[Engine]:
    engines = [
        Engine(OURS, ours.opened_for_strings, (home, strings), PASSES),
        Engine("SQLite trigram", fts5_trigram.opened, (size.folder / "trigram", strings), PASSES),
    ]
    if ripgrep.is_here():
        texts = size.collection.texts
        engines.append(Engine("ripgrep", ripgrep.opened, (texts, strings), PASSES))
    else:
        print("rgがないため、ripgrepは測りません（apt install ripgrep）。", file=sys.stderr)
    return engines


def _read(arguments: Sequence[str]) -> Namespace:
    parser = ArgumentParser(description="ひとつの市の会議録を、ほかの検索エンジンと並べて測る。")
    parser.add_argument("--sizes", type=_counts, default=[1], metavar="1,5,26", help="年数（1）")
    return read_options(parser, BUILT, arguments)


def _counts(text: str) -> list[int]:
    return sorted({int(count) for count in text.split(",")})
