"""Pages of the web: encodings declared right or wrong, broken markup, reading order."""

from __future__ import annotations

import time

import pytest

from indexer.encodings import decode
from indexer.problems import Unreadable
from indexer.sources.html import is_html, read_html

BODY = "<p>○議長（汐見太郎君）　髙橋委員の「灯台」について、①から～まで。</p>"


def page(charset="utf-8", body=BODY):
    return f'<html><head><meta charset="{charset}"><title>会議録</title></head><body>{body}</body>'


def cp51932(text):
    """EUC-JP as Windows writes it, which Python does not know."""
    added = {"①": b"\xad\xa1", "髙": b"\xfc\xe2", "～": b"\xa1\xc1"}
    return b"".join(added.get(each) or each.encode("euc_jp") for each in text)


def texts(content):
    file = read_html("a.html", content if isinstance(content, bytes) else content.encode())
    return [line.text for line in file.lines if line.text]


@pytest.mark.parametrize("declared", ["utf-8", "shift_jis", "euc-jp", "x-nonsense"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp932", "cp51932", "utf-16", "utf-16-le"]
)
def test_the_bytes_decide_the_encoding_whatever_is_declared(encoding, declared):
    code = page(declared)
    content = cp51932(code) if encoding == "cp51932" else code.encode(encoding)
    assert texts(content) == [BODY[3:-4]]


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "utf-16"])
def test_a_stray_nul_is_left_out(encoding):
    code = page(body="<p>霧浜町の灯\0台について</p>")
    assert texts(code.encode(encoding)) == ["霧浜町の灯台について"]


def test_the_encoding_of_mail_is_read():
    body = "<p>霧浜町の灯台について、①から</p>"
    code = page("iso-2022-jp", body.replace("①", "②"))
    head, tail = code.split("②")
    content = head.encode("iso-2022-jp") + b"\x1b$B\x2d\x21\x1b(B" + tail.encode("iso-2022-jp")
    assert texts(content) == ["霧浜町の灯台について、①から"]


@pytest.mark.parametrize("encoding", ["euc_jp", "iso-2022-jp", "cp932", "utf-16-be"])
def test_text_files_are_in_any_encoding_too(encoding):
    text = "会議録\r\n○議長　町の灯台について伺います。\r\n"
    assert decode("a.txt", text.encode(encoding)) == text


def test_a_few_damaged_characters_are_reported_and_many_refused():
    good = page(body="<p>町の灯台について伺います。</p>" * 20).encode()
    place = good.index("灯".encode())
    file = read_html("a.html", good[:place] + b"\xff\xff" + good[place + 3 :])
    assert file.problems
    assert "U+FFFD" in file.problems[0].message
    with pytest.raises(Unreadable, match="文字コード"):
        read_html("a.html", page().encode() + bytes(range(128, 256)) * 40)


def test_blocks_breaks_and_rows_are_lines_and_the_rest_is_left_out():
    body = """<nav><a href=x>一覧</a></nav><h1>第２回定例会</h1>
<script>var a = "<p>no</p>";</script><style>p {}</style><!-- 註 -->
<p>町境のファ
イアウォールの<b>設定</b>と the Web
Application</p>　字下げ<br>次の行<br/>
<table><tr><th>番号</th><td>氏名<td>所属</tr><tr><td>１番<td>汐見　太郎</table>
<div hidden>隠し</div><ruby>灯台<rt>とうだい</rt></ruby>守<select><option>選択</select>
<pre>一行目
  二行目</pre>"""
    assert texts(page(body=body)) == [
        "第２回定例会",
        "町境のファイアウォールの設定と the Web Application",
        "　字下げ",
        "次の行",
        "番号\t氏名\t所属",
        "１番\t汐見　太郎",
        "灯台守",
        "一行目",
        "  二行目",
    ]


def test_lines_have_their_line_number_in_the_source():
    lines = [
        (line.number, line.text)
        for line in read_html("a", b"<p>a\n<p>b\n<br>c\n</p>\n\n<p>d").lines
    ]
    assert [line for line in lines if line[1]] == [(1, "a"), (2, "b"), (3, "c"), (6, "d")]


def test_only_the_main_element_is_read():
    assert texts(page(body="<div>ロゴ</div><main><p>本文</p></main><footer>連絡先</footer>")) == [
        "本文"
    ]


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 100_000 + "文" + "</div>" * 100_000,
        "<b>" * 200_000 + "文",
        "<p>" * 1_100_000,
        "<!--" * 500_000,
        "<" * 900_000,
        "<a " * 500_000,
        "&#1;" * 100_000,
        "<table>" * 50_000,
        f"<p {' '.join(f'a{number}' for number in range(200_000))}>",
        f"<p {'/'.join(f'a{number}' for number in range(200_000))}>",
        f"<p {' '.join(f'a{number}=1' for number in range(200_000))}>",
        f"<p data:='{'/'.join(f'a{number}' for number in range(200_000))}'",
        f"<p='{'/'.join(f'a{number}' for number in range(200_000))}>",
        f"<p 「<{' <'.join(f'a{number}' for number in range(200_000))}>",
        "",
    ],
)
def test_hostile_markup_is_read_or_refused_quickly(body):
    began = time.process_time()
    try:
        texts(page(body=body))
    except Unreadable as error:
        assert "\n" not in str(error)
    assert time.process_time() - began < 10


@pytest.mark.parametrize("quote", "'\"")
def test_a_long_value_is_no_attack(quote):
    image = f"<img alt=図 src={quote}data:image/png;base64,{'iVBORw0K/+' * 100_000}{quote}>"
    assert "水門の図です。" in texts(page(body=f"{image}水門の図です。"))


def test_a_page_is_recognised_by_its_first_bytes():
    assert is_html(b"\xef\xbb\xbf\n<!-- x --><!DOCTYPE HTML>")
    assert is_html("<html>".encode("utf-16"))
    assert is_html(b'<?xml version="1.0"?><html xmlns="x">')
    assert not is_html("＜議長＞<b>".encode())
    assert not is_html(b"<?xml version='1.0'?><data><x>")
