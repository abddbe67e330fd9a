"""Records of published speeches become meetings: marks, offices, headings, rosters."""

import pytest

from index.minutes import AgendaItem, Attendee
from indexer.lines import Line
from indexer.sources.diet import DietRecord, DietSpeech
from indexer.styles.headings import AgendaHeading, read_heading
from indexer.styles.roster import parties, read_roster
from indexer.styles.verbatim import parse

RULE = "─" * 40


def parse_speeches(*speeches, **changes):
    held = tuple(
        DietSpeech(
            text=text,
            line=5,
            id=f"m1_{order:03}",
            order=order,
            speaker=speaker,
            url=f"https://example.org/m1#{order}",
        )
        for order, (speaker, text) in enumerate(speeches, start=1)
    )
    record = DietRecord(
        id=changes.pop("id", "m1"),
        house="東雲町議会",
        title=changes.pop("title", "厚生委員会"),
        issue=changes.pop("issue", None),
        date=changes.pop("date", "2024-06-03"),
        url="https://example.org/m1",
        line=5,
        speeches=changes.pop("held", held),
    )
    return parse("minutes/2024.jsonl", "0" * 64, record)


def test_a_meeting_is_read_whole():
    meeting, problems = parse_speeches(
        ("潮見委員長", "○午前１０時０４分開会\r\nただいまから厚生委員会を開きます。\r\n"),
        ("小栗障害者福祉課長", "ご報告いたします。"),
        ("浜風委員", "水路は\r\n何本ですか。"),
        ("障害者福祉課長（小栗まもる君）", "十二本です。\r\n"),
        ("潮見委員長", "以上で閉会いたします。\r\n○午後０時０９分閉会"),
    )
    assert problems == ()
    assert (meeting.id, meeting.body, meeting.title) == ("m1", "東雲町議会", "厚生委員会")
    assert (meeting.date, meeting.begins, meeting.ends) == ("2024-06-03", "10:04", "12:09")
    assert meeting.published.url == "https://example.org/m1"
    assert [u.id for u in meeting.utterances] == [f"m1_{n:03}" for n in range(1, 6)]
    kinds = [utterance.kind for utterance in meeting.utterances]
    assert kinds == ["speech", "report", "question", "answer", "speech"]
    first, _, question, answer, last = meeting.utterances
    assert question.text == "水路は\n何本ですか。"
    assert last.text == "以上で閉会いたします。\n○午後０時０９分閉会"
    assert first.role == "chair"
    assert question.exchange == answer.exchange == "m1_003x"
    assert answer.speaker == "障害者福祉課長（小栗まもる君）"
    assert (answer.role, answer.affiliation, answer.basis) == (
        "official",
        "障害者福祉課",
        "inferred",
    )
    assert (answer.source.file, answer.source.line, answer.source.page) == (
        "minutes/2024.jsonl",
        5,
        None,
    )
    assert answer.source.url == "https://example.org/m1#4"
    assert answer.place(3).line == 5


@pytest.mark.parametrize(
    ("speaker", "text", "printed", "left"),
    [
        ("議長", "○議長（東雲一郎君）　開会します。", "議長（東雲一郎君）", "開会します。"),
        ("東雲一郎", "○東雲委員長　これより\r\n会議を", "東雲一郎", "これより\n会議を"),
        ("東雲一郎", "○東雲一郎君　　質問します。", "東雲一郎", "質問します。"),
        ("浜風まこと", "○東雲委員長　再開します。", "浜風まこと", "○東雲委員長　再開します。"),
        ("東雲委員長", "○午後１時　再開", "東雲委員長", "○午後１時　再開"),
        ("東雲委員長", "　字下げは残ります。", "東雲委員長", "　字下げは残ります。"),
    ],
)
def test_a_printed_mark_moves_to_the_speaker(speaker, text, printed, left):
    (utterance,) = parse_speeches((speaker, text))[0].utterances
    assert (utterance.speaker, utterance.text) == (printed, left)


@pytest.mark.parametrize(
    ("speaker", "name", "office"),
    [
        ("区民生活事業部長（小栗まもる君）", "小栗まもる", "区民生活事業部長"),
        ("議長（東雲一郎君）", "東雲一郎", "議長"),
        ("百十六番（浜風まこと君）", "浜風まこと", "百十六番"),
        ("浜風（ま）委員", "浜風（ま）", "委員"),
        ("浜風委員", "浜風", "委員"),
        ("浜風まこと君", "浜風まこと", None),
        ("委員長", None, "委員長"),
        ("小栗障害者福祉課長", None, None),
        (None, None, None),
    ],
)
def test_name_and_office_are_split_where_that_is_certain(speaker, name, office):
    (utterance,) = parse_speeches((speaker, "ご説明いたします。"))[0].utterances
    assert (utterance.speaker, utterance.name, utterance.office) == (speaker, name, office)


@pytest.mark.parametrize(
    ("speaker", "name"),
    [
        ("小栗財政課長", "小栗"),
        ("小栗まもる", "小栗まもる"),
        ("財政課長", None),
        ("小栗局長", None),
    ],
)
def test_a_position_given_beside_the_speaker_is_the_office(speaker, name):
    held = (DietSpeech("ご説明いたします。", 1, "s1", 1, speaker, "財政課長"),)
    (utterance,) = parse_speeches(held=held)[0].utterances
    assert (utterance.speaker, utterance.name, utterance.office) == (speaker, name, "財政課長")


def test_a_position_and_a_role_given_by_the_publisher_count():
    held = (
        DietSpeech("○東雲国務大臣　お答えします。", 1, "s1", 1, "東雲一郎", "農林水産大臣"),
        DietSpeech("意見を述べます。", 1, "s2", 2, "灯台みさき", None, "参考人", 12),
    )
    first, second = parse_speeches(held=held)[0].utterances
    assert (first.speaker, first.role) == ("東雲一郎", "official")
    assert (first.affiliation, first.basis) == ("農林水産大臣", "printed")
    assert (second.role, second.source.page) == ("witness", 12)


@pytest.mark.parametrize(
    ("issue", "title", "number"),
    [
        (None, "本会議", None),
        ("第12号", "本会議", 12),
        ("令和六年東雲町議会会議録第二号", "本会議 令和六年東雲町議会会議録第二号", 2),
    ],
)
def test_the_issue_is_shown_where_it_adds_something(issue, title, number):
    meeting, _ = parse_speeches(("東雲議長", "開会"), title="本会議", issue=issue)
    assert (meeting.title, meeting.number) == (title, number)


def test_directors_of_a_council_are_members():
    meeting, _ = parse_speeches(("浜風理事", "意見です。"), ("浜風委員", "賛成します。"))
    assert [u.role for u in meeting.utterances] == ["member", "member"]
    assert meeting.utterances[0].speaker == "浜風理事"
    (official,) = parse_speeches(("小栗理事", "説明します。"))[0].utterances
    assert official.role == "official"


def test_a_record_without_a_date_or_speeches_is_reported_and_kept():
    meeting, problems = parse_speeches(("東雲議長", "開会"), date="2024-13-01")
    assert meeting.date is None
    assert str(problems[0]) == "minutes/2024.jsonl 5行: 日付「2024-13-01」が読めません。"
    meeting, problems = parse_speeches()
    assert str(problems[0]) == "minutes/2024.jsonl 5行: 発言がひとつもない会議です。"
    assert meeting.utterances == ()


def test_a_heading_is_the_agenda_item_of_the_turns_after_it():
    opening = f"開会します。\r\n{RULE}\r\n１ 報告事項\r\n(1) 水路の改修について"
    meeting, _ = parse_speeches(
        ("潮見委員長", opening),
        ("潮見委員長", "(1)水路の改修についてを議題に供します。"),
        ("小栗建設課長", "ご説明いたします。"),
        ("潮見委員長", f"以上で本件を終了いたします。\r\n{RULE}\r\n(2) その他"),
        ("潮見委員長", "その他でございますか。"),
    )
    shown = [(u.section, u.agenda.title if u.agenda else None) for u in meeting.utterances]
    assert shown == [
        (None, None),
        ("報告事項", "水路の改修について"),
        ("報告事項", "水路の改修について"),
        ("報告事項", "水路の改修について"),
        ("報告事項", "その他"),
    ]
    assert [item.title for item in meeting.agenda] == ["水路の改修について", "その他"]


@pytest.mark.parametrize(
    ("text", "section", "number", "title"),
    [
        (f"では。\n{RULE}\n３ 視察", None, None, "視察"),
        (
            f"{RULE}\n２．請願・陳情審査\n(1) 平成１４年請願第３１号 水路についての請願",
            "請願・陳情審査",
            "平成14年請願第31号",
            "水路についての請願",
        ),
        (
            f"{RULE}\n日程第４\n第41号議案 東雲町税条例\n{RULE}\nを議題に供します。",
            None,
            "第41号議案",
            "東雲町税条例",
        ),
        (
            f"{RULE}\n(3) あ号線の整備について\n(4) い号線の整備について",
            None,
            None,
            "あ号線の整備について、い号線の整備について",
        ),
        (
            f"{RULE}\n日程第１\n第1号議案 あ\n日程第２\n第2号議案 い\n日程第３\n第3号議案 う\n"
            "日程第４\n第4号議案 え",
            None,
            "第1号議案",
            "あ ほか3件",
        ),
        (
            f"{RULE}\n(1) 第３５号議案 "
            "（仮称）東雲町立灯台高齢者施設第二期改修機械設備および電気設備工事請\n負契約",
            None,
            "第35号議案",
            "（仮称）東雲町立灯台高齢者施設第二期改修機械設備および電気設備工事請負契約",
        ),
        (
            "追加日程第一、議員提出議案第一号、東雲町議会会議規則の一部を改正する規則を議題といたします。",
            None,
            "議員提出議案第一号",
            "東雲町議会会議規則の一部を改正する規則",
        ),
        (
            "次に、(2)の水路の改修についてを議題に供します。",
            None,
            None,
            "水路の改修について",
        ),
    ],
)
def test_headings_are_read(text, section, number, title):
    found = read_heading(text, AgendaHeading())
    assert found is not None
    assert found.section == section
    assert found.item == AgendaItem(number, title)


@pytest.mark.parametrize(
    "text",
    [
        "ほかにございますか。",
        "本件を議題に供します。",
        "(4)から(6)までを一括して議題に供します。",
        "この請願は継続となっているものですけれども、これを議題に供したいと思います。",
        f"散会します。\n○午後４時２４分散会\n{RULE}\n議 長 東 雲 一 郎\n署名人 浜 風 まこと",
        f"休憩します。\n{RULE}\n異議なしと認めます。",
    ],
)
def test_an_uncertain_line_is_not_taken_for_a_heading(text):
    assert read_heading(text, AgendaHeading()) is None


def test_a_stage_direction_stays_in_the_speech_that_the_publisher_prints_it_in():
    words = "橋を架けます。（拍手）\n　次に、水路です。\n〔「異議なし」と呼ぶ者あり〕"
    meeting, _ = parse_speeches(("小栗町長", words), ("東雲議長", "終わります。\n〔拍手〕"))
    assert [each.text for each in meeting.utterances] == [words, "終わります。\n〔拍手〕"]


def test_a_mayor_called_by_surname_and_office_has_both():
    meeting, _ = parse_speeches(("小栗町長", "架けます。"), ("磯辺副町長", "はい。"))
    assert [(u.name, u.office) for u in meeting.utterances] == [
        ("小栗", "町長"),
        ("磯辺", "副町長"),
    ]


@pytest.mark.parametrize(
    ("line", "party"),
    [
        ("１番（みさき会）　浜風　円君", "みさき会"),
        ("１番　浜風　円君（生活者ネットワーク）", "生活者ネットワーク"),
        ("１番　浜風　円君（みなとクラブ21）", "みなとクラブ21"),
        ("１番（副議長）　浜風　円君", None),
        ("１番　浜風　円君（遅刻）", None),
        ("１番　浜風　円君（教育委員会）", None),
    ],
)
def test_a_party_in_parentheses_beside_a_name_is_read(line, party):
    (person,) = read_roster([Line("出席議員", 1, 1), Line(line, 1, 2)])
    assert (person.name, person.department, person.party) == ("浜風円", None, party)


def test_a_party_of_the_list_is_that_of_a_whole_name_with_one_party():
    people = [("浜風円", "みさき会"), ("岬真人", "波の会"), ("岬真人", "霧の会"), ("沖望", None)]
    attendees = [Attendee(name, "出席議員", "一番", party=party) for name, party in people]
    assert parties([*attendees, attendees[0]]) == {"浜風円": "みさき会"}


def test_an_attendance_list_is_read_where_it_is_certain():
    text = (
        "　出席議員　三名\n一番浜風まこと君\n二番灯　　台君\n五番岬　　真人君\n"
        "　欠席議員　一名\n三番　　波止みなと君\n"
        "　出席説明員\n町長小栗まもる君\n副町長長谷うしお君\n"
        "建設局長長谷なぎさ君\n町技監沖つばめ君\n"
        "　六月三日議事日程第一号\n第一　第一号議案\n四番岬ひかる君\n"
    )
    lines = [Line(line, 1, 1) for line in text.split("\n")]
    assert [(p.office, p.name, p.side, p.department) for p in read_roster(lines)] == [
        ("一番", "浜風まこと", "出席議員", None),
        ("二番", "灯台", "出席議員", None),
        ("五番", "岬真人", "出席議員", None),
        ("町長", "小栗まもる", "出席説明員", None),
        ("副町長", "長谷うしお", "出席説明員", None),
        ("建設局長", "長谷なぎさ", "出席説明員", "建設局"),
    ]
    meeting, _ = parse_speeches((None, text), ("東雲議長", "開会します。"))
    assert len(meeting.attendees) == 6
    assert (meeting.utterances[0].kind, meeting.utterances[0].text) == ("narrative", text[:-1])


def test_committees_of_one_day_without_ids_of_their_own_are_different_meetings():
    ids = {
        parse_speeches(("潮見委員長", "開会します。"), id=None, issue="第1号", title=title)[0].id
        for title in ("厚生委員会", "建設委員会")
    }
    assert len(ids) == 2
