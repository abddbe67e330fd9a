"""Word documents, as the parts of one are written."""

from __future__ import annotations

import io
import time
import zipfile

import pytest
from docx_writer import NAMESPACES
from docx_writer import paragraph as p
from docx_writer import write_docx as docx

from indexer.problems import Unreadable
from indexer.sources.docx import read_docx


def read(content):
    return read_docx("a.docx", content)


def texts(content):
    return [line.text for line in read(content).lines]


def test_paragraphs_and_breaks_are_lines_with_their_indentation():
    body = p("霧浜町議会") + p("", "") + p("字下げ", '<w:ind w:leftChars="100" w:firstLine="210"/>')
    body += "<w:p><w:r><w:t>一</w:t><w:br/><w:t>二</w:t><w:tab/><w:t>三</w:t></w:r></w:p>"
    file = read(docx(body))
    assert [(line.text, line.number) for line in file.lines] == [
        ("霧浜町議会", 1),
        ("", 2),
        ("    字下げ", 3),
        ("一", 4),
        ("二\t三", 5),
    ]
    assert not file.paged


def test_pages_begin_where_word_broke_them():
    rendered = "<w:lastRenderedPageBreak/>"
    body = p("一頁") + "<w:p><w:r><w:br w:type='page'/></w:r></w:p>"
    body += f"<w:p><w:r>{rendered}<w:t>二頁</w:t></w:r></w:p>"
    body += f"<w:p><w:r><w:t>二頁から</w:t>{rendered}<w:t>三頁へ</w:t></w:r></w:p>"
    body += p("三頁") + p("四頁", "<w:pageBreakBefore/>")
    file = read(docx(body))
    assert file.paged
    assert [(line.text, line.page) for line in file.lines if line.text] == [
        ("一頁", 1),
        ("二頁", 2),
        ("二頁から三頁へ", 2),
        ("三頁", 3),
        ("四頁", 4),
    ]


def test_a_row_of_a_table_is_a_line():
    def row(*cells):
        return f"<w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in cells)}</w:tr>"

    body = (
        f"<w:tbl>{row(p('１番'), p('汐見　太郎'), p(''))}{row(p('問') + p('二'), p('答'))}</w:tbl>"
    )
    assert texts(docx(body + p("後"))) == ["１番\t汐見　太郎", "問　二\t答", "後"]


def test_numbers_that_word_counts_are_in_the_text():
    def level(at, style, text):
        return (
            f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{style}"/>'
            f'<w:lvlText w:val="{text}"/></w:lvl>'
        )

    lists = level(0, "decimalFullWidth", "第%1") + level(1, "aiueoFullWidth", "（%2）")
    lists += level(2, "bullet", "\uf0b7")
    lists = f'<w:abstractNum w:abstractNumId="7">{lists}</w:abstractNum>'
    lists += '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'

    def item(text, at):
        return p(text, f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="1"/></w:numPr>')

    body = "".join(item("項", at) for at in (0, 1, 1, 0, 1, 2))
    assert texts(docx(body, numbering=lists)) == [
        "第１ 項",
        "（ア） 項",
        "（イ） 項",
        "第２ 項",
        "（ア） 項",
        "・ 項",
    ]


def test_deleted_text_and_fallbacks_are_left_out():
    ruby = (
        "<w:ruby><w:rt><w:r><w:t>とう</w:t></w:r></w:rt>"
        "<w:rubyBase><w:r><w:t>灯</w:t></w:r></w:rubyBase></w:ruby>"
    )
    box = f"<w:txbxContent>{p('箱の中')}</w:txbxContent>"
    body = f"<w:p><w:r>{ruby}</w:r><w:del><w:r><w:t>消</w:t></w:r></w:del><w:ins><w:r><w:t>台"
    body += "</w:t></w:r></w:ins><w:r><mc:AlternateContent>"
    body += f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    body += "</mc:AlternateContent></w:r></w:p>"
    content = docx(body, footnotes=p("脚注"), header1=p("霧浜町議会"), footer1=p("－１－"))
    assert texts(content) == ["灯台", "箱の中", "脚注"]


def laughs():
    entities = '<!ENTITY a "ワハハ">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        root = f"<w:document {NAMESPACES}><w:p><w:r><w:t>文&j;</w:t></w:r></w:p></w:document>"
        archive.writestr("word/document.xml", f"<!DOCTYPE x [{entities}]>{root}")
    return packed.getvalue()


def cut():
    return docx(p("霧浜町" * 500))[:300]


def broken_xml():
    return docx("<w:p><w:r><w:t>閉じない")


def deep():
    return docx("<w:sdt>" * 100_000 + "</w:sdt>" * 100_000)


def huge():
    return docx(p("あ" * 1000) * 50_000)


def empty():
    return docx(p(""))


@pytest.mark.parametrize("make", [laughs, cut, broken_xml, deep, huge, empty])
def test_hostile_documents_are_one_line_each(make):
    content = make()
    began = time.process_time()
    with pytest.raises(Unreadable) as caught:
        read(content)
    assert str(caught.value).startswith("a.docx: ")
    assert "\n" not in str(caught.value)
    assert time.process_time() - began < 10
