"""What a title says: the body, however files name it, its committee, and the number."""

import pytest

from indexer.styles.committee import find_committee
from indexer.styles.meeting_names import (
    choose_title,
    find_form_name,
    read_body,
    read_form_name,
    read_number,
)

ASSEMBLY = "東雲町議会"


@pytest.mark.parametrize(
    ("title", "number", "committee"),
    [
        ("令和７年第４回東雲町議会定例会会議録", 4, "本会議"),
        ("令和６年６月東雲町議会定例会会議録（第２号）", None, "本会議"),
        ("東雲町議会令和７年第４回臨時会会議録第２号", 4, "本会議"),
        ("令和７年　第２回定例会　東雲町議会会議録", 2, "本会議"),
        ("令和２（２０２０）年第１回東雲町議会臨時会会議録", 1, "本会議"),
        ("2020年第１回東雲町議会定例会　一般質問", 1, "本会議"),
        ("東雲町議会会議録速報版", None, None),
        ("東雲町議会", None, None),
        ("東雲町議会速記録第六号", 6, None),
        ("令和７年東雲町議会１２月会議会議録", None, None),
        ("令和７年第４回東雲町定例会会議録", 4, None),
        ("みさき県浜郡東雲町議会会議録", None, None),
        ("東雲町議会予算特別委員会会議録（第２日目）", None, "予算特別委員会"),
        ("東雲町議会運営委員会会議録", None, "議会運営委員会"),
        ("第６回東雲町議会全員協議会会議録", 6, "全員協議会"),
    ],
)
def test_one_assembly_is_one_body_however_files_name_it(title, number, committee):
    assert (read_body(title), read_number(title)) == (ASSEMBLY, number)
    assert find_committee(title, ASSEMBLY) == committee


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("令和７年第４回みさき市会定例会会議録", "みさき市会"),
        ("みさき村第２回定例会会議録（令和６年６月）", "みさき村議会"),
        ("東雲町議会モニター会議　会議録", "東雲町議会モニター会議"),
        ("議会運営委員会速記録第六号", "議会運営委員会"),
        ("令和７年３月東雲町教育委員会定例会会議録", "東雲町教育委員会"),
        ("第１２回東雲町農業委員会総会議事録", "東雲町農業委員会"),
        ("第３期東雲町障害者計画策定委員会　議事録", "第３期東雲町障害者計画策定委員会"),
        ("第７回みさき市都市計画審議会第１部会議事要旨", "みさき市都市計画審議会第１部会"),
        ("第２回みさき市市会計管理検討会議　会議録", "みさき市市会計管理検討会議"),
        ("浜広域事務組合議会定例会会議録", "浜広域事務組合議会"),
        ("会議録", ""),
    ],
)
def test_other_bodies_keep_their_names(title, body):
    assert read_body(title) == body


def test_the_lines_over_a_title_name_the_assembly_that_it_does_not():
    assert read_body("令和７年第４回定例会会議録", ["東雲町議会", "令和７年"]) == ASSEMBLY
    assert read_body("総務委員会会議録", ["東雲町議会会議録"]) == ASSEMBLY
    assert read_body("総務委員会会議録", ["東雲町議会の条例を審査する。"]) == "総務委員会"
    assert read_body("東雲町環境審議会会議録", ["みさき町議会"]) == "東雲町環境審議会"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("会議の名称　東雲町空家等対策協議会", "東雲町空家等対策協議会"),
        ("１　会　議　名：第２回東雲町環境審議会", "第２回東雲町環境審議会"),
        ("【附属機関等の名称】東雲町環境審議会", "東雲町環境審議会"),
        ("審議会名称 | 東雲町環境審議会", "東雲町環境審議会"),
        ("氏名　東雲一郎", None),
        ("会議の名称を変更する。", None),
        ("東雲町名簿　一覧", None),
    ],
)
def test_a_form_says_the_name_of_the_meeting(line, name):
    assert read_form_name(line) == name


def test_the_title_over_a_form_says_more_than_the_name_in_it():
    over = "令和６年度第２回東雲町環境審議会会議録"
    assert choose_title(over, "東雲町環境審議会") == over
    assert choose_title("会議録", "東雲町環境審議会") == "東雲町環境審議会"


def test_the_name_may_stand_under_its_label():
    lines = ("会議録", "会議の名称", "東雲町環境審議会", "日時　令和７年")
    assert find_form_name(lines) == (1, 3, "東雲町環境審議会")
    assert find_form_name(("会議録", "会議の名称　東雲町環境審議会")) == (1, 2, "東雲町環境審議会")
    assert find_form_name(("会議録", "日時　令和７年")) is None
