"""Labels of speakers, titles, dates and citations."""

from __future__ import annotations

import pytest

from index.minutes import Attendee, MeetingHead, Source, Utterance
from presentation import labels

SOURCE = Source("/srv/minutes/kura.txt", "0" * 64, page=2, line=7)
HEAD = MeetingHead("m1", "倉野市議会", "令和6年第1回定例会", 1, "2024-03-01")


def said(**known):
    given = {"kind": "question", "text": "鍵は。", "source": SOURCE, "exchange": "e1"} | known
    return Utterance("u1", "m1", **given)


def test_a_printed_speaker_comes_first():
    utterance = said(speaker="林（宏）委員", role="member", basis="printed")
    assert labels.speaker_label(utterance) == labels.SpeakerLabel("林（宏）委員", "委員・議員")
    assert labels.speaker_name(utterance) == "林（宏）委員"


def test_a_role_replaces_an_unknown_name():
    utterance = said(role="official", affiliation="庫務係")
    assert labels.speaker_label(utterance) == labels.SpeakerLabel("行政側", "庫務係")
    assert labels.speaker_name(utterance) == "行政側（庫務係）"


def test_a_note_has_no_speaker():
    assert labels.speaker_label(said(kind="note")) is None
    assert labels.speaker_name(said(kind="note")) == "注記"


def test_an_office_that_is_the_speaker_is_not_repeated():
    assert labels.speaker_label(said(speaker="事務局", role="secretariat")).detail == ""
    secretary = said(speaker="森葵", role="secretariat", affiliation="事務局")
    assert labels.speaker_label(secretary).detail == "事務局"
    assert labels.speaker_name(said(role="secretariat", affiliation="事務局")) == "事務局"
    assert labels.attendee_label(Attendee("森葵", "事務局", "主事", "事務局")) == "事務局 主事"
    assert labels.attendee_label(Attendee("事務局", "市", "事務局", None)) == ""


def test_the_party_of_a_member_is_shown_beside_the_role():
    member = said(speaker="浜風円", role="member", party="みさき会")
    assert labels.speaker_label(member).detail == "委員・議員・みさき会"


@pytest.mark.parametrize(
    ("field", "value", "label"),
    [
        ("role", "official", "行政側"),
        ("year", "2024", "2024年（令和6年）"),
        ("party", "みさき会", "みさき会"),
        ("role", "王", "王"),
    ],
)
def test_a_filter_is_labelled_in_japanese(field, value, label):
    assert labels.filter_label(field, value) == label


@pytest.mark.parametrize(
    ("begins", "ends", "hours"),
    [
        ("13:00", "15:30", "13:00–15:30"),
        ("13:00", None, "13:00から"),
        (None, "15:30", "15:30まで"),
        (None, None, ""),
    ],
)
def test_hours_are_shown_as_far_as_they_are_known(begins, ends, hours):
    assert labels.hours_label(begins, ends) == hours


def test_a_body_in_the_title_is_not_repeated():
    assert labels.meeting_label(MeetingHead("m", "審議会", "第3回審議会会議録")) == (
        "第3回審議会会議録"
    )


def test_a_source_is_shown_without_its_folder():
    assert labels.source_label(SOURCE) == "kura.txt 2ページ 7行"
    assert labels.source_label(Source("C:\\minutes\\kura.json", "0" * 64)) == "kura.json"


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://kura.example/3", True),
        ("http://kura.example/3", True),
        ("javascript:alert(1)", False),
        ("https:", False),
        ("http://[", False),
        ("//kura.example/3", False),
        (None, False),
    ],
)
def test_only_addresses_of_the_web_are_linked(url, linked):
    assert labels.official_url(Source("f", "0" * 64, url=url)) == (url if linked else None)


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
def test_a_date_is_shown_with_its_era(iso, written):
    assert labels.era_date(iso) == written


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
def test_a_year_is_shown_with_its_eras(year, written):
    assert labels.era_years(year) == written


@pytest.mark.parametrize(
    ("iso", "parts"),
    [
        ("2016-11-28", ("2016年", "（平成28年）11月28日")),
        ("2019-05-01", ("2019年", "（令和元年）5月1日")),
        ("1850-01-02", ("1850年", "1月2日")),
        ("不明", ("不明", "")),
    ],
)
def test_the_year_of_a_date_stands_first_and_with_its_era(iso, parts):
    assert labels.year_and_day(iso) == parts
