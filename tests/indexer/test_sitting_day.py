"""The day of the sitting among the other dates of a header; an invented town."""

import pytest

from indexer.styles.sitting_day import find_sitting_day

TITLE = "東雲町環境審議会　会議録"


@pytest.mark.parametrize(
    "lines",
    [
        ("更新日：令和７年３月１日（土）", TITLE, "開催日時　令和７年２月１０日（月）"),
        ("令和７年３月１日", TITLE, "日　時：令和７年２月１０日（月）午前１０時から"),
        ("令和７年３月１日作成", TITLE, "令和７年２月１０日（月曜日）"),
        ("任期　令和６年４月１日～令和８年３月３１日", TITLE, "令和７年２月１０日　午前１０時開会"),
        ("令和６年４月１日～令和８年３月３１日", TITLE, "令和７年２月１０日"),
        ("資料１（令和７年１月３１日現在）", TITLE, "会議の日時", "令和７年２月１０日（月）"),
        ("掲載日", "令和７年３月３日（月）", TITLE, "開催日", "令和７年２月１０日"),
        ("招集年月日　令和７年２月３日", TITLE, "開議　令和７年２月１０日　午前１０時"),
        (TITLE, "令和７年３月１日　公表", "１ 開催日時　R7.2.10（月）　10:00～"),
        (TITLE, "作成者　総務課（令和７年３月１日）", "とき　２０２５（令和７）年２月１０日"),
        (TITLE, "開会　令和７年２月３日　午前１０時", "開議　令和７年２月１０日　午前１０時"),
        ("招　集　令和７年２月３日", TITLE, "開　　議　　令和７年２月１０日　午前１０時"),
        (TITLE, "会期　令和７年２月３日から２月１４日まで", "令和７年２月１０日（月曜日）"),
    ],
)
def test_the_day_is_that_of_the_sitting(lines):
    assert find_sitting_day(lines, TITLE).date == "2025-02-10"


@pytest.mark.parametrize(
    ("title", "line", "date"),
    [
        ("令和７年第２回東雲町議会定例会会議録（第３号）", "６月１２日（木）開議", "2025-06-12"),
        ("令和６年度第３回東雲町環境審議会", "日時　１月２０日（月）午後２時", "2025-01-20"),
        ("令和６年度第３回東雲町環境審議会", "日時　４月１日（月）午後２時", "2024-04-01"),
        ("令和２（２０２０）年第１回東雲町議会", "令和２（２０２０）年３月２日", "2020-03-02"),
        ("東雲町議会会議録（令和７年６月１２日）", "令和七年六月二十日印刷", "2025-06-12"),
        ("東雲町議会会議録", "６月１２日（木）開議", None),
    ],
)
def test_a_year_may_stand_in_the_title(title, line, date):
    assert find_sitting_day((title, line), title).date == date


def test_the_day_is_kept_as_printed():
    day = find_sitting_day((TITLE, "日時　令和２（２０２０）年３月２日（月）午後"), TITLE)
    assert day.printed == "令和２（２０２０）年３月２日（月）"
