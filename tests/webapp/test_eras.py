"""Dates as people write them."""

from __future__ import annotations

import pytest

from presentation.eras import era_date, era_years


@pytest.mark.parametrize(
    ("iso", "written"),
    [
        ("2023-12-11", "令和5年12月11日（2023年）"),
        ("2019-05-01", "令和元年5月1日（2019年）"),
        ("2019-04-30", "平成31年4月30日（2019年）"),
        ("1989-01-08", "平成元年1月8日（1989年）"),
        ("1989-01-07", "昭和64年1月7日（1989年）"),
        ("1926-12-25", "昭和元年12月25日（1926年）"),
        ("1912-07-29", "明治45年7月29日（1912年）"),
        ("1873-01-01", "明治6年1月1日（1873年）"),
        ("1872-12-31", "1872-12-31"),
        ("2023-02-30", "2023-02-30"),
        ("ある日", "ある日"),
    ],
)
def test_a_day_has_its_era(iso, written):
    assert era_date(iso) == written


@pytest.mark.parametrize(
    ("year", "written"),
    [
        (2024, "2024年（令和6年）"),
        (2019, "2019年（平成31年・令和元年）"),
        (1600, "1600年"),
        (0, "0年"),
        (99999, "99999年"),
    ],
)
def test_a_year_has_its_eras(year, written):
    assert era_years(year) == written
