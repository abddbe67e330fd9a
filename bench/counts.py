"""Counts of a whole city that are known by a scan: are they what a search finds?

    python bench/counts.py [--index DIR] [--write] [FILE…]

Each row has spellings of one word that must all find the same utterances, those in which a scan
of the exported text finds the word. がけ must find all that 崖 finds, and nothing that has it in
心がけ or 声がけ alone. Exit status 1 if a count differs.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
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
from common.scan.conjunction import Conjunction
from common.scan.members import Character, Counted, Member, Phrase, String, Word
from common.scan.minutes import NO_LINES, Lines, read_minutes

from index.search import Searcher


class Known(NamedTuple):
    """Queries that must find the same utterances: those that have one of the members."""

    queries: tuple[str, ...]
    members: tuple[Member, ...]


KNOWN = (
    Known(("崖", '"崖"'), (Character("崖"),)),
    Known(("橋", '"橋"'), (Character("橋"),)),
    Known(("区", '"区"'), (Character("区"),)),
    Known(("歳", '"歳"'), (Character("歳"),)),
    Known(('"がけ"',), (String("がけ"),)),
    Known(("霞が関", "霞ヶ関", "霞ケ関"), (Word("霞が関"), Word("霞ヶ関"), Word("霞ケ関"))),
    Known(("5人", "５人", "五人"), (Counted("5人"),)),
    Known(("5丁目", "五丁目"), (Counted("5丁目"),)),
    Known(("第1回", "第一回"), (Counted("第1回"),)),
    Known(("1倍", "一倍"), (Counted("1倍"),)),
)
CONJUNCTIONS = (
    Conjunction((Character("崖"), Phrase("検討してまいります")), (False, False)),
    Conjunction((Word("区民"), Word("防災")), (False, False), " AND "),
    Conjunction((Word("区民"), Word("防災")), (False, False)),
)
KANA, KANJI = "がけ", "崖"
# がけ, but for other words that have it inside.
_KANA_ALONE = re.compile(f"(?<![心声]){KANA}")
Row = tuple[str, str, str, str]


def main(arguments: Sequence[str]) -> int:
    parser = index_parser(__doc__)
    add_write_option(parser)
    options = read_index_options(parser, arguments)
    with given_or_built_index(options) as home:
        rows = list(_rows(home))
    wrong = [row for row in rows if row[3]]
    heads = ("Queries", "by a scan", "found", "differs")
    publish("counts", f"{description()}\n\n{table(heads, rows)}", write=options.write)
    return 1 if wrong else 0


def _rows(home: Path) -> Iterator[Row]:
    minutes = read_minutes(Searcher(home))
    found = FoundUtterances(home, minutes.ids)
    for known in KNOWN:
        hits = [member.hits(minutes) for member in known.members]
        # What no text has may stand in headings.
        expected = _union(each.lines for each in hits)
        expected = expected if len(expected) else _union(each.under_headings for each in hits)
        for query in known.queries:
            yield _row(query, expected, expected, found)
    for conjunction in CONJUNCTIONS:
        expected = conjunction.lines(minutes, lambda member: member.hits(minutes))
        yield _row(conjunction.query, expected, expected, found)
    texts = minutes.texts.plain
    least = texts.lines_with(KANJI)
    places = _KANA_ALONE.finditer(texts.text)
    most = np.union1d(least, [texts.line_of(place.start()) for place in places])
    yield _row(KANA, least, most, found)


def _union(every: Iterable[Lines]) -> Lines:
    return np.unique(np.concatenate([NO_LINES, *every]))


def _row(query: str, least: Lines, most: Lines, found: FoundUtterances) -> Row:
    """What a query finds, beside the utterances that it must find and those that it may."""
    lines, _ = found.lines(query)
    missing, wrong = len(np.setdiff1d(least, lines)), len(np.setdiff1d(lines, most))
    scanned = f"{len(least):,}" if least is most else f"{len(least):,} to {len(most):,}"
    differs = f"{missing:,} missing, {wrong:,} wrong" if missing or wrong else ""
    return query, scanned, f"{len(lines):,}", differs


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
