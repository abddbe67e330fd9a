"""Search for numbers with what they count, in digits and in kanji: does each find the other?

    python bench/counters.py [--index DIR] [--write] [FILE…]

The pairs are those of the minutes: a number up to a hundred and a counter that stand there in
both writings (5人, 五人). Both must find the same utterances, and those that a scan finds in
which the number is not part of a longer one. Where the kanji are a word of SudachiPy's that is
no number (一番, 十分に), the scan cannot know which is meant, and only the two are compared.
Exit status 1 if anything differs.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from common.commands import (
    add_write_option,
    given_or_built_index,
    index_parser,
    read_index_options,
)
from common.found import FoundUtterances
from common.machine import description
from common.report import publish, table
from common.scan.minutes import Lines, Minutes, read_minutes
from common.scan.numerals import BEGIN, END, in_kanji, numbers
from common.scan.tokens import is_other_word, tokenizer

from index.search import Searcher

LARGEST = 100
_AFTER_NUMBER = re.compile(f"{BEGIN}([0-9]{{1,3}}){END}(%|[か一-鿿][一-鿿]?)")
_MAX_SHOWN = 60


class Pair(NamedTuple):
    """A number with its counter in both writings; the scan's utterances, None if it cannot know."""

    digits: str
    kanji: str
    scanned: Lines | None


class Comparison(NamedTuple):
    """A pair, how many utterances each writing finds, and how many differ."""

    pair: Pair
    found: tuple[int, int]
    apart: int
    missing: int
    wrong: int

    @property
    def equal(self) -> bool:
        return not (self.apart or self.missing or self.wrong)


def main(arguments: Sequence[str]) -> int:
    parser = index_parser(__doc__)
    add_write_option(parser)
    options = read_index_options(parser, arguments)
    with given_or_built_index(options) as home:
        comparisons = list(_compare_all(home))
    different = [each for each in comparisons if not each.equal]
    for each in different[:_MAX_SHOWN]:
        found = " and ".join(f"{count:,}" for count in each.found)
        print(
            f"{each.pair.digits} and {each.pair.kanji} find {found}: {each.apart:,} apart; "
            f"beside the scan {each.missing:,} missing, {each.wrong:,} wrong"
        )
    publish("counters", f"{description()}\n\n{_report(comparisons)}", write=options.write)
    return 1 if different else 0


def _compare_all(home: Path) -> Iterator[Comparison]:
    minutes = read_minutes(Searcher(home))
    found = FoundUtterances(home, minutes.ids)
    for number, pair in enumerate(pairs_of(minutes), start=1):
        digits, _ = found.lines(pair.digits)
        kanji, _ = found.lines(pair.kanji)
        scanned = digits if pair.scanned is None else pair.scanned
        yield Comparison(
            pair,
            (len(digits), len(kanji)),
            len(np.setxor1d(digits, kanji)),
            len(np.setdiff1d(scanned, digits)),
            len(np.setdiff1d(digits, scanned)),
        )
        if number % 500 == 0:
            print(number, file=sys.stderr, flush=True)


def pairs_of(minutes: Minutes) -> Iterator[Pair]:
    """The pairs that stand in the minutes in both writings, and where."""
    written = _written(minutes)
    lines: dict[tuple[int, str], dict[int, None]] = defaultdict(dict)
    for match in _AFTER_NUMBER.finditer(minutes.texts.numbered.text):
        value, after = int(match[1]), match[2]
        if value <= LARGEST:
            line = minutes.texts.numbered.line_of(match.start())
            for length in range(1, len(after) + 1):
                lines[value, after[:length]][line] = None
    for (value, counter), found in lines.items():
        digits, kanji = f"{value}{counter}", f"{in_kanji(value)}{counter}"
        if {digits, kanji} <= written and _counts(counter):
            scanned = None if is_other_word(kanji) else np.array(list(found), np.int64)
            yield Pair(digits, kanji, scanned)


def _written(minutes: Minutes) -> set[str]:
    """The numbers of the texts as they are written, with one and two characters behind."""
    text = minutes.texts.plain.text
    found = set()
    for start, end, _ in numbers(text):
        found |= {text[start : end + 1], text[start : end + 2]}
    return found


def _counts(counter: str) -> bool:
    """Whether a string behind a number is one word that may be counted by."""
    found = tokenizer().tokenize(f"3{counter}の")
    if len(found) != 3:
        return False
    classes = found[1].part_of_speech()
    return classes[0] == "接尾辞" or classes[2] in ("助数詞", "助数詞可能")


def _report(comparisons: Sequence[Comparison]) -> str:
    scanned = [each for each in comparisons if each.pair.scanned is not None]
    rows = [
        ("pairs", f"{len(comparisons):,}"),
        ("both writings find the same", f"{sum(not each.apart for each in comparisons):,}"),
        ("scanned", f"{len(scanned):,}"),
        ("found as scanned", f"{sum(not (each.missing or each.wrong) for each in scanned):,}"),
        ("utterances", f"{sum(each.found[0] for each in comparisons):,}"),
    ]
    return table(("Numbers and counters, in digits and in kanji", "figure"), rows)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
