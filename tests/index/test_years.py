"""Years of eras and of the West are one word, wherever that is sure."""

from __future__ import annotations

import pytest

from index.analysis.analyzer import Analyzer

ANALYZER = Analyzer()


def years(text: str) -> list[tuple[str, str]]:
    """The years in a text: as printed, and their keys."""
    found = [each.unit for each in ANALYZER.analyze(text).long]
    return [(unit.form, unit.key) for unit in found if unit.key.rstrip("度").endswith("年")]


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("平成15年", "2003年"),
        ("平成１５年", "2003年"),
        ("平成十五年", "2003年"),
        ("２００３年", "2003年"),
        ("二〇〇三年", "2003年"),
        ("H15年", "2003年"),
        ("Ｒ５年度", "2023年度"),
        ("令和元年", "2019年"),
        ("令和１年", "2019年"),
        ("平成元年度", "1989年度"),
        ("平成31年", "2019年"),
        ("昭和五十六年", "1981年"),
        ("大正12年", "1923年"),
        ("2003年度", "2003年度"),
    ],
)
def test_a_year_is_known_by_its_western_number(printed: str, key: str) -> None:
    assert years(f"倉野町は{printed}の予算を定めた。") == [(printed, key)]


@pytest.mark.parametrize(
    "text",
    [
        "15年",
        "元年",
        "第15年次",
        "2,003年",
        "1700年",
        "平成",
        "平成年",
        "平成の15年",
        "１２３４５年",
    ],
)
def test_other_years_are_not(text: str) -> None:
    assert years(f"町は{text}に定めた。") == []


def test_a_year_may_begin_and_end_a_text() -> None:
    assert years("平成15年") == [("平成15年", "2003年")]
    assert years("年") == years("15年") == []
