"""Each way of marking speakers, and lines that only look like marks; an invented town."""

import pytest

from indexer.sources.text import read_text
from indexer.styles import spoken

HEAD = "令和６年第２回東雲町会議録\n令和６年６月１２日\n\n"


def utterances(text):
    return spoken.parse(read_text("a.txt", (HEAD + text).encode()))[0].utterances


def read(text):
    """The utterances that have a speaker, of a text that is taken for verbatim minutes."""
    assert spoken.score(read_text("a.txt", (HEAD + text).encode())) >= 0.5
    return [each for each in utterances(text) if each.speaker]


def turns(text):
    return [(each.speaker, each.name, each.office, each.role) for each in read(text)]


def said(text):
    return [each.text for each in read(text)]


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
    "separated by wide spaces": (
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
    "letter-spaced, no circle": (
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
    "a whole name run on into an office, a gap within the name": (
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
    "a name after every office, nothing honours it": (
        "○議長　東雲一郎　開きます。\n○２番　浜風円　橋はいつですか。\n"
        "○10番　関　円　道はいつですか。\n"
        "○副町長　潮見　望　秋です。\n○建設課長　小栗守　春です。\n",
        [
            ("議長　東雲一郎", "東雲一郎", "議長", "chair"),
            ("２番　浜風円", "浜風円", "２番", "member"),
            ("10番　関　円", "関円", "10番", "member"),
            ("副町長　潮見　望", "潮見望", "副町長", "official"),
            ("建設課長　小栗守", "小栗守", "建設課長", "official"),
        ],
    ),
    "a seat and a name with 議員": (
        "○議長（東雲一郎議員）　開きます。\n○12番 関 円議員　橋はいつですか。\n",
        [
            ("議長（東雲一郎議員）", "東雲一郎", "議長", "chair"),
            ("12番 関 円議員", "関円", "12番", "member"),
        ],
    ),
    "an office and a name with 君, alone on the line": (
        "○議長　東雲一郎君\n　開きます。\n○２番　浜風円君\n　橋はいつですか。\n"
        "○建設課長　小栗　守君\n　秋です。\n",
        [
            ("議長　東雲一郎君", "東雲一郎", "議長", "chair"),
            ("２番　浜風円君", "浜風円", "２番", "member"),
            ("建設課長　小栗　守君", "小栗守", "建設課長", "official"),
        ],
    ),
    "a surname of one character": (
        "○塩　委員長　　開きます。\n○関　委員　　橋はいつですか。\n○森　建設課長　　秋です。\n",
        [
            ("塩　委員長", "塩", "委員長", "chair"),
            ("関　委員", "関", "委員", "member"),
            ("森　建設課長", "森", "建設課長", "official"),
        ],
    ),
    "a party after the name, or between seat and name": (
        "○議長（東雲一郎）　開きます。\n○浜風円議員（みさき会）　橋はいつですか。\n"
        "○灯台望君（無所属）　道はいつですか。\n○４番（灯台党）塩屋円君　海はいつですか。\n",
        [
            ("議長（東雲一郎）", "東雲一郎", "議長", "chair"),
            ("浜風円議員（みさき会）", "浜風円", "議員", "member"),
            ("灯台望君（無所属）", "灯台望", None, "member"),
            ("４番（灯台党）塩屋円君", "塩屋円", "４番", "member"),
        ],
    ),
    "officials by seats outside the assembly": (
        "○議長（１番　東雲一郎君）　開きます。\n○番外（町長　潮見望君）　秋です。\n"
        "○番外２番（総務課長　小栗守君）　春です。\n",
        [
            ("議長（１番　東雲一郎君）", "東雲一郎", "議長", "chair"),
            ("番外（町長　潮見望君）", "潮見望", "町長", "official"),
            ("番外２番（総務課長　小栗守君）", "小栗守", "総務課長", "official"),
        ],
    ),
    "offices that end in no 長": (
        "○議長（東雲一郎君）　開きます。\n○政策統括監（潮見望君）　秋です。\n"
        "○危機管理監（小栗守）　春です。\n",
        [
            ("議長（東雲一郎君）", "東雲一郎", "議長", "chair"),
            ("政策統括監（潮見望君）", "潮見望", "政策統括監", "official"),
            ("危機管理監（小栗守）", "小栗守", "危機管理監", "official"),
        ],
    ),
    "names that the publisher took out": (
        "会長：開きます。\n○○委員：橋はいつですか。\n事務局：秋です。\n△△委員：分かりました。\n"
        "●●委員：よいと思います。\n",
        [
            ("会長", None, "会長", "chair"),
            ("○○委員", None, "委員", "member"),
            ("事務局", None, "事務局", "secretariat"),
            ("△△委員", None, "委員", "member"),
            ("●●委員", None, "委員", "member"),
        ],
    ),
    "characters beyond the common ones": (
        "【潮﨑委員長】開きます。\n【𠮷浜委員】橋はいつですか。\n【関ノ浜委員】道は。\n【事務局】秋です。\n",
        [
            ("潮﨑委員長", "潮﨑", "委員長", "chair"),
            ("𠮷浜委員", "𠮷浜", "委員", "member"),
            ("関ノ浜委員", "関ノ浜", "委員", "member"),
            ("事務局", None, "事務局", "secretariat"),
        ],
    ),
    "a seat alone": (
        "○議長　開きます。\n○３番議員　橋はいつですか。\n"
        "○町長　秋です。\n○３番議員　分かりました。\n",
        [
            ("議長", None, "議長", "chair"),
            ("３番議員", None, "３番議員", "member"),
            ("町長", None, "町長", "official"),
            ("３番議員", None, "３番議員", "member"),
        ],
    ),
    "a sign of headings before names and offices": (
        "■東雲委員長　開きます。\n■浜風委員　橋はいつできるのか、次の議会までにお示しください。\n"
        "■建設課長　来年の秋までに完成する見込みであると考えております。\n"
        "■浜風委員　それでは間に合わないと思いますが、いかがですか。\n"
        "■建設課長　できるだけ早く完成するように努めてまいります。\n",
        [
            ("東雲委員長", "東雲", "委員長", "chair"),
            ("浜風委員", "浜風", "委員", "member"),
            ("建設課長", None, "建設課長", "official"),
            ("浜風委員", "浜風", "委員", "member"),
            ("建設課長", None, "建設課長", "official"),
        ],
    ),
}


@pytest.mark.parametrize(("text", "expected"), MARKS.values(), ids=MARKS)
def test_a_mark_has_speaker_name_office_and_role(text, expected):
    assert turns(text) == expected
    assert not any(words[:1] in "○◯〇◎◆【‹（):：;　 " for words in said(text))


@pytest.mark.parametrize("sign", "★☆◉⦿■□▲△▼▽◆◇●＊*")
def test_an_ornament_before_a_mark_is_no_part_of_the_speaker(sign):
    text = f"{sign}議長（東雲一郎君）　開きます。\n{sign} ２番（浜風円君）　橋はいつですか。\n"
    assert turns(text) == [
        ("議長（東雲一郎君）", "東雲一郎", "議長", "chair"),
        ("２番（浜風円君）", "浜風円", "２番", "member"),
    ]
    assert said(text) == ["開きます。", "橋はいつですか。"]


@pytest.mark.parametrize("sign", "■□▲△▼▽＊*")
def test_a_heading_sign_before_an_uncertain_mark_begins_no_turn(sign):
    plenary = "○議長（東雲一郎君）　開きます。\n{}\n○２番（浜風円君）　橋はいつですか。\n"
    for line in ("事務局職員", "委員会の報告　次のとおり", "日程第８　水道条例の一部改正"):
        assert len(turns(plenary.format(sign + line))) == 2


def test_the_vice_in_vice_mayor_is_part_of_the_office_not_of_the_name():
    text = "○塩屋議長　開きます。\n○浜風委員　橋はいつですか。\n○潮見副町長　　秋です。\n"
    assert turns(text)[2] == ("潮見副町長", "潮見", "副町長", "official")


def test_words_after_an_office_are_not_its_holders_name():
    text = (
        "○議長　東雲一郎　開きます。\n○２番　浜風円　橋はいつですか。\n○町長　潮見望　秋です。\n"
        "○建設課長　小栗守　春です。\n○議長　異議なし　と認めます。\n"
    )
    assert [each.name for each in read(text)][-1] is None


@pytest.mark.parametrize("words", ["浜風委員　どうぞお願いします。", "それでは　始めます。"])
def test_a_member_whom_the_chair_calls_is_not_the_chair(words):
    text = f"○委員長　{words}\n○浜風委員　橋はいつですか。\n○３番　質問します　橋です。\n"
    said = read(text)
    assert [each.name for each in said] == [None, "浜風", None]
    assert said[0].text == words


def test_the_roster_gives_role_and_office_of_a_name_alone():
    text = (
        "○出席議員\n　議　長　　東雲　一郎\n　１番　東雲　一郎　　２番　浜風　円\n"
        "○説明のため出席した者\n　町　長　　潮﨑　望\n\n"
        "○東雲一郎　開きます。\n○浜風円　橋はいつですか。\n○潮﨑望　秋です。\n"
        "○東雲一郎　散会します。\n"
    )
    said = read(text)
    assert [each.role for each in said] == ["chair", "member", "official", "chair"]
    assert [each.office for each in said][1:3] == ["２番", "町長"]
    assert {each.basis for each in said} == {"inferred"}


SPEAKERS = ["議長（東雲一郎君）", "２番（浜風円君）", "建設課長（小栗守君）"]
NOT_SPEAKERS = [
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


@pytest.mark.parametrize("line", NOT_SPEAKERS)
def test_a_line_that_only_looks_like_a_mark_begins_no_turn(line):
    text = PLENARY.format(line)
    assert [each.speaker for each in read(text)] == SPEAKERS
    assert said(text) == ["開きます。", "橋はいつですか。", "秋です。"]


@pytest.mark.parametrize("line", NOT_SPEAKERS)
def test_a_line_that_only_looks_like_a_mark_does_not_begin_the_first_turn(line):
    assert len(read(f"{line}\n{PLENARY.format('')}")) == 3


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
    kinds = {each.text: each.kind for each in utterances(PLENARY.format(line))}
    assert kinds[line] == "narrative"


def test_a_stage_direction_does_not_separate_a_question_from_its_answer():
    text = (
        "○議長（東雲一郎君）　質問を許します。\n○２番（浜風円君）　橋はいつですか。\n"
        "　〔町長　潮見望君登壇〕\n○町長（潮見望君）　秋です。\n"
    )
    _, _, question, stage, answer = utterances(text)
    assert [question.kind, stage.kind, answer.kind] == ["question", "narrative", "answer"]
    assert question.exchange == stage.exchange == answer.exchange


def test_one_text_may_mix_three_styles():
    text = (
        "○議長（東雲一郎君）　委員会の記録を添えます。\n○２番（浜風円君）　橋はいつですか。\n"
        "○建設課長（小栗守君）　秋です。\n\n【委員長】開きます。\n【浜風委員】水路は何本ですか。\n"
        "【事務局】十二本です。\n\n・ 堤防の高さは足りるか。\n→ 足りる。\n"
        "・ 見回りを増やせないか。\n→ 検討する。\n"
    )
    found = [(each.speaker, each.kind, each.text) for each in utterances(text)[1:]]
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
    """The printed text stays whole, so that it can be found and quoted as it is printed."""
    words = f"橋はいつですか。{aside}　次に、水路です。\n　{aside}\n　終わります。"
    text = (
        f"○議長（東雲一郎君）　開きます。\n○２番（浜風円君）　{words}\n　{aside}\n"
        "○建設課長（小栗守君）　秋です。\n"
    )
    spoken_words = words.replace("\n　", "\n")
    assert said(text) == ["開きます。", spoken_words, "秋です。"]
    assert utterances(text)[-2].text == aside
