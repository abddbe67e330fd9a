"""Summary minutes without marks: speakers by their printed labels."""

import pytest

from indexer.problems import Problem
from indexer.read_file import read_meetings
from indexer.sources.text import read_text
from indexer.styles import summary


def problems_of(tmp_path, text):
    path = tmp_path / "a.txt"
    path.write_text(text)
    return [str(item) for item in read_meetings(path, path.name) if isinstance(item, Problem)]


UNMARKED = (
    "第２回霧浜町図書館協議会会議録\n１ 日時 令和６年７月４日\n２ 場所 集会室\n"
    "３ 傍聴者 なし\n４ 議事概要\n（１）貸出について\n"
    "冊数が減った理由を尋ねた。\n電子書籍が増えたと答えた。\n\n分かったと述べた。\n"
)


def test_proceedings_in_which_nobody_speaks_are_reported_once(tmp_path):
    said = "段落は、発言の印がないため、議事として残しました。"
    assert problems_of(tmp_path, UNMARKED) == [f"a.txt 7行: 10行までの3{said}"]
    more = UNMARKED + "（２）その他\n次回は八月に開く。\n"
    assert problems_of(tmp_path, more) == [f"a.txt 7行: 12行までの4{said}"]
    paged = UNMARKED.replace("\n\n", "\n\f\n")
    assert problems_of(tmp_path, paged) == [f"a.txt 1ページ7行: 2ページ10行までの3{said}"]


def test_many_unmarked_paragraphs_among_turns_are_reported_at_their_lines(tmp_path):
    turns = "（２）返却について\n・ 箱を増やせないか。\n→ 検討する。\n（３）その他\n次回は八月。\n"
    assert problems_of(tmp_path, UNMARKED + turns) == [
        "a.txt 7行: 10行までの3段落は、発言の印がないため、議事として残しました。"
    ]
    few = UNMARKED.replace("分かったと述べた。\n", "") + turns
    assert problems_of(tmp_path, few) == []


LABELLED = (
    "第２回霧浜町図書館協議会会議録\n１ 日時 令和６年７月４日\n２ 場所 集会室\n"
    "３ 出席者 大野委員長、加藤委員、木村委員\n４ 議事概要\n"
)


@pytest.mark.parametrize(
    "printed",
    [
        "大野委員長、加藤委員、木村委員",
        "大野委員長､加藤委員､木村委員",
        "大野委員長　加藤委員　木村委員",
        "大野委員長・加藤委員・木村委員",
        "\n（１）大野委員長、加藤委員、木村委員",
        "\n○ 大野委員長、加藤委員、木村委員",
    ],
)
def test_people_printed_with_their_offices_are_separated(printed):
    text = LABELLED.replace("大野委員長、加藤委員、木村委員", printed)
    people = summary.parse(read_text("a.txt", text.encode()))[0].attendees
    assert [person.name for person in people] == ["大野委員長", "加藤委員", "木村委員"]


def turns_of(text):
    meeting, problems = summary.parse(read_text("a.txt", (LABELLED + text).encode()))
    assert problems == ()
    numbers = {}
    return [
        (u.kind, numbers.setdefault(u.exchange, len(numbers)) if u.exchange else None, u.speaker)
        for u in meeting.utterances
    ]


def test_printed_labels_say_who_speaks():
    assert turns_of(
        "（１）事業報告について\n（事務局）資料のとおりである。\n（委員長）ほかに意見はあるか。\n"
        "（委員）冊数が減った理由は何か。\n（委員長）事務局の説明を求める。\n"
        "（事務局）電子書籍が増えた。\n（委員）分かった。\n（委員長）次に移る。\n"
        "（２）窓口について\n（委員長）窓口はいつ開くのか。\n（図書館管理課）七月に開く。\n"
    ) == [
        ("report", None, "事務局"),
        ("speech", None, "委員長"),
        ("question", 0, "委員"),
        ("speech", 0, "委員長"),
        ("answer", 0, "事務局"),
        ("comment", 1, "委員"),
        ("speech", None, "委員長"),
        ("question", 2, "委員長"),
        ("answer", 2, "図書館管理課"),
    ]


def test_labels_before_a_colon_say_who_speaks():
    assert turns_of("加藤委員：鍵はどこか。\n事務局：庫務係にある。\n委員：分かった。\n") == [
        ("question", 0, "加藤委員"),
        ("answer", 0, "事務局"),
        ("comment", 1, "委員"),
    ]
