"""Read files that are broken on purpose: bit flips, bombs, deep nesting, declared gigabytes.

    python bench/fuzz.py [--minutes 60] [--seed 5] [--files FILE_OR_FOLDER…]

Damages samples of every format, and reads each in a process of its own. What must not
happen: a crash, a file that takes over 30 seconds of processor, over 1.5 GiB of memory,
anything said but one line that names the file. What went wrong is kept under --keep.
Exit status 1 then.
"""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from common.figures import table, write_between
from common.fuzzing.hostile import archive, document, hostile_files
from common.fuzzing.mutations import damage
from common.fuzzing.victims import Reading, Victim

ROOT = Path(__file__).parents[1]
README = Path(__file__).with_name("README.md")
SHARED = ROOT.parent / "shared"
SEEDS = (
    ROOT / "samples" / "minutes",
    ROOT / "tests" / "indexer" / "systems",
    SHARED / "formats",
    SHARED / "minutes" / "sapporo",
)
KINDS = {".txt", ".json", ".jsonl", ".html", ".htm", ".pdf", ".docx", ".zip", ".xz", ".gz"}
SECONDS = 30.0
MEGABYTES = 1536.0
LARGEST_SEED = 2 << 20


def main(arguments: Sequence[str]) -> int:
    parser = ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--damaged", type=int, help="no more than so many, and no hostile ones")
    parser.add_argument("--seed", default="5")
    parser.add_argument("--files", type=Path, nargs="*", default=SEEDS)
    parser.add_argument("--keep", type=Path, default=Path("fuzz-kept"))
    parser.add_argument("--write", action="store_true", help="into bench/README.md")
    options = parser.parse_args(arguments)
    until = time.monotonic() + 60 * options.minutes
    readings: dict[str, list[Reading]] = defaultdict(list)
    with TemporaryDirectory() as scratch, Victim(SECONDS, MEGABYTES) as victim:
        files = _files(seeds(options.files), Random(options.seed), options.damaged)
        for name, content in files:
            if time.monotonic() > until:
                break
            path = Path(scratch) / name
            path.write_bytes(content)
            reading = _judged(victim.read(path))
            path.unlink()
            readings["".join(path.suffixes)].append(reading)
            if reading.wrong:
                _keep(options.keep, name, content, reading)
    told = _report(readings)
    print(told)
    if options.write:
        write_between(README, "fuzz", told)
    return 1 if any(reading.wrong for found in readings.values() for reading in found) else 0


def seeds(paths: Iterable[Path]) -> dict[str, bytes]:
    """Whole files of every format, by name; those of Word and zip are made of the others."""
    found: dict[str, bytes] = {}
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.suffix in KINDS and 0 < file.stat().st_size <= LARGEST_SEED:
                found[file.name] = file.read_bytes()
    texts = {name: content for name, content in found.items() if name.endswith(".txt")}
    for name, content in list(texts.items())[:3]:
        lines = content.decode("utf-8", "replace").splitlines()
        body = "".join(f"<w:p><w:r><w:t>{_escaped(line)}</w:t></w:r></w:p>" for line in lines)
        found[f"{Path(name).stem}.docx"] = document(body)
    found["several.zip"] = archive(dict(list(found.items())[:4]))
    return found


def _files(
    whole: dict[str, bytes], random: Random, most: int | None
) -> Iterator[tuple[str, bytes]]:
    """First the files made to harm, then damaged ones without end; or `most` damaged ones only."""
    if most is None:
        yield from hostile_files()
    by_kind: dict[str, list[str]] = defaultdict(list)
    for name in whole:
        by_kind[Path(name).suffix].append(name)
    kinds = sorted(by_kind)
    for number in range(1 << 62 if most is None else most):
        name = random.choice(by_kind[kinds[number % len(kinds)]])
        yield f"{number}{Path(name).suffix}", damage(random, whole[name])


def _escaped(line: str) -> str:
    return line.replace("&", "&amp;").replace("<", "&lt;")


def _judged(reading: Reading) -> Reading:
    if not reading.wrong and reading.megabytes > MEGABYTES:
        return reading._replace(wrong=f"{reading.megabytes:.0f} MB of memory")
    return reading


def _keep(folder: Path, name: str, content: bytes, reading: Reading) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    (folder / f"{name}.why").write_text(reading.wrong, encoding="utf-8")
    print(f"{name}: {reading.wrong.strip().splitlines()[-1]}", file=sys.stderr, flush=True)


def _report(readings: dict[str, list[Reading]]) -> str:
    rows = [
        [
            kind or "(none)",
            f"{len(found):,}",
            f"{max(each.seconds for each in found):.1f}",
            f"{max(each.megabytes for each in found):.0f}",
            str(sum(bool(each.wrong) for each in found)),
        ]
        for kind, found in sorted(readings.items())
    ]
    wrong = Counter(
        each.wrong.strip().splitlines()[-1]
        for found in readings.values()
        for each in found
        if each.wrong
    )
    listed = "".join(f"\n- {count} × {reason}" for reason, count in wrong.most_common(20))
    return table(["kind", "files", "longest, CPU s", "most memory, MB", "wrong"], rows) + listed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
