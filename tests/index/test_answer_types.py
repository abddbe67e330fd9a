"""What a question asks for is read from its words, and sentences are told apart by it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.answer_types import answer_type, asked_speaker, emptiness, highest_likeness, likeness


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("吊り橋の塗り替えはいつ終わるか", "date"),
        ("水門の点検は何年度からですか", "date"),
        ("図書館を休みにしたのはなぜですか（2011年）", "reason"),
        ("船着き場をやめた理由", "reason"),
        ("どうして渡し舟は冬に出ないの", "reason"),
        ("祭りに何人来たか", "quantity"),
        ("水門の修理にいくらかかったか", "quantity"),
        ("空き家の割合", "quantity"),
        ("塔はどれくらい傾いているか", "quantity"),
        ("石碑はどこに置かれるのか", "place"),
        ("どの駅に案内所ができるのか", "place"),
        ("迷子の牛をどうやって捕まえたか", "manner"),
        ("水門は何時に開くか", "quantity"),
        ("米は何日分あるか", "quantity"),
        ("市は何日に立つか", "date"),
        ("誰でも渡し舟に乗れるのか", "decision"),
        ("いつでも水門は開くのか", "decision"),
        ("塗り替えの費用を町が負担するのか", "decision"),
    ],
)
def test_the_words_of_a_question_say_what_it_asks_for(question: str, kind: str) -> None:
    assert answer_type(question).kind == kind


@pytest.mark.parametrize(
    ("question", "answers", "does_not"),
    [
        ("祭りに何人来たか", "およそ３００名の参加がございました。", "祭りは３回開きました。"),
        ("祭りに300人来たのは何回か", "これまでに四回ございます。", "300人が来ました。"),
        ("水門の修理にいくらかかったか", "２億３千万円でございます。", "３か月かかりました。"),
        ("船着き場は何か所あるか", "町内に五ヶ所ございます。", "五年前に整えました。"),
        ("空き家は何割か", "全体の３分の１ほどです。", "三十戸ほどです。"),
        ("水門の点検はいつか", "来年度の上旬を予定しております。", "点検は業者が行います。"),
        ("水門の点検は何曜日か", "毎週月曜に行います。", "点検は業者が行います。"),
        ("水門は何時に開くか", "朝の六時でございます。", "六年前からでございます。"),
        ("渡し舟に牛も乗れるのか", "牛はお乗りになれません。", "牛のことは把握しておりません。"),
        ("渡し舟をやめたのはなぜか", "乗る方が減ったためです。", "渡し舟は廃止しました。"),
    ],
)
def test_a_sentence_with_what_is_asked_for_is_the_likelier_answer(
    question: str, answers: str, does_not: str
) -> None:
    asked = answer_type(question)
    assert likeness(answers, asked) > likeness(does_not, asked)


def test_that_nothing_is_decided_is_an_answer_too() -> None:
    asked = answer_type("水門の修理にいくらかかるか")
    assert likeness("額はまだ決まっておりません。", asked) > likeness(
        "水門は古うございます。", asked
    )


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("次に、水門の修理についてのご質問でございます。", "announces"),
        ("それでは、渡し舟の件についてお答えいたします。", "announces"),
        ("まず、塗り替えの趣旨についてのご説明でございます。", "announces"),
        ("ご質問をいただき、ありがとうございます。", "greets"),
        ("〔町長登壇〕", "announces"),
        ("（拍手）", "announces"),
        ("誠に申し訳ございません。", "greets"),
        ("資料の３ページをご覧ください。", "announces"),
        ("町のお考えを伺います。", "asks"),
        ("鍵は誰が持っているのでしょうか。", "asks"),
        ("次に、水門の修理についてのご質問ですが、来年度に行います。", None),
        ("水門は来年度に修理いたします。", None),
    ],
)
def test_a_sentence_that_says_nothing_by_itself_is_known(sentence: str, why: str | None) -> None:
    assert emptiness(sentence) == why


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_is_a_question_and_a_sentence(question: str, sentence: str) -> None:
    asked = answer_type(question)
    assert 0 <= likeness(sentence, asked) <= highest_likeness(asked) <= 1
    emptiness(sentence)


@pytest.mark.parametrize(
    "question", ["何人か", "いつか", "なぜか", "どこか", "どうするか", "可能か"]
)
@given(
    st.lists(st.sampled_from(["七人", "来年度", "ため", "駅", "など", "未定です", "必要です。"]))
)
def test_no_sentence_is_more_like_an_answer_than_the_likest(
    question: str, pieces: list[str]
) -> None:
    asked = answer_type(question)
    assert likeness("".join(pieces), asked) <= highest_likeness(asked)


def test_a_text_of_nothing_but_digits_is_read_once() -> None:
    assert likeness("1" * 300_000, answer_type("祭りに何人来たか")) == 0


@pytest.mark.parametrize(
    ("question", "office"),
    [
        ("渡し舟について町長は何と答えたか", "町長"),
        ("架空町長の見解は", "町長"),
        ("副町長が約束したのは何か", "副町長"),
        ("渡船課長の説明", "渡船課長"),
        ("議員は何を求めたか", "議員"),
        ("町長の好きな食べ物は", None),
        ("議員は何人いるか", None),
        ("委員会は何と答えたか", None),
    ],
)
def test_whose_words_are_asked_for(question: str, office: str | None) -> None:
    assert asked_speaker(question) == office
