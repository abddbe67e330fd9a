"""Search for nouns and compounds as plain words: is each found wherever it occurs?

    python bench/nouns.py [--index DIR] [--nouns 5000] [--write] [FILE…]

Without --nouns, every noun of the files is searched. What ripgrep finds in the joined texts
must be found, unless the word stands there only in longer words that the search lists and leaves
out: 保護者 in 被保護者, がけ in 心がけ. Exit status 1 if anything else is missing.
"""

from __future__ import annotations

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
from common.found import FoundUtterances
from common.lines import (
    Lines,
    ripgrep_find,
    write_lines,
)
from common.peers import ripgrep
from common.report import publish
from common.scan.characters import PARAGRAPH_END, fold_characters

from index.query_parser import WordNode, parse

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
        missing, utterances, parts_only = _compare(nouns, FoundUtterances(home, lines.ids), lines)
    for noun, utterance in missing[:MAX_MISSING_SHOWN]:
        print(f"「{noun}」: {utterance}")
    text = (
        f"{len(nouns):,} nouns and compounds, {utterances:,} utterances: {len(missing)} missing; "
        f"{parts_only} that have only longer words which are left out unless asked for."
    )
    publish("nouns", text, write=options.write)
    return 1 if missing else 0


def _compare(
    nouns: Sequence[str], kaigiroku: FoundUtterances, lines: Lines
) -> tuple[list[tuple[str, str]], int, int]:
    """The missing (noun, utterance), the number expected, and the number with parts only."""
    missing: list[tuple[str, str]] = []
    utterances = parts_only = 0
    for number, noun in enumerate(nouns, start=1):
        if parse(noun).node != WordNode(noun):
            continue
        found, page = kaigiroku.lines(noun)
        parts = [form.form for form in page.forms if not form.included]
        expected = ripgrep_find(noun, lines)
        utterances += len(expected)
        for line in expected.difference(found.tolist()):
            if _occurs(noun, lines.text(line), parts):
                missing.append((noun, lines.ids[line]))
            else:
                parts_only += 1
        if number % 500 == 0:
            print(f"{number}/{len(nouns)}", file=sys.stderr)
    return missing, utterances, parts_only


def _occurs(noun: str, text: str, parts: Sequence[str]) -> bool:
    """Whether a noun occurs in a text anywhere but in longer words that are left out."""
    folded = fold_characters(text)
    for part in sorted(map(fold_characters, parts), key=len, reverse=True):
        folded = folded.replace(part, PARAGRAPH_END)
    return fold_characters(noun) in folded


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
