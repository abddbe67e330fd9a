"""Who speaks, citations and headings: only what is known, and what is inferred marked."""

from __future__ import annotations

import pytest

from index.minutes import AgendaItem, Attendee, MeetingHead, Source, Utterance
from presentation import labels

SOURCE = Source("/srv/minutes/kura.txt", "0" * 64, page=2, line=7)
HEAD = MeetingHead("m1", "倉野市議会", "令和6年第1回定例会", 1, "2024-03-01")


def said(**known):
    given = {"kind": "question", "text": "鍵は。", "source": SOURCE, "exchange": "e1"} | known
    return Utterance("u1", "m1", **given)


def test_a_printed_speaker_comes_first():
    utterance = said(speaker="林（宏）委員", role="member", basis="printed")
    assert labels.who(utterance) == labels.Who("林（宏）委員", "委員・議員", inferred=False)
    assert labels.spoken_by(utterance) == "林（宏）委員"


def test_a_role_stands_for_a_name_that_is_not_known():
    utterance = said(role="official", affiliation="庫務係")
    assert labels.who(utterance) == labels.Who("行政側", "庫務係", inferred=True)
    assert labels.spoken_by(utterance) == "行政側（庫務係）"


def test_nobody_speaks_a_note():
    assert labels.who(said(kind="note")) is None
    assert labels.spoken_by(said(kind="note")) == "注記"


def test_a_heading_is_the_nearest_there_is():
    item = AgendaItem("第8号", "鍵について")
    for known, title in (
        ({"topic": "保管", "agenda": item, "section": "審議"}, "保管"),
        ({"agenda": item, "section": "審議"}, "鍵について"),
        ({"section": "審議"}, "審議"),
        ({"speaker": "林委員"}, "林委員の質問"),
    ):
        assert labels.heading(said(**known), [said(**known)]) == title


def test_what_nobody_speaks_is_headed_by_its_kind():
    assert labels.heading(said(kind="narrative"), [said(kind="narrative")]) == "議事"


def test_without_a_subject_a_heading_says_who_speaks_whichever_matched():
    names = ("林委員", "庫務係長", "林委員", "庫務課長")
    utterances = [said(speaker=name) for name in names] + [said(kind="note")]
    for lead in utterances:
        assert labels.heading(lead, utterances) == "林委員と庫務係長ほかのやりとり"


def test_an_office_is_said_once():
    assert labels.who(said(speaker="事務局", role="secretariat")).detail == ""
    secretary = said(speaker="森葵", role="secretariat", affiliation="事務局")
    assert labels.who(secretary).detail == "事務局"
    assert labels.spoken_by(said(role="secretariat", affiliation="事務局")) == "事務局"
    assert labels.attendee_words(Attendee("森葵", "事務局", "主事", "事務局")) == "事務局 主事"
    assert labels.attendee_words(Attendee("事務局", "市", "事務局", None)) == ""


@pytest.mark.parametrize(
    ("begins", "ends", "hours"),
    [
        ("13:00", "15:30", "13:00–15:30"),
        ("13:00", None, "13:00から"),
        (None, "15:30", "15:30まで"),
        (None, None, ""),
    ],
)
def test_hours_do_not_dangle(begins, ends, hours):
    assert labels.hours_words(begins, ends) == hours


def test_a_citation_is_one_line():
    first = said(role="member", agenda=AgendaItem("第8号", "鍵\nについて"), topic="保管")
    answer = said(role="secretariat", affiliation="事務局")
    cited = labels.citation(HEAD, first, [first, answer], "https://kura.example/e1")
    assert cited == (
        "「倉野市議会 令和6年第1回定例会」 令和6年3月1日 第8号 鍵 について 保管 "
        "委員・議員、事務局 https://kura.example/e1"
    )


def test_a_body_is_named_once():
    assert labels.meeting_words(MeetingHead("m", "審議会", "第3回審議会会議録")) == (
        "第3回審議会会議録"
    )


def test_folders_are_not_shown():
    assert labels.source_words(SOURCE) == "kura.txt 2ページ 7行"
    assert labels.source_words(Source("C:\\minutes\\kura.json", "0" * 64)) == "kura.json"


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
