"""The committee in the title of a meeting."""

import pytest

from indexer.styles.committee import find_committee


@pytest.mark.parametrize(
    ("title", "committee"),
    [
        ("平成16年_第４回定例会（第１日目）", "本会議"),
        ("令和２年第３回定例会本会議", "本会議"),
        ("令和元年9月東雲市議会定例会（第3号）", "本会議"),
        ("令和６年第１回みなと町議会定例会会議録　第１号", "本会議"),
        ("令和元年総務水路常任委員会（ 9月 3日）", "総務水路常任委員会"),
        ("令和6年第1回みなと町議会定例会 予算特別委員会（第２日）", "予算特別委員会"),
        ("東雲市議会 議会運営委員会会議録", "議会運営委員会"),
        ("令和６年東雲市会９月定例会会議録（第３号）", "本会議"),
        ("青少年問題・議会改革特別委員会", "青少年問題・議会改革特別委員会"),
        ("予算委員会第一分科会", "予算委員会第一分科会"),
        ("国家基本政策委員会合同審査会", "国家基本政策委員会合同審査会"),
        ("東雲市教育委員会第５回定例会", None),
        ("第16回（令和７年度第２回）霧浜町個人情報保護審議会会議録", None),
        ("東雲都市会議の記録", None),
        ("（会議名なし）", None),
        ("", None),
    ],
)
def test_a_title_names_the_committee_without_dates_and_numbers(title, committee):
    assert find_committee(title, "東雲市議会") == committee


def test_a_body_that_is_itself_a_committee_has_none():
    assert find_committee("総務委員会会議録", "総務委員会") is None
