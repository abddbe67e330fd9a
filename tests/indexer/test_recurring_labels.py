"""Labels that recur mark speakers; what only looks like them does not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.minutes import Meeting
from indexer.layout import Shape
from indexer.lines import Line, TextFile
from indexer.read_file import read_meetings
from indexer.sources.markdown import is_markdown, without_markup
from indexer.sources.table_rows import write_row
from indexer.sources.text import read_text
from indexer.styles import spoken, summary
from indexer.styles.spoken.labelled_turns import unwrap_roster
from indexer.understanding import NAMED, find_gaps

HEAD = "第２回みさき町交通会議　会議録\n日時　令和７年５月２０日（火）午後２時から\n\n"
TURNS = (
    ("潮見会長", "それでは始めます。"),
    ("受託者", "資料の説明をいたします。"),
    ("浜風委員", "予約はいつまでですか。"),
    ("受託者", "一時間前まででございます。"),
    ("潮見会長", "ほかにありませんか。"),
)


def lines_of(text):
    return tuple(Line(line, 1, at) for at, line in enumerate(text.split("\n"), start=1))


def said(text):
    meeting, _ = spoken.parse(TextFile("a.txt", lines_of(text)))
    return [(each.speaker, each.text) for each in meeting.utterances if each.speaker]


@pytest.mark.parametrize(
    "form", ["{}：{}", "{}\t{}", "{}　　{}", "○{}－{}", "【{}】{}", "「{}」\n{}"]
)
def test_a_label_of_any_word_is_a_speaker_where_it_recurs(form):
    text = HEAD + "\n".join(form.format(*turn) for turn in TURNS)
    assert said(text) == list(TURNS)


def test_a_label_that_says_no_role_answers_what_was_asked_before_it():
    text = HEAD + "\n".join("：".join(turn) for turn in TURNS)
    meeting, _ = spoken.parse(TextFile("a.txt", lines_of(text)))
    kinds = [each.kind for each in meeting.utterances if each.speaker]
    assert kinds == ["speech", "report", "question", "answer", "speech"]


@pytest.mark.parametrize(
    "text",
    [
        "目的：渡し船を残す。\n内容：運賃を定める。\n目的：橋を直す。\n内容：工事を行う。",
        "令和五年　百二十人\n令和六年　百三十人\n令和五年　八十人\n令和六年　九十人",
        "潮見　浜風　塩屋\n潮見　小栗　灯台\n浜風　塩屋　小栗",
        "町長の考えは前と同じです。\n町長は橋を直します。\n委員の皆様に感謝します。\n委員は五人です。",
    ],
    ids=["definitions", "figures", "lists of names", "subjects of sentences"],
)
def test_what_recurs_without_being_said_by_anybody_is_no_speaker(text):
    assert said(HEAD + text) == []


def test_a_colon_in_a_speech_is_no_label():
    turns = [(who, f"費用：{words}" if who == "受託者" else words) for who, words in TURNS]
    assert said(HEAD + "\n".join("　".join(turn) for turn in turns)) == turns


def test_an_office_and_the_name_under_it_are_one_label():
    text = HEAD
    for office, name, words in (
        ("議長", "潮見望", "会議を開きます。"),
        ("議員", "浜風円", "橋は何本ですか。"),
        ("町長", "小栗守", "三本でございます。"),
        ("議員", "浜風円", "水路はどうですか。"),
        ("議長", "潮見望", "散会いたします。"),
    ):
        text += f"{office}\n{name}\n{words}\n"
    meeting, _ = spoken.parse(TextFile("a.txt", lines_of(text)))
    read = [(each.office, each.name, each.text) for each in meeting.utterances if each.speaker]
    assert read[1:3] == [
        ("議員", "浜風円", "橋は何本ですか。"),
        ("町長", "小栗守", "三本でございます。"),
    ]
    assert len(read) == 5


def test_a_ditto_is_the_speaker_above():
    text = HEAD + "\n".join("\t".join(turn) for turn in (*TURNS[:3], TURNS[3], *TURNS))
    text += "\n〃\tなお、橋は三本です。\n潮見会長\t次へ進みます。\n〃\t以上で終わります。\n"
    meeting, _ = spoken.parse(TextFile("a.txt", lines_of(text)))
    dittos = [each for each in meeting.utterances if each.speaker == "〃"]
    assert [(each.name, each.office) for each in dittos] == [("潮見", "会長")] * 2


def test_a_sentence_among_the_people_present_is_kept():
    text = "第２回みさき町交通会議　会議録\n１ 日時　令和７年５月２０日\n２ 場所　役場\n３ 出席者\n"
    text += "委員　潮見　望\n渡し船は秋に一割ほど増えております。\n"
    text += "４ 議事の概要\n・ 橋はいつか。\n→ 秋である。"
    meeting, _ = summary.parse(TextFile("a.txt", lines_of(text)))
    assert "渡し船は秋に一割ほど増えております。" in [each.text for each in meeting.utterances]
    assert [each.name for each in meeting.attendees] == ["潮見 望"]


def test_turns_that_begin_with_names_are_not_wholly_understood():
    text = HEAD + "\n".join("：".join(turn) for turn in TURNS)
    meeting, _ = spoken.parse(TextFile("a.txt", lines_of(text)))
    assert not [gap for gap in find_gaps(meeting) if gap.reason == NAMED]
    names = ("潮見望", "浜風円", "潮見望")
    turns = [each for each in meeting.utterances if each.role]
    missed = tuple(
        replace(turn, text=f"{name}　{turn.text}") for turn, name in zip(turns, names, strict=True)
    )
    gaps = [gap for gap in find_gaps(replace(meeting, utterances=missed)) if gap.reason == NAMED]
    assert [gap.utterance.text[: gap.end] for gap in gaps] == ["潮見望　", "潮見望　"]


def test_markdown_is_read_without_its_markup():
    text = "# 第３回 運営会議\n\n- **潮見**: 橋は[何本](x.html)か。\n* 浜風: 三本\n**塩屋:** 四本\n"
    text += "| 年 | 人 |\n|---|---|\n"
    file = TextFile("a.md", lines_of(text))
    assert is_markdown("a.md", file.lines)
    assert [line.text for line in without_markup(file).lines if line.text] == [
        "第３回 運営会議",
        "- 潮見: 橋は何本か。",
        "- 浜風: 三本",
        "塩屋: 四本",
        "年\t人",
    ]
    assert not is_markdown("a.txt", lines_of("# 一\n二"))


def test_a_row_has_tabs_and_the_last_cell_goes_on_below():
    assert write_row([["議長", "（潮見望）"], ["始めます。", "資料一。"]]) == [
        "議長（潮見望）\t始めます。",
        "資料一。",
    ]
    assert write_row([["一"] * 9, ["二"]]) == [*["一"] * 9, "二"]
    assert write_row([[""], [" "]]) == []


def test_radicals_are_kanji_and_every_line_separator_ends_a_line():
    file = read_text("a.txt", "議⻑の⾒解\u2028次の行\x0b三".encode())
    assert [line.text for line in file.lines] == ["議長の見解", "次の行", "三"]


def test_a_page_header_in_a_text_cuts_no_sentence(tmp_path):
    title = "令和７年みさき町議会定例会会議録"
    text = (
        f"{title}\n令和７年１２月９日\n○議長（潮見望君）　会議を\n\n{title}　　２\n\n開きます。\n"
    )
    text += f"○町長（浜風円君）　始めます。\n\n{title}　　３\n\n○議長（潮見望君）　散会します。\n"
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    (meeting,) = [each for each in read_meetings(path, "a.txt") if isinstance(each, Meeting)]
    texts = [each.text for each in meeting.utterances if each.speaker]
    assert texts == ["会議を開きます。", "始めます。", "散会します。"]


def test_a_roster_that_runs_on_ends_with_the_line_that_does_not_fill_the_width():
    texts = [
        "出席者　会長　東雲一郎、委員　浜風円、委員",
        "　　磯部静江、委員　塩屋守",
        "事務局　小栗健",
    ]
    found = unwrap_roster([Line(text, 1, at) for at, text in enumerate(texts, 1)], Shape(40, 0))
    assert [line.text for line in found] == [
        "出席者　会長　東雲一郎、委員　浜風円、委員 磯部静江、委員　塩屋守",
        "事務局　小栗健",
    ]
