"""The items that a chair takes up in set phrases; an invented town."""

import pytest

from index.minutes import AgendaItem
from indexer.lines import Line, TextFile
from indexer.styles.agenda_items import read_item
from indexer.styles.agenda_phrases import find_taken_up
from indexer.styles.headings import AgendaHeading, read_heading
from indexer.styles.spoken import parse


@pytest.mark.parametrize(
    ("line", "number", "title"),
    [
        (
            "市第８号議案、東雲市職員定数条例の一部改正",
            "市第8号議案",
            "東雲市職員定数条例の一部改正",
        ),
        ("議第７５号　水道条例の一部改正", "議第75号", "水道条例の一部改正"),
        ("議案甲第３号、物品購入契約の締結", "議案甲第3号", "物品購入契約の締結"),
        ("議会案第２号「意見書の提出」", "議会案第2号", "意見書の提出"),
        ("承第４号　専決処分の承認", "承第4号", "専決処分の承認"),
        ("同意案第２号　副町長の選任", "同意案第2号", "副町長の選任"),
        ("請願６第１号、道路の拡幅", "請願6第1号", "道路の拡幅"),
        ("市長提出議案第１２号　町道の認定", "市長提出議案第12号", "町道の認定"),
        ("請願第３号　給食についての請願", "請願第3号", "給食についての請願"),
        ("議題２　運行計画について", "議題2", "運行計画について"),
        ("議案第１号から第６号まで", None, "議案第1号から第6号まで"),
        ("議第７号、議第８号及び議第９号", None, "議第7号、議第8号及び議第9号"),
        ("広報第２２号　発行", None, "広報第２２号　発行"),
        ("議事日程第２号　開議", None, "議事日程第２号　開議"),
    ],
)
def test_a_number_of_business_is_apart_from_its_title(line, number, title):
    assert read_item(line) == AgendaItem(number, title)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("これより一般質問を行います。２番、浜風議員。", "一般質問"),
        ("休憩前に引き続き一般質問を続けます。", "一般質問"),
        ("町政に対する一般質問に入ります。", "町政に対する一般質問"),
        ("続いて、（２）水路の改修について、事務局から説明願います。", "水路の改修について"),
        ("次に、議事（３）港の整備について、審議をお願いします。", "港の整備について"),
        ("日程第４、諸般の報告をいたします。", "諸般の報告"),
        ("日程第５　港の整備について審議いたします。", "港の整備について"),
        ("日程第１は終わりました。次に、日程第２　会期の決定を議題とします。", "会期の決定"),
        ("議案第５号を上程いたします。", "議案第5号"),
        # Not understood, but a new entry all the same.
        ("日程第七を議題に供します。", "日程第7"),
        ("日程第２から日程第８までの７件を一括して議題とします。", "日程第2から日程第8まで"),
        ("日程第３。", "日程第3"),
        ("日程第１、議第１号から日程第３、議第３号までを議題とします。", "議第1号から議第3号まで"),
        ("次は、請願第１号を議題に供します。", "請願第1号"),
        ("これより議案第２号の審議に入ります。", "議案第2号"),
        ("議題１「港の整備について」事務局から説明をお願いします。", "港の整備について"),
        ("続いて、議題２「水路の改修について」に移ります。", "水路の改修について"),
        ("議題（１）「港の整備について」、説明をお願いします。", "港の整備について"),
        ("日程第１を行います。２番、浜風議員。", "日程第1"),
        ("次に、議案第４０号を審査いたします。", "議案第40号"),
    ],
)
def test_a_phrase_takes_up_an_item(text, title):
    found = find_taken_up(text)
    assert found is not None
    assert found.title == title


@pytest.mark.parametrize(
    "text",
    [
        "日程第３を終わります。",
        "日程第３の討論を終わります。",
        "一般質問を終わります。",
        "再質問を許します。",
        "議案第１２号の採決を行います。",
        "議案第３号についての質疑を行います。",
        "第５４号議案に係る現地視察を行います。",
        "港の整備について、町長から説明します。",
        "この件について、事務局から説明します。",
        "ただいまの議案第３号は、条例の改正を行うものです。",
        "本委員会は、議案第４０号を審査した結果、可決すべきものと決しました。",
    ],
)
def test_steps_and_ends_take_up_nothing(text):
    assert find_taken_up(text) is None


def test_the_same_number_of_another_kind_of_business_is_another_item():
    current = AgendaHeading(None, AgendaItem("諮問第1号", "委員の候補者について"))
    found = read_heading("委員会提出議案第１号、会議規則の改正についてを議題とします。", current)
    assert found is not None
    assert found.item == AgendaItem("委員会提出議案第1号", "会議規則の改正について")
    assert read_heading("令和６年諮問第１号を議題とします。", current) is None


def test_under_printed_headings_only_what_is_named_counts():
    printed = AgendaHeading(None, AgendaItem("議案第1号", "港の整備"), is_printed=True)
    assert read_heading("日程第３、一般質問を行います。", printed) is None
    assert read_heading("日程第１、議案第１号を議題とします。", printed) is None
    tabled = read_heading("議案第２号、町道の認定を議題とします。", printed)
    assert tabled is not None
    assert tabled.item == AgendaItem("議案第2号", "町道の認定")


def test_what_the_schedule_lists_is_taken_up_by_its_entry():
    text = (
        "令和７年第４回東雲町議会定例会会議録\n議事日程\n"
        "日程第１　会議録署名議員の指名\n日程第２　議案第５号　水道条例の一部改正\n"
        "○議長（東雲一郎君）　これより会議を開きます。\n"
        "○議長（東雲一郎君）　日程第１を議題とします。\n"
        "○議長（東雲一郎君）　日程第２を議題に供します。\n"
        "○町長（小栗守君）　御説明いたします。\n"
        "○議長（東雲一郎君）　日程第３、一般質問を行います。\n"
    )
    lines = tuple(Line(line, 1, at) for at, line in enumerate(text.splitlines(), 1))
    meeting, _ = parse(TextFile("a.txt", lines))
    listed = AgendaItem("議案第5号", "水道条例の一部改正")
    items = [each.agenda for each in meeting.utterances[2:]]
    assert items == [
        AgendaItem(None, "会議録署名議員の指名"),
        listed,
        listed,
        AgendaItem(None, "一般質問"),
    ]
    assert meeting.agenda == (items[0], listed, items[-1])
