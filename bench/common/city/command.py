"""Builds each collection with each engine, runs the queries on all of them, writes the report."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from common import sudachi
from common.city.passes import Engine, disagreements, run_in_turn
from common.city.plot import draw_plot
from common.city.queries import StringQuery, TermQuery, draw_string_queries, draw_term_queries
from common.city.tables import OURS, Result, report
from common.collection import AnalyzedFile, CollectionSize, collect
from common.commands import read_city_options
from common.engine_process import cached_build
from common.machine import description, load, loads, total_size
from common.peers import fts5, kaigiroku, ripgrep, stock_whoosh, tantivy_index
from common.report import README, publish
from index.storage.generations import Generations

PLOT = README.with_name("city.svg")
CAPTION = "All queries added up, by engine, over the size of the collection"
PASSES = 5
# A pass of Whoosh takes minutes over the whole city.
WHOOSH_PASSES = 1
PEERS = {
    "sudachi": sudachi.tokenize,
    "sudachi-all": sudachi.analyze,
    "tantivy": tantivy_index.build,
    "fts5": fts5.build,
    "trigram": fts5.build_trigrams,
    "whoosh": stock_whoosh.build,
}


def main(arguments: Sequence[str]) -> int:
    parser = ArgumentParser(description="ひとつの市の会議録を、ほかの検索エンジンと並べて測る。")
    parser.add_argument("--sizes", type=_counts, default=[1], metavar="1,5,26", help="年数（1）")
    options = read_city_options(parser, (kaigiroku.STORE, *PEERS), arguments)
    before = load()
    first_file, sizes = collect(options.minutes, options.sizes, options.scratch)
    queries, strings = draw_term_queries(first_file), draw_string_queries(first_file)
    results = [_measure(size, options, first_file, queries, strings) for size in sizes]
    machine = (
        f"{description('tantivy')} {ripgrep.version()} {loads(before)} "
        f"Medians of {PASSES} passes, of Whoosh {WHOOSH_PASSES}."
    )
    if options.write:
        draw_plot(results, PLOT)
    text = report(results, queries, strings, machine)
    publish("city", text, write=options.write, also_written=f"\n\n![{CAPTION}]({PLOT.name})")
    return 1 if any(result.disagreements for result in results) else 0


def _counts(text: str) -> list[int]:
    return sorted({int(count) for count in text.split(",")})


def _measure(
    size: CollectionSize,
    options: Namespace,
    first_file: AnalyzedFile,
    queries: list[TermQuery],
    strings: list[StringQuery],
) -> Result:
    home, work = kaigiroku.given_or_cached_index(size, options.index, options.rebuild)
    # One build after another, with nothing else running.
    works = {
        name: cached_build(size.folder, name, options.rebuild, build, size.collection)
        for name, build in PEERS.items()
    }
    if work is not None:
        works[kaigiroku.STORE] = work
    answers = run_in_turn(_term_engines(size.folder, home, first_file, queries))
    string_answers = run_in_turn(_string_engines(size, home, [each.string for each in strings]))
    # Kaigiroku finds other spellings of a term too: only the totals of the peers must agree.
    peers = {name: each for name, each in answers.items() if name != OURS}
    different = [*disagreements(queries, peers), *disagreements(strings, string_answers)]
    for line in different:
        print(line, file=sys.stderr)
    sizes = {name: total_size(size.folder / name) for name in PEERS}
    sizes[kaigiroku.STORE] = total_size(Generations(home).require())
    return Result(size.collection, works, sizes, answers, string_answers, different)


def _term_engines(
    folder: Path, home: Path, first_file: AnalyzedFile, queries: list[TermQuery]
) -> list[Engine]:
    ours = (home, first_file, queries)
    return [
        Engine(OURS, kaigiroku.open_queries, ours, PASSES),
        Engine("Tantivy", tantivy_index.open_queries, (folder / "tantivy", queries), PASSES),
        Engine("SQLite FTS5", fts5.open_queries, (folder / "fts5", queries), PASSES),
        Engine("Whoosh", stock_whoosh.open_queries, (folder / "whoosh", queries), WHOOSH_PASSES),
    ]


def _string_engines(size: CollectionSize, home: Path, strings: list[str]) -> list[Engine]:
    engines = [
        Engine(OURS, kaigiroku.open_strings, (home, strings), PASSES),
        Engine("SQLite trigram", fts5.open_strings, (size.folder / "trigram", strings), PASSES),
    ]
    if ripgrep.is_installed():
        texts = size.collection.texts
        engines.append(Engine("ripgrep", ripgrep.open_strings, (texts, strings), PASSES))
    else:
        print("rgがないため、ripgrepは測りません（apt install ripgrep）。", file=sys.stderr)
    return engines
