"""Read files that are damaged on purpose: bit flips, bombs, deep nesting, declared gigabytes.

    python bench/fuzz.py [--minutes 60] [--seed 5] [--files FILE_OR_FOLDER…]

Damages samples of every format, and reads each in a process of its own. It must not crash,
take more than 30 seconds of CPU time or 1.5 GiB of memory, or report anything but lines that
name the file. Files that fail are saved under --keep. Exit status 1 if any fails.
"""

from __future__ import annotations

import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from common.commands import ROOT, SAPPORO, SHARED, add_write_option, command_parser
from common.fuzzing.hostile_files import hostile_files
from common.fuzzing.mutations import damage
from common.fuzzing.reader_process import ReaderProcess, Reading
from common.fuzzing.seeds import seed_files
from common.report import publish, table

SEEDS = (
    ROOT / "samples" / "minutes",
    ROOT / "tests" / "indexer" / "systems",
    SHARED / "formats",
    SAPPORO.parent,
)
MAX_SECONDS = 30.0
MAX_MEGABYTES = 1536.0


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--damaged", type=int, help="this number of damaged files, no hostile ones")
    parser.add_argument("--seed", default="5")
    parser.add_argument("--files", type=Path, nargs="*", default=SEEDS)
    parser.add_argument("--keep", type=Path, default=Path("fuzz-kept"))
    add_write_option(parser)
    options = parser.parse_args(arguments)
    until = time.monotonic() + 60 * options.minutes
    readings: dict[str, list[Reading]] = defaultdict(list)
    with (
        TemporaryDirectory() as scratch,
        ReaderProcess(MAX_SECONDS, MAX_MEGABYTES) as reader,
    ):
        files = _files(seed_files(options.files), Random(options.seed), options.damaged)
        for name, content in files:
            if time.monotonic() > until:
                break
            path = Path(scratch) / name
            path.write_bytes(content)
            reading = reader.read(path)
            path.unlink()
            readings[_kind(path.name)].append(reading)
            if reading.wrong:
                _save(options.keep, name, content, reading)
    publish("fuzz", _report(readings), write=options.write)
    return 1 if any(reading.wrong for members in readings.values() for reading in members) else 0


def _files(
    seeds: dict[str, bytes], random: Random, damaged: int | None
) -> Iterator[tuple[str, bytes]]:
    """Hostile files, then damaged ones without end; or only `damaged` damaged ones."""
    if damaged is None:
        yield from hostile_files()
    by_suffix: dict[str, list[str]] = defaultdict(list)
    for name in seeds:
        by_suffix[_kind(name)].append(name)
    suffixes = sorted(by_suffix)
    for number in count() if damaged is None else range(damaged):
        name = random.choice(by_suffix[suffixes[number % len(suffixes)]])
        yield f"{number}{_kind(name)}", damage(random, seeds[name])


def _kind(name: str) -> str:
    """The ending that says what a file is, with that of its compression."""
    path = Path(name)
    return "".join(path.suffixes[-2:]) if path.suffix in (".gz", ".xz") else path.suffix


def _save(folder: Path, name: str, content: bytes, reading: Reading) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    (folder / f"{name}.why").write_text(reading.wrong, encoding="utf-8")
    print(f"{name}: {_last_line(reading.wrong)}", file=sys.stderr, flush=True)


def _last_line(text: str) -> str:
    return text.strip().splitlines()[-1]


def _report(readings: dict[str, list[Reading]]) -> str:
    rows = [
        [
            suffix or "(none)",
            f"{len(members):,}",
            f"{max(each.seconds for each in members):.1f}",
            f"{max(each.megabytes for each in members):.0f}",
            str(sum(bool(each.wrong) for each in members)),
        ]
        for suffix, members in sorted(readings.items())
    ]
    wrong = Counter(
        _last_line(each.wrong) for members in readings.values() for each in members if each.wrong
    )
    reasons = "".join(f"\n- {times} × {reason}" for reason, times in wrong.most_common(20))
    return table(["kind", "files", "longest, CPU s", "most memory, MB", "wrong"], rows) + reasons


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
