"""Damage the files of an index, and compare what it answers with the answers of the whole index.

    python bench/damage.py [--index DIR] [--bits 300] [--blocks 60] [--cuts 60] [FILE…]

Uses a copy of the index at DIR, or builds one of the files, one year of a city; a meeting is
withdrawn, so that it has deletions and former addresses. In each trial one file is damaged: a bit
is flipped, a block is zeroed, the file is cut, or, each file once, removed. All is asked at once,
and again when the files were checked in the background, and `doctor` examines the index. Exit
status 1 if anything is answered otherwise than by the whole index, or fails without a line that
names what is damaged, also of what `doctor` calls whole.
"""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Literal, NamedTuple

from common.commands import given_or_built_index, index_parser, read_index_options
from common.index_damage import (
    REQUESTS,
    Answers,
    Damage,
    Kind,
    answers,
    damaged_copy,
    draw_damage,
    some_identifiers,
)
from common.report import table

from index.doctor import examine
from index.errors import KaigirokuError
from index.search import Searcher
from index.storage.generations import Generations, link_or_copy
from index.writer import open_writer

_IDENTIFIERS = 4
_TRIALS_PER_PROGRESS_LINE = 20

Verdict = Literal["answered right", "refused", "WRONG", "UNFORESEEN"]
VERDICTS: tuple[Verdict, ...] = ("answered right", "refused", "WRONG", "UNFORESEEN")


class Trial(NamedTuple):
    """Damage, the verdict of asking, and whether `doctor` called the index whole."""

    damage: Damage
    verdict: Verdict
    is_called_whole: bool
    example: str = ""


def main(arguments: Sequence[str]) -> int:
    parser = index_parser(__doc__)
    parser.add_argument("--bits", type=int, default=300)
    parser.add_argument("--blocks", type=int, default=60)
    parser.add_argument("--cuts", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = read_index_options(parser, arguments)
    counts: dict[Kind, int] = {
        "a bit flipped": options.bits,
        "a block zeroed": options.blocks,
        "cut": options.cuts,
    }
    random = Random(options.seed)
    with given_or_built_index(options) as given, TemporaryDirectory() as scratch:
        home = Path(scratch) / "whole"
        _copy_and_withdraw(given, home)
        trials = list(_trials(home, Path(scratch) / "damaged", random, counts))
    wrong = [each for each in trials if each.verdict.isupper()]
    for each in wrong:
        print(f"{each.damage.kind}, {each.damage.file}: {each.verdict}: {each.example}")
    print(_report(trials))
    return 1 if wrong else 0


def _copy_and_withdraw(given: Path, home: Path) -> None:
    """Copy an index, and withdraw its first meeting from the copy, which has one generation."""
    current = Generations(given).require()
    (home / current.name).mkdir(parents=True)
    for file in current.iterdir():
        link_or_copy(file, home / current.name / file.name)
    (home / "CURRENT").write_bytes((given / "CURRENT").read_bytes())
    withdrawn = next(Searcher(home).export()).meeting
    with open_writer(home) as writer:
        writer.remove(withdrawn)
        sources = {
            path: replace(
                record, meetings=tuple(each for each in record.meetings if each != withdrawn)
            )
            for path, record in writer.sources.items()
        }
        writer.commit(sources)
    # Nobody reads it any more.
    shutil.rmtree(home / current.name)


def _trials(home: Path, copy: Path, random: Random, counts: dict[Kind, int]) -> Iterator[Trial]:
    searcher = Searcher(home)
    identifiers = some_identifiers(searcher, random, _IDENTIFIERS)
    right = answers(searcher, identifiers)
    for number, damage in enumerate(draw_damage(home, random, counts), 1):
        with TemporaryDirectory(dir=copy.parent) as place:
            damaged_copy(home, damage, Path(place) / "index")
            verdict, example = _ask(Path(place) / "index", identifiers, right)
            yield Trial(damage, verdict, _is_called_whole(Path(place) / "index"), example)
        if number % _TRIALS_PER_PROGRESS_LINE == 0:
            print(f"{number} trials", file=sys.stderr, flush=True)


def _ask(home: Path, identifiers: Sequence[str], right: Answers) -> tuple[Verdict, str]:
    """Ask at once, and again after all files were checked as a server does in the background."""
    found: dict[str, Answers] = {}
    try:
        searcher = Searcher(home)
        found["at once"] = answers(searcher, identifiers)
        with suppress(KaigirokuError):
            searcher._engine.prepare(lambda: None)
        found["later"] = answers(searcher, identifiers)
    except KaigirokuError:
        return "refused", ""
    except Exception as error:
        return "UNFORESEEN", repr(error)
    refused = False
    for when, each in found.items():
        for name, answer in each.items():
            if isinstance(answer, KaigirokuError):
                refused = True
            elif isinstance(answer, Exception):
                return "UNFORESEEN", f"{when}, {name}: {answer!r}"
            elif answer != right[name]:
                return "WRONG", f"{when}, {name}"
    return ("refused" if refused else "answered right"), ""


def _is_called_whole(home: Path) -> bool:
    try:
        return examine(home, lambda _: None).is_whole
    except KaigirokuError:
        return False


def _report(trials: Sequence[Trial]) -> str:
    """The verdicts by kind of damage, and of those that `doctor` calls whole."""
    rows = []
    for kind in dict.fromkeys(each.damage.kind for each in trials):
        mine = [each for each in trials if each.damage.kind == kind]
        rows.append((kind, *_counts(mine)))
    whole = [each for each in trials if each.is_called_whole]
    rows += [("in all", *_counts(trials)), ("called whole by `doctor`", *_counts(whole))]
    heads = ("one file", "trials", *VERDICTS)
    return f"{table(heads, rows)}\n\n{len(REQUESTS)} requests in each trial, twice."


def _counts(trials: Sequence[Trial]) -> Iterator[str]:
    counts = Counter(each.verdict for each in trials)
    yield str(len(trials))
    yield from (str(counts[verdict]) for verdict in VERDICTS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
