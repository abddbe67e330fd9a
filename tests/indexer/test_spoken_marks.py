"""Each way of marking who speaks, and what only looks like one, about an invented town."""

import pytest

from indexer.sources.text import read_text
from indexer.styles import spoken

HEAD = "令和６年第２回東雲町会議録\n令和６年６月１２日\n\n"


def read(text, head=HEAD):
    file = read_text("a.txt", (head + text).encode())
    assert spoken.score(file) >= 0.5
    return spoken.parse(file)[0]


def turns(text, head=HEAD):
    said = [each for each in read(text, head).utterances if each.speaker]
    return [(each.speaker, each.name, each.office, each.role) for each in said]


def said(text, head=HEAD):
    return [each.text for each in read(text, head).utterances if each.speaker]


MARKS = {
    "plenary with three circles": (
        "○議長（東雲一郎）　開きます。\n◎市長（潮見望）　お答えします。\n"
        "◆浜風円議員　伺います。橋はいつですか。\n",
        [
            ("議長（東雲一郎）", "東雲一郎", "議長", "chair"),
            ("市長（潮見望）", "潮見望", "市長", "official"),
            ("浜風円議員", "浜風円", "議員", "member"),
        ],
    ),
    "seat and a name with spaces": (
        "〇議長（東雲一郎君） 開きます。\n〇２番（浜　円君） 伺います。橋はいつですか。\n",
        [
            ("議長（東雲一郎君）", "東雲一郎", "議長", "chair"),
            ("２番（浜　円君）", "浜円", "２番", "member"),
        ],
    ),
    "議員 inside the parentheses": (
        "○議長（東雲一郎議員）　開きます。\n○１２番（浜風円議員）　伺います。\n",
        [
            ("議長（東雲一郎議員）", "東雲一郎", "議長", "chair"),
            ("１２番（浜風円議員）", "浜風円", "１２番", "member"),
        ],
    ),
    "all of it in parentheses": (
        "○（みなとよしのり議長）　開きます。\n○（浜風円議員）　伺います。\n"
        "○（建設課長）　お答えします。\n",
        [
            ("みなとよしのり議長", "みなとよしのり", "議長", "chair"),
            ("浜風円議員", "浜風円", "議員", "member"),
            ("建設課長", None, "建設課長", "official"),
        ],
    ),
    "a whole name before the office": (
        "○みなと康二議長　ただいまから開きます。\n○浜風円議員　伺います。\n"
        "○潮見区長　お答えします。\n",
        [
            ("みなと康二議長", "みなと康二", "議長", "chair"),
            ("浜風円議員", "浜風円", "議員", "member"),
            ("潮見区長", "潮見", "区長", "official"),
        ],
    ),
    "parted by wide spaces": (
        "○塩屋　委員長　　ただいまから開きます。\n○浜風　委員　　橋はいつですか。\n"
        "○小栗　建設部長　　秋です。\n",
        [
            ("塩屋　委員長", "塩屋", "委員長", "chair"),
            ("浜風　委員", "浜風", "委員", "member"),
            ("小栗　建設部長", "小栗", "建設部長", "official"),
        ],
    ),
    "an office alone": (
        "◯委員長　　ただいまから開きます。\n◯デジタル戦略推進部長　　お答えします。\n"
        "◯浜風円委員　　橋はいつですか。\n",
        [
            ("委員長", None, "委員長", "chair"),
            ("デジタル戦略推進部長", None, "デジタル戦略推進部長", "official"),
            ("浜風円委員", "浜風円", "委員", "member"),
        ],
    ),
    "a seat with 君": (
        "◯議長（東雲一郎君）　開きます。\n◯４番（浜風円君）　伺います。\n",
        [
            ("議長（東雲一郎君）", "東雲一郎", "議長", "chair"),
            ("４番（浜風円君）", "浜風円", "４番", "member"),
        ],
    ),
    "alone on its line": (
        "○議長（東雲　一郎）\n　ただいまから開きます。\n○建設課長（小栗　守）\n　お答えします。\n",
        [
            ("議長（東雲　一郎）", "東雲一郎", "議長", "chair"),
            ("建設課長（小栗　守）", "小栗守", "建設課長", "official"),
        ],
    ),
    "a kanji seat without any sign": (
        "議長（東雲一郎君）　開きます。\n百十四番（浜風円君）\n　伺います。\n"
        "福祉保健局長（小栗守君）　お答えします。\n",
        [
            ("議長（東雲一郎君）", "東雲一郎", "議長", "chair"),
            ("百十四番（浜風円君）", "浜風円", "百十四番", "member"),
            ("福祉保健局長（小栗守君）", "小栗守", "福祉保健局長", "official"),
        ],
    ),
    "angle brackets on their own line": (
        "‹会長>\nただいまから開きます。\n‹事務局>\n説明します。\n‹委員>\n橋はいつですか。\n",
        [
            ("会長", None, "会長", "chair"),
            ("事務局", None, "事務局", "secretariat"),
            ("委員", None, "委員", "member"),
        ],
    ),
    "lenticular brackets": (
        "【会長】開きます。\n【委員】橋はいつですか。\n【説明員】秋です。\n【浜風委員】分かりました。\n",
        [
            ("会長", None, "会長", "chair"),
            ("委員", None, "委員", "member"),
            ("説明員", None, "説明員", "official"),
            ("浜風委員", "浜風", "委員", "member"),
        ],
    ),
    "a semicolon": (
        "○総務課長;説明します。\n○浜風委員;橋はいつですか。\n○建設課長；秋です。\n",
        [
            ("総務課長", None, "総務課長", "official"),
            ("浜風委員", "浜風", "委員", "member"),
            ("建設課長", None, "建設課長", "official"),
        ],
    ),
    "a name and an office on their own line": (
        "東雲会長\n　ただいまから開きます。\n浜風委員\n　橋はいつですか。\n事務局\n　秋です。\n"
        "東雲会長\n　以上です。\n",
        [
            ("東雲会長", "東雲", "会長", "chair"),
            ("浜風委員", "浜風", "委員", "member"),
            ("事務局", None, "事務局", "secretariat"),
            ("東雲会長", "東雲", "会長", "chair"),
        ],
    ),
    "a colon": (
        "委員長(東雲君):開きます。\n浜風君:橋はいつですか。\n建設課長(小栗君):秋です。\n浜風君:分かりました。\n",
        [
            ("委員長(東雲君)", "東雲", "委員長", "chair"),
            ("浜風君", "浜風", None, "member"),
            ("建設課長(小栗君)", "小栗", "建設課長", "official"),
            ("浜風君", "浜風", None, "member"),
        ],
    ),
    "a closing parenthesis": (
        "東雲委員長)開きます。\n浜風委員)橋はいつですか。\n小栗課長）秋です。\n",
        [
            ("東雲委員長", "東雲", "委員長", "chair"),
            ("浜風委員", "浜風", "委員", "member"),
            ("小栗課長", None, "小栗課長", "official"),
        ],
    ),
    "an office and a wide gap": (
        "会長　　ただいまから開きます。\n浜風委員　　橋はいつですか。\n事務局　　秋です。\n"
        "会長　　以上です。\n",
        [
            ("会長", None, "会長", "chair"),
            ("浜風委員", "浜風", "委員", "member"),
            ("事務局", None, "事務局", "secretariat"),
            ("会長", None, "会長", "chair"),
        ],
    ),
    "an office, then the name": (
        "○議長　東雲一郎君　開きます。\n○２番　浜風円君　橋はいつですか。\n"
        "○建設課長　小栗守君　秋です。\n",
        [
            ("議長　東雲一郎君", "東雲一郎", "議長", "chair"),
            ("２番　浜風円君", "浜風円", "２番", "member"),
            ("建設課長　小栗守君", "小栗守", "建設課長", "official"),
        ],
    ),
    "a half-width gap": (
        "○塩屋委員長  ただいまから開きます。\n○事務局  報告します。\n○浜風委員 橋はいつですか。\n",
        [
            ("塩屋委員長", "塩屋", "委員長", "chair"),
            ("事務局", None, "事務局", "secretariat"),
            ("浜風委員", "浜風", "委員", "member"),
        ],
    ),
    "a number before the circle": (
        "1 ◯議長（東雲　一郎） 開きます。\n2 ◯４番（浜風　円） 橋はいつですか。\n",
        [
            ("議長（東雲　一郎）", "東雲一郎", "議長", "chair"),
            ("４番（浜風　円）", "浜風円", "４番", "member"),
        ],
    ),
    "letters set apart, no circle": (
        "議 長（東雲）\n　開きます。\n２ 番（浜 風）\n　橋はいつですか。\n"
        "町 長（潮 見）\n　秋です。\n",
        [
            ("議 長（東雲）", "東雲", "議長", "chair"),
            ("２ 番（浜 風）", "浜風", "２番", "member"),
            ("町 長（潮 見）", "潮見", "町長", "official"),
        ],
    ),
    "labels in parentheses": (
        "（会長）開きます。\n（委員）橋はいつですか。\n（建設課長）秋です。\n（委員）分かりました。\n",
        [
            ("会長", None, "会長", "chair"),
            ("委員", None, "委員", "member"),
            ("建設課長", None, "建設課長", "official"),
            ("委員", None, "委員", "member"),
        ],
    ),
    "letters for members": (
        "会長：開きます。\nＡ委員：橋はいつですか。\n事務局：秋です。\nＢ委員：分かりました。\n",
        [
            ("会長", None, "会長", "chair"),
            ("Ａ委員", None, "Ａ委員", "member"),
            ("事務局", None, "事務局", "secretariat"),
            ("Ｂ委員", None, "Ｂ委員", "member"),
        ],
    ),
    "a whole name and an office, parted before the name": (
        "〇関　三郎委員長　これより本日の会議を開きます。\n〇浜風　円委員　橋はいつですか。\n",
        [
            ("関　三郎委員長", "関三郎", "委員長", "chair"),
            ("浜風　円委員", "浜風円", "委員", "member"),
        ],
    ),
    "said on": (
        "○議長（東雲一郎君）　開きます。\n○２番（浜風円君）（続）　橋はいつですか。\n",
        [
            ("議長（東雲一郎君）", "東雲一郎", "議長", "chair"),
            ("２番（浜風円君）（続）", "浜風円", "２番", "member"),
        ],
    ),
    "after a stage direction": (
        "○議長（東雲一郎君）　異議ありませんか。\n〔「異議なし」と呼ぶ者あり〕○議長（東雲一郎君）　"
        "異議なしと認めます。\n",
        [("議長（東雲一郎君）", "東雲一郎", "議長", "chair")] * 2,
    ),
    "concurrent offices": (
        "東雲委員長)開きます。\n副参事兼庁舎建設推進室長)説明します。\n浜風委員)橋はいつですか。\n",
        [
            ("東雲委員長", "東雲", "委員長", "chair"),
            ("副参事兼庁舎建設推進室長", None, "副参事兼庁舎建設推進室長", "official"),
            ("浜風委員", "浜風", "委員", "member"),
        ],
    ),
}


@pytest.mark.parametrize(("text", "expected"), MARKS.values(), ids=MARKS)
def test_a_mark_says_who_speaks(text, expected):
    assert turns(text) == expected
    assert not any(words[:1] in "○◯〇◎◆【‹（):：;　 " for words in said(text))


@pytest.mark.parametrize("sign", "★☆◉⦿■□▲△▼▽◆◇●＊*")
def test_a_sign_that_only_adorns_a_mark_is_no_part_of_the_name(sign):
    text = f"{sign}議長（東雲一郎君）　開きます。\n{sign} ２番（浜風円君）　橋はいつですか。\n"
    assert turns(text) == [
        ("議長（東雲一郎君）", "東雲一郎", "議長", "chair"),
        ("２番（浜風円君）", "浜風円", "２番", "member"),
    ]
    assert said(text) == ["開きます。", "橋はいつですか。"]


@pytest.mark.parametrize("sign", "■□▲△▼▽＊*")
def test_a_sign_of_headings_before_no_certain_mark_begins_no_turn(sign):
    plenary = "○議長（東雲一郎君）　開きます。\n{}\n○２番（浜風円君）　橋はいつですか。\n"
    for line in ("事務局職員", "委員会の報告　次のとおり", "日程第８　水道条例の一部改正"):
        assert len(turns(plenary.format(sign + line))) == 2


def test_a_vice_mayor_is_no_mayor_by_another_name():
    text = "○塩屋議長　開きます。\n○浜風委員　橋はいつですか。\n○潮見副町長　　秋です。\n"
    assert turns(text)[2] == ("潮見副町長", "潮見", "副町長", "official")
