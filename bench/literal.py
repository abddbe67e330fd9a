"""Ask for strings drawn at random as "…", and ripgrep for the same: the same utterances?

    python bench/literal.py [--index DIR] [--strings 2000] [FILE…]

Exit status 1 if a string finds another set of utterances than ripgrep does. What is
equal, and what is timed, bench/README.md says.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import NamedTuple

from common.figures import ratio, table, write_between
from common.finding import RIPGREP, Kaigiroku, Seconds, ripgrep_lines
from common.machine import description, load
from common.strings import Lines, String, draw, folded, spelled_out, write_lines

from indexer.pipeline import index_paths

FILE = Path(__file__).parents[2] / "shared" / "minutes" / "shinagawa" / "2003.jsonl.xz"
README = Path(__file__).with_name("README.md")
STRINGS = 2000


class Answer(NamedTuple):
    """A string's utterances as ripgrep finds them, and where we differ, as line numbers."""

    string: String
    found: int
    missing: frozenset[int]
    beyond: frozenset[int]
    wrong: frozenset[int]
    ours: Seconds
    theirs: Seconds


def ripgrep_time(text: str, lines: Lines) -> tuple[Seconds, int]:
    """Have ripgrep count the lines, which is the least it can do."""
    command = (*RIPGREP, "--count", "--regexp", folded(text), str(lines.folded))
    reading, writing = os.pipe()
    wall = perf_counter()
    process = os.posix_spawnp(
        "rg", command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, writing, 1)]
    )
    os.close(writing)
    with os.fdopen(reading, encoding="ascii") as output:
        counted = output.read()
    _, status, usage = os.wait4(process, 0)
    seconds = Seconds(usage.ru_utime + usage.ru_stime, perf_counter() - wall)
    if os.waitstatus_to_exitcode(status) > 1:
        raise RuntimeError(f"{command}: {status}")
    return seconds, int(counted or 0)


def compare(string: String, kaigiroku: Kaigiroku, lines: Lines) -> Answer:
    query = f'"{string.text}"'
    ours, total = kaigiroku.time(query)
    theirs, counted = ripgrep_time(string.text, lines)
    found, expected = kaigiroku.lines(query, total), ripgrep_lines(string.text, lines)
    assert len(expected) == counted, query
    beyond = found - expected
    wanted = spelled_out(string.text)
    wrong = {each for each in beyond if wanted not in spelled_out(lines.text(each))}
    return Answer(string, counted, expected - found, beyond - wrong, frozenset(wrong), ours, theirs)


def report(answers: Sequence[Answer], lines: Lines, loads: tuple[float, float]) -> str:
    heads = (
        "Strings",
        "asked",
        "utterances found",
        "missing",
        "wrong",
        "spelled out",
        "Kaigiroku, s",
        "ripgrep, s",
        "÷",
        "÷ by the clock",
    )
    kinds = (
        ("aligned to words", [each for each in answers if each.string.aligned]),
        ("not aligned", [each for each in answers if not each.string.aligned]),
        ("both", answers),
    )
    size = lines.folded.stat().st_size - len(lines.ids)
    version = subprocess.run(["rg", "--version"], capture_output=True, text=True, check=True).stdout
    return (
        f"{len(lines.ids):,} utterances, {size / 1e6:,.1f} MB of UTF-8. {description()} "
        f"{version.splitlines()[0]}. Load of the machine before and after: {loads[0]:.1f}, "
        f"{loads[1]:.1f}.\n\n{table(heads, (_row(name, each) for name, each in kinds))}"
    )


def _row(name: str, answers: Sequence[Answer]) -> tuple[str, ...]:
    ours, theirs = (
        Seconds(sum(each.cpu for each in seconds), sum(each.wall for each in seconds))
        for seconds in ([each.ours for each in answers], [each.theirs for each in answers])
    )
    spelled = [len(each.beyond) for each in answers if each.beyond]
    return (
        name,
        f"{len(answers):,}",
        f"{sum(each.found for each in answers):,}",
        f"{sum(len(each.missing) for each in answers):,}",
        f"{sum(len(each.wrong) for each in answers):,}",
        f"{sum(spelled):,} of {len(spelled)}",
        f"{ours.cpu:.1f}",
        f"{theirs.cpu:.1f}",
        ratio(ours.cpu, theirs.cpu),
        ratio(ours.wall, theirs.wall),
    )


def examples(answers: Sequence[Answer], lines: Lines) -> Iterator[str]:
    """One utterance for each string that differs."""
    for kind in ("missing", "wrong", "beyond"):
        for answer in answers:
            if numbers := getattr(answer, kind):
                line = min(numbers)
                yield f"{kind}: 「{answer.string.text}」 {len(numbers)}, {lines.ids[line]}"


def main() -> int:
    parser = ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--index", type=Path)
    parser.add_argument("--strings", type=int, default=STRINGS)
    parser.add_argument("files", nargs="*", type=Path, default=[FILE])
    options = parser.parse_args()
    if absent := [file for file in options.files if not file.exists()]:
        print(f"{absent[0]}: 会議録がないため、測りません。")
        return 0
    if shutil.which("rg") is None:
        print("rg: ripgrep がないため、測りません。")
        return 0
    with TemporaryDirectory() as scratch:
        return measure(options.files, options.index, options.strings, Path(scratch))


def measure(files: Sequence[Path], home: Path | None, count: int, scratch: Path) -> int:
    if home is None:
        home = scratch / "store"
        index_paths(files, home)
    lines = write_lines(files, scratch)
    kaigiroku = Kaigiroku(home, lines)
    strings = draw(lines, count, "literal")
    before = load()
    answers = []
    for string in strings:
        answers.append(compare(string, kaigiroku, lines))
        if len(answers) % 100 == 0:
            print(f"{len(answers)}/{count}", file=sys.stderr)
    told = report(answers, lines, (before, load()))
    print("\n".join((*examples(answers, lines), told)))
    write_between(README, "literal", told)
    return any(answer.missing or answer.wrong for answer in answers)


if __name__ == "__main__":
    sys.exit(main())
