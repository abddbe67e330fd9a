"""Search for numbers with what they count, in digits and in kanji: does each find the other?

    python bench/counters.py [--index DIR] [--write] [FILE…]

The pairs are those of the minutes: a number up to a thousand and a counter that stand there in
both writings (5人, 五人; 第2回, 第二回), in each somewhere with no longer word behind. Both must
find the same utterances, and those that a scan finds in which the number is not part of a longer
one, nor of another word (三 in 再三本会議). Where the dictionary has the kanji as one word, they
may be no number (一番, 十分に): the two are compared, but need not be equal, and are not scanned.
Exit status 1 if any other pair differs.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain, product
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
from common.scan.minutes import Joined, Lines, Minutes, read_minutes
from common.scan.numerals import BEGIN, END, in_kanji, numbers
from common.scan.tokens import chunks, is_other_word, tokenizer

from index.search import Searcher

LARGEST = 1000
_COUNTER = "%|[ァ-ヺー]{2,5}|[か一-鿿][一-鿿]?"
_AFTER_NUMBER = re.compile(f"(第?){BEGIN}([0-9]{{1,4}}){END}(?=({_COUNTER}))")
_WRITTEN = re.compile(f"(?:{_COUNTER})(?![一-鿿ァ-ヺー])")
_MAX_SHOWN = 60


class Pair(NamedTuple):
    """A number with its counter in both writings, and the utterances that the scan finds.

    None where the dictionary has the kanji as one word, an `idiom` perhaps.
    """

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
    def is_right(self) -> bool:
        return self.pair.scanned is None or not (self.apart or self.missing or self.wrong)


def main(arguments: Sequence[str]) -> int:
    parser = index_parser(__doc__)
    add_write_option(parser)
    options = read_index_options(parser, arguments)
    with given_or_built_index(options) as home:
        comparisons = list(_compare_all(home))
    different = [each for each in comparisons if not each.is_right]
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
        missing = np.setdiff1d(scanned, digits)
        yield Comparison(
            pair,
            (len(digits), len(kanji)),
            len(np.setxor1d(digits, kanji)),
            sum(_has_number(minutes.texts.plain, line, pair) for line in missing.tolist()),
            len(np.setdiff1d(digits, scanned)),
        )
        if number % 500 == 0:
            print(number, file=sys.stderr, flush=True)


def pairs_of(minutes: Minutes) -> Iterator[Pair]:
    """The pairs that stand in the minutes in both writings, and where."""
    written = _written(minutes.texts.plain.text)
    lines: dict[tuple[str, int, str], dict[int, None]] = defaultdict(dict)
    for match in _AFTER_NUMBER.finditer(minutes.texts.numbered.text):
        ordinal, value, after = match[1], int(match[2]), match[3]
        if value <= LARGEST:
            line = minutes.texts.numbered.line_of(match.start())
            for first, length in product({"", ordinal}, range(1, len(after) + 1)):
                lines[first, value, after[:length]][line] = None
    for (ordinal, value, counter), found in lines.items():
        digits = f"{ordinal}{value}{counter}"
        kanji = f"{ordinal}{in_kanji(value)}{counter}" if value else digits
        if digits != kanji and {digits, kanji} <= written and _counts(counter):
            scanned = None if is_other_word(kanji) else np.array(list(found), np.int64)
            yield Pair(digits, kanji, scanned)


def _written(text: str) -> set[str]:
    """The numbers with their counters as they are written where no longer word follows."""
    found = set()
    for start, end, _ in numbers(text):
        if counter := _WRITTEN.match(text, end):
            found |= {text[start : counter.end()], f"第{text[start : counter.end()]}"}
    return found


def _has_number(texts: Joined, line: int, pair: Pair) -> bool:
    """Whether a line has a pair as Sudachi cuts it; in digits it is always a number."""
    start, end = texts.bounds(line)
    text = texts.text[start:end]
    if pair.kanji not in text:
        return True
    tokens = chain.from_iterable(map(tokenizer().tokenize, chunks(text)))
    bounds = {*accumulate((len(token.surface()) for token in tokens), initial=0)}
    places = (match.start() for match in re.finditer(re.escape(pair.kanji), text))
    return any(
        at in bounds and not bounds.isdisjoint(range(at + 1, at + len(pair.kanji))) for at in places
    )


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
        ("no word of the dictionary", f"{len(scanned):,}"),
        ("of these both find the same", f"{sum(not each.apart for each in scanned):,}"),
        ("of these found as scanned", f"{sum(each.is_right for each in scanned):,}"),
        ("utterances", f"{sum(each.found[0] for each in comparisons):,}"),
    ]
    return table(("Numbers and counters, in digits and in kanji", "figure"), rows)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
