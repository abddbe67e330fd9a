"""Small minutes in forms that councils print; each turn as office, name, role and kind."""

from __future__ import annotations

import pytest

from index.minutes import Meeting
from indexer.read_file import read_meetings

DAY = "令和７年第４回みさき町議会定例会会議録\n令和７年１２月９日（火曜日）\n"
COUNCIL = "第２回みさき町交通会議　会議録\n日時　令和７年５月２０日（火）\n"
ONE_LINE = COUNCIL.replace("\n", "　")

FORMS = {
    "an office with the name in parentheses under it": (
        DAY
        + "○議長\n（東雲一郎君）\n　会議を開きます。\n○三番\n（浜風円君）\n　橋はいつ直りますか。\n"
        "○町長\n（潮見望君）\n　来年です。\n○三番\n（浜風円君）\n　費用はいくらですか。\n"
        "○町長\n（潮見望君）\n　一億円です。\n",
        [
            "議長|東雲一郎|chair|speech",
            "三番|浜風円|member|question",
            "町長|潮見望|official|answer",
            "三番|浜風円|member|question",
            "町長|潮見望|official|answer",
        ],
    ),
    "labels of no office over bullets": (
        COUNCIL
        + "【有識者】\n・道幅はどのくらいか。\n【設計者】\n・四メートルである。\n【商店会】\n"
        "・駐車場はどうなるのか。\n【設計者】\n・仮の駐車場を設ける。\n",
        [
            "有識者|||question",
            "設計者|||answer",
            "商店会|||question",
            "設計者|||answer",
        ],
    ),
    "heads that name nobody": (
        COUNCIL
        + "○質問\n橋はいつ直りますか。\n○答弁\n来年です。\n○質問\n費用は。\n○答弁\n一億円です。\n",
        ["||member|question", "||official|answer"] * 2,
    ),
    "a ditto in one word": (
        COUNCIL + "会長：開会します。\n浜風委員：費用はいくらですか。\n事務局：無料です。\n"
        "同：資料代はかかります。\n浜風委員：いつからですか。\n事務局：四月からです。\n"
        "会長：閉会します。\n",
        [
            "会長||chair|speech",
            "委員|浜風|member|question",
            "事務局||secretariat|answer",
            "事務局||secretariat|answer",
            "委員|浜風|member|question",
            "事務局||secretariat|answer",
            "会長||chair|speech",
        ],
    ),
    "names of a roster in one line": (
        COUNCIL + "出席者　会長　東雲　一郎、委員　浜風　円、企画課長　湊　豊\n"
        "東雲　開会します。\n浜風　費用はいくらですか。\n湊　　無料です。\n"
        "浜風　いつからですか。\n湊　　四月からです。\n東雲　閉会します。\n",
        [
            "会長|東雲|chair|speech",
            "委員|浜風|member|question",
            "企画課長|湊|official|answer",
            "委員|浜風|member|question",
            "企画課長|湊|official|answer",
            "会長|東雲|chair|speech",
        ],
    ),
    "how names are read": (
        DAY + "○議長（東雲《しののめ》一郎君）　会議を開きます。\n"
        "○三番（浜風円（はまかぜまどか）君）　橋は直りますか。\n○町長（潮見望君）　来年です。\n",
        [
            "議長|東雲一郎|chair|speech",
            "三番|浜風円|member|question",
            "町長|潮見望|official|answer",
        ],
    ),
    "all on one line, with circles": (
        ONE_LINE + "○東雲会長　始めます。○浜風委員　橋はいつ直りますか。○事務局　来年です。"
        "○東雲会長　終わります。\n",
        [
            "会長|東雲|chair|speech",
            "委員|浜風|member|question",
            "事務局||secretariat|answer",
            "会長|東雲|chair|speech",
        ],
    ),
    "all on one line, with brackets": (
        ONE_LINE + "【会長】始めます。【浜風委員】橋はいつ直りますか。【棟梁】来年です。"
        "【会長】終わります。\n",
        ["会長||chair|speech", "委員|浜風|member|question", "棟梁|||answer", "会長||chair|speech"],
    ),
    "colons in speeches": (
        DAY + "○議長（東雲一郎君）　会議を開きます。\n"
        "○三番（浜風円君）　伺います。費用：いくらですか。期間：何か月ですか。場所：どこですか。\n"
        "○町長（潮見望君）　費用：一億円です。期間：十か月です。場所：北の岸壁です。\n",
        [
            "議長|東雲一郎|chair|speech",
            "三番|浜風円|member|question",
            "町長|潮見望|official|answer",
        ],
    ),
    "an office that runs on into a name": (
        DAY + "○議長東雲一郎君　会議を開きます。\n○三番浜風円君　橋はいつ直りますか。\n"
        "○総務部長長谷川守君　来年です。\n○三番浜風円君　費用はいくらですか。\n"
        "○町長潮見望君　一億円です。\n",
        [
            "議長|東雲一郎|chair|speech",
            "三番|浜風円|member|question",
            "総務部長|長谷川守|official|answer",
            "三番|浜風円|member|question",
            "町長|潮見望|official|answer",
        ],
    ),
    "a citizen who is answered": (
        COUNCIL
        + "鑑定人：御説明いたします。\n会長：御質問はありますか。\n住民：根拠は何でしょうか。\n"
        "鑑定人：近くの取引でございます。\n住民：税は上がりますか。\n鑑定人：上がりません。\n",
        [
            "鑑定人|||report",
            "会長||chair|speech",
            "住民||witness|question",
            "鑑定人|||answer",
            "住民||witness|question",
            "鑑定人|||answer",
        ],
    ),
    "a table whose words precede the speaker": (
        COUNCIL
        + "項目\t内容\t発言者\n料金\tこれより始めます。\t会長\nいつ上がりますか。\t浜風委員\n"
        "来年です。\t事務局\n工事\t何年かかりますか。\t塩屋委員\n三年です。\t事務局\n",
        [
            "会長||chair|speech",
            "委員|浜風|member|question",
            "事務局||secretariat|answer",
            "委員|塩屋|member|question",
            "事務局||secretariat|answer",
        ],
    ),
    "opinions and questions in a table": (
        COUNCIL
        + "番号\t委員名\t意見・質問\t町の考え方\n１\t浜風委員\t橋はいつ直るか。\t来年である。\n"
        "２\t塩屋委員\t費用はいくらか。\t一億円である。\n",
        [
            "委員|浜風|member|question",
            "||official|answer",
            "委員|塩屋|member|question",
            "||official|answer",
        ],
    ),
    "an office and a name with a slash between them": (
        DAY + "議長／東雲一郎　会議を開きます。\n三番／浜風円　橋はいつ直りますか。\n"
        "町長／潮見望　来年です。\n三番／浜風円　費用はいくらですか。\n町長／潮見望　一億円です。\n"
        "議長／東雲一郎　会議を閉じます。\n",
        [
            "議長|東雲一郎|chair|speech",
            "三番|浜風円|member|question",
            "町長|潮見望|official|answer",
            "三番|浜風円|member|question",
            "町長|潮見望|official|answer",
            "議長|東雲一郎|chair|speech",
        ],
    ),
    "labels of which only those printed once ask": (
        COUNCIL + "委員長：論点は橋脚の形です。\n施工者：二案を比べました。\n"
        "教授：洗掘への備えはどうですか。\n"
        "施工者：根固めを設けます。\n国：阻害率は基準の内ですか。\n施工者：基準の内です。\n"
        "委員長：次回に決めます。\n",
        [
            "委員長||chair|speech",
            "施工者|||report",
            "教授|||question",
            "施工者|||answer",
            "国|||question",
            "施工者|||answer",
            "委員長||chair|speech",
        ],
    ),
    "speakers with letters for names, one of them once": (
        COUNCIL + "議長　公聴会を開きます。\n公述人Ａ　私は反対です。音が増えます。\n"
        "議長　次の方、どうぞ。\n"
        "公述人Ｂ　私は賛成です。\n議長　歩道の幅ですか。\n公述人Ｂ　そうです。\n",
        [
            "議長||chair|speech",
            "公述人Ａ||witness|report",
            "議長||chair|speech",
            "公述人Ｂ||witness|report",
            "議長||chair|speech",
            "公述人Ｂ||witness|report",
        ],
    ),
    "a name in the labels before each colon, most of them once": (
        COUNCIL + "議長　東雲一郎：会議を開きます。\n議員　浜風円：橋はいつ直りますか。\n"
        "町長　潮見望：来年です。\n議員　小栗守：費用はいくらですか。\n"
        "総務課長　湊豊：一億円です。\n"
        "議員　浜風円：財源は何ですか。\n議長　東雲一郎：会議を閉じます。\n",
        [
            "議長|東雲一郎|chair|speech",
            "議員|浜風円|member|question",
            "町長|潮見望|official|answer",
            "議員|小栗守|member|question",
            "総務課長|湊豊|official|answer",
            "議員|浜風円|member|comment",
            "議長|東雲一郎|chair|speech",
        ],
    ),
}


@pytest.mark.parametrize(("text", "turns"), FORMS.values(), ids=FORMS)
def test_each_turn_has_its_speaker_and_kind(text, turns, tmp_path):
    assert [turn for turn in _read(text, tmp_path) if turn != "|||narrative"] == turns


@pytest.mark.parametrize(
    "header",
    [
        "\n\n－{} －\n\nみさき町議会\n\n",
        "\n\n({}) みさき町議会 一般質問\n\n",
        "\n\n{}　みさき町議会\n\n",
    ],
)
def test_the_header_of_a_page_cuts_no_sentence(header, tmp_path):
    words = ("橋の改修の時", "期を伺います。", "来年でござ", "います。", "分かり", "ました。")
    text = (
        "みさき町議会\n令和７年１２月９日\n○議長（東雲一郎君）　会議を開きます。\n"
        f"○三番（浜風円君）　{words[0]}{header.format(1)}{words[1]}\n"
        f"○町長（潮見望君）　{words[2]}{header.format(2)}{words[3]}\n"
        f"○三番（浜風円君）　{words[4]}{header.format(3)}{words[5]}\n"
    )
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    (meeting,) = [item for item in read_meetings(path, "a.txt") if isinstance(item, Meeting)]
    said = [each.text for each in meeting.utterances if each.speaker]
    assert said[1:] == ["橋の改修の時期を伺います。", "来年でございます。", "分かりました。"]


def _read(text, folder):
    path = folder / "a.txt"
    path.write_text(text, encoding="utf-8")
    for item in read_meetings(path, "a.txt"):
        if isinstance(item, Meeting):
            for each in item.utterances:
                yield "|".join((each.office or "", each.name or "", each.role or "", each.kind))
