"""Wrapped lines are joined to paragraphs, with the way back to page and line."""

import re
from itertools import pairwise
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.minutes import Mark
from indexer.layout import find_paragraphs, find_shape, join, stack, without_page_marks
from indexer.lines import Line

texts = st.text(alphabet=st.sampled_from("あ設定ァー、。「」Ａａ１azZ09 .,-　\t"), max_size=12)
cut_words = st.sampled_from(["あaz-", "zaz", "Zaz-", "zazあ", "a-", "az", "azz-", "az-zaz", "09-"])
pieces = st.lists(texts | cut_words, max_size=8)


def lines(texts):
    return [Line(text, 1 + number // 3, number) for number, text in enumerate(texts, start=1)]


def bare(text):
    return "".join(text.split())


def cuts(texts):
    """The numbers of the lines whose last hyphen only cuts a word."""
    folded = (normalize("NFKC", text).strip() for text in texts)
    printed = [(number, text) for number, text in enumerate(folded, start=1) if text]
    return {
        number
        for (number, before), (_, after) in pairwise(printed)
        if re.search("(^|[^a-zA-Z0-9-])[a-zA-Z][az]+-$", before)
        and re.match("[az]{3}[az]*([^a-zA-Z0-9-]|$)", after)
    }


@given(pieces)
def test_joining_neither_loses_nor_invents_a_character(texts):
    joined = join(lines(texts)).text
    cut = cuts(texts)
    kept = [text.strip()[: -1 if n in cut else None] for n, text in enumerate(texts, start=1)]
    assert bare(joined) == bare("".join(kept))
    assert len(joined) <= sum(len(text.strip()) + 1 for text in texts)


@given(pieces)
def test_each_character_leads_back_to_its_line(texts):
    paragraph = join(lines(texts))
    offsets = [mark.offset for mark in paragraph.trace]
    cut = cuts(texts)
    for mark, end in zip(paragraph.trace, [*offsets[1:], len(paragraph.text)], strict=False):
        printed = texts[mark.line - 1].strip()[: -1 if mark.line in cut else None]
        assert paragraph.text[mark.offset : end].rstrip() == printed
        assert mark.page == 1 + mark.line // 3
    assert len(offsets) == sum(bool(text.strip()) for text in texts)


@given(st.lists(pieces, max_size=4))
def test_stacked_paragraphs_keep_their_marks(groups):
    paragraphs = [join(lines(texts)) for texts in groups]
    whole = stack(paragraphs)
    assert whole.text == "\n".join(each.text for each in paragraphs if each.text)
    starts = [whole.text[mark.offset :] for mark in whole.trace]
    marks = [(each.text, mark) for each in paragraphs for mark in each.trace]
    assert len(starts) == len(marks)
    for start, (text, mark) in zip(starts, marks, strict=True):
        assert start.startswith(text[mark.offset :])


def test_no_space_between_japanese_one_between_latin_words():
    assert join(lines(["町境のファ ", "  イアウォールの"])).text == "町境のファイアウォールの"
    assert (
        join(lines(["the Web Application", "Firewall を"])).text
        == "the Web Application Firewall を"
    )
    assert join(lines(["「HTTPS", "通信」と HTTPS 通信"])).text == "「HTTPS通信」と HTTPS 通信"
    assert join(lines(["1,0", "43件"])).text == "1,043件"
    assert join(lines(["https://example.", "jp/a"])).text == "https://example.jp/a"


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("町のinfor-", "mationについて", "町のinformationについて"),
        ("the Infor-  ", "  mation desk", "the Information desk"),
        ("町のinfor‐", "mation.", "町のinformation."),
        ("町のｉｎｆｏｒ－", "ｍａｔｉｏｎについて", "町のｉｎｆｏｒｍａｔｉｏｎについて"),
        ("町のX-", "rayを", "町のX-rayを"),
        ("町のe-", "mailを", "町のe-mailを"),
        ("町のWi-", "fiを", "町のWi-fiを"),
        ("町のWi-", "Fiを", "町のWi-Fiを"),
        ("町のCD-", "romを", "町のCD-romを"),
        ("町のCOVID-", "19を", "町のCOVID-19を"),
        ("15-", "20人", "15-20人"),
        ("state-of-", "the-art", "state-of-the-art"),
        ("state-", "of-the-art", "state-of-the-art"),
        ("https://kura.example/mizu-", "mon", "https://kura.example/mizu-mon"),
        ("町-", "abc", "町-abc"),
    ],
)
def test_a_hyphen_that_only_cuts_a_word_is_left_out(before, after, joined):
    paragraph = join(lines([before, after]))
    assert paragraph.text == joined
    assert joined[paragraph.trace[1].offset :] == after.strip()


def test_a_cut_word_goes_on_in_a_text_that_is_not_wrapped():
    texts = ["町の informa-", "tion を問う。", "次の e-", "mail", "well-", "", "known"]
    printed = [line._replace(page=1) for line in lines(texts)]
    found = find_paragraphs(printed, find_shape(printed))
    assert [each.text for each in found] == [
        *("町の information を問う。", "次の e-", "mail", "well-", "known")
    ]


def test_indent_counts_a_wide_space_as_two_columns():
    assert join(lines(["", "　 さらに"])).indent == 3


def test_page_marks_are_left_out_and_count_pages_where_nothing_else_does():
    read = without_page_marks(lines(["あ", "い"]))
    assert [line.text for line in read] == ["あ", "い"]
    feet = [Line(text, 1, n) for n, text in enumerate(["あ", " －９－ ", "い", "- 10 -"], start=1)]
    assert without_page_marks(feet) == (Line("あ", 9, 1), Line("い", 10, 3))
    heads = [Line(text, 1, n) for n, text in enumerate(["－３－", "あ", "－４－", "い"], start=1)]
    assert [line.page for line in without_page_marks(heads)] == [3, 4]
    counted = [Line("あ", 1, 1), Line("－１－", 1, 2), Line("い", 2, 3)]
    assert [line.page for line in without_page_marks(counted)] == [1, 2]


def test_marks_of_a_join_are_offsets():
    assert join(lines(["あい", "う"])).trace == (Mark(0, 1, 1), Mark(2, 1, 2))
