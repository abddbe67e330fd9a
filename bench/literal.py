"""Search for strings drawn at random as "…" and with ripgrep: are the utterances the same?

    python bench/literal.py [--index DIR] [--strings 2000] [--write] [FILE…]

Exit status 1 if a string finds another set of utterances than ripgrep does. bench/README.md
describes what counts as equal and what is timed.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from common.commands import add_write_option, are_there, given_or_built_index, index_parser
from common.drawing import String, draw_strings
from common.found import FoundUtterances
from common.lines import (
    Lines,
    Seconds,
    ripgrep_find,
    time_ripgrep,
    time_search,
    write_lines,
)
from common.machine import description, load, loads
from common.peers import ripgrep
from common.report import publish, ratio, table

STRINGS = 2000


class Comparison(NamedTuple):
    """The number of utterances ripgrep finds, the lines that differ, and the times of both.

    `expanded` are lines that have the string in NFKC only: ㎡ is found as m2.
    """

    string: String
    found: int
    missing: frozenset[int]
    expanded: frozenset[int]
    wrong: frozenset[int]
    ours: Seconds
    theirs: Seconds


def main(arguments: Sequence[str]) -> int:
    parser = index_parser(__doc__)
    parser.add_argument("--strings", type=int, default=STRINGS)
    add_write_option(parser)
    options = parser.parse_args(arguments)
    if not are_there(options.files):
        return 0
    if not ripgrep.is_installed():
        print("rg: ripgrep がないため、測りません。")
        return 0
    with given_or_built_index(options) as home, TemporaryDirectory() as scratch:
        lines = write_lines(options.files, Path(scratch))
        text, equal = _measure(lines, home, options.strings)
    publish("literal", text, write=options.write)
    return 0 if equal else 1


def _measure(lines: Lines, home: Path, count: int) -> tuple[str, bool]:
    kaigiroku = FoundUtterances(home, lines.ids)
    strings = draw_strings(lines, count, "literal")
    before = load()
    comparisons = []
    for string in strings:
        comparisons.append(_compare(string, kaigiroku, lines))
        if len(comparisons) % 100 == 0:
            print(f"{len(comparisons)}/{count}", file=sys.stderr)
    for example in _examples(comparisons, lines):
        print(example)
    equal = not any(each.missing or each.wrong for each in comparisons)
    return _report(comparisons, lines, before), equal


def _compare(string: String, kaigiroku: FoundUtterances, lines: Lines) -> Comparison:
    query = f'"{string.text}"'
    ours, total = time_search(kaigiroku.searcher, query)
    theirs, count = time_ripgrep(string.text, lines)
    found, expected = kaigiroku.set_of(query), ripgrep_find(string.text, lines)
    assert len(found) == total, query
    assert len(expected) == count, query
    wanted = _nfkc(string.text)
    more = found - expected
    expanded = frozenset(line for line in more if wanted in _nfkc(lines.text(line)))
    return Comparison(string, count, expected - found, expanded, more - expanded, ours, theirs)


def _nfkc(text: str) -> str:
    """Text in which ㎡ is m2 and … is three dots, and case is folded."""
    return unicodedata.normalize("NFKC", text).casefold()


def _report(comparisons: Sequence[Comparison], lines: Lines, load_before: float) -> str:
    heads = (
        "Strings",
        "asked",
        "utterances found",
        "missing",
        "wrong",
        "expanded",
        "Kaigiroku, s",
        "ripgrep, s",
        "÷",
        "÷ by the clock",
    )
    kinds = (
        ("aligned to words", [each for each in comparisons if each.string.aligned]),
        ("not aligned", [each for each in comparisons if not each.string.aligned]),
        ("both", comparisons),
    )
    size = lines.folded.stat().st_size - len(lines.ids)
    return (
        f"{len(lines.ids):,} utterances, {size / 1e6:,.1f} MB of UTF-8. {description()} "
        f"{ripgrep.version()} {loads(load_before)}\n\n"
        f"{table(heads, (_row(name, each) for name, each in kinds))}"
    )


def _row(name: str, comparisons: Sequence[Comparison]) -> tuple[str, ...]:
    ours, theirs = (
        Seconds(sum(each.cpu for each in seconds), sum(each.wall for each in seconds))
        for seconds in ([each.ours for each in comparisons], [each.theirs for each in comparisons])
    )
    expanded = [len(each.expanded) for each in comparisons if each.expanded]
    return (
        name,
        f"{len(comparisons):,}",
        f"{sum(each.found for each in comparisons):,}",
        f"{sum(len(each.missing) for each in comparisons):,}",
        f"{sum(len(each.wrong) for each in comparisons):,}",
        f"{sum(expanded):,} of {len(expanded)}",
        f"{ours.cpu:.1f}",
        f"{theirs.cpu:.1f}",
        ratio(ours.cpu, theirs.cpu),
        ratio(ours.wall, theirs.wall),
    )


def _examples(comparisons: Sequence[Comparison], lines: Lines) -> Iterator[str]:
    """One utterance for each string that differs."""
    for difference in ("missing", "wrong", "expanded"):
        for each in comparisons:
            if numbers := getattr(each, difference):
                line = lines.ids[min(numbers)]
                yield f"{difference}: 「{each.string.text}」 {len(numbers)}, {line}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
