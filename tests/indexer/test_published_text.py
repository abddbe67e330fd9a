"""Lines of a published page → paragraphs, each character with its page and line."""

from __future__ import annotations

from indexer.lines import Line
from indexer.sources.published import Block, Published
from indexer.styles.published import parse

WORDS = (
    "水路の改修について町長の所見を伺います。灯台の前を通る水路は昨年の大雨で二度あふれ、"
    "港の倉庫にまで水が入りました。東雲町の水路は古く、幅も足りないと聞いております。"
)
NEXT = "次に、港の防波堤の工事がいつ終わるのか、町の予定を詳しくお示しいただきたいと思います。"


def wrapped(text: str, width: int) -> list[str]:
    return [text[at : at + width] for at in range(0, len(text), width)]


def published(texts: list[tuple[str, int]], **given: str) -> Published:
    lines = tuple(Line(text, page, number) for number, (text, page) in enumerate(texts, 1))
    return Published("kensakusystem", (Block("text", lines),), pages=True, **given)


def test_lines_cut_at_a_fixed_width_are_joined_and_lead_back():
    mark = "○２番（浜風まい君）　"
    lines = wrapped(mark + WORDS, 24) + wrapped("　" + NEXT, 24)
    meeting, _ = parse("x", "", published([(text, 1) for text in lines]))
    (said,) = meeting.utterances
    assert said.text == f"{WORDS}\n　{NEXT}"
    assert said.place(said.text.index("防波堤")).line == len(wrapped(mark + WORDS, 24)) + 1


def test_a_sentence_that_a_page_cuts_is_joined():
    texts = [("○町長（潮見望君）　水路の改修は来年の", 3), ("春に始めます。", 4)]
    (said,) = parse("x", "", published(texts))[0].utterances
    assert said.text == "水路の改修は来年の春に始めます。"
    assert (said.place(0).page, said.place(10).page) == (3, 4)


def test_lines_of_a_system_that_wraps_nothing_stay_paragraphs():
    texts = [("○町長（潮見望君）　はい。", 1), ("　水路は来年です。", 1), ("　港は再来年です。", 1)]
    (said,) = parse("x", "", published(texts))[0].utterances
    assert said.text == "はい。\n　水路は来年です。\n　港は再来年です。"


def test_the_meeting_is_named_by_its_opening_words_where_nothing_else_names_it():
    texts = [
        ("○議長（東雲一郎君）　ただいまから令和６年第２回東雲町議会定例会を開会いたします。", 1)
    ]
    meeting, problems = parse("x", "", published(texts))
    assert (meeting.body, meeting.title) == ("東雲町議会", "令和６年第２回東雲町議会定例会")
    assert [problem.message for problem in problems] == ["開催日が見つかりません。"]


def test_a_day_without_a_year_takes_the_year_of_the_title():
    given = {"title": "令和 7年第1回定例会", "date": "02月05日-01号"}
    meeting, _ = parse("x", "", published([("○議長（東雲一郎君）　はい。", 1)], **given))
    assert meeting.date == "2025-02-05"
