"""Minutes as systems publish them: marks, segments, paragraphs that lead back to their lines."""

from __future__ import annotations

import json
import lzma
from collections import Counter
from pathlib import Path

import pytest

from indexer.lines import Line
from indexer.sources.published import Block, Published
from indexer.styles.published import parse
from indexer.styles.segmentation import split_block
from indexer.styles.speaker_marks.candidates import find_circle_mark
from indexer.styles.speaker_marks.speaker import PrintedRoster, split_speaker

MINUTES = Path(__file__).parents[2].parent / "shared" / "minutes"


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
def test_a_line_that_only_looks_like_a_mark_is_none(line):
    assert find_circle_mark(line, speech=False) is None


def test_a_listed_office_and_name_are_found_the_other_way_round():
    block = Block("speech", (Line("◎潮見　磯　主事補　はい。", 1, 1),), "主事補(潮見磯)")
    (piece,) = split_block(block)
    assert (piece.speaker, piece.lines[0].text) == ("潮見　磯　主事補", "はい。")
    speaker = split_speaker("潮見　磯　主事補", PrintedRoster(()), None, "主事補(潮見磯)")
    assert speaker.name == "潮見磯"


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
def test_real_minutes_joined_to_one_text_are_divided_into_speeches_again(name, gap):
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


def test_a_text_without_circles_is_divided_at_unmistakable_marks():
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


def test_a_text_may_mark_its_speakers_with_brackets():
    texts = [
        "【会長】開きます。",
        "＜浜風委員＞　橋はいつですか。",
        "【事務局】秋です。",
        "【会長】閉じます。",
    ]
    lines = tuple(Line(text, 1, at) for at, text in enumerate(texts, 1))
    assert [each.speaker for each in split_block(Block("text", lines))] == [
        "会長",
        "浜風委員",
        "事務局",
        "会長",
    ]


WORDS = (
    "水路の改修について町長の所見を伺います。灯台の前を通る水路は昨年の大雨で二度あふれ、"
    "港の倉庫にまで水が入りました。東雲町の水路は古く、幅も足りないと聞いております。"
)
NEXT = "次に、港の防波堤の工事がいつ終わるのか、町の予定を詳しくお示しいただきたいと思います。"


def wrapped(text: str, width: int) -> list[str]:
    return [text[at : at + width] for at in range(0, len(text), width)]


def published(texts: list[tuple[str, int]], **given: str) -> Published:
    lines = tuple(Line(text, page, number) for number, (text, page) in enumerate(texts, 1))
    return Published("kensakusystem", (Block("text", lines),), pages=True, **given)


def test_lines_cut_at_a_fixed_width_are_joined_and_lead_back():
    mark = "○２番（浜風まい君）　"
    lines = wrapped(mark + WORDS, 24) + wrapped("　" + NEXT, 24)
    meeting, _ = parse("x", "", published([(text, 1) for text in lines]))
    (said,) = meeting.utterances
    assert said.text == f"{WORDS}\n　{NEXT}"
    assert said.place(said.text.index("防波堤")).line == len(wrapped(mark + WORDS, 24)) + 1


def test_a_sentence_that_a_page_cuts_is_joined():
    texts = [("○町長（潮見望君）　水路の改修は来年の", 3), ("春に始めます。", 4)]
    (said,) = parse("x", "", published(texts))[0].utterances
    assert said.text == "水路の改修は来年の春に始めます。"
    assert (said.place(0).page, said.place(10).page) == (3, 4)


def test_lines_of_a_system_that_wraps_nothing_stay_paragraphs():
    texts = [("○町長（潮見望君）　はい。", 1), ("　水路は来年です。", 1), ("　港は再来年です。", 1)]
    (said,) = parse("x", "", published(texts))[0].utterances
    assert said.text == "はい。\n　水路は来年です。\n　港は再来年です。"


def test_the_meeting_is_named_by_its_opening_words_where_nothing_else_names_it():
    texts = [
        ("○議長（東雲一郎君）　ただいまから令和６年第２回東雲町議会定例会を開会いたします。", 1)
    ]
    meeting, problems = parse("x", "", published(texts))
    assert (meeting.body, meeting.title) == ("東雲町議会", "令和６年第２回東雲町議会定例会")
    assert [problem.message for problem in problems] == ["開催日が見つかりません。"]


def test_a_day_without_a_year_takes_the_year_of_the_title():
    given = {"title": "令和 7年第1回定例会", "date": "02月05日-01号"}
    meeting, _ = parse("x", "", published([("○議長（東雲一郎君）　はい。", 1)], **given))
    assert meeting.date == "2025-02-05"
