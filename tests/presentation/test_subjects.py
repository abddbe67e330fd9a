"""What a speech is about, as a list of results says it."""

from __future__ import annotations

import pytest

from index.minutes import AgendaItem, Source, Utterance
from index.results import Span
from presentation.subjects import NO_SUBJECT, exchange_title, heading_of, subject_of

SAID = (
    "質問いたします。\n"
    "次に、水路の改修について伺います。水路は昨年の大雨であふれました。町の見解を伺います。\n"
    "次に、図書館の開館時間について伺います。夜も開いているとよいと思います。いかがですか。"
)


def said(text: str = "橋は直します。", **known: object) -> Utterance:
    return Utterance("u", "m", None, "question", text, Source("kura.txt", "0" * 64), **known)  # type: ignore[arg-type]


def test_a_topic_or_an_item_that_names_its_subject_is_the_subject() -> None:
    item = AgendaItem("第8号", "鍵の保管について")
    assert subject_of(said(topic="保管", agenda=item)) == "保管"
    assert subject_of(said(agenda=item)) == "鍵の保管について"


@pytest.mark.parametrize(
    "title",
    [
        *("一般質問", "町政一般質問", "代表質問", "総括質疑", "３その他", "報告事項", "議案審査"),
        *("所管質問について", "こども部 ほか6件", "調査事項概要", "所管事務調査"),
    ],
)
def test_under_an_item_of_any_subject_the_speaker_says_it(title: str) -> None:
    spoken = said(SAID, agenda=AgendaItem(None, title))
    assert subject_of(spoken, [Span(SAID.index("大雨"), SAID.index("大雨") + 2)]) == "水路の改修"
    assert subject_of(spoken, [Span(len(SAID) - 1, len(SAID))]) == "図書館の開館時間"
    assert subject_of(said(agenda=AgendaItem(None, title))) is None
    assert exchange_title(said(agenda=AgendaItem(None, title))) == NO_SUBJECT
    assert heading_of(said(agenda=AgendaItem(None, title))) == f"{title}（話題の記載なし）"


def test_a_budget_says_nothing_of_the_subject_and_heads_it_where_the_speaker_names_none() -> None:
    budget = AgendaItem("第5号議案", "令和５年度霧浜町一般会計予算")
    assert subject_of(said(agenda=budget)) is None
    assert exchange_title(said(agenda=budget)) == NO_SUBJECT
    assert heading_of(said(agenda=budget)) == budget.title
    assert (
        subject_of(said(SAID, agenda=budget), [Span(len(SAID) - 1, len(SAID))])
        == "図書館の開館時間"
    )


def test_nothing_is_invented() -> None:
    assert subject_of(said(speaker="林委員", section="審議")) is None
    assert exchange_title(said("")) == heading_of(said("")) == NO_SUBJECT


def test_without_a_turn_the_subject_is_what_is_asked_about() -> None:
    text = (
        "昨年も申し上げました。その点について伺います。校庭の芝生について伺いますが、傷みませんか。"
    )
    assert subject_of(said(text)) == "校庭の芝生"
    late = text + "もう一点花壇のことについて教えてください。水やりは。"
    assert subject_of(said(late), [Span(len(late) - 4, len(late) - 2)]) == "花壇"
    assert subject_of(said("その点について伺います。" + "長い" * 20 + "について伺います。")) is None


def test_what_is_named_far_away_is_another_subject() -> None:
    text = (
        "校庭の芝生について伺いますが、傷みませんか。" + "橋は古いです。" * 100 + "船はどうですか。"
    )
    assert subject_of(said(text), [Span(len(text) - 4, len(text) - 2)]) is None


@pytest.mark.parametrize(
    ("text", "searched", "subject"),
    [
        (
            "まず、４８ページの水路管理費、５２ページの橋りょう費についてお尋ねします。",
            "水路",
            "水路管理費",
        ),
        (
            "まず、４８ページの水路管理費、５２ページの橋りょう費についてお尋ねします。",
            "橋",
            "橋りょう費",
        ),
        ("４８ページの水路管理費と５２ページ、橋りょう費と、二点です。", "橋", "橋りょう費"),
        ("では、次に堤防の点検に移ります。昨年の結果はどうでしたか。", "結果", "堤防の点検"),
        ("それから、水門のことなんですけれども、錆びています。", "錆", "水門"),
        ("右にあります水路管理費２,７６４万円余からです。三箇所ございます。", "箇所", "水路管理費"),
        (
            "では最後に、渡し場の夜間照明ということで伺います。電球はどうしますか。",
            "電球",
            "渡し場の夜間照明",
        ),
    ],
)
def test_in_a_budget_the_speaker_names_an_item(text: str, searched: str, subject: str) -> None:
    at = text.index(searched)
    assert subject_of(said(text), [Span(at, at + len(searched))]) == subject


@pytest.mark.parametrize(
    "text",
    [
        "それを教えていただきたいということで伺います。",
        "私はそれだけのことですけれども、残念です。",
        "次に移ります。次の質問に移ります。",
        "２５ページのことなんですが。",
    ],
)
def test_what_names_nothing_is_no_subject(text: str) -> None:
    assert subject_of(said(text), [Span(3, 4)]) is None
