"""The number of speeches found in each year → the bars of a chart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from index.results import FacetValue

# The height of the highest bar, and the least of a year with any speech.
HEIGHT, _MIN_HEIGHT = 100, 4
# Longer spans have a label only every fifth year.
_MAX_LABELS = 30


class YearBar(NamedTuple):
    """A year of the collection: its speeches that were found, and the height of its bar."""

    year: str
    found: int
    height: int
    chosen: bool
    label: str


def year_bars(found: Iterable[FacetValue], years: Sequence[str]) -> tuple[YearBar, ...]:
    """A bar for each year from the first to the last of `years`, those of the collection."""
    if not years:
        return ()
    counts = {each.value: each for each in found}
    highest = max((each.count for each in counts.values()), default=0) or 1
    every = 1 if len(years) <= _MAX_LABELS else 5
    bars = []
    for number in range(int(min(years)), int(max(years)) + 1):
        value = counts.get(str(number), FacetValue(str(number), 0))
        height = max(round(value.count / highest * HEIGHT), _MIN_HEIGHT) if value.count else 0
        label = f"{number % 100:02}" if number % every == 0 else ""
        bars.append(YearBar(value.value, value.count, height, value.chosen, label))
    return tuple(bars)
