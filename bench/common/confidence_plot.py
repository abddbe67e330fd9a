"""The plot of bench/README.md: the stated confidence of layouts over the share that is right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

_SIZE_IN_INCHES = (6, 5)
_MAX_ERROR = 0.3


def draw_confidence(points: Mapping[str, Sequence[tuple[float, float]]], file: Path) -> None:
    """Draw each layout, as (right, stated), in a colour for each of the named groups.

    Below the dashed line, confidence is at most 30 points too high.
    """
    # Text stays text, and the same figures give the same file.
    mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "confidence"})
    figure = Figure(figsize=_SIZE_IN_INCHES, layout="constrained")
    axes = figure.subplots()
    for name, group in points.items():
        right, stated = zip(*group, strict=True)
        axes.scatter(right, stated, s=8, alpha=0.4, linewidths=0, label=name, rasterized=True)
    axes.plot((0, 1), (0, 1), color="black", linewidth=0.8)
    axes.plot((0, 1 - _MAX_ERROR), (_MAX_ERROR, 1), color="black", linewidth=0.8, linestyle="--")
    axes.set(
        xlabel="share of turns that is right",
        ylabel="confidence that check states",
        xlim=(-0.02, 1.02),
        ylim=(-0.02, 1.02),
    )
    axes.grid(visible=True, alpha=0.3)
    figure.legend(loc="outside lower center", ncols=2, fontsize="small", frameon=False)
    figure.savefig(file, dpi=150, metadata={"Date": None})
