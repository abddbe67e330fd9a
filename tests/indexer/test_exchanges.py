"""Turns of verbatim minutes have kinds, and are grouped into exchanges."""

import pytest

from indexer.styles.exchanges import PrintedTurn, place_turns, read_acts, read_roles

ACTS = {
    **{"q": "asks", "m": "remarks", "a": "answers", "r": "reports"},
    **{"c": "conducts", "t": "turns", "s": "speaks", "k": "continues"},
}


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        ("", ""),
        ("q", "C0"),
        ("qa", "Q0 A0"),
        ("qcaca", "Q0 s0 A0 s0 A0"),
        ("qacc", "Q0 A0 s s"),
        ("qqa", "C0 Q1 A1"),
        ("qcq", "C0 s C2"),
        ("aqa", "R Q1 A1"),
        ("qataqa", "Q0 A0 s R Q4 A4"),
        ("qara", "Q0 A0 R R"),
        ("qas", "Q0 A0 s"),
        ("qsa", "C0 s R"),
        ("ma", "Q0 A0"),
        ("mcaca", "Q0 s0 A0 s0 A0"),
        ("mcca", "C0 s s R"),
        ("qcca", "Q0 s0 s0 A0"),
        ("qckcacka", "Q0 s0 Q0 s0 A0 s0 Q0 A0"),
        ("qckack", "Q0 s0 Q0 A0 s C5"),
        ("qckq", "C0 s C2 C3"),
    ],
)
def test_turns_have_kinds_and_exchanges(acts, expected):
    places = place_turns([ACTS[act] for act in acts])
    names = {"question": "Q", "answer": "A", "comment": "C", "report": "R", "speech": "s"}
    shown = [names[kind] + ("" if number is None else str(number)) for kind, number in places]
    assert " ".join(shown) == expected


def chair(text):
    return PrintedTurn("潮見委員長", "chair", text)


def vice(text):
    return PrintedTurn("波止副委員長", "chair", text)


def member(text, name="浜風委員"):
    return PrintedTurn(name, "member", text)


def official(text="お答えします。水路は十二本です。"):
    return PrintedTurn("小栗建設課長", "official", text)


def kinds(*turns):
    return [place.kind for place in place_turns(read_acts(turns))]


def roles(*turns):
    return list(read_roles(turns, read_acts(turns)))


def groups(*turns):
    return [place.exchange for place in place_turns(read_acts(turns))]


def test_a_report_then_questions_and_answers():
    turns = (
        chair("(1)水路の改修についてを議題に供します。理事者より説明願います。"),
        official("水路の改修についてご説明いたします。"),
        chair("説明が終わりました。ご質疑等がございましたら、ご発言願います。"),
        member("水路は何本ありますか。"),
        official(),
        official("補足いたします。"),
        member("分かりました。早めの改修を要望します。"),
        chair("ほかにございますか。"),
    )
    assert kinds(*turns) == [
        "speech", "report", "speech", "question", "answer", "answer", "comment", "speech",
    ]  # fmt: skip
    assert groups(*turns) == [None, None, None, "3", "3", "3", "6", None]


def test_a_motion_is_no_question_and_a_policy_speech_no_answer():
    turns = (
        member("この際、議事進行の動議を提出いたします。監査人の説明を求めることを望みます。"),
        chair("ただいまの動議のとおり決定することにご異議ありませんか。"),
        chair("ご異議なしと認めます。監査人をご紹介いたします。"),
        chair("この際、町長より発言の申し出がありますので、これを許します。"),
        official("議会の開会に当たり、施政方針を述べさせていただきます。"),
    )
    assert kinds(*turns) == ["comment", "speech", "speech", "speech", "report"]
    assert groups(*turns) == ["0", None, None, None, None]


def test_a_remark_is_answered_at_once_or_not_at_all():
    remark = member("水路の本数だけ、資料に足してください。")
    calls = chair("建設課長。")
    assert kinds(remark, calls, official())[-1] == "answer"
    assert kinds(remark, calls, chair("休憩します。"), official())[-1] == "report"
    assert kinds(remark, chair("それでは、本数について報告願います。"), official())[-1] == "report"
    asked = member("本数を伺います。")
    assert kinds(asked, chair("お静かに願います。"), calls, official())[-1] == "answer"


def test_a_question_goes_on_after_the_chairs_call_to_be_brief():
    begun = member("自席より再質問させていただきます。水路の本数ですが、先日の雨で……。")
    brief = chair("再質問ですので、簡潔にお願いいたします。")
    rest = member("はい。本数と、その理由を伺います。")
    assert kinds(begun, brief, rest, official()) == ["question", "speech", "question", "answer"]
    assert groups(begun, brief, rest, official()) == ["0"] * 4
    twice = (begun, brief, member("水路の幅です。あの雨で……。"), brief, rest, official())
    assert kinds(*twice)[::2] == ["question", "question", "question"]
    # Nobody answers; another member asks; both only wish.
    assert kinds(begun, brief, rest) == ["comment", "speech", "comment"]
    other = member("本数と、その理由を伺います。", "帆波委員")
    assert kinds(begun, brief, other, official()) == ["comment", "speech", "question", "answer"]
    wish = member("水路を増やしていただきたい。")
    assert kinds(wish, brief, wish, official()) == ["comment", "speech", "question", "answer"]


def test_the_chair_between_question_and_answer_is_in_their_exchange():
    turns = (member("水路は何本ですか。"), chair("建設課長、ご答弁願います。"), official())
    assert groups(*turns) == ["0", "0", "0"]
    assert kinds(*turns) == ["question", "speech", "answer"]


def test_a_new_subject_closes_the_exchange():
    turns = (
        member("水路は何本ですか。"),
        official(),
        chair("次に、(2)公園の清掃についてを議題に供します。理事者より説明願います。"),
        official("公園の清掃についてご説明いたします。"),
    )
    assert kinds(*turns) == ["question", "answer", "speech", "report"]


def test_a_heading_in_the_chairs_turn_closes_the_exchange():
    turns = (
        member("何本ですか。"),
        official(),
        chair(f"では。\n{'─' * 40}\n２ その他"),
        official(),
    )
    assert kinds(*turns)[-1] == "report"


def test_a_vice_chair_asks_as_a_member_and_presides_in_the_chairs_place():
    asks = (chair("説明が終わりました。"), vice("水路は何本あるのでしょうか。"), official())
    assert kinds(*asks) == ["speech", "question", "answer"]
    presides = (chair("開会します。"), vice("次に、浜風委員。"), member("意見です。要望します。"))
    assert kinds(*presides) == ["speech", "speech", "comment"]


def test_a_vice_chair_who_asks_comments_or_votes_under_the_chair_is_a_member_in_that_turn():
    turns = (
        chair("(1)水路の改修についてを議題に供します。理事者より説明願います。"),
        vice("水路は何本あるのでしょうか。"),
        official(),
        vice("早めの改修を要望しまして、私の質問を終わります。"),
        chair("態度を伺います。"),
        vice("賛成です。"),
        member("賛成です。"),
    )
    assert roles(*turns) == ["chair", "member", "official", "member", "chair", "member", "member"]


def test_who_is_in_the_chair_stays_the_chair():
    greets = vice(
        "副委員長を務めます波止です。委員長を支えてまいります。よろしくお願いいたします。"
    )
    assert roles(chair("副委員長、お願いします。"), greets) == ["chair", "chair"]
    deputises = (
        chair("○午後１時開会\n委員会を開会いたします。会議の運営上、暫時休憩いたします。"),
        vice(
            "休憩前に引き続き、会議を開きます。次に、第５号議案を議題に供します。" + "議案。" * 80
        ),
        member("水路は何本ありますか。"),
        vice("建設課長。"),
        official(),
        vice("ほかにその他で何かございますか。"),
        official("その他で一点お知らせいたします。"),
    )
    assert roles(*deputises) == [
        "chair", "chair", "member", "chair", "official", "chair", "official",
    ]  # fmt: skip
    assert kinds(*deputises)[1] == kinds(*deputises)[5] == "speech"
    # The chair of the meeting asks while the deputy is in the chair, and then takes it again.
    asks = chair("水路の改修はいつごろ終わる見込みになるのか、伺います。詳しく教えてください。")
    back = chair("会議を再開します。次に、第６号議案を議題に供します。")
    assert roles(*deputises, asks, official(), back)[-3:] == ["member", "official", "chair"]


def test_the_chair_of_another_body_reports_and_answers():
    guest = PrintedTurn("東雲議長", "chair", "広報について二点ご説明いたします。")
    answer = PrintedTurn("東雲議長", "chair", "写真は差し替えました。")
    turns = (
        chair("議長よりご発言願います。"),
        guest,
        chair("ご質疑等ございますか。"),
        member("写真はどうなりましたか。"),
        answer,
        chair("ほかにございますか。"),
    )
    assert kinds(*turns) == ["speech", "report", "speech", "question", "answer", "speech"]


def test_the_chair_answers_a_question_to_the_chair():
    reply = chair("案文は正副委員長で作り、次回の会で皆様にお示ししようと考えておりました。")
    turns = (member("案文は誰が作るのですか。"), reply, member("分かりました。"))
    assert kinds(*turns) == ["question", "answer", "comment"]


def test_a_member_who_is_asked_gives_an_answer():
    turns = (
        member("請願の趣旨は何でしょうか。"),
        member("では、紹介議員としてお答えさせていただきます。", "灯台委員"),
    )
    assert kinds(*turns) == ["question", "answer"]


def test_votes_called_one_by_one_are_speeches_not_comments():
    votes = [member("賛成です。", f"委員{n}") for n in range(30)]
    assert set(kinds(chair("ご意見を願います。"), *votes)) == {"speech"}
    assert groups(*votes) == [None] * 30
    assert kinds(chair("いかがですか。"), member("賛成です。"), chair("では。"))[1] == "comment"


def test_introductions_are_no_answers():
    turns = (
        member("浜風でございます。よろしくお願いいたします。"),
        official("建設課長の小栗でございます。どうぞよろしくお願いいたします。"),
    )
    assert kinds(*turns) == ["speech", "speech"]
    assert groups(*turns) == [None, None]


def test_a_text_without_a_speaker_is_narrative():
    assert kinds(PrintedTurn(None, None, "出席議員"), official()) == ["narrative", "report"]


def test_a_member_may_answer_a_member_in_a_word():
    turns = (
        member("放送は傍聴する人のためのものという考えでよろしいでしょうか。"),
        member("そのとおりです。", "灯台委員"),
    )
    assert kinds(*turns) == ["question", "answer"]
    assert kinds(turns[0], member("私も同じ意見です。", "灯台委員")) == ["comment", "comment"]


def test_the_chair_answers_a_question_without_a_verb():
    turns = (
        member("委員長、もう一度確認で、取り上げるのはどことどことどこ。"),
        chair("一番と二番、五番、八番、十一番の、水路に関わる全部で五件の請願です。"),
    )
    assert kinds(*turns) == ["question", "answer"]


def test_a_member_who_is_called_on_to_report_for_a_committee_reports():
    called = chair("予算特別委員長の報告を求めます。浜風円君。")
    report = member("予算特別委員会における審査の経過と結果についてご報告申し上げます。")
    assert kinds(called, report, chair("報告は終わりました。")) == ["speech", "report", "speech"]
    assert kinds(chair("浜風円君。"), member("審査についてご報告申し上げます。"))[1] == "comment"
