"""The bars of years, and those of several years for a phone."""

from __future__ import annotations

import pytest

from index.results import FacetValue
from presentation.years import HEIGHT, narrow_bars, year_bars


@pytest.mark.parametrize("count", [1, 2, 10, 11, 20, 21, 26, 75])
def test_on_a_phone_a_few_bars_have_all_years(count: int) -> None:
    years = [str(1950 + at) for at in range(count)]
    found = [FacetValue(year, 3 * at, chosen=at == 12) for at, year in enumerate(years)]
    bars = year_bars(found, years)
    assert [bar.years for bar in bars] == [(year,) for year in years]
    narrow = narrow_bars(bars)
    if count <= 10:
        assert narrow == ()
        return
    assert len(narrow) <= 10
    assert [year for bar in narrow for year in bar.years] == years
    assert sum(bar.found for bar in narrow) == sum(each.count for each in found)
    assert max(bar.height for bar in narrow) == HEIGHT
    for bar in narrow:
        assert bar.parameters.count("&year=") == len(bar.years)
        assert bar.chosen == ("1962" in bar.years)


def test_a_bar_says_its_years() -> None:
    bars = year_bars([FacetValue("2003", 1)], [str(year) for year in range(2001, 2027)])
    first, *_, last = narrow_bars(bars)
    assert (first.title, first.label, first.height) == ("2001–2003年", "01–03", HEIGHT)
    assert (last.title, last.found, last.height) == ("2025–2026年", 0, 0)
    assert (bars[2].title, bars[2].label) == ("2003年", "03")
