"""The number of speeches found in each year → the bars of a chart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from index.results import FacetValue

# The height of the highest bar, and the least of a year with any speech.
HEIGHT, _MIN_HEIGHT = 100, 4
# Longer spans have a label only every fifth year.
_MAX_LABELS = 30
# On the narrowest phone, more bars are too narrow for a finger.
_MAX_NARROW = 10


class YearBar(NamedTuple):
    """A year of the collection, or some: their speeches that were found, and the height."""

    years: tuple[str, ...]
    found: int
    height: int
    chosen: bool
    label: str

    @property
    def title(self) -> str:
        """2003年, 2003–2004年."""
        first, last = self.years[0], self.years[-1]
        return f"{first}年" if first == last else f"{first}–{last}年"

    @property
    def parameters(self) -> str:
        """What chooses its years in the address of a search."""
        return "".join(f"&year={year}" for year in self.years)


def year_bars(found: Iterable[FacetValue], years: Sequence[str]) -> tuple[YearBar, ...]:
    """A bar for each year from the first to the last of `years`, those of the collection."""
    if not years:
        return ()
    counts = {each.value: each for each in found}
    every = 1 if len(years) <= _MAX_LABELS else 5
    bars = []
    for number in range(int(min(years)), int(max(years)) + 1):
        value = counts.get(str(number), FacetValue(str(number), 0))
        label = f"{number % 100:02}" if number % every == 0 else ""
        bars.append(YearBar((value.value,), value.count, 0, value.chosen, label))
    return _with_heights(bars)


def narrow_bars(bars: Sequence[YearBar]) -> tuple[YearBar, ...]:
    """The bars for a phone, of several years each; none where those of one year are few enough."""
    size = -(-len(bars) // _MAX_NARROW)
    if size < 2:
        return ()
    return _with_heights([_joined(bars[at : at + size]) for at in range(0, len(bars), size)])


def _joined(bars: Sequence[YearBar]) -> YearBar:
    years = tuple(year for bar in bars for year in bar.years)
    found = sum(bar.found for bar in bars)
    label = "–".join(f"{int(year) % 100:02}" for year in dict.fromkeys((years[0], years[-1])))
    return YearBar(years, found, 0, any(bar.chosen for bar in bars), label)


def _with_heights(bars: Sequence[YearBar]) -> tuple[YearBar, ...]:
    """The bars, the highest at HEIGHT."""
    highest = max(bar.found for bar in bars) or 1
    heights = (max(round(bar.found / highest * HEIGHT), _MIN_HEIGHT) for bar in bars)
    return tuple(
        bar._replace(height=height if bar.found else 0)
        for bar, height in zip(bars, heights, strict=True)
    )
