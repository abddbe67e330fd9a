"""Compare the confidence of `kaigiroku check` with the share of turns that is read rightly.

    python bench/confidence.py [--seed 5] [--rounds 2] [--layouts 2000] [--write] [FILE…]

Damages the samples that have golden files, and invented days of an assembly (marks dropped,
altered, merged into other lines, names changed, other text inserted, ends cut), reads them,
and compares the turns with those of the undamaged files. A file of fewer than six turns is
skipped: a share of so few says nothing. The generated layouts of tests/layouts, of which nothing
in the product was measured, are read as they are, and with one kind of damage each; `--write`
draws them in bench/confidence.svg.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from random import Random
from statistics import StatisticsError, correlation, fmean
from tempfile import TemporaryDirectory

from common.commands import ROOT, add_write_option, command_parser
from common.invented import assembly_day
from common.layout_cases import UNDAMAGED, layout_cases
from common.mark_damage import Case, cases
from common.report import README, publish, table

SEEDS = (ROOT / "samples" / "minutes", ROOT / "tests" / "indexer" / "systems")
# Kinds of minutes, by how the names of their files begin.
KINDS = (
    ("summary minutes, 36 to 41 turns", ("0",)),
    ("pages of systems, 6 to 8 turns", ("dbsearch", "discussnet", "gijiroku", "kensakusystem")),
    ("invented days, some 75 turns", ("day",)),
)
BINS = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.97)
INVENTED_DAYS = 3
PLOT = README.with_name("confidence.svg")


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(__doc__)
    parser.add_argument("--seed", default="5")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--layouts", type=int, default=2000)
    parser.add_argument("files", type=Path, nargs="*", metavar="FILE")
    add_write_option(parser)
    options = parser.parse_args(arguments)
    random = Random(options.seed)
    with TemporaryDirectory() as scratch:
        files = options.files or [*_golden_samples(), *_invented_days(Path(scratch), random)]
        found = [case for _ in range(options.rounds) for case in cases(files, random)]
    laid_out = list(layout_cases(range(options.layouts), random))
    publish("confidence", f"{_report(found)}\n\n{_of_layouts(laid_out)}", write=options.write)
    if options.write and laid_out:
        from common.confidence_plot import draw_confidence

        draw_confidence({name: _points(each) for name, each in _grouped(laid_out)}, PLOT)
    return 0


def _grouped(found: Sequence[Case]) -> Iterator[tuple[str, Sequence[Case]]]:
    """The layouts as they are, and the damaged ones; a group without any is left out."""
    for name, damaged in ((UNDAMAGED, False), ("damaged", True)):
        if group := [case for case in found if (case.damage != UNDAMAGED) == damaged]:
            yield name, group


def _points(found: Sequence[Case]) -> list[tuple[float, float]]:
    return [(case.right, case.stated) for case in found]


def _of_layouts(found: Sequence[Case]) -> str:
    """A table of the layouts: the mean error, and how far confidence is too high at most."""
    return table(
        ["generated layouts", "cases", "stated", "right", "mean error", "most too high"],
        [
            [name, *_figures(group), f"{max(each.stated - each.right for each in group):.3f}"]
            for name, group in _grouped(found)
        ],
    )


def _golden_samples() -> list[Path]:
    return [file for folder in SEEDS for file in sorted(folder.iterdir())]


def _invented_days(folder: Path, random: Random) -> Iterator[Path]:
    for number in range(INVENTED_DAYS):
        path = folder / f"day{number}.txt"
        path.write_text(assembly_day(random), "utf-8")
        yield path


def _report(found: Sequence[Case]) -> str:
    """Tables by stated confidence, by damage and by kind of minutes, and a line for all cases."""
    by_confidence = [
        (f"{lower:.0%} to {upper:.0%}", [case for case in found if lower <= case.stated < upper])
        for lower, upper in zip(BINS, (*BINS[1:], 1.01), strict=True)
    ]
    damages = sorted({case.damage for case in found})
    by_damage = [(damage, [case for case in found if case.damage == damage]) for damage in damages]
    by_kind = [
        (kind, [case for case in found if case.name.startswith(begins)]) for kind, begins in KINDS
    ]
    groups = {"confidence": by_confidence, "damage": by_damage, "minutes": by_kind}
    tables = [
        table(
            [title, "cases", "stated", "right", "mean error"],
            [[name, *_figures(members)] for name, members in named if members],
        )
        for title, named in groups.items()
    ]
    summary = (
        f"In all {len(found):,} cases: mean absolute error {_mean_error(found):.3f}, "
        f"rank correlation {_rank_correlation(found):.2f}."
    )
    return "\n\n".join((*tables, summary))


def _figures(members: Sequence[Case]) -> Iterator[str]:
    yield f"{len(members):,}"
    yield f"{fmean(case.stated for case in members):.1%}"
    yield f"{fmean(case.right for case in members):.1%}"
    yield f"{_mean_error(members):.3f}"


def _mean_error(found: Sequence[Case]) -> float:
    return fmean(abs(case.stated - case.right) for case in found)


def _rank_correlation(found: Sequence[Case]) -> float:
    """Spearman's coefficient, with ties at the mean of their ranks; 0 if either is constant."""
    try:
        return correlation(_ranks([c.stated for c in found]), _ranks([c.right for c in found]))
    except StatisticsError:
        return 0.0


def _ranks(values: Sequence[float]) -> list[float]:
    ranks = [0.0] * len(values)
    rank = 0
    order = sorted(range(len(values)), key=values.__getitem__)
    for _, group in groupby(order, key=lambda at: values[at]):
        tied = list(group)
        for at in tied:
            ranks[at] = rank + (len(tied) - 1) / 2
        rank += len(tied)
    return ranks


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
