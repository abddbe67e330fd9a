"""Text files: encodings, line ends, pages, and lines that are refused."""

import time

import pytest

from indexer.problems import Problem, Unreadable
from indexer.sources.text import read_text

TEXT = "第１回 霧浜町の会議録\r\n髙橋 ①～\rおわり\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_any_encoding_and_line_end_is_read(encoding):
    file = read_text("a.txt", TEXT.encode(encoding))
    assert [line.text for line in file.lines] == ["第１回 霧浜町の会議録", "髙橋 ①～", "おわり"]
    assert [line.number for line in file.lines] == [1, 2, 3]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "euc_jp", "utf-16"])
@pytest.mark.parametrize("end", ["", "。"])
def test_a_stray_nul_is_left_out(encoding, end):
    text = f"霧浜町の防災\0計画について、\n町長に伺い\0たい。水門の鍵はだれが持つのか{end}"
    file = read_text("a.txt", text.encode(encoding))
    assert [line.text for line in file.lines] == text.replace("\0", "").split("\n")
    far = "水門の鍵である。\n" * 20_000 + "堤\0防"
    assert read_text("a.txt", far.encode(encoding)).lines[-1].text == "堤防"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["霧浜町の水門の鍵はだれが持つのか。" * 9 + "\n", "A key\n"])
def test_utf_16_needs_no_mark(encoding, text):
    file = read_text("a.txt", text.encode(encoding))
    assert [line.text for line in file.lines] == [text.rstrip()]


def test_text_with_many_nuls_is_no_text():
    with pytest.raises(Unreadable, match="バイナリ"):
        read_text("a.txt", "霧浜町\0\0水門\0\0鍵。".encode() * 9)
    with pytest.raises(Unreadable, match="文字コード"):
        read_text("a.txt", "霧浜町の水門の鍵を\0町長が持つ。".encode() * 9 + b"\xe3\x81" * 9)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", None),
        (b" \n\n", None),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", None),
        ("一行目\n二行目".encode() + b"\xe3\x81" * 4, 2),
        ("一行目\n".encode("cp932") + b"\xff\xfd\xff\xfd\xff\n", 2),
    ],
)
def test_undecodable_text_is_an_error_of_one_line(content, line):
    with pytest.raises(Unreadable) as caught:
        read_text("a.txt", content)
    assert caught.value.line == line
    assert str(caught.value).startswith("a.txt")
    assert "\n" not in str(caught.value)


def test_form_feeds_begin_pages_and_lines_keep_their_indentation():
    file = read_text("a.txt", "一\n\f  二\n三\f四\n".encode())
    assert [(line.text, line.page, line.number) for line in file.lines] == [
        ("一", 1, 1),
        ("  二", 2, 2),
        ("三", 2, 3),
        ("四", 3, 3),
    ]


def test_pages_of_double_spaced_text_begin_where_a_blank_line_is_missing():
    printed = ["霧浜町のサーバ室に持ち込まれる端末の番号を入退室管理簿に記入させることとし"] * 12
    content = "\n\n".join(printed[:6]) + "\n" + "\n\n".join(printed[6:]) + "\n\n \n\n"
    file = read_text("a.txt", content.encode())
    assert [line.text.strip() for line in file.lines] == [*printed, ""]
    assert [line.page for line in file.lines] == [1] * 6 + [2] * 7
    assert file.lines[6].number == 12


def test_paragraphs_between_blank_lines_are_not_double_spaced_text():
    content = (
        "\n\n".join(["短い段落である。", "もう一つの、少し長い段落である。"] * 8) + "\n続き。\n"
    )
    assert {line.page for line in read_text("a.txt", content.encode()).lines} == {1}


def test_ten_megabytes_on_one_line_are_quick():
    began = time.perf_counter()
    file = read_text("a.txt", ("長い行である。" * 500_000).encode())
    assert len(file.lines) == 1
    assert time.perf_counter() - began < 5


def test_a_problem_names_file_page_and_line():
    assert str(Problem("076.txt", 6, 362, "…")) == "076.txt 6ページ362行: …"
    assert str(Problem("076.txt", None, 362, "…")) == "076.txt 362行: …"
    assert str(Problem("076.txt", None, None, "…")) == "076.txt: …"


def test_a_message_is_one_line_whatever_it_quotes():
    assert (
        str(Problem("a.txt", None, 1, "日付「2024\n\x1b[31m」")) == "a.txt 1行: 日付「2024 [31m」"
    )


def test_too_many_lines_are_refused(monkeypatch):
    monkeypatch.setattr("indexer.sources.text.MAX_LINES", 3)
    assert len(read_text("a.txt", b"a\nb\nc\n").lines) == 3
    with pytest.raises(Unreadable, match="行が多すぎる"):
        read_text("a.txt", b"a\n" * 4)
