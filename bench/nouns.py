"""Ask for nouns and compounds as plain words: is each found wherever it stands?

    python bench/nouns.py [--index DIR] [--nouns 5000] [FILE…]

Without --nouns, every noun of the files is asked for. What ripgrep finds in the joined
texts must be found. 保護者 need not be found where it stands in 被保護者 alone: that is a
form of its own, listed and left out. Exit status 1 if anything else is missing.
"""

from __future__ import annotations

import shutil
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from common.figures import write_between
from common.finding import Kaigiroku, ripgrep_lines
from common.strings import Lines, folded, nouns, write_lines

from index.query_parser import WordNode, parse
from indexer.pipeline import index_paths

FILE = Path(__file__).parents[2] / "shared" / "minutes" / "sapporo" / "076.txt"
README = Path(__file__).with_name("README.md")
# What makes another word of one, as the index has it.
OTHER = "被"


def main(arguments: Sequence[str]) -> int:
    parser = ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--index", type=Path)
    parser.add_argument("--nouns", type=int)
    parser.add_argument("--write", action="store_true", help="into bench/README.md")
    parser.add_argument("files", nargs="*", type=Path, default=[FILE])
    options = parser.parse_args(arguments)
    if shutil.which("rg") is None or not all(file.exists() for file in options.files):
        print("会議録か ripgrep がないため、測りません。")
        return 0
    with TemporaryDirectory() as scratch:
        home = options.index or Path(scratch) / "store"
        if options.index is None:
            index_paths(options.files, home)
        lines = write_lines(options.files, Path(scratch))
        asked = nouns(lines, options.nouns, "nouns")
        missing, places, others = _missing(asked, Kaigiroku(home, lines), lines)
    for noun, name in missing[:20]:
        print(f"「{noun}」: {name}")
    told = (
        f"{len(asked):,} nouns and compounds, {places:,} utterances: {len(missing)} missing; "
        f"{others} in which the word stands in another ({OTHER}…) alone."
    )
    print(told)
    if options.write:
        write_between(README, "nouns", told)
    return 1 if missing else 0


def _missing(
    asked: Sequence[str], kaigiroku: Kaigiroku, lines: Lines
) -> tuple[list[tuple[str, str]], int, int]:
    """What is not found, how many utterances should be, and how many have another word."""
    missing: list[tuple[str, str]] = []
    places = others = 0
    for number, noun in enumerate(asked, start=1):
        if parse(noun).node != WordNode(noun):
            continue
        _, total = kaigiroku.time(noun)
        wanted = ripgrep_lines(noun, lines)
        places += len(wanted)
        for line in wanted - kaigiroku.lines(noun, total):
            if _stands(folded(noun), folded(lines.text(line))):
                missing.append((noun, lines.ids[line]))
            else:
                others += 1
        if number % 500 == 0:
            print(f"{number}/{len(asked)}", file=sys.stderr)
    return missing, places, others


def _stands(noun: str, text: str) -> bool:
    """Whether it stands anywhere but in another word."""
    return any(not text.endswith(OTHER, 0, at) for at in _places(noun, text))


def _places(noun: str, text: str) -> Iterator[int]:
    at = text.find(noun)
    while at >= 0:
        yield at
        at = text.find(noun, at + 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
