"""Records as the National Diet's API gives them, of people who do not exist."""

import json

import pytest

from indexer.problems import Problem, Unreadable
from indexer.read_file import read_meetings

ISSUE = "121105254X00120230123"
HEADER = (
    "令和五年一月二十三日（月曜日）\r\n　　　　午前九時開議\r\n　出席委員\r\n"
    "　　　委員長　山田　一郎君\r\n　　　理事　浜風　　円君　理事　鈴木　花子君\r\n"
    "　　　　　　長　　四郎君　　　　　沖かもめ君\r\n　　　…………………………………\r\n"
    "　　　国土交通大臣　　　　　佐藤　次郎君\r\n　　　政府参考人\r\n"
    "　　　（国土交通省港湾局長）　高橋　三郎君\r\n"
    "　　　国土交通委員会専門員　灯台　五郎君\r\n　　　　　────◇─────\r\n"
    "委員の異動\r\n　辞任\r\n　　岬ひかる君"
)
CHAIR = ("山田一郎", "霧の会", "委員長", None)
MEMBER = ("鈴木花子", "波の会", None, None)
MINISTER = ("佐藤次郎", "霧の会", "国土交通大臣", None)
OFFICIAL = ("高橋三郎", None, "国土交通省港湾局長", "政府参考人")
WITNESS = ("灯台みさき", None, "東雲大学教授", "参考人")
SPEECHES = (
    (("会議録情報", None, None, None), HEADER),
    (CHAIR, "○山田委員長　これより会議を開きます。\r\n　鈴木花子君。"),
    (MEMBER, "○鈴木（花）委員　堤防の補強はいつ始まりますか。"),
    (MINISTER, "○佐藤国務大臣　来年度に着手いたします。"),
    (CHAIR, "○山田委員長　高橋港湾局長。"),
    (OFFICIAL, "○高橋政府参考人　お答えいたします。設計は終わっております。"),
    (MEMBER, "○鈴木（花）委員　参考人はどう見ますか。"),
    (WITNESS, "○灯台参考人　妥当だと存じます。"),
    (CHAIR, "○山田委員長　本日は、これにて散会いたします。\r\n　　　　午前九時三十分散会"),
)
MEETING = {
    "issueID": ISSUE,
    "imageKind": "会議録",
    "session": 211,
    "nameOfHouse": "衆議院",
    "nameOfMeeting": "国土交通委員会",
    "issue": "第1号",
    "date": "2023-01-23",
    "closing": None,
    "pdfURL": None,
}


def speech(order, who, text):
    speaker, group, position, role = who
    return {
        "speechID": f"{ISSUE}_{order:03}",
        "speechOrder": order,
        "speaker": speaker,
        "speakerYomi": None,
        "speakerGroup": group,
        "speakerPosition": position,
        "speakerRole": role,
        "speech": text,
        "startPage": 1,
    }


ALL = [speech(order, *said) for order, said in enumerate(SPEECHES)]
ENVELOPE = {"numberOfRecords": 9, "numberOfReturn": 1, "startRecord": 1, "nextRecordPosition": 4}


def read(tmp_path, value, name="a.json"):
    path = tmp_path / name
    path.write_text(value if isinstance(value, str) else json.dumps(value))
    return list(read_meetings(path, name))


def meeting_of(tmp_path, speeches=ALL, **changes):
    record = {**MEETING, **changes, "speechRecord": speeches}
    meeting, *problems = read(tmp_path, {**ENVELOPE, "meetingRecord": [record]})
    return meeting, problems


def test_a_committee_is_read_whole(tmp_path):
    meeting, problems = meeting_of(tmp_path)
    assert problems == []
    assert (meeting.body, meeting.title, meeting.number) == (
        "衆議院",
        "国土交通委員会 第1号",
        1,
    )
    assert (meeting.date, meeting.begins, meeting.ends) == ("2023-01-23", "09:00", "09:30")
    assert meeting.committee == "国土交通委員会"
    parties = [None, "霧の会", "波の会", "霧の会", "霧の会", None, "波の会", None, "霧の会"]
    assert [u.party for u in meeting.utterances] == parties
    said = [(u.kind, u.exchange, u.speaker, u.role, u.affiliation) for u in meeting.utterances]
    first, second = f"{ISSUE}_002x", f"{ISSUE}_006x"
    minister = ("佐藤次郎", "official", "国土交通大臣")
    assert said == [
        ("narrative", None, None, None, None),
        ("speech", None, "山田一郎", "chair", None),
        ("question", first, "鈴木花子", "member", None),
        ("answer", first, *minister),
        ("speech", first, "山田一郎", "chair", None),
        ("answer", first, "高橋三郎", "official", "国土交通省港湾局"),
        ("question", second, "鈴木花子", "member", None),
        ("answer", second, "灯台みさき", "witness", "東雲大学教授"),
        ("speech", None, "山田一郎", "chair", None),
    ]
    assert {u.basis for u in meeting.utterances[1:]} == {"printed"}
    assert [(u.name, u.office) for u in meeting.utterances[:6]] == [
        (None, None),
        ("山田一郎", "委員長"),
        ("鈴木花子", "委員"),
        ("佐藤次郎", "国土交通大臣"),
        ("山田一郎", "委員長"),
        ("高橋三郎", "国土交通省港湾局長"),
    ]
    assert meeting.utterances[1].text == "これより会議を開きます。\n　鈴木花子君。"
    assert meeting.utterances[0].text == HEADER.replace("\r\n", "\n")


def test_the_attendance_of_a_house_is_read_where_it_is_certain(tmp_path):
    meeting, _ = meeting_of(tmp_path)
    assert [(a.side, a.office, a.name, a.department) for a in meeting.attendees] == [
        ("出席委員", "委員長", "山田一郎", None),
        ("出席委員", "理事", "浜風円", None),
        ("出席委員", "理事", "鈴木花子", None),
        ("出席委員", None, "長四郎", None),
        ("出席委員", None, "沖かもめ", None),
        ("出席者", "国土交通大臣", "佐藤次郎", None),
        ("政府参考人", "国土交通省港湾局長", "高橋三郎", "国土交通省港湾局"),
        ("出席者", "国土交通委員会専門員", "灯台五郎", None),
    ]
    sangiin = (
        "    出席者は左のとおり。\r\n    委員長         灯台      円君\r\n    理 事\r\n"
        "                浜風 渚君\r\n   国務大臣\r\n       国土交通大臣     佐藤 次郎君\r\n"
    )
    who = ("会議録情報", None, None, None)
    meeting, _ = meeting_of(tmp_path, [speech(0, who, sangiin)], nameOfHouse="参議院")
    assert [(a.side, a.office, a.name) for a in meeting.attendees] == [
        ("出席者", "委員長", "灯台円"),
        ("出席者", "理事", "浜風渚"),
        ("国務大臣", "国土交通大臣", "佐藤次郎"),
    ]


def test_speeches_of_a_search_make_the_same_exchange(tmp_path):
    bare = [{**MEETING, **one} for one in ALL[2:4]]
    (meeting,) = read(tmp_path, {**ENVELOPE, "speechRecord": bare})
    whole, _ = meeting_of(tmp_path)
    assert meeting.utterances == tuple(
        u.__class__(**{f: getattr(u, f) for f in u.__slots__} | {"source": found.source})
        for u, found in zip(whole.utterances[2:4], meeting.utterances, strict=True)
    )


def test_a_speech_without_position_role_or_speaker_is_read(tmp_path):
    bare = [
        {key: one[key] for key in ("speechID", "speechOrder", "speech", "speaker")} for one in ALL
    ]
    meeting, _ = meeting_of(tmp_path, bare)
    roles = [None, "chair", "member", "official", "chair", "official", "member", "witness", "chair"]
    assert [u.role for u in meeting.utterances] == roles
    assert meeting.utterances[3].affiliation == "国務大臣"
    nobody, _ = meeting_of(tmp_path, [{**one, "speaker": None} for one in bare])
    assert [u.text[:1] for u in nobody.utterances[1:3]] == ["○", "○"]
    assert {u.speaker for u in nobody.utterances} == {None}


def test_a_name_in_place_of_an_office_is_not_taken_for_one(tmp_path):
    named = speech(1, ("東雲信長", "波の会", None, None), "港についてです。")
    (utterance,) = meeting_of(tmp_path, [named])[0].utterances
    assert (utterance.speaker, utterance.role) == ("東雲信長", None)


def test_a_councillor_has_a_group_too(tmp_path):
    who = ("浜風委員", "波の会", None, None)
    (utterance,) = meeting_of(
        tmp_path, [speech(1, who, "港についてです。")], nameOfHouse="東雲町議会"
    )[0].utterances
    assert (utterance.speaker, utterance.role) == ("浜風委員", "member")
    assert (utterance.affiliation, utterance.party) == (None, "波の会")


def test_a_plenary_speaker_printed_by_name_alone_is_a_member(tmp_path):
    chair = ("東雲一郎", "霧の会", "議長", None)
    minister = ("佐藤次郎", "霧の会", "内閣総理大臣", None)
    said = (
        (chair, "○議長（東雲一郎君）　鈴木花子君。\r\n　　　　〔鈴木花子君登壇〕"),
        (MEMBER, "○鈴木花子君　総理の所見を伺います。"),
        (minister, "○内閣総理大臣（佐藤次郎君）　鈴木議員にお答えいたします。"),
    )
    meeting, _ = meeting_of(
        tmp_path, [speech(n, *one) for n, one in enumerate(said, 1)], nameOfMeeting="本会議"
    )
    assert [(u.kind, u.role) for u in meeting.utterances] == [
        ("speech", "chair"),
        ("question", "member"),
        ("answer", "official"),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "2番目の発言にspeechがないため、その発言を除きました。"),
        (" \r\n", "2番目の発言のspeechが空のため、その発言を除きました。"),
    ],
)
def test_an_empty_speech_is_reported(tmp_path, text, message):
    lacking = [ALL[1], {**ALL[2], "speech": text}, ALL[3]]
    problem, meeting = read(tmp_path, {**MEETING, "speechRecord": lacking})
    assert str(problem) == f"a.json 1行: {message}"
    assert len(meeting.utterances) == 2
    bare, *_ = read(tmp_path, {**ENVELOPE, "speechRecord": [{**MEETING, **lacking[1]}, *lacking]})
    assert "その発言を除きました" in str(bare)


@pytest.mark.parametrize("date", [None, "2023-02-30", ""])
def test_an_impossible_date_is_reported(tmp_path, date):
    items = read(tmp_path, {**MEETING, "date": date, "speechRecord": ALL})
    assert [item.date for item in items if not isinstance(item, Problem)] == [None]
    assert any("date" in str(item) or "日付" in str(item) for item in items)


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_a_lone_surrogate_is_replaced_and_reported(tmp_path, name):
    text = json.dumps({**MEETING, "speechRecord": [ALL[1]]})
    mended = r"\ud83d港\ud83d\udea2\\ud83d\udea2"
    items = read(tmp_path, text.replace(r"\u3053\u308c\u3088\u308a", mended), name)
    (problem,) = [item for item in items if isinstance(item, Problem)]
    (meeting,) = [item for item in items if not isinstance(item, Problem)]
    assert str(problem) == f"{name} 1行: 文字にならないコード（2か所）をU+FFFDに置き換えました。"
    assert meeting.utterances[0].text.startswith("\ufffd港\U0001f6a2\\ud83d\ufffd会議を")


LISTED = [{key: one[key] for key in ("speechID", "speaker")} for one in ALL]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({**MEETING, "speechRecord": LISTED}, "発言の一覧だけで、本文（speech）のない記録です。"),
        (
            {"message": "(19011)誤りです。"},
            "会議録ではなく、検索のエラーの応答です（(19011)誤りです。）。",
        ),
    ],
)
def test_an_answer_without_texts_is_one_line(tmp_path, value, message):
    path = tmp_path / "a.json"
    path.write_text(json.dumps(value))
    with pytest.raises(Unreadable) as error:
        list(read_meetings(path, path.name))
    assert str(error.value) == f"a.json 1行: {message}"


@pytest.mark.parametrize("declared", ['<?xml version="1.0" encoding="UTF-8"?>\n', ""])
def test_the_other_packing_is_refused_in_one_line(tmp_path, declared):
    content = f"{declared}<data>\n<numberOfRecords>1</numberOfRecords></data>"
    with pytest.raises(Unreadable) as error:
        read(tmp_path, content, "a.xml")
    assert str(error.value) == (
        "a.xml: 国会会議録のXMLは読めません。recordPacking=jsonで取得したJSONが必要です。"
    )
