"""PDFs set in every way that minutes are; a writer of small PDFs makes them."""

from __future__ import annotations

import re
import resource

import pytest

from indexer.layout import find_paragraphs, find_shape, join
from indexer.problems import Unreadable
from indexer.read_file import read_meetings
from indexer.sources.pdf import read_pdf
from indexer.sources.pdf.running import find_running

FULL = "霧浜町の防災無線と灯台の改修について、委員から次のとおり質問があった旨の報告が続く"


def texts(file):
    return [line.text.strip() for line in file.lines if line.text]


def test_lines_keep_page_number_and_indentation(pdf, sheet):
    first = sheet().lines(["霧浜町防災審議会", "・ 町のファ"]).set(80, 700, "→ 二字下げである。")
    second = sheet().lines(["イアウォールの設定", "を確かめる。"])
    file = read_pdf("a.pdf", pdf([first, second]))
    assert [(line.text, line.page, line.number) for line in file.lines if line.text] == [
        ("霧浜町防災審議会", 1, 1),
        ("・ 町のファ", 1, 2),
        ("    → 二字下げである。", 1, 3),
        ("イアウォールの設定", 2, 1),
        ("を確かめる。", 2, 2),
    ]
    assert file.paged
    cut = join([line for line in file.lines if "ファ" in line.text or "イア" in line.text])
    assert "ファイアウォール" in cut.text
    assert [mark.page for mark in cut.trace] == [1, 2]


def test_headers_footers_and_page_numbers_are_left_out(pdf, sheet):
    pages = [
        sheet()
        .set(60, 800, "霧浜町議会　令和６年第２回定例会")
        .lines([f"{'一二三四五'[row]}番の行は{row * number * 'あ'}{FULL}" for row in range(5)])
        .set(290, 30, f"－ {number} －")
        for number in range(1, 6)
    ]
    title, *rest = texts(read_pdf("a.pdf", pdf(pages)))
    # A title that is printed in headers alone is read once.
    assert title == "霧浜町議会　令和６年第２回定例会"
    assert len(rest) == 25
    assert not any("定例会" in text or "－" in text for text in rest)


def test_a_line_that_repeats_inside_a_page_is_text(pdf, sheet):
    rows = [[f"第{n}の行", "（異議なし）", f"{FULL}{n}", f"終わり{n * 'あ'}"] for n in range(4)]
    file = read_pdf("a.pdf", pdf([sheet().lines(each) for each in rows]))
    assert texts(file).count("（異議なし）") == 4


def test_two_columns_are_read_one_after_the_other(pdf, sheet):
    left = [f"左{n:02}段の文は行の終わりまで続いていき、" for n in range(12)]
    right = [f"右{n:02}段の文も行の終わりまで続いていき、" for n in range(12)]
    page = sheet().set(180, 800, "令和六年第二回定例会の開催のお知らせと概要")
    page.lines(left, x=60).lines(right, x=310)
    file = read_pdf("a.pdf", pdf([page]))
    assert texts(file)[1:] == left + right


def test_columns_with_lines_at_different_heights_are_read_one_after_the_other(pdf, sheet):
    left = [f"左{n:02}段の文は行の終わりまで続いていき、" for n in range(14)]
    right = [f"右{n:02}段の文も行の終わりまで続いていき、" for n in range(9)]
    page = sheet().lines(left, x=60).lines(right, x=310, y=752, pitch=17)
    assert texts(read_pdf("a.pdf", pdf([page]))) == left + right


def test_three_columns_are_read_one_after_the_other(pdf, sheet):
    page = sheet()
    for column in range(3):
        page.lines([f"{column}{n:02}段の文が続いて、" for n in range(10)], x=50 + 170 * column)
    assert [text[:3] for text in texts(read_pdf("a.pdf", pdf([page])))] == [
        f"{column}{n:02}" for column in range(3) for n in range(10)
    ]


def test_pages_with_only_a_repeated_line_keep_it(pdf, sheet):
    pages = [sheet().set(60, 700, "余白") for _ in range(4)]
    assert texts(read_pdf("a.pdf", pdf(pages))) == ["余白"] * 4


def test_a_header_on_two_pages_is_left_out(pdf, sheet):
    # PDFium drops a line that repeats the one before it where no font gives it a height.
    body = [f"{row}番の行{FULL}" for row in range(6)]
    pages = [
        sheet().set(60, 810, "令和六年定例会").set(60, 780, f"第{number}号").lines(body)
        for number in (1, 2)
    ]
    assert texts(read_pdf("a.pdf", pdf(pages))) == ["第1号", *body, "第2号", *body]


@pytest.mark.parametrize(
    ("step", "margin"), [(1, 42), (5, 42), (1, 545), (1, 58)], ids=["all", "fifth", "right", "near"]
)
def test_the_numbers_of_lines_in_the_margin_are_left_out(pdf, sheet, step, margin):
    page = sheet()
    for number in range(1, 26):
        y = 760 - 16 * number
        if number % step == 0:
            page.set(margin if number < 10 else margin - 5, y, str(number), size=8)
        page.set(70, y, f"{'一二三四五六七八九十'[number % 10]}番の{FULL}")
    found = texts(read_pdf("a.pdf", pdf([page])))
    assert len(found) == 25
    assert not re.search("[0-9]", "".join(found))


def test_a_table_of_contents_keeps_its_pages(pdf, sheet):
    page = sheet()
    for row, number in enumerate([1, 3, 4, 9, 15, 22, 30]):
        page.set(60, 760 - 16 * row, f"日程第{row}の件について").set(
            500, 760 - 16 * row, str(number)
        )
    assert [text.split()[-1] for text in texts(read_pdf("a.pdf", pdf([page])))][-1] == "30"


def test_a_numbered_list_keeps_its_numbers(pdf, sheet):
    page = sheet().lines([f"{FULL}第{row}行" for row in "一二三四五"])
    for number in range(1, 6):
        y = 660 - 16 * number
        page.set(60, y, f"{number}").set(90, y, f"{'甲乙丙丁戊'[number - 1]}の報告について")
    found = texts(read_pdf("a.pdf", pdf([page])))
    assert [text[:1] for text in found[5:]] == list("12345")


@pytest.mark.parametrize(("tiers", "width"), [(2, 30), (3, 20), (4, 15)])
def test_turns_set_vertically_in_tiers_are_read_whole(pdf, sheet, tiers, width):
    turns = [
        "○三番（浜風円君）　桟橋の改修について伺います。工期と費用、渡し船の発着はどうなりますか。",
        "○町長（潮見望君）　来年の春に始め、秋に終える見込みでございます。費用は三億円です。",
        "○総務課長（磯辺渚君）　渡し船の発着は、工事の間は北の岸壁に移します。標識を立てます。",
    ] * 4
    columns = [turn[at : at + width] for turn in turns for at in range(0, len(turn), width)]
    per_tier = -(-len(columns) // tiers)
    page = sheet()
    for place, column in enumerate(columns):
        tier, row = divmod(place, per_tier)
        page.set(520 - 16 * row, 780 - 720 / tiers * tier, column, font="V")
    file = read_pdf("a.pdf", pdf([page]))
    paragraphs = find_paragraphs(file.lines, find_shape(file.lines))
    # No paragraph ends within a sentence.
    texts_read = [paragraph.text for paragraph in paragraphs]
    assert "".join(texts_read) == "".join(turns)
    assert all(text.endswith("。") for text in texts_read)


def test_a_list_with_gaps_is_read_row_by_row(pdf, sheet):
    names = ["汐見　太郎", "波多野　花", "灯　二郎", "浜　三千代", "沖野　さくら", "磯　辺"]
    page = sheet()
    for row, name in enumerate(names):
        page.set(60, 760 - 16 * row, f"{row}番").set(110, 760 - 16 * row, name)
        page.set(330, 760 - 16 * row, "議員").set(400, 760 - 16 * row, "出席" * (1 + row % 2))
    found = texts(read_pdf("a.pdf", pdf([page])))
    assert len(found) == 6
    assert all(name in line and "議員" in line for name, line in zip(names, found, strict=True))


def test_ruby_is_taken_out_of_the_line(pdf, sheet):
    page = sheet().lines(["港の灯台守が話した。", "次の行である。"])
    page.set(80, 770.5, "とうだいもり", size=5)
    file = read_pdf("a.pdf", pdf([page]))
    assert texts(file) == ["港の灯台守が話した。", "次の行である。"]


def test_vertical_writing_is_read_from_the_right_in_tiers(pdf, sheet):
    page = sheet()
    for column in range(10):
        x = 520 - 18 * column
        page.set(x, 780, f"上{column}段は縦に書いた文であり長く続いていくのだ", font="V")
        page.set(x, 400, f"下{column}段も縦に書いた文であり長く続いていくのだ", font="V")
    page.set(200, 812, "霧浜町議会だより").set(280, 30, "－ 7 －")
    file = read_pdf("a.pdf", pdf([page]))
    assert [text[:3] for text in texts(file)] == ["霧浜町"] + [
        f"{tier}{column}段" for tier in "上下" for column in range(10)
    ]


def test_a_turned_page_is_read_and_a_watermark_is_not(pdf, sheet):
    turned = sheet()
    turned.turned = 90
    for number in range(3):
        turned.set(100 + 16 * number, 60, f"横長の紙の{number}行目", matrix="0 1 -1 0")
    turned.set(200, 300, "写し", size=80, matrix="0.7 0.7 -0.7 0.7")
    file = read_pdf("a.pdf", pdf([turned]))
    assert texts(file) == [f"横長の紙の{number}行目" for number in range(3)]


def test_gaps_are_spaces_and_letter_spacing_is_not(pdf, sheet):
    page = sheet().set(60, 760, "汐見").set(90, 760, "太郎")
    page.operators.append("3 Tc")
    page.set(60, 740, "日時場所").operators.append("0 Tc")
    page.set(60, 720, "灯台").set(80.9, 720, "ABC").set(100, 720, "DEF")
    assert texts(read_pdf("a.pdf", pdf([page]))) == ["汐見　太郎", "日時場所", "灯台ABC DEF"]


def test_text_printed_twice_to_look_bold_is_read_once(pdf, sheet):
    page = sheet().set(60, 760, "議事の概要").set(60.3, 760, "議事の概要")
    assert texts(read_pdf("a.pdf", pdf([page]))) == ["議事の概要"]


def test_radicals_are_read_as_the_kanji_that_look_alike(pdf, sheet):
    assert texts(read_pdf("a.pdf", pdf([sheet().lines(["⽇⽉⻑⼾⾧"])]))) == ["日月長戸長"]


def test_a_scan_is_an_error_with_advice(pdf, sheet):
    with pytest.raises(Unreadable, match=r"スキャン.*OCR"):
        read_pdf("scan.pdf", pdf([sheet().picture(), sheet().picture()]))


def test_an_image_only_page_among_others_is_a_problem(pdf, sheet):
    file = read_pdf("a.pdf", pdf([sheet().lines(["文字のある頁"]), sheet().picture()]))
    assert texts(file) == ["文字のある頁"]
    assert [(problem.page, problem.lost) for problem in file.problems] == [(2, True)]
    assert "OCR" in file.problems[0].message


@pytest.mark.parametrize("size", [5, 60, 400, 1500])
def test_a_damaged_pdf_is_one_line(pdf, sheet, size):
    content = pdf([sheet().lines(["霧浜町"])])[:size]
    with pytest.raises(Unreadable) as caught:
        read_pdf("a.pdf", content.ljust(size, b"\0"))
    assert str(caught.value).startswith("a.pdf: PDF")


def test_a_locked_pdf_is_one_line(pdf, sheet):
    with pytest.raises(Unreadable, match="パスワード"):
        read_pdf("a.pdf", pdf([sheet().lines(["秘密"])], encrypt=True))


def test_a_process_that_ends_without_an_answer_is_one_line(pdf, sheet, monkeypatch):
    monkeypatch.setattr("indexer.sources.pdf._CHILD", "tests.none")
    with pytest.raises(Unreadable, match="壊れているか、読むのに時間かメモリー"):
        read_pdf("a.pdf", pdf([sheet().lines(["霧浜町"])]))


def test_a_hundred_pages_take_seconds(pdf, sheet):
    pages = [
        sheet().lines([f"{number}{line}{FULL}" for line in range(36)]) for number in range(100)
    ]
    content = pdf(pages)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert len(texts(read_pdf("a.pdf", content))) == 3600
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime - before.ru_utime < 12


def test_the_published_pdf_is_the_same_meeting_as_its_text(shared):
    folder = shared / "minutes" / "sapporo"
    (text,) = read_meetings(folder / "076.txt", "a")
    paper, *problems = read_meetings(folder / "076.pdf", "a")
    for name in ("id", "title", "number", "date", "begins", "ends", "place", "agenda", "attendees"):
        assert getattr(paper, name) == getattr(text, name)
    names = ("id", "kind", "text", "speaker", "role", "affiliation", "agenda", "section", "topic")
    assert len(paper.utterances) == len(text.utterances)
    for one, other in zip(paper.utterances, text.utterances, strict=True):
        assert [getattr(one, name) for name in names] == [getattr(other, name) for name in names]
        assert one.exchange == other.exchange
        assert [mark.page for mark in one.trace] == [mark.page for mark in other.trace]
    assert {problem.message[:11] for problem in problems} == {"文字コードの分からない"}


def test_pages_without_any_text_have_no_headers():
    assert find_running([(), (), ()]) == [set(), set(), set()]
