"""Dates, hours and numbers as printed in minutes."""

import pytest

from indexer.dates import find_date, find_date_text, find_hours, number


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("令和５年１２月１１日（月）", "2023-12-11"),
        ("令和元年５月１日", "2019-05-01"),
        ("平成三十年二月三日", "2018-02-03"),
        ("二〇二三年十二月十一日", "2023-12-11"),
        ("2023年12月11日", "2023-12-11"),
        ("２０２３/１２/１１", "2023-12-11"),
        ("令和５年(2023年)12月11日", "2023-12-11"),
        ("R5.12.11", "2023-12-11"),
        ("昭和６４年１月７日", "1989-01-07"),
        ("令和５年２月３０日", None),
        ("２０２３/１３/１", None),
        ("第３回", None),
    ],
)
def test_dates_are_read(text, iso):
    assert find_date(text) == iso


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("令和６年５月２３日 １５時００分～１６時４０分", ("15:00", "16:40")),
        ("午後１時５分～３時半", ("13:05", "15:30")),
        ("午前十時から正午まで", ("10:00", "12:00")),
        ("午前１１時～１時", ("11:00", "13:00")),
        ("午後１１時～１時", ("23:00", "01:00")),
        ("10:00-11:30", ("10:00", "11:30")),
        ("２５時から", (None, None)),
        ("時間は未定", (None, None)),
    ],
)
def test_hours_are_read(text, hours):
    assert find_hours(text) == hours


def test_the_date_is_found_as_printed():
    assert find_date_text("日時 令和６年５月２３日（木） １５時") == "令和６年５月２３日（木）"
    assert find_date_text("未定") is None


def test_numbers_are_read():
    assert [number(text) for text in ("７６", "七十六", "百十四", "x")] == [76, 76, 114, None]
