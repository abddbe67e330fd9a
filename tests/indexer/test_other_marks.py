"""Marks as other towns write them: names without 君 or taken out, parties, 番外, rare letters."""

import pytest

from indexer.sources.text import read_text
from indexer.styles import spoken
from indexer.styles.speaker_marks.speaker import Speaker, read_speaker

HEAD = "令和６年第２回東雲町会議録\n令和６年６月１２日\n\n"


def read(text):
    file = read_text("a.txt", (HEAD + text).encode())
    assert spoken.score(file) >= 0.5
    return [each for each in spoken.parse(file)[0].utterances if each.speaker]


MARKS = {
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
def test_a_mark_says_who_speaks(text, expected):
    said = read(text)
    assert [(each.speaker, each.name, each.office, each.role) for each in said] == expected
    assert not any(each.text[:1] in "○（：　 君議" for each in said)


def test_words_after_an_office_are_no_name():
    text = (
        "○議長　東雲一郎　開きます。\n○２番　浜風円　橋はいつですか。\n○町長　潮見望　秋です。\n"
        "○建設課長　小栗守　春です。\n○議長　異議なし　と認めます。\n"
    )
    assert [each.name for each in read(text)][-1] is None


@pytest.mark.parametrize("words", ["浜風委員　どうぞお願いします。", "それでは　始めます。"])
def test_whom_a_chair_calls_upon_does_not_preside(words):
    text = f"○委員長　{words}\n○浜風委員　橋はいつですか。\n○３番　質問します　橋です。\n"
    said = read(text)
    assert [each.name for each in said] == [None, "浜風", None]
    assert said[0].text == words


def test_the_roster_says_who_is_marked_by_a_name_alone():
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


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("３番議員", Speaker(None, "３番議員", "member")),
        ("浜風円議員（みさき会）", Speaker("浜風円", "議員", "member", party="みさき会")),
        ("４番（みさき党）浜風円君", Speaker("浜風円", "４番", "member", party="みさき党")),
        ("４番（副議長）浜風円君", Speaker("浜風円", "４番", "member")),
        ("会長（東雲会長）", Speaker("東雲", "会長", "chair")),
        ("部会長（東雲一郎君）", Speaker("東雲一郎", "部会長", "chair")),
        ("潮﨑委員", Speaker("潮﨑", "委員", "member")),
        ("農業委員会会長（小栗守君）", Speaker("小栗守", "農業委員会会長", "official")),
    ],
)
def test_a_speaker_is_taken_apart(printed, expected):
    assert read_speaker(printed) == expected
