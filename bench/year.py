"""A year of a city's minutes, beside SQLite FTS5 with trigrams, on the same machine.

    python bench/year.py [FILE]

Prints the tables and writes them into bench/README.md, where the method is told.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from common import sudachi, trigram
from common.answers import (
    Answers,
    AskPass,
    BuildPass,
    building_table,
    search_table,
    serving_table,
    size_of,
    total_size,
)
from common.figures import write_between
from common.machine import cores, description, load, memory
from common.queries import QUERIES, QUESTIONS
from common.server import serving

from index.query import SearchRequest
from index.results import SearchPage
from index.search import Searcher
from indexer.pipeline import index_paths

FILE = Path(__file__).parents[2] / "shared" / "minutes" / "shinagawa" / "2003.jsonl.xz"
README = Path(__file__).with_name("README.md")
BUILDS = 3
PASSES = 5


def main(arguments: Sequence[str]) -> int:
    file = Path(arguments[0]) if arguments else FILE
    if not file.exists():
        print(f"{file}: 会議録がないため、測りません。")
        return 0
    with TemporaryDirectory() as scratch:
        _measure(file, Path(scratch))
    return 0


def _measure(file: Path, scratch: Path) -> None:
    load_before = load()
    home, database = scratch / "store", scratch / "trigram.db"
    texts, builds = _build(file, home, database)
    passes = [_ask(home, database) for _ in range(PASSES)]
    report = "\n\n".join(
        (
            f"{len(texts):,} utterances, {sum(map(len, texts)):,} characters, "
            f"{size_of(texts) / 1e6:.1f} MB of UTF-8. {description()} Load of the machine before "
            f"and after: {load_before:.1f}, {load():.1f}. Medians of {BUILDS} builds and "
            f"{PASSES} passes, in turn.",
            building_table(texts, builds, total_size(home), total_size(database)),
            search_table([each.ours for each in passes], [each.theirs for each in passes]),
            serving_table(
                [each.ours for each in passes],
                [each.theirs for each in passes],
                [each.asked for each in passes],
            ),
        )
    )
    print(report)
    write_between(README, "year", report)


def _build(file: Path, home: Path, database: Path) -> tuple[list[str], list[BuildPass]]:
    """Build both indexes a few times, in turn, so that both meet the same machine."""
    texts: list[str] = []
    builds = []
    for number in range(1, BUILDS + 1):
        shutil.rmtree(home, ignore_errors=True)
        database.unlink(missing_ok=True)
        ours = _timed(lambda: index_paths([file], home))
        texts = texts or [utterance.text for utterance in Searcher(home).export()]
        alone = _timed(lambda: sudachi.analyze(texts, cores()))  # noqa: B023 — called at once
        theirs = _timed(lambda: trigram.build(database, texts))  # noqa: B023
        builds.append(BuildPass(ours, alone, theirs))
        print(
            f"{number}/{BUILDS}回: Kaigiroku {ours:.1f}秒、SudachiPy だけ {alone:.1f}秒、"
            f"SQLite {theirs:.1f}秒",
            file=sys.stderr,
        )
    return texts, builds


def _timed(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


def _ask(home: Path, database: Path) -> AskPass:
    """Ask both everything once, in a new searcher, a new server and a new connection."""
    searcher = Searcher(home)
    searcher.search(SearchRequest(""))
    cold, warm = (_seconds(searcher.search, QUERIES) for _ in range(2))
    asked = _seconds(searcher.ask, QUESTIONS)
    totals = [searcher.search(SearchRequest(query)).total for query in QUERIES]
    with serving(home) as server:
        server.seconds("/")
        page_cold, page_warm = (server.pages(QUERIES) for _ in range(2))
        ours = Answers(totals, cold, warm, page_cold, page_warm, max(server.memory()))
    return AskPass(ours, _ask_sqlite(database), asked)


def _seconds(ask: Callable[[SearchRequest], SearchPage], queries: Sequence[str]) -> list[float]:
    return [_timed(partial(ask, SearchRequest(query))) for query in queries]


def _ask_sqlite(database: Path) -> Answers:
    """What SQLite answers, in a process of its own."""
    with subprocess.Popen(
        [sys.executable, trigram.__file__, str(database)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(json.dumps(QUERIES) + "\n")
        process.stdin.flush()
        answer = json.loads(process.stdout.readline())
        used = memory(process.pid)
        process.stdin.close()
    return Answers(**answer, memory=used)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
