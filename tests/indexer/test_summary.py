"""Summary minutes as other councils set them, invented."""

from hypothesis import given
from hypothesis import strategies as st

from indexer.sources.text import read_text
from indexer.styles import plain, summary

LIBRARY = """\
令和６年度　第２回　霧浜町図書館協議会　会議要旨

日　時：令和６年７月４日（木）午後１時３０分～３時
場　所：町立図書館　２階　集会室
出席委員：会長　岬 一郎、副会長　沖 花子、磯部 三郎、浜 四郎
事務局：館長　潮田、主査　小舟
傍聴者：２名

【議題】
（１）令和５年度の事業報告について
（２）図書館システムの更新について

【議事要旨】
（１）令和５年度の事業報告について
○貸出冊数が減った理由は何か。
⇒電子書籍の利用が増えたためと考えている。
○分かった。

（２）図書館システムの更新について
○サーバーは館内に置くのか。
⇒クラウドを利用する。
なお、費用は次のとおりである。
　・初期費用　１００万円
　・運用費用　２０万円
※後日、見積書を送付した。
"""

PARK = """\
第３回みなと台地区まちづくり委員会
議事概要

１　日　　時　　２０２４/２/３　10:00-11:30
２　場　　所　　みなと台会館
３　出 席 者
　　委員　　　山田太郎　鈴木花子　佐藤次郎
　　事務局　　まちづくり課長　高田
　　　　　　　まちづくり課主任　野原
４　議事の概要

Ｑ１　公園の整備はいつ終わるのか。「イ　工程」に記載
　　がないように見える。
Ａ１　来年度末を予定している。

－1－
Ｑ２　ア社とイ社の見積りの差は何か。
Ａ２　部材の差である。

意見　地元の声を聞いてほしい。
以上
"""

PLAN = """\
第８回霧浜町総合計画審議会会議録（要旨）
１．開催日時　令和元年五月十日（金）　午前十時から正午まで
２．開催場所　霧浜町役場大会議室
３．出席者
　（1）委員
　　　会長　　岬　一郎
　　　委員　　沖　花子
　（2）説明員
　　　企画課長　潮田　健
４．会議の経過
　（1）会長あいさつ
　　　会長から挨拶があった。
　（2）議案第１２号　霧浜町総合計画基本構想の変更について（企画課）
　　　・人口の推計を見直した理由を伺いたい。現在の推計では、町の人口は２０４０年に
　　　　１２，０００人を下回るとされているが、根拠が示されていない。
　　　→国の推計が改められたためである。資料３の「イ　推計の方法」のとおり、出生率を
　　　　低く見積もっている。
　　　　また、転入についても見直した。
　　　＜財政の見通しについて＞
　　　・財政の見通しはどうか。土地区画整理事業の進み具合のほか、町内に立地する企業
・会社の動向にもよるのではないか。
　　　➡（財政課）厳しい状況が続く。
　（3）報告第２号　都市計画マスタープランの進捗について
　　　都市計画課から、進捗について報告があった。
５．その他
　　　次回は８月に開催する。
"""

SCHOOL = """\
霧浜町学校給食運営委員会

● 給食費について
・給食費は値上げするのか。
→ 据え置く予定である。
・よいと思う
アレルギーへの対応について
･ 除去食は何人分か。
→ ３２人分である。
"""


def parse(text):
    meeting, problems = summary.parse(read_text("a.txt", text.encode()))
    assert problems == ()
    return meeting


def said(meeting):
    return [(utterance.kind, utterance.text) for utterance in meeting.utterances]


def test_unnumbered_labels_and_circles_for_members():
    meeting = parse(LIBRARY)
    assert (meeting.body, meeting.number) == ("霧浜町図書館協議会", 2)
    assert (meeting.date, meeting.begins, meeting.ends) == ("2024-07-04", "13:30", "15:00")
    assert meeting.place == "町立図書館　２階　集会室"
    assert [(p.side, p.office, p.name) for p in meeting.attendees] == [
        ("出席委員", "会長", "岬 一郎"),
        ("出席委員", "副会長", "沖 花子"),
        ("出席委員", None, "磯部 三郎"),
        ("出席委員", None, "浜 四郎"),
        ("事務局", "館長", "潮田"),
        ("事務局", "主査", "小舟"),
    ]
    assert said(meeting) == [
        ("question", "貸出冊数が減った理由は何か。"),
        ("answer", "電子書籍の利用が増えたためと考えている。"),
        ("comment", "分かった。"),
        ("question", "サーバーは館内に置くのか。"),
        (
            "answer",
            "クラウドを利用する。\nなお、費用は次のとおりである。\n"
            "・初期費用　１００万円\n・運用費用　２０万円",
        ),
        ("note", "後日、見積書を送付した。"),
    ]
    assert [u.agenda.title for u in meeting.utterances[2:4]] == [
        "令和５年度の事業報告について",
        "図書館システムの更新について",
    ]
    assert {u.affiliation for u in meeting.utterances if u.kind == "answer"} == {"事務局"}


def test_questions_and_answers_by_letter():
    meeting = parse(PARK)
    assert (meeting.title, meeting.date) == (
        "第３回みなと台地区まちづくり委員会議事概要",
        "2024-02-03",
    )
    assert [(p.side, p.office, p.name) for p in meeting.attendees] == [
        ("委員", "委員", "山田太郎"),
        ("委員", "委員", "鈴木花子"),
        ("委員", "委員", "佐藤次郎"),
        ("事務局", "まちづくり課長", "高田"),
        ("事務局", "まちづくり課主任", "野原"),
    ]
    assert said(meeting) == [
        ("question", "公園の整備はいつ終わるのか。「イ　工程」に記載がないように見える。"),
        ("answer", "来年度末を予定している。"),
        ("question", "ア社とイ社の見積りの差は何か。"),
        ("answer", "部材の差である。"),
        ("comment", "地元の声を聞いてほしい。"),
        ("narrative", "以上"),
    ]
    assert [u.source.page for u in meeting.utterances] == [1, 1, 2, 2, 2, 2]


def test_items_in_the_proceedings_topics_in_brackets_and_printed_departments():
    meeting = parse(PLAN)
    assert (meeting.date, meeting.begins, meeting.ends) == ("2019-05-10", "10:00", "12:00")
    assert [(i.number, i.title, i.department) for i in meeting.agenda] == [
        ("議案第12号", "霧浜町総合計画基本構想の変更について", "企画課"),
        ("報告第2号", "都市計画マスタープランの進捗について", None),
    ]
    kinds = [(u.kind, u.section, u.topic, u.affiliation, u.basis) for u in meeting.utterances]
    assert kinds == [
        ("narrative", "会長あいさつ", None, None, "inferred"),
        ("question", None, None, None, "inferred"),
        ("answer", None, None, "企画課", "inferred"),
        ("question", None, "財政の見通しについて", None, "inferred"),
        ("answer", None, "財政の見通しについて", "財政課", "printed"),
        ("report", None, None, "都市計画課", "inferred"),
        ("narrative", "その他", None, None, "inferred"),
    ]
    assert "２０４０年に１２，０００人を下回る" in meeting.utterances[1].text
    assert meeting.utterances[2].text.endswith(
        "低く見積もっている。\nまた、転入についても見直した。"
    )
    assert "企業・会社の動向" in meeting.utterances[3].text
    assert meeting.utterances[4].text == "厳しい状況が続く。"


def test_points_indented_deeper_belong_to_the_answer():
    text = SCHOOL + "・ 何を調べたか。\n→ 次のとおりである。\n　・ 献立\n　・ 食材\n・ 分かった。\n"
    assert said(parse(text))[-3:] == [
        ("question", "何を調べたか。"),
        ("answer", "次のとおりである。\n・ 献立\n・ 食材"),
        ("comment", "分かった。"),
    ]


def test_several_agenda_items_may_be_on_one_line():
    meeting = parse(
        "第２回霧浜町図書館協議会会議録\n１ 日時 令和６年７月４日\n"
        "２ 議題 （１）貸出について　（２）返却箱の増設\n３ 議事概要\n"
        "（１）貸出について\n・ 何冊までか。\n→ 十冊である。\n"
        "（２）返却箱の増設\n・ いつ置くのか。\n→ 八月である。\n"
    )
    titles = ["貸出について", "返却箱の増設"]
    assert [item.title for item in meeting.agenda] == titles
    said_of = [each.agenda.title for each in meeting.utterances if each.kind == "question"]
    assert said_of == titles


def test_minutes_without_a_header_are_read():
    meeting = parse(SCHOOL)
    assert meeting.title == meeting.body == "霧浜町学校給食運営委員会"
    assert [(u.kind, u.topic) for u in meeting.utterances] == [
        ("question", "給食費について"),
        ("answer", "給食費について"),
        ("comment", "給食費について"),
        ("question", "アレルギーへの対応について"),
        ("answer", "アレルギーへの対応について"),
    ]


def test_text_that_is_not_understood_is_indexed_and_reported():
    text = SCHOOL + "\n★ 意味の分からない行\n"
    meeting, problems = summary.parse(read_text("a.txt", text.encode()))
    assert said(meeting)[-1] == ("narrative", "★ 意味の分からない行")
    assert [str(problem).split(":")[0] for problem in problems] == ["a.txt 1ページ11行"]


def test_the_score_separates_summaries_from_other_texts():
    other = "むかしむかし、あるところに。\n\nおじいさんがいました。\n"
    spoken = "○議長（岬一郎君）　開会します。\n○２番（沖花子君）　質問します。\n" * 5
    for text in (LIBRARY, PARK, PLAN, SCHOOL):
        assert summary.score(read_text("a.txt", text.encode())) >= 0.5
    for text in (other, spoken):
        assert summary.score(read_text("a.txt", text.encode())) < 0.5


LEADS = ["・", "・ ", "→ ", "〇 ", "※ ", "　　", "    ", "(1) ", "ア ", "", "－", "Ｑ ", "＜", "3 "]


@given(st.lists(st.tuples(st.sampled_from(LEADS), st.booleans()), max_size=25), st.booleans())
def test_no_sentence_is_lost_whatever_the_marks(leads, headed):
    sentences = [f"文{number}番は、こう述べている。" for number in range(len(leads))]
    body = "\n".join(
        lead + sentence + ("\n" if blank else "")
        for (lead, blank), sentence in zip(leads, sentences, strict=True)
    )
    head = (
        "第１回霧浜町審議会会議録\n１ 日時 令和６年４月１日\n２ 議事の概要\n"
        if headed
        else "題\n\n"
    )
    for style in (summary, plain):
        meeting, _ = style.parse(read_text("a.txt", (head + body).encode()))
        texts = "\n".join(utterance.text for utterance in meeting.utterances)
        assert [texts.count(sentence) for sentence in sentences] == [1] * len(sentences)


@given(
    st.text(
        alphabet=st.sampled_from("あ。 　\n・→１(1)⑴【】諮問第号：日時場所議事概要出席者、A\t－"),
        max_size=120,
    )
)
def test_any_text_can_be_parsed(text):
    file = read_text("a.txt", ("題" + text).encode())
    for style in (summary, plain):
        meeting, _ = style.parse(file)
        ids = [utterance.id for utterance in meeting.utterances]
        assert len(set(ids)) == len(ids)
        assert all(utterance.text and utterance.trace for utterance in meeting.utterances)


def test_plain_text_is_indexed_whole_and_reported():
    text = "霧浜町のお知らせ　令和６年４月１日\n\n一つ目の段落。\n二つ目の段落。\n"
    meeting, problems = plain.parse(read_text("news.txt", text.encode()))
    assert meeting.title == "霧浜町のお知らせ　令和６年４月１日"
    assert meeting.date == "2024-04-01"
    assert [u.text for u in meeting.utterances[1:]] == ["一つ目の段落。", "二つ目の段落。"]
    assert len(problems) == 1


def test_plain_texts_with_one_first_line_are_different_meetings():
    one, other = (
        plain.parse(read_text("a.txt", f"会議録\n\n{text}\n".encode()))[0]
        for text in ("水路を直した。", "橋を架けた。")
    )
    assert one.id != other.id
