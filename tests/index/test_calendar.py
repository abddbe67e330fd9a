"""The calendar: eras and kanji numbers."""

from __future__ import annotations

from itertools import pairwise

import pytest

from index.analysis.calendar import ERAS, to_arabic_numerals, western_year


@pytest.mark.parametrize(
    ("era", "year", "western"),
    [
        ("令和", 1, 2019),
        ("令和", 5, 2023),
        ("平成", 31, 2019),
        ("平成", 1, 1989),
        ("昭和", 64, 1989),
        ("昭和", 1, 1926),
        ("大正", 15, 1926),
        ("明治", 45, 1912),
        ("R", 5, 2023),
        ("h", 15, 2003),
        ("S", 50, 1975),
    ],
)
def test_a_year_of_an_era_is_a_western_year(era: str, year: int, western: int) -> None:
    assert western_year(era, str(year)) == western
    assert year != 1 or western_year(era, "元") == western


@pytest.mark.parametrize("era", ["", "慶応", "X", "令"])
def test_an_unknown_era_is_an_error(era: str) -> None:
    with pytest.raises(KeyError):
        western_year(era, "1")


def test_eras_follow_one_another_the_latest_first() -> None:
    for later, earlier in pairwise(ERAS):
        assert later.begins > earlier.begins
        assert later.year == later.begins.year
        assert western_year(earlier.name, str(later.year - earlier.year + 1)) == later.year


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("平成三十年二月", "平成30年2月"),
        ("二〇二三", "2023"),
        ("百十四", "114"),
        ("千九百零三", "1903"),
        ("2千", "2000"),
        ("二○二三年", "2023年"),
        ("○三番", "○3番"),
        ("○○年", "○○年"),
        ("第１回", "第1回"),
    ],
)
def test_kanji_numbers_become_digits(text: str, expected: str) -> None:
    assert to_arabic_numerals(text) == expected
