"""How well the confidence of `kaigiroku check` tells what share of the turns is right.

    python bench/confidence.py [--seed 5] [--rounds 2] [--write] [FILE…]

Damages the samples whose reading is blessed, and invented days of an assembly (marks
dropped, altered, merged into other lines, names changed, other text put in, ends cut),
reads them, and compares with the whole ones.
A file of fewer than six turns is left out: it has no shares.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from random import Random
from statistics import fmean
from tempfile import TemporaryDirectory

from common.damaging import Case, cases
from common.figures import table, write_between
from common.talk import talk

ROOT = Path(__file__).parents[1]
README = Path(__file__).with_name("README.md")
SEEDS = (ROOT / "samples" / "minutes", ROOT / "tests" / "indexer" / "systems")
KINDS = (
    ("summary minutes, 36 to 41 turns", ("0",)),
    ("pages of systems, 6 to 8 turns", ("dbsearch", "discussnet", "gijiroku", "kensakusystem")),
    ("invented days, some 75 turns", ("talk",)),
)
BINS = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.97)


def main(arguments: Sequence[str]) -> int:
    parser = ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seed", default="5")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--write", action="store_true", help="into bench/README.md")
    parser.add_argument("files", type=Path, nargs="*", metavar="FILE")
    options = parser.parse_args(arguments)
    random = Random(options.seed)
    with TemporaryDirectory() as scratch:
        files = options.files or [*blessed(), *invented(Path(scratch), random)]
        found = [case for _ in range(options.rounds) for case in cases(files, random)]
    told = "\n\n".join((_by_confidence(found), _by_damage(found), _by_kind(found), _in_all(found)))
    print(told)
    if options.write:
        write_between(README, "confidence", told)
    return 0


def blessed() -> list[Path]:
    """The samples with golden files."""
    return [file for folder in SEEDS for file in sorted(folder.iterdir())]


def invented(folder: Path, random: Random, count: int = 3) -> Iterator[Path]:
    """Days of an assembly, in full."""
    for number in range(count):
        path = folder / f"talk{number}.txt"
        path.write_text(talk(random), "utf-8")
        yield path


def _by_confidence(found: Sequence[Case]) -> str:
    rows = [
        [f"{lower:.0%} to {upper:.0%}", *_figures(held)]
        for lower, upper in zip(BINS, (*BINS[1:], 1.01), strict=True)
        if (held := [case for case in found if lower <= case.thought < upper])
    ]
    return table(["confidence", "cases", "thought", "right", "mean error"], rows)


def _by_damage(found: Sequence[Case]) -> str:
    ordered = sorted(found, key=lambda case: case.damage)
    rows = [
        [damage, *_figures(list(held))] for damage, held in groupby(ordered, lambda c: c.damage)
    ]
    return table(["damage", "cases", "thought", "right", "mean error"], rows)


def _by_kind(found: Sequence[Case]) -> str:
    rows = [
        [kind, *_figures(held)]
        for kind, begins in KINDS
        if (held := [case for case in found if case.name.startswith(begins)])
    ]
    return table(["minutes", "cases", "thought", "right", "mean error"], rows)


def _figures(held: Sequence[Case]) -> Iterator[str]:
    yield f"{len(held):,}"
    yield f"{fmean(case.thought for case in held):.1%}"
    yield f"{fmean(case.right for case in held):.1%}"
    yield f"{mean_error(held):.3f}"


def _in_all(found: Sequence[Case]) -> str:
    return (
        f"In all {len(found):,} cases: mean absolute error {mean_error(found):.3f}, "
        f"rank correlation {rank_correlation(found):.2f}."
    )


def mean_error(found: Sequence[Case]) -> float:
    return fmean(abs(case.thought - case.right) for case in found)


def rank_correlation(found: Sequence[Case]) -> float:
    """Spearman's, ties at the mean of their ranks."""
    thought, right = _ranks([c.thought for c in found]), _ranks([c.right for c in found])
    mean = fmean(thought)
    both = sum((a - mean) * (b - mean) for a, b in zip(thought, right, strict=True))
    spread = sum((a - mean) ** 2 for a in thought) * sum((b - mean) ** 2 for b in right)
    return both / spread**0.5 if spread else 0.0


def _ranks(values: Sequence[float]) -> list[float]:
    ranks = [0.0] * len(values)
    rank = 0
    order = sorted(range(len(values)), key=values.__getitem__)
    for _, tied in groupby(order, key=lambda at: values[at]):
        same = list(tied)
        for at in same:
            ranks[at] = rank + (len(same) - 1) / 2
        rank += len(same)
    return ranks


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
