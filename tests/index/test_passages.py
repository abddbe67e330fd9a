"""Passages begin at the turns of a speech; answers belong to the passages that ask."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.minutes import Source, Utterance
from index.passages import passages, subject_at
from index.subjects import pair_exchange

SOURCE = Source("a.txt", "0" * 64)
QUESTION = (
    "みさき会を代表して質問いたします。\n"
    "　初めに、水路の改修について伺います。\n"
    "　昨年の大雨では、潮見橋の下の水路があふれました。石積みの傷みが原因と聞いております。\n"
    "　改修の時期をどう考えているのか、町長の見解を伺います。\n"
    "　また、通学路の柵についても、早急に直すべきと考えますが、いかがでしょうか。\n"
    "　次に、図書館の貸出しについて二点質問いたします。\n"
    "　一点目は、貸出しの冊数についてです。\n"
    "　隣の町では二十冊まで借りられます。冊数を増やすべきと考えますが、見解を伺います。\n"
    "　二点目は、電子書籍についてです。\n"
    "　高校生から、電子書籍を増やしてほしいという声があります。今後の予定を伺います。\n"
    "　最後に、防災無線の聞こえにくい地区への対応について伺います。\n"
    "　浜通り地区では、窓を閉めると聞こえないという声があります。戸別の受信機を配るべきです。"
    "見解を求め、質問を終わります。"
)
MAYOR = (
    "浜風円議員の代表質問にお答えいたします。\n"
    "　水路の改修についてのご質問でございます。\n"
    "　潮見橋の下の水路につきましては、来年度に石積みを改めてまいります。\n"
    "　次に、防災無線についてのお尋ねがございました。\n"
    "　浜通り地区に戸別の受信機を配る費用を、補正予算に計上いたします。\n"
    "　その他のご質問につきましては、教育長からお答えいたします。"
)
TEACHER = (
    "三点のご質問にお答えいたします。\n"
    "　まず、通学路の柵についてでございますが、夏休みの間に直してまいります。\n"
    "　次に、図書館の貸出しの冊数についてでございますが、十月から十五冊といたします。\n"
    "　最後に、電子書籍についてでありますが、高校生の希望を聞いて増やしてまいります。"
)


def said(name, kind, text, office=None):
    return Utterance(name, "m1", "q1x", kind, text, SOURCE, office=office)


EXCHANGE = (
    said("q1", "question", QUESTION),
    said("a1", "answer", MAYOR, "町長"),
    said("a2", "answer", TEACHER, "教育長"),
)


def cut(utterance):
    return [(p.subject, utterance.text[p.start : p.end].strip()[:6]) for p in passages(utterance)]


def test_passages_of_a_question_begin_at_turns_and_after_what_is_asked():
    assert cut(EXCHANGE[0]) == [
        ("水路の改修", "みさき会を代"),
        ("通学路の柵", "また、通学路"),
        ("貸出しの冊数", "次に、図書館"),
        ("電子書籍", "二点目は、電"),
        ("防災無線の聞こえにくい地区への対応", "最後に、防災"),
    ]
    assert [p.chapter for p in passages(EXCHANGE[0])][1] == "水路の改修"


def test_passages_of_an_answer_begin_where_it_names_a_subject():
    assert cut(EXCHANGE[1]) == [
        ("水路の改修", "浜風円議員の"),
        ("防災無線", "次に、防災無"),
        (None, "その他のご質"),
    ]
    assert [subject for subject, _ in cut(EXCHANGE[2])] == [
        "通学路の柵",
        "図書館の貸出しの冊数",
        "電子書籍",
    ]


def test_a_name_that_begins_like_a_number_is_whole():
    speech = EXCHANGE[0]
    said = replace(speech, text="次に、目白川の桜についてです。\n二つ目は、目安箱についてです。")
    assert [subject for subject, _ in cut(said)][-1] == "目安箱"
    assert subject_at(replace(speech, text="次に、目白川の桜について伺います。"), 0) == "目白川の桜"


def test_each_answer_belongs_to_the_passage_that_asks():
    texts = {each.id: each.text for each in EXCHANGE}
    pairs = pair_exchange(EXCHANGE)
    assert [
        (p.title, [texts[a.utterance][a.start :][:9].strip() for a in p.answers]) for p in pairs
    ] == [
        ("水路の改修", ["浜風円議員の代表質"]),
        ("通学路の柵", ["三点のご質問にお答"]),
        ("貸出しの冊数", ["次に、図書館の貸"]),
        ("電子書籍", ["最後に、電子書籍"]),
        ("防災無線の聞こえにくい地区への対応", ["次に、防災無線に"]),
    ]
    assert all(p.asks for p in pairs)


def test_an_answer_to_no_question_is_a_subject_alone():
    other = said(
        "a3", "answer", "　学校給食の献立についてでございますが、鯖を増やします。", "給食課長"
    )
    *_, last = pair_exchange((*EXCHANGE, other))
    assert (last.title, last.asks, last.answers[0].utterance) == ("学校給食の献立", None, "a3")


def test_a_short_question_and_its_answer_have_no_subjects():
    short = (said("q1", "question", "橋はいつですか。"), said("a1", "answer", "秋です。"))
    assert pair_exchange(short) == ()
    assert [(p.start, p.end) for p in passages(short[0])] == [(0, 8)]


def test_an_anchor_stays_when_other_passages_are_corrected():
    before = passages(EXCHANGE[0])
    text = QUESTION.replace("昨年の大雨", "一昨年の秋の大雨").replace("二十冊", "三十冊")
    after = passages(said("q1", "question", text))
    assert [p.anchor for p in after] == [p.anchor for p in before]
    assert len({p.anchor for p in before}) == len(before)


def test_passages_with_one_first_sentence_have_different_anchors():
    text = "次に、橋について伺います。\n" + "橋はいつですか。お答えください。\n" * 9
    anchors = [p.anchor for p in passages(said("q1", "question", text * 2))]
    assert len(set(anchors)) == len(anchors) > 1


@pytest.mark.parametrize("kind", ["question", "answer", "comment"])
@given(
    st.lists(
        st.sampled_from(
            [
                *("次に、", "水路について", "伺います。", "まず、", "一点目は、"),
                *("\n", "　", "〔拍手〕", "？", "a"),
            ]
        )
    ).map("".join)
)
def test_passages_are_all_of_the_text_in_order(kind, text):
    found = passages(said("q1", kind, text))
    assert "".join(text[p.start : p.end] for p in found) == text
    assert [p.start for p in found] == [0, *[p.end for p in found[:-1]]]


SENTENCES = st.sampled_from(re.split("(?<=[。\n])", QUESTION + MAYOR + TEACHER))


@given(kind=st.sampled_from(["question", "answer"]), sentences=st.lists(SENTENCES, max_size=12))
def test_the_subject_at_a_character_is_that_of_its_passage(kind, sentences):
    utterance = said("u1", kind, "".join(sentences))
    for each in passages(utterance):
        for offset in {each.start, each.end - 1}:
            if offset < len(utterance.text):
                assert subject_at(utterance, max(offset, 0)) == each.title
