"""Periods: what people type as first and last day."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.periods import Period, read_period

DAY = Period(2023_12_11, 2023_12_11)
APRIL = Period(2023_04_00, 2023_04_31)
YEAR = Period(2023_00_00, 2023_12_31)
FISCAL = Period(2023_04_01, 2024_03_31)


@pytest.mark.parametrize(
    ("typed", "period"),
    [
        ("2023", YEAR),
        ("２０２３", YEAR),
        ("2023年", YEAR),
        ("令和5年", YEAR),
        ("令和五年", Period(20230000, 20231231)),
        ("R5", YEAR),
        ("r5", YEAR),
        ("2023-04", APRIL),
        ("2023/4", APRIL),
        ("2023年4月", APRIL),
        ("202304", APRIL),
        ("令和５年４月", APRIL),
        ("2023-12-11", DAY),
        ("20231211", DAY),
        ("2023.12.11", DAY),
        ("令和5年12月11日", DAY),
        ("令和 5年 12月 11日", DAY),
        ("R5.12.11", DAY),
        ("R5・12・11", DAY),
        ("Ｒ５／１２／１１", DAY),
        ("令和五年十二月十一日", DAY),
        ("二○二三年十二月十一日", DAY),
        ("2023年度", FISCAL),
        ("令和5年度", FISCAL),
        ("平成35年度", FISCAL),
        ("令和元年", Period(2019_00_00, 2019_12_31)),
        ("元年", None),
        ("5", None),
        ("慶応3年", None),
        ("あした", None),
        ("", None),
        ("..", None),
        ("2023..2024..2025", None),
        ("2023..あした", None),
    ],
)
def test_the_period_of_a_day_month_or_year(typed: str, period: Period | None) -> None:
    assert read_period(typed) == period


@pytest.mark.parametrize("mark", ["..", "...", "~", "〜", "～", "–", "—", "から", " から "])
def test_two_days_are_a_period(mark: str) -> None:
    assert read_period(f"2023-04{mark}2024-03") == Period(2023_04_00, 2024_03_31)
    assert read_period(f"2023-04{mark}2024-03まで") == Period(2023_04_00, 2024_03_31)


def test_a_period_may_be_open() -> None:
    begins, ends = read_period("2023.."), read_period("..2023-04")
    assert begins is not None
    assert ends is not None
    assert (begins.first, ends.last) == (2023_00_00, 2023_04_31)
    assert begins.last >= 9999_12_31
    assert ends.first == 0


def test_a_period_typed_backwards_is_reversed() -> None:
    assert read_period("2024-03..2023-04") == Period(2023_04_00, 2024_03_31)


@given(st.text(max_size=30))
def test_any_text_is_a_period_or_none(text: str) -> None:
    period = read_period(text)
    assert period is None or period.first <= period.last


@given(st.dates(), st.dates())
def test_the_period_of_any_two_days(day: object, other: object) -> None:
    first, last = sorted((str(day), str(other)))
    period = read_period(f"{first}..{last}")
    assert period == Period(int(first.replace("-", "")), int(last.replace("-", "")))
