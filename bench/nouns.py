"""Search for nouns and compounds as plain words: is each found wherever it occurs?

    python bench/nouns.py [--index DIR] [--nouns 5000] [--write] [FILE…]

Without --nouns, every noun of the files is searched. What ripgrep finds in the joined texts
must be found. 保護者 need not be found where it occurs in 被保護者 alone: that is a form of its
own, which is listed and excluded. Exit status 1 if anything else is missing.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from common.commands import (
    SAPPORO,
    add_write_option,
    are_there,
    given_or_built_index,
    index_parser,
)
from common.drawing import draw_nouns
from common.lines import (
    KaigirokuLines,
    Lines,
    fold_characters,
    ripgrep_find,
    time_search,
    write_lines,
)
from common.peers import ripgrep
from common.report import publish

from index.query_parser import WordNode, parse

# The prefix that makes the opposite of a word.
OPPOSITE_PREFIX = "被"
MAX_MISSING_SHOWN = 20


def main(arguments: Sequence[str]) -> int:
    parser = index_parser(__doc__, SAPPORO)
    parser.add_argument("--nouns", type=int)
    add_write_option(parser)
    options = parser.parse_args(arguments)
    if not are_there(options.files):
        return 0
    if not ripgrep.is_installed():
        print("rg: ripgrep がないため、測りません。")
        return 0
    with given_or_built_index(options) as home, TemporaryDirectory() as scratch:
        lines = write_lines(options.files, Path(scratch))
        nouns = draw_nouns(lines, options.nouns, "nouns")
        missing, utterances, opposites = _compare(nouns, KaigirokuLines(home, lines), lines)
    for noun, utterance in missing[:MAX_MISSING_SHOWN]:
        print(f"「{noun}」: {utterance}")
    text = (
        f"{len(nouns):,} nouns and compounds, {utterances:,} utterances: {len(missing)} missing; "
        f"{opposites} that have only the opposite of the word ({OPPOSITE_PREFIX}…)."
    )
    publish("nouns", text, write=options.write)
    return 1 if missing else 0


def _compare(
    nouns: Sequence[str], kaigiroku: KaigirokuLines, lines: Lines
) -> tuple[list[tuple[str, str]], int, int]:
    """The missing (noun, utterance), the number expected, and the number with opposites only."""
    missing: list[tuple[str, str]] = []
    utterances = opposites = 0
    for number, noun in enumerate(nouns, start=1):
        if parse(noun).node != WordNode(noun):
            continue
        _, total = time_search(kaigiroku.searcher, noun)
        expected = ripgrep_find(noun, lines)
        utterances += len(expected)
        for line in expected - kaigiroku.find(noun, total):
            if _occurs(fold_characters(noun), fold_characters(lines.text(line))):
                missing.append((noun, lines.ids[line]))
            else:
                opposites += 1
        if number % 500 == 0:
            print(f"{number}/{len(nouns)}", file=sys.stderr)
    return missing, utterances, opposites


def _occurs(noun: str, text: str) -> bool:
    """Return whether a noun occurs anywhere but in its opposite."""
    return re.search(f"(?<!{OPPOSITE_PREFIX}){re.escape(noun)}", text) is not None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
