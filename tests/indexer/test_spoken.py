"""Verbatim minutes as text: header, roster, agenda, turns and narratives; an invented town."""

import re

import pytest

from index.minutes import AgendaItem, Meeting
from indexer.problems import Problem
from indexer.read_file import FileKind, read_with_kind
from indexer.sources.text import read_text
from indexer.styles import spoken

PLENARY = """\
令和６年第２回東雲町議会定例会会議録（第３号）
　　　　　　　　　　　　　　　　　　令和６年６月１２日（水曜日）

○議事日程（第３号）
日程第１　会議録署名議員の指名
日程第２
　会期の決定について
日程第３　議案第１２号　東雲町水道条例の一部を改正する条例
　　　　―――――――――――――――
〇出席議員（３人）
　１番　東　雲　一　郎　　　２番　　浜　風　　円
　３番（みさき会）　塩　屋　みなと
〇欠席議員（１人）
　４番　灯　台　守
〇説明のため出席した者
　町　長　　潮　見　　望　　副町長　　小　栗　　守
　総務課長　　　磯　辺　渚
　　　　―――――――――――――――
午前１０時　開議
○議長（東雲一郎君）　これより本日の会議を開きます。
　日程第１、会議録署名議員の指名を行います。
　　　　―――――――――――――――
◎日程第３　議案第１２号　東雲町水道条例の一部を改正する条例
○議長（東雲一郎君）　日程第３、議案第１２号を議題といたします。提案理由の説明を求めます。
　　〔町長　潮見　望君登壇〕
○町長（潮見　望君）　水道料金を改めるものです。
　以上でございます。
○議長（東雲一郎君）　質疑はありませんか。
○３番（塩屋みなと君）　料金は幾ら上がりますか。
○総務課長（磯辺　渚君）　月に百円です。
　　　　　　　　　　　　－９－
　十月からです。
○議長（東雲一郎君）　休憩します。
　　　午前１１時　休憩
　　　午後１時　再開
○議長（東雲一郎君）　再開します。本案に異議ありませんか。
　　〔「異議なし」と呼ぶ者あり〕
○議長（東雲一郎君）　本日はこれで散会します。
　　　午後３時１２分　散会
　上記会議の経過は事実と相違ないことを証する。
　議長　東雲一郎
"""


def parse(text):
    return spoken.parse(read_text("a.txt", text.encode()))


@pytest.fixture(scope="module")
def plenary():
    meeting, problems = parse(PLENARY)
    assert problems == ()
    return meeting


def test_the_header_gives_title_body_date_and_hours(plenary):
    assert plenary.title == "令和６年第２回東雲町議会定例会会議録（第３号）"
    assert (plenary.body, plenary.number) == ("東雲町議会", 2)
    assert (plenary.date, plenary.begins, plenary.ends) == ("2024-06-12", "10:00", "15:12")


def test_the_schedule_is_the_agenda(plenary):
    assert plenary.agenda == (
        AgendaItem(None, "会議録署名議員の指名"),
        AgendaItem(None, "会期の決定について"),
        AgendaItem("議案第12号", "東雲町水道条例の一部を改正する条例"),
    )
    last = plenary.utterances[-1]
    assert last.agenda == plenary.agenda[2]


def test_the_roster_gives_names_their_offices_and_parties(plenary):
    assert [
        (each.name, each.office, each.department or each.party) for each in plenary.attendees
    ] == [
        ("東雲一郎", "１番", None),
        ("浜風円", "２番", None),
        ("塩屋みなと", "３番", "みさき会"),
        ("潮見望", "町長", None),
        ("小栗守", "副町長", None),
        ("磯辺渚", "総務課長", "総務課"),
    ]
    asks = next(each for each in plenary.utterances if each.name == "塩屋みなと")
    assert (asks.role, asks.affiliation, asks.party) == ("member", None, "みさき会")


def test_text_between_turns_is_narrative(plenary):
    assert [each.text for each in plenary.utterances if each.kind == "narrative"][1:] == [
        "午前１０時　開議",
        "〔町長　潮見　望君登壇〕",
        "午前１１時　休憩",
        "午後１時　再開",
        "〔「異議なし」と呼ぶ者あり〕",
        "午後３時１２分　散会",
        "上記会議の経過は事実と相違ないことを証する。\n議長　東雲一郎",
    ]


def test_a_page_mark_is_left_out_and_counts_the_pages(plenary):
    answer = next(each for each in plenary.utterances if each.office == "総務課長")
    assert answer.text == "月に百円です。\n十月からです。"
    assert [answer.place(at).page for at in (0, len(answer.text) - 1)] == [9, 10]
    assert answer.kind == "answer"


def test_every_printed_word_is_in_an_utterance(plenary):
    heading = "◎日程第３議案第１２号東雲町水道条例の一部を改正する条例"
    left = re.sub(r"―|－９－|\s", "", PLENARY).replace(heading, "")
    for each in plenary.utterances:
        mark = f"○{each.speaker}" if each.speaker else ""
        whole = re.sub(r"―|\s", "", f"{mark}{each.text}")
        assert left.startswith(whole)
        left = left[len(whole) :]
    assert left == ""


COUNCIL = """\
第２回東雲町水道事業審議会会議録

１　日時　令和６年７月４日（木）午後２時から午後３時３０分まで
２　場所　東雲町役場　３階会議室
３　出席者
（１）委員　東雲一郎、浜風円
（２）事務局　小栗守

４　会議の内容
（開会）
【事務局】
　定刻になりましたので、開会します。

（１）水道料金の改定について
【会長】
　事務局から説明をお願いします。
【事務局】
　料金を月に百円上げる案です。
【委員】
　上げる理由は何ですか。
【事務局】
　管の取替えに費用がかかるためです。

（２）その他
【事務局】
　次回は十月の予定です。
（閉会）
"""


def test_the_header_of_a_council_gives_date_place_and_agenda():
    meeting, _ = parse(COUNCIL)
    assert (meeting.body, meeting.number) == ("東雲町水道事業審議会", 2)
    assert (meeting.date, meeting.begins, meeting.ends) == ("2024-07-04", "14:00", "15:30")
    assert meeting.place == "東雲町役場　３階会議室"
    assert [item.title for item in meeting.agenda] == ["水道料金の改定について", "その他"]
    assert [(each.name, each.side) for each in meeting.attendees] == [
        ("東雲一郎", "委員"),
        ("浜風円", "委員"),
        ("小栗守", "事務局"),
    ]


def test_a_printed_heading_ends_what_was_asked_before_it():
    meeting, _ = parse(COUNCIL)
    *_, answer, report, end = meeting.utterances
    assert (answer.kind, answer.agenda.title) == ("answer", "水道料金の改定について")
    assert (report.kind, report.agenda.title, report.exchange) == ("report", "その他", None)
    assert (end.kind, end.text) == ("narrative", "（閉会）")


@pytest.mark.parametrize("bar", ["\t", " | ", "｜"])
def test_a_table_of_questions_and_answers_is_read_cell_by_cell(bar):
    rows = [
        ("番号", "発言者", "質問", "回答"),
        ("１", "浜風委員", "橋はいつできるか。", "秋の予定である。"),
        ("２", "", "水路は何本か。", "十二本である。"),
    ]
    text = "質問と回答\n令和６年７月４日\n" + "\n".join(bar.join(row) for row in rows) + "\n"
    meeting, _ = parse(text)
    assert [(each.kind, each.name, each.text) for each in meeting.utterances[1:]] == [
        ("question", "浜風", "橋はいつできるか。"),
        ("answer", None, "秋の予定である。"),
        ("question", None, "水路は何本か。"),
        ("answer", None, "十二本である。"),
    ]
    assert len({each.exchange for each in meeting.utterances[1:]}) == 2


def test_letters_mark_questions_and_answers():
    text = (
        "説明会の記録\nＱ１　橋はいつできるか。\nＡ１　秋の予定である。\n"
        "Ｑ２　何本か。\nＡ２　一本である。\n"
    )
    meeting, _ = parse(text)
    found = [(each.kind, each.text) for each in meeting.utterances[1:]]
    assert found[0] == ("question", "橋はいつできるか。")
    assert [kind for kind, _ in found] == ["question", "answer"] * 2


def test_a_kanji_in_two_shapes_is_one_name():
    shape = "\U000e0100"
    text = (
        "東雲町議会会議録\n令和６年６月１２日\n○出席議員（２人）\n"
        f"　１番（みさき会）　葛{shape}　西　円　　２番（浜の会）　塩　屋　みなと\n"
        f"午前１０時　開議\n○１番（葛西円君）　橋の件です。\n"
        f"○２番（塩{shape}屋みなと君）　道路の件です。\n"
    )
    meeting, _ = parse(text)
    said = [(each.name, each.party) for each in meeting.utterances if each.speaker]
    assert said == [("葛西円", "みさき会"), (f"塩{shape}屋みなと", "浜の会")]
    assert meeting.attendees[0].name == f"葛{shape}西円"


def test_lines_wrapped_at_a_width_are_joined():
    line = "　水路の改修についてお答えいたしますが、町といたしましては来年度の予算に計上することと"
    text = (
        f"東雲町議会会議録\n令和６年６月１２日\n○議長（東雲一郎君）　開きます。\n"
        f"○町長（潮見望君）　{line.strip()[:31]}\n"
        + "改修をいたします。堤防の高さについては足りており、見回りを増やすことといたしますの\n" * 9
        + "でご理解ください。\n"
    )
    meeting, _ = parse(text)
    answer = meeting.utterances[-1]
    assert "\n" not in answer.text
    assert len(answer.trace) == 11


def test_a_line_that_may_be_a_mark_is_reported():
    text = PLENARY.replace(
        "　以上でございます。", "○潮騒　これはだれの言葉か。\n　以上でございます。"
    )
    _, problems = parse(text)
    (problem,) = problems
    assert problem.line == text[: text.index("○潮騒")].count("\n") + 1
    assert "印か見出しか" in problem.message


@pytest.mark.parametrize(("text", "style"), [(PLENARY, "verbatim"), (COUNCIL, "verbatim")])
def test_the_score_recognises_verbatim_minutes(tmp_path, text, style):
    path = tmp_path / "a.txt"
    path.write_text(text)
    kind, meeting, *rest = read_with_kind(path, path.name)
    assert isinstance(kind, FileKind)
    assert kind.style == style
    assert isinstance(meeting, Meeting)
    assert not [each for each in rest if isinstance(each, Problem)]


@pytest.mark.parametrize(
    "text",
    [
        "東雲町だより\n水路の改修が終わりました。\n町長：潮見望\n電話：０１２３\n",
        "出席者名簿\n会長　　東雲一郎\n委員　　浜風円\n事務局　　小栗守\n",
        "お知らせ\n○日時　七月四日\n○場所　集会室\n○持ち物　なし\n参加は自由です。\n",
        "質問があれば、総務課まで。\n回答は後日です。\n",
    ],
)
def test_other_texts_are_not_taken_for_verbatim_minutes(text):
    assert spoken.score(read_text("a.txt", text.encode())) < 0.5
