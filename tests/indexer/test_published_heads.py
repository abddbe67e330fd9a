"""Marks of speakers as the systems print them, and what only looks like one."""

from __future__ import annotations

import json
import lzma
from collections import Counter
from pathlib import Path

import pytest

from indexer.lines import Line
from indexer.sources.published import Block
from indexer.styles.segmentation import split_block
from indexer.styles.speaker_marks.candidates import find_circle_mark
from indexer.styles.speaker_marks.known_speaker import find_expected
from indexer.styles.speaker_marks.speaker import PrintedRoster, split_speaker

MINUTES = Path(__file__).parents[2].parent / "shared" / "minutes"
ROSTER = PrintedRoster(
    (
        Line("３　出席議員（３名）", 1, 1),
        Line("　　１番　　東　雲　いちろう　　　　２番　　浜　風　ま　い", 1, 2),
        Line("　　町　長　　　　　潮　見　　　望　　　水路課長　　　小　栗　　　渡", 1, 3),
        Line("　　教育長　　　　　水　野　澪　子　　教育次長　　　岸　　　渚", 1, 4),
    )
)


@pytest.mark.parametrize(
    ("line", "speaker", "words"),
    [
        ("○議長（東雲一郎）　これより", "議長（東雲一郎）", "これより"),
        ("◯議長（東雲一郎君）ただいまから", "議長（東雲一郎君）", "ただいまから"),
        ("○（浜風まい議員）　伺います", "（浜風まい議員）", "伺います"),
        ("○（小栗渡特命担当課長(防災監)）　はい", "（小栗渡特命担当課長(防災監)）", "はい"),
        ("○47番（灯台守君）（拍手）質問", "47番（灯台守君）", "（拍手）質問"),
        ("○２番（浜風 まい君） 伺います。", "２番（浜風 まい君）", "伺います。"),
        ("○東雲いちろう議長　　これより", "東雲いちろう議長", "これより"),
        ("○塩屋　委員長　　改めまして", "塩屋　委員長", "改めまして"),
        ("◆浜風まい　分科会委員　　一点", "浜風まい　分科会委員", "一点"),
        ("◎小栗　水路部　次長　　はい", "小栗　水路部　次長", "はい"),
        ("○浜風（ま）委員　伺います", "浜風（ま）委員", "伺います"),
        ("◯委員長　　次に", "委員長", "次に"),
        ("◯24番灯台守議員　灯台です", "24番灯台守議員", "灯台です"),
        ("◯２番　浜風　まい君　質問", "２番　浜風　まい君", "質問"),
        ("◯飯田　修君　質問", "飯田　修君", "質問"),
        ("○議　長（東雲　一郎君）　次に", "議　長（東雲　一郎君）", "次に"),
        ("○潮見支所長（兼防災監）（小栗渡君）　はい", "潮見支所長（兼防災監）（小栗渡君）", "はい"),
        ("○総務課長；書類のとおり", "総務課長", "書類のとおり"),
        ("○危機管理監（小栗　渡）　はい", "危機管理監（小栗　渡）", "はい"),
        ("○小栗防災監　　はい", "小栗防災監", "はい"),
        ("○水路課長　（仮称）灯台館は", "水路課長", "（仮称）灯台館は"),
        ("○議長　総務委員長　それでは", "議長", "総務委員長　それでは"),
        ("○委員長（東雲一郎）", "委員長（東雲一郎）", ""),
        ("★議長（東雲一郎君）　これより", "議長（東雲一郎君）", "これより"),
        ("○２番　浜風まい君 質問", "２番　浜風まい君", "質問"),
        ("○２番（浜風まい君）（続）　質問", "２番（浜風まい君）（続）", "質問"),
    ],
)
def test_a_mark_ends_where_the_words_begin(line, speaker, words):
    head = find_circle_mark(line, speech=False)
    assert head
    assert (head.text, line[head.end :]) == (speaker, words)


@pytest.mark.parametrize(
    "line",
    [
        "○議事日程（第７号）",
        "○（議事日程）",
        "○（１　諸　報　告）",
        "〇出席議員（68人）",
        "〇出席議員　45名",
        "○出席説明員",
        "○説明のため出席した者の職氏名",
        "○本日の会議に付した事件",
        "○午後１時５分開会",
        "○　第　１　日",
        "○日程第１　会期の決定",
        "○議案第１号（委員長報告）",
        "○町長の行政報告",
        "○副議長の選挙",
        "○議員派遣について",
        "◎会議録署名議員の指名",
        "○会議録署名議員　　１番　東雲一郎　２番",
        "○紹介議員　浜風まい議員",
        "○東雲一郎君　　１５票",
        "○一　防災について",
        "〇〇年度の資料についてですが、",
        "ただいまから会議を開きます。",
    ],
)
def test_what_only_looks_like_a_mark_is_none(line):
    assert find_circle_mark(line, speech=False) is None


@pytest.mark.parametrize(
    ("line", "listed", "speaker", "words"),
    [
        ("◯江口委員今の説明を", "◯江口委員", "江口委員", "今の説明を"),
        ("○議長（東雲　一郎君）　次に", "議長（東雲一郎）", "議長（東雲　一郎君）", "次に"),
        (
            "百十四番（浜風まい君）　問う",
            "百十四番（浜風まい君）",
            "百十四番（浜風まい君）",
            "問う",
        ),
    ],
)
def test_the_speaker_the_system_lists_is_found(line, listed, speaker, words):
    head = find_expected(line, listed)
    assert head
    assert (head.text, line[head.end :]) == (speaker, words)


def test_a_sentence_that_begins_with_the_listed_name_is_no_mark():
    assert find_expected("議長の東雲です。", "議長") is None


@pytest.mark.parametrize(
    ("printed", "name", "office", "role"),
    [
        ("議長（東雲一郎君）", "東雲一郎", "議長", "chair"),
        ("東雲いちろう議長", "東雲いちろう", "議長", "chair"),
        ("潮見望町長", "潮見望", "町長", "official"),
        ("小栗水路課長", "小栗", "水路課長", "official"),
        ("水野澪子教育長", "水野澪子", "教育長", "official"),
        ("岸渚教育次長", "岸渚", "教育次長", "official"),
        ("灯台港湾課長", None, None, "official"),
        ("塩屋　委員長", "塩屋", "委員長", "chair"),
        ("（岬　実議員）", "岬実", "議員", "member"),
        ("小栗　水路部　次長", "小栗", "水路部次長", "official"),
        ("水路課長　小栗渡君", "小栗渡", "水路課長", "official"),
        ("24番灯台守議員", "灯台守", "24番", "member"),
        ("浜風（ま）委員", "浜風（ま）", "委員", "member"),
        ("潮見支所長（兼防災監）（小栗渡君）", "小栗渡", "潮見支所長（兼防災監）", "official"),
        ("委員長", None, "委員長", "chair"),
    ],
)
def test_name_and_office_are_parted_where_certain(printed, name, office, role):
    speaker = split_speaker(printed, ROSTER)
    assert (speaker.name, speaker.office, speaker.role) == (name, office, role)


def test_the_list_of_the_system_parts_what_the_mark_runs_together():
    speaker = split_speaker("潮見磯港湾課長", PrintedRoster(()), None, "港湾課長(潮見磯)")
    assert (speaker.name, speaker.office) == ("潮見磯", "港湾課長")


def test_a_listed_office_and_name_are_found_the_other_way_round():
    block = Block("speech", (Line("◎潮見　磯　主事補　はい。", 1, 1),), "主事補(潮見磯)")
    (piece,) = split_block(block)
    assert (piece.speaker, piece.lines[0].text) == ("潮見　磯　主事補", "はい。")
    assert split_speaker("潮見　磯　主事補", ROSTER, None, "主事補(潮見磯)").name == "潮見磯"


def test_a_roster_with_circles_is_no_speech():
    lines = (
        "○　１番　東雲一郎　○　２番　浜風まい",
        "○議長（東雲一郎君）　開きます。",
        "○２番（浜風まい君）　はい。",
    )
    block = Block("text", tuple(Line(text, 1, at) for at, text in enumerate(lines, 1)))
    assert [piece.speaker for piece in split_block(block)] == [
        None,
        "議長（東雲一郎君）",
        "２番（浜風まい君）",
    ]


@pytest.mark.parametrize("gap", ["　", "　　", "\n　"])
@pytest.mark.parametrize("name", ["tokyo2020.jsonl.xz", "shinagawa/2012.jsonl.xz"])
def test_speeches_of_real_minutes_printed_as_one_text_are_parted_again(name, gap):
    """At least 98 in 100, and no speech begins where none does."""
    if not (MINUTES / name).exists():
        pytest.skip("the shared minutes are absent")
    wanted: Counter[tuple[str, str]] = Counter()
    found: Counter[tuple[str, str]] = Counter()
    with lzma.open(MINUTES / name, "rt", encoding="utf-8") as file:
        for _, line in zip(range(12), file, strict=False):
            speeches = [
                (speech["speaker"], speech["speech"].replace("\r\n", "\n").strip())
                for speech in json.loads(line)["speechRecord"]
                if speech["speaker"]
            ]
            # A time printed before the first words is not the speaker's.
            speeches = [each for each in speeches if each[1] and each[1][:1] not in "○午"]
            text = "\n".join(f"○{speaker}{gap}{words}" for speaker, words in speeches)
            lines = tuple(Line(part, 1, at) for at, part in enumerate(text.split("\n"), 1))
            wanted.update((speaker, words.split("\n")[0]) for speaker, words in speeches)
            found.update(
                (piece.speaker, "\n".join(line.text for line in piece.lines).strip().split("\n")[0])
                for piece in split_block(Block("text", lines))
                if piece.speaker
            )
    assert wanted.total() > 500
    assert (wanted & found).total() >= 0.98 * wanted.total()
    assert (found - wanted).total() <= 0.02 * wanted.total()


def test_a_text_without_circles_is_parted_by_marks_that_can_be_nothing_else():
    lines = (
        "議　長（東雲一郎君）　開きます。",
        "２番（浜風まい君）　議長（東雲）に伺います。",
        "水路課長（小栗渡君）：はい。",
    )
    block = Block("text", tuple(Line(text, 1, at) for at, text in enumerate(lines, 1)))
    assert [piece.speaker for piece in split_block(block)] == [
        "議　長（東雲一郎君）",
        "２番（浜風まい君）",
        "水路課長（小栗渡君）",
    ]
