"""What only looks like a speaker mark, and texts of several styles, about an invented town."""

import pytest

from indexer.sources.text import read_text
from indexer.styles import spoken

HEAD = "令和６年第２回東雲町会議録\n令和６年６月１２日\n\n"


def read(text):
    return spoken.parse(read_text("a.txt", (HEAD + text).encode()))[0]


def speakers(text):
    return [each.speaker for each in read(text).utterances if each.speaker]


def said(text):
    return [each.text for each in read(text).utterances if each.speaker]


FALSE_FRIENDS = [
    "○議事日程（第７号）",
    "○（１　諸　報　告）",
    "〇出席議員（６８人）",
    "○欠席議員（なし）",
    "○説明のため出席した者（３人）",
    "○会議録署名議員（２名）",
    "○午後１時５分開会",
    "午前十時開議",
    "〔「異議なし」と呼ぶ者あり〕",
    "〔町長登壇〕",
    "（拍手）",
    "－９－",
    "◎日程第８　議案第３号　水道条例の一部改正",
    "○議会運営委員会の報告",
    "◎開会の宣告",
    "△開議の宣告",
    "〇招集日時　令和６年６月１２日",
    "○事務局職員",
    "○委員長署名",
    "　　　　────── 〇 ──────",
]
PLENARY = (
    "○議長（東雲一郎君）　開きます。\n{}\n○２番（浜風円君）　橋はいつですか。\n"
    "○建設課長（小栗守君）　秋です。\n"
)


@pytest.mark.parametrize("line", FALSE_FRIENDS)
def test_what_looks_like_a_mark_is_none(line):
    text = PLENARY.format(line)
    assert speakers(text) == ["議長（東雲一郎君）", "２番（浜風円君）", "建設課長（小栗守君）"]
    assert said(text) == ["開きます。", "橋はいつですか。", "秋です。"]


@pytest.mark.parametrize("line", FALSE_FRIENDS)
def test_what_looks_like_a_mark_is_none_before_the_first_turn(line):
    assert len(speakers(f"{line}\n{PLENARY.format('')}")) == 3


@pytest.mark.parametrize(
    "line",
    [
        "〔「異議なし」と呼ぶ者あり〕",
        "午前十時　休憩",
        "（拍手）",
        "○午後１時５分開会",
        "〔町長登壇〕",
    ],
)
def test_stage_directions_and_times_are_narratives(line):
    kinds = {each.text: each.kind for each in read(PLENARY.format(line)).utterances}
    assert kinds[line] == "narrative"


def test_a_stage_direction_parts_no_question_from_its_answer():
    text = (
        "○議長（東雲一郎君）　質問を許します。\n○２番（浜風円君）　橋はいつですか。\n"
        "　〔町長　潮見望君登壇〕\n○町長（潮見望君）　秋です。\n"
    )
    _, _, question, stage, answer = read(text).utterances
    assert [question.kind, stage.kind, answer.kind] == ["question", "narrative", "answer"]
    assert question.exchange == stage.exchange == answer.exchange


def test_one_text_may_mix_three_styles():
    text = (
        "○議長（東雲一郎君）　委員会の記録を添えます。\n○２番（浜風円君）　橋はいつですか。\n"
        "○建設課長（小栗守君）　秋です。\n\n【委員長】開きます。\n【浜風委員】水路は何本ですか。\n"
        "【事務局】十二本です。\n\n・ 堤防の高さは足りるか。\n→ 足りる。\n"
        "・ 見回りを増やせないか。\n→ 検討する。\n"
    )
    found = [(each.speaker, each.kind, each.text) for each in read(text).utterances[1:]]
    assert found == [
        ("議長（東雲一郎君）", "speech", "委員会の記録を添えます。"),
        ("２番（浜風円君）", "question", "橋はいつですか。"),
        ("建設課長（小栗守君）", "answer", "秋です。"),
        ("委員長", "speech", "開きます。"),
        ("浜風委員", "question", "水路は何本ですか。"),
        ("事務局", "answer", "十二本です。"),
        (None, "question", "堤防の高さは足りるか。"),
        (None, "answer", "足りる。"),
        (None, "question", "見回りを増やせないか。"),
        (None, "answer", "検討する。"),
    ]


@pytest.mark.parametrize(
    "aside", ["（拍手）", "〔「異議なし」と呼ぶ者あり〕", "（発言する者あり）"]
)
def test_a_stage_direction_within_a_speech_stays_where_it_is_printed(aside):
    """The text is whole: what is printed is found, and quoted as it is printed."""
    words = f"橋はいつですか。{aside}　次に、水路です。\n　{aside}\n　終わります。"
    text = (
        f"○議長（東雲一郎君）　開きます。\n○２番（浜風円君）　{words}\n　{aside}\n"
        "○建設課長（小栗守君）　秋です。\n"
    )
    spoken_words = words.replace("\n　", "\n")
    assert said(text) == ["開きます。", spoken_words, "秋です。"]
    assert read(text).utterances[-2].text == aside
