"""Speaker marks that a line's or a page's end breaks, in minutes of an invented town."""

from math import inf

import pytest

from indexer.layout import Shape
from indexer.lines import Line
from indexer.sources.pdf import read_pdf
from indexer.sources.text import read_text
from indexer.styles import spoken
from indexer.styles.mark_evidence import mend_marks

OFFICE = "子ども未来部子育て支援課保育計画担当課長"
LONGER = "健康福祉部長寿社会支援推進課長兼地域包括支援担当課長"
HEAD = """\
令和６年第２回東雲町議会定例会会議録（第３号）
令和６年６月１２日（水曜日）
○出席議員（２人）
　２番　浜風円
　３番　塩屋みなと
○説明のため出席した者
　課長　東雲一郎
午前１０時開議
"""
ASKED = (
    "○３番（塩屋みなと君）　伺います。保育所に入れない子どもは今年は何人いますか。"
    "町の見解を伺いたいと思います。"
)
ANSWER = (
    "保育所の入所について申し上げます。今年度は新しい園を二つ開きますので、待つ子どもは"
    "減るものと見ております。来年度も同じように努めてまいります。"
)
PARAGRAPHS = (
    "○議長（浜風円君）　これより本日の会議を開きます。日程第一、一般質問を行います。順に許します。",
    ASKED,
    "{mark}　" + ANSWER,
    ASKED,
)
WIDTH = 24


def page(mark, width=WIDTH):
    """A page with an answer under a mark, its paragraphs cut at a width in characters."""
    paragraphs = (paragraph.format(mark=mark) for paragraph in PARAGRAPHS)
    lines = (
        paragraph[at : at + width]
        for paragraph in paragraphs
        for at in range(0, len(paragraph), width)
    )
    return HEAD + "\n".join(lines) + "\n"


def parse(text):
    meeting, problems = spoken.parse(read_text("a.txt", text.encode()))
    assert problems == ()
    return meeting


def bare(text):
    return "".join(text.split())


@pytest.mark.parametrize("width", range(24, 40))
@pytest.mark.parametrize(
    ("mark", "office"),
    [
        (f"○{OFFICE}（東雲一郎君）", OFFICE),
        (f"◎{OFFICE}（東雲　一郎君）", OFFICE),
        (f"○{OFFICE}（東雲一郎）", OFFICE),
        (f"○{OFFICE}　東雲一郎君", OFFICE),
        (f"○{OFFICE}　東雲一郎", OFFICE),
        (f"○{LONGER}（東雲一郎君）", LONGER),
    ],
)
def test_a_mark_broken_by_a_line_end_anywhere_is_read_the_same(mark, office, width):
    text = page(mark, width)
    meeting = parse(text)
    turns = [each for each in meeting.utterances if each.role]
    assert [each.name for each in turns] == ["浜風円", "塩屋みなと", "東雲一郎", "塩屋みなと"]
    answer = turns[2]
    assert (bare(answer.speaker), answer.office) == (bare(mark[1:]), office)
    assert (answer.text, answer.kind, answer.role) == (ANSWER, "answer", "official")
    marks = (f"○{each.speaker}" if each.role else "" for each in meeting.utterances)
    said = (each.text for each in meeting.utterances)
    kept = "".join(mark + words for mark, words in zip(marks, said, strict=True))
    assert bare(kept) == bare(text).replace("◎", "○")
    lines = text.splitlines()
    for at, character in enumerate(answer.text):
        assert character in lines[answer.place(at).line - 1]
    assert lines[answer.source.line - 1].endswith(answer.text[: answer.trace[1].offset])


@pytest.mark.parametrize("between", ["\f", "\n　　　　－９－\n\n"])
def test_a_mark_broken_by_the_end_of_a_page_is_read(between):
    first, rest = page(f"○{OFFICE}（東雲一郎君）").split("（東雲\n一郎君）")
    meeting = parse(f"{first}（東雲\n{between}一郎君）{rest}")
    answer = next(each for each in meeting.utterances if each.name == "東雲一郎")
    asked = meeting.utterances[meeting.utterances.index(answer) - 1]
    assert answer.text == ANSWER
    assert asked.text.endswith("伺いたいと思います。")
    page_before, page_after = asked.source.page, answer.source.page
    assert page_after == page_before + 1
    assert {mark.page for mark in answer.trace} == {page_after}


def lines_of(*texts):
    return tuple(Line(text, 1, number) for number, text in enumerate(texts, start=1))


CUT = (f"○{OFFICE}（東雲", "一郎君）　お答えいたします。")
WRAPPED = Shape(40, 0)


def test_a_mended_mark_is_on_the_line_where_its_words_begin():
    before, after = "東雲港の話です。", "次の話です。"
    mended = mend_marks(lines_of(before, *CUT, after), WRAPPED, ())
    assert mended == (Line(before, 1, 1), Line("".join(CUT), 1, 3), Line(after, 1, 4))


@pytest.mark.parametrize(
    "texts",
    [
        # A heading, a list of business, a roster, a point of a list.
        ("○請願第３号　東雲港の防波堤の改修を求める請願（紹介議員　浜風", "円君）　付託"),
        ("○議案第１２号　東雲町水道条例の一部を改正する条例（町長　浜風", "円君提出）"),
        ("○総務部長（塩屋みなと君）　子ども未来部子育て支援課長（東雲", "一郎君）"),
        ("○東雲委員　子ども未来部子育て支援課保育計画担当課長（浜風", "円君）　に伺います。"),
        ("○子ども未来部が所管する保育所の待機児童対策の計画について（案", "）　説明した。"),
        ("○出席説明員　子ども未来部子育て支援課保育計画担当課長（東雲", "一郎君）　ほか"),
        # A line of its own follows.
        (CUT[0], f"○{CUT[1]}"),
        (CUT[0], "", CUT[1]),
        # The first line has room for more, or a whole mark.
        ("○課長（東雲", "一郎君）　お答えいたします。"),
        (f"○{OFFICE}（東雲一郎君）", "（なし）　お答えいたします。"),
        # Neither an honorific nor the roster shows that this is a name.
        (f"○{OFFICE}　東雲一", "郎　お答えいたします。"),
        # There is no circle.
        (CUT[0][1:], CUT[1]),
    ],
)
def test_lines_that_are_no_broken_mark_stay_as_they_are(texts):
    lines = lines_of(*texts)
    assert mend_marks(lines, WRAPPED, ()) == lines


def test_a_text_that_is_not_wrapped_has_no_broken_marks():
    lines = lines_of(*CUT)
    assert mend_marks(lines, Shape(inf, 0), ()) == lines


def test_a_mark_broken_by_the_end_of_a_pdf_page_is_read(pdf, sheet):
    lines = page(f"○{OFFICE}（東雲一郎君）").splitlines()
    broken = next(at for at, line in enumerate(lines, start=1) if OFFICE in line)
    pages = [
        sheet().lines(half).set(290, 30, f"－ {number} －")
        for number, half in enumerate((lines[:broken], lines[broken:]), start=1)
    ]
    meeting, problems = spoken.parse(read_pdf("a.pdf", pdf(pages)))
    answer = next(each for each in meeting.utterances if each.name == "東雲一郎")
    assert (answer.text, answer.source.page, problems) == (ANSWER, 2, ())
