"""The plot of bench/README.md: the time of all queries over the size of the collection."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from common.city.tables import Result

_SIZE_IN_INCHES = (8, 4)


def draw_plot(results: Sequence[Result], file: Path) -> None:
    """Draw a line for each engine; both axes are logarithmic."""
    # Text stays text, and the same figures give the same file.
    mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "city"})
    figure = Figure(figsize=_SIZE_IN_INCHES, layout="constrained")
    axes = figure.subplots()
    characters = [result.collection.characters / 1e6 for result in results]
    for name in results[-1].answers:
        sums = [1000 * sum(result.answers[name].typical) for result in results]
        axes.plot(characters, sums, marker="o", label=name)
    axes.set(
        xscale="log",
        yscale="log",
        xlabel="millions of characters",
        ylabel="all queries added up, ms",
    )
    axes.set_xticks(characters, [f"{each:.0f}" for each in characters])
    axes.minorticks_off()
    axes.grid(visible=True, alpha=0.3)
    figure.legend(loc="outside right upper", fontsize="small", frameon=False)
    figure.savefig(file, metadata={"Date": None})
