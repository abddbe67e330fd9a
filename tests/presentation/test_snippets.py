"""Exactly the spans are marked, and the text is unchanged."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index.results import Span
from presentation import snippets

texts = st.text(alphabet=st.one_of(st.sampled_from("。\n<&>\"'鍵庫あ"), st.characters()))
long_texts = st.lists(st.sampled_from(["。", "\n", "鍵", "台帳の保管", "<b>"]), max_size=300).map(
    "".join
)
spans = st.lists(st.tuples(st.integers(-5, 400), st.integers(-5, 400)), max_size=8)


def joined(paragraphs):
    return "\n".join("".join(run.text for run in each.runs) for each in paragraphs)


def marked(paragraphs):
    return [[run for run in each.runs if run.marked] for each in paragraphs]


@given(texts, spans)
def test_the_runs_joined_are_the_text(text, found):
    assert joined(snippets.whole(text, found)) == text


@given(texts, spans)
def test_exactly_the_characters_of_the_spans_are_marked(text, found):
    wanted = {at for start, end in found for at in range(max(start, 0), min(end, len(text)))}
    at, got = 0, set()
    for paragraph in snippets.whole(text, found):
        for run in paragraph.runs:
            if run.marked:
                got.update(range(at, at + len(run.text)))
            at += len(run.text)
        at += 1
    assert got == {at for at in wanted if text[at] != "\n"}


@given(texts, spans)
def test_no_two_marks_touch_and_no_run_is_empty(text, found):
    for paragraph in snippets.whole(text, found):
        assert all(run.text for run in paragraph.runs)
        for one, other in zip(paragraph.runs, paragraph.runs[1:], strict=False):
            assert one.marked != other.marked


@given(long_texts, spans, st.integers(20, 200))
def test_an_excerpt_is_made_of_runs_of_the_text_in_order(text, found, budget):
    at = 0
    paragraphs = snippets.excerpt(text, found, budget)
    for paragraph in paragraphs:
        run = "".join(run.text for run in paragraph.runs)
        at = text.index(run, at) + len(run)
    if not snippets.is_cut(paragraphs):
        assert joined(paragraphs) == text


@given(long_texts, st.integers(0, 400), st.integers(20, 200))
def test_an_excerpt_shows_the_first_match(text, start, budget):
    found = snippets.merge_spans([(start, start + 2)], len(text))
    shown = snippets.excerpt(text, found, budget)
    wanted = "".join(text[span.start : span.end] for span in found).replace("\n", "")
    assert "".join(run.text for each in marked(shown) for run in each) == wanted


def test_an_excerpt_keeps_sentences_and_says_where_it_cuts():
    text = "前の文。" * 60 + "鍵は庫務係が持つ。" + "後の文。" * 60
    at = text.index("鍵")
    (paragraph,) = snippets.excerpt(text, [(at, at + 1)], 100)
    assert paragraph.runs[-1].text == "は庫務係が持つ。"
    assert paragraph.cut_before
    assert paragraph.cut_after


def test_far_matches_are_shown_apart_and_near_ones_together():
    text = "あ" * 200 + "鍵" + "い" * 20 + "鍵" + "う" * 400 + "鍵" + "え" * 200
    found = [Span(at, at + 1) for at, each in enumerate(text) if each == "鍵"]
    shown = snippets.excerpt(text, found, 500)
    assert [len(each) for each in marked(shown)] == [2, 1]


def test_a_first_line_ends_at_the_paragraph():
    assert snippets.first_line("一行目\n二行目", 60)[0] == snippets.SnippetParagraph(
        (snippets.TextRun("一行目"),), cut_after=True
    )
    assert not snippets.is_cut(snippets.first_line("一行目", 60))
